-- The documents of every run are the sum of its parsed, quarantined and duplicate ones, as its deliveries say.
-- severity: fail
WITH delivered AS (
    SELECT
        run_id,
        count(*) FILTER (outcome = 'parsed') AS parsed,
        count(*) FILTER (outcome = 'quarantined') AS quarantined,
        count(*) FILTER (outcome = 'duplicate') AS duplicates
    FROM deliveries GROUP BY run_id
)
SELECT
    runs.run_id, runs.documents, runs.parsed, runs.quarantined, runs.duplicates,
    delivered.parsed AS delivered_parsed,
    delivered.quarantined AS delivered_quarantined,
    delivered.duplicates AS delivered_duplicates
FROM runs FULL JOIN delivered USING (run_id)
WHERE runs.run_id IS NULL
    OR runs.documents <> runs.parsed + runs.quarantined + runs.duplicates
    OR runs.parsed <> coalesce(delivered.parsed, 0)
    OR runs.quarantined <> coalesce(delivered.quarantined, 0)
    OR runs.duplicates - coalesce(runs.unchanged, 0) <> coalesce(delivered.duplicates, 0)
