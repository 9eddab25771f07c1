-- One cable of the lake that others of the lake cite, the most cited first.
--
-- citations: cables of the lake that cite it, itself not counted; posts: how many posts they come from.
--
-- kept as a table in warehouse.duckdb
SELECT
    cited.cable_id,
    cited.date,
    cited.post,
    posts.name AS post_name,
    cited.subject,
    count(DISTINCT r.cable_id) AS citations,
    count(DISTINCT citing.post) AS posts,
    max(citing.date) AS last_cited,
    rank() OVER (ORDER BY count(DISTINCT r.cable_id) DESC) AS rank
FROM "references" AS r
JOIN cables AS cited ON cited.cable_id = r.target
JOIN cables AS citing ON citing.cable_id = r.cable_id
LEFT JOIN posts ON posts.post = cited.post
WHERE r.cable_id <> r.target
GROUP BY ALL
ORDER BY citations DESC, cited.cable_id
