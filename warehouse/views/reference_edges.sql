-- One pair of a cable and a cable it refers to, whether or not that is in the lake.
--
-- A cable that cites another twice has one row.
--
-- is_in_lake: whether the lake holds the cited cable
-- lag_days: days from the cited cable to the citing one, null if either date is unknown, negative if the cited one is
--   later
--
-- kept as a table in warehouse.duckdb
SELECT
    r.cable_id,
    citing.date,
    citing.post,
    citing_post.name AS post_name,
    r.target AS cited_cable_id,
    cited.date AS cited_date,
    cited.post AS cited_post,
    cited_post.name AS cited_post_name,
    cited.subject AS cited_subject,
    cited.cable_id IS NOT NULL AS is_in_lake,
    date_diff('day', cited.date, citing.date) AS lag_days
FROM (SELECT DISTINCT cable_id, target FROM "references" WHERE target IS NOT NULL) AS r
JOIN cables AS citing ON citing.cable_id = r.cable_id
LEFT JOIN cables AS cited ON cited.cable_id = r.target
LEFT JOIN posts AS citing_post ON citing_post.post = citing.post
LEFT JOIN posts AS cited_post ON cited_post.post = cited.post
ORDER BY r.cable_id, r.target
