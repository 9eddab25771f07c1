-- One cable of the lake that others of the lake cite, the most cited first.
--
-- citations: cables of the lake that cite it, not counting itself
-- posts: how many posts they come from
--
-- kept as a table in warehouse.duckdb
SELECT
    cited_cable_id AS cable_id,
    any_value(cited_date) AS date,
    any_value(cited_post) AS post,
    any_value(cited_post_name) AS post_name,
    any_value(cited_subject) AS subject,
    count(*) AS citations,
    count(DISTINCT post) AS posts,
    max(date) AS last_cited,
    rank() OVER (ORDER BY count(*) DESC) AS rank
FROM reference_edges
WHERE is_in_lake AND cable_id <> cited_cable_id
GROUP BY cited_cable_id
ORDER BY citations DESC, cited_cable_id
