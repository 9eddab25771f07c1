-- One pair of TAGS codes that at least two cables carry together.
--
-- Each pair appears once, in alphabetical order; persons are left out.
--
-- cables: cables that carry both
-- lift: how many times more often than if the two were independent (1: no relation)
-- jaccard: cables with both / cables with either, 0 to 1
--
-- kept as a table in warehouse.duckdb
WITH used AS (
    SELECT DISTINCT cable_id, tag FROM tags WHERE kind <> 'person'
), counted AS (
    SELECT tag, count(*) AS cables FROM used GROUP BY tag
), pairs AS (
    SELECT a.tag AS tag_a, b.tag AS tag_b, count(*) AS cables
    FROM used AS a JOIN used AS b ON a.cable_id = b.cable_id AND a.tag < b.tag
    GROUP BY a.tag, b.tag
    HAVING count(*) >= 2
)
SELECT
    pairs.tag_a,
    code_a.name AS name_a,
    pairs.tag_b,
    code_b.name AS name_b,
    pairs.cables,
    pairs.cables * (SELECT count(*) FROM cables) / (a.cables * b.cables) AS lift,
    pairs.cables / (a.cables + b.cables - pairs.cables) AS jaccard
FROM pairs
JOIN counted AS a ON a.tag = pairs.tag_a
JOIN counted AS b ON b.tag = pairs.tag_b
LEFT JOIN tag_codes AS code_a ON code_a.tag = pairs.tag_a
LEFT JOIN tag_codes AS code_b ON code_b.tag = pairs.tag_b
ORDER BY pairs.cables DESC, pairs.tag_a, pairs.tag_b
