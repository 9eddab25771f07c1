-- One month and classification: of how many cables the lake has the whole text, an extract, or none.
--
-- whole, partial and no_text add up to cables; redacted: of those with text, how many have blacked-out runs.
--
-- kept as a table in warehouse.duckdb
WITH seen AS (
    SELECT
        CAST(date_trunc('month', cables.date) AS DATE) AS month,
        cables.classification,
        coalesce(regexp_matches(texts.body, '\S'), false) AS has_text,
        coalesce(cables.is_partial, false) AS is_partial,
        coalesce(cables.redactions, 0) AS redactions
    FROM cables
    LEFT JOIN texts USING (cable_id)
)
SELECT
    month,
    classification,
    count(*) AS cables,
    count(*) FILTER (has_text AND NOT is_partial) AS whole,
    count(*) FILTER (has_text AND is_partial) AS partial,
    count(*) FILTER (NOT has_text) AS no_text,
    count(*) FILTER (has_text AND redactions > 0) AS redacted
FROM seen
GROUP BY month, classification
ORDER BY month, classification
