-- One TAGS code and how much of the traffic carries it, most frequent first.
--
-- name, subject_field, country_name: from the TAGS handbooks, null for codes they do not list
-- cables: cables that carry the code, each counted once
-- share: share of all cables, 0 to 1
-- rank: 1 is the most frequent; ties share a rank
--
-- kept as a table in warehouse.duckdb
WITH used AS (
    SELECT DISTINCT cable_id, tag, kind FROM tags
), counted AS (
    SELECT
        used.tag,
        min(used.kind) AS kind,
        count(DISTINCT used.cable_id) AS cables,
        min(cables.date) AS first_date,
        max(cables.date) AS last_date
    FROM used JOIN cables USING (cable_id)
    GROUP BY used.tag
)
SELECT
    counted.tag,
    tag_codes.name,
    coalesce(tag_codes.kind, counted.kind) AS kind,
    tag_codes.subject_field,
    countries.country_name,
    counted.cables,
    counted.cables / (SELECT count(*) FROM cables) AS share,
    counted.first_date,
    counted.last_date,
    rank() OVER (ORDER BY counted.cables DESC) AS rank
FROM counted
LEFT JOIN tag_codes USING (tag)
LEFT JOIN countries ON countries.country = tag_codes.country
ORDER BY counted.cables DESC, counted.tag
