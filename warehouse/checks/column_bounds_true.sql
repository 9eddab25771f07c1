-- The catalog's bounds of a column cover all its values; bounds that are too narrow hide rows from queries.
-- severity: fail
SELECT table_name, column_name, s.min_value, s.max_value, f.least, f.greatest
FROM __ducklake_metadata_lake.ducklake_table_column_stats s
JOIN __ducklake_metadata_lake.ducklake_column c USING (table_id, column_id)
JOIN __ducklake_metadata_lake.ducklake_table t USING (table_id)
JOIN (
    SELECT table_id, column_id,
        min(TRY_CAST(min_value AS BIGINT)) AS least_number, max(TRY_CAST(max_value AS BIGINT)) AS greatest_number,
        min(min_value) AS least, max(max_value) AS greatest
    FROM __ducklake_metadata_lake.ducklake_file_column_stats
    GROUP BY table_id, column_id
) f USING (table_id, column_id)
WHERE c.end_snapshot IS NULL AND t.end_snapshot IS NULL AND s.min_value IS NOT NULL
    AND CASE WHEN c.column_type = 'int64'
        THEN f.least_number < CAST(s.min_value AS BIGINT) OR f.greatest_number > CAST(s.max_value AS BIGINT)
        WHEN c.column_type IN ('varchar', 'date', 'timestamp') THEN f.least < s.min_value OR f.greatest > s.max_value
        ELSE false END
