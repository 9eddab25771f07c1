-- One post: whether its cables carry the same TAGS as the cables they cite.
--
-- references: cited cables of the lake, counted if both cables have TAGS (each pair once, without cables that cite
--   themselves)
-- with_common_tag: share of these with at least one TAGS entry in common, 0 to 1
-- mean_jaccard: mean over these of entries in common / entries of either, 0 to 1
--
-- FROM tag_overlap_of_references WHERE "references" >= 20
--
-- kept as a table in warehouse.duckdb
WITH edges AS (
    SELECT cable_id, cited_cable_id FROM reference_edges WHERE is_in_lake AND cable_id <> cited_cable_id
), used AS (
    SELECT cable_id, list(DISTINCT tag) AS tags FROM tags GROUP BY cable_id
), compared AS (
    SELECT
        edges.cable_id,
        len(list_intersect(citing.tags, cited.tags)) AS common,
        len(citing.tags) + len(cited.tags) AS both_together
    FROM edges
    JOIN used AS citing ON citing.cable_id = edges.cable_id
    JOIN used AS cited ON cited.cable_id = edges.cited_cable_id
)
SELECT
    cables.post,
    posts.name AS post_name,
    count(*) AS "references",
    avg(CAST(compared.common > 0 AS INTEGER)) AS with_common_tag,
    avg(compared.common / (compared.both_together - compared.common)) AS mean_jaccard
FROM compared
JOIN cables USING (cable_id)
LEFT JOIN posts USING (post)
GROUP BY cables.post, posts.name
ORDER BY "references" DESC, cables.post
