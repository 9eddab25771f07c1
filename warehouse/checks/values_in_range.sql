-- Numbers are in the range that their meaning allows.
-- severity: fail
SELECT 'cables' AS table_name, cable_id, document_id,
    CASE
        WHEN quality NOT BETWEEN 0 AND 1 THEN 'quality ' || quality
        WHEN redactions < 0 THEN 'redactions ' || redactions
        WHEN serial <= 0 THEN 'serial ' || serial
        WHEN year <> year(date) THEN 'year ' || year || ' of ' || date
        WHEN section_number <= 0 OR section_total <= 0 THEN 'section ' || section_number || ' of ' || section_total
    END AS what
FROM cables WHERE what IS NOT NULL
UNION ALL
SELECT 'paragraphs', cable_id, document_id, 'ordinal ' || ordinal FROM paragraphs WHERE ordinal < 1
UNION ALL
SELECT 'findings', cable_id, document_id, 'span ' || span_start || ' to ' || span_end
FROM findings WHERE span_start < 0 OR span_end < span_start
