-- One cable that others cite and the lake does not hold, the most cited first.
--
-- citations: cables that cite it; posts: how many posts they come from; first_cited, last_cited: dates of those cables;
-- the missing cable was sent on or before first_cited.
--
-- kept as a table in warehouse.duckdb
SELECT
    r.target AS cable_id,
    count(DISTINCT r.cable_id) AS citations,
    count(DISTINCT cables.post) AS posts,
    min(cables.date) AS first_cited,
    max(cables.date) AS last_cited,
    min(r.cable_id) AS example_citing,
    rank() OVER (ORDER BY count(DISTINCT r.cable_id) DESC) AS rank
FROM "references" AS r
JOIN cables ON cables.cable_id = r.cable_id
WHERE r.status = 'missing'
GROUP BY r.target
ORDER BY citations DESC, r.target
