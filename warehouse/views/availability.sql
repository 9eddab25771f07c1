-- One month and classification: how many cables the lake has with their whole text, an extract, or no text.
--
-- whole, partial and no_text add up to cables.
--
-- redacted: of those with text, how many have blacked-out runs
--
-- kept as a table in warehouse.duckdb
WITH without_paragraphs AS ( -- so that few texts are read: a cable with a paragraph has text
    SELECT cable_id FROM cables WHERE cable_id NOT IN (SELECT cable_id FROM paragraphs)
), blank AS (
    SELECT cable_id FROM without_paragraphs LEFT JOIN texts USING (cable_id)
    WHERE coalesce(body, '') = '' OR NOT regexp_matches(body, '\S')
), seen AS (
    SELECT
        CAST(date_trunc('month', date) AS DATE) AS month,
        classification,
        cable_id NOT IN (FROM blank) AS has_text,
        coalesce(is_partial, false) AS is_partial,
        coalesce(redactions, 0) AS redactions
    FROM cables
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
