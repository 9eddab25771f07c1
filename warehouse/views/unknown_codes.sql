-- One code that a cable uses but no vocabulary has: a TAGS code, a post or a routing indicator.
--
-- Persons and free words among the TAGS are not codes.
--
-- code_kind: tag, post or routing_indicator
-- cables: cables that use it
-- example: one of them
--
-- kept as a table in warehouse.duckdb
SELECT 'tag' AS code_kind, tags.tag AS code, count(DISTINCT tags.cable_id) AS cables, min(tags.cable_id) AS example
FROM tags ANTI JOIN tag_codes USING (tag)
WHERE tags.kind NOT IN ('person', 'free')
GROUP BY tags.tag
UNION ALL
SELECT 'post', cables.post, count(*), min(cables.cable_id)
FROM cables ANTI JOIN posts USING (post)
WHERE cables.post IS NOT NULL
GROUP BY cables.post
UNION ALL
SELECT 'routing_indicator', used.routing_indicator, count(DISTINCT used.cable_id), min(used.cable_id)
FROM (
    SELECT cable_id, routing_indicator FROM addressees UNION ALL SELECT cable_id, routing_indicator FROM cables
) AS used
ANTI JOIN routing_indicators USING (routing_indicator)
WHERE used.routing_indicator IS NOT NULL
GROUP BY used.routing_indicator
ORDER BY cables DESC, code_kind, code
