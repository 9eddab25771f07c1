-- One month, post, classification level and set of handling markings, and its number of cables.
--
-- Every cable is in exactly one row: the sum of cables is the number of cables in the lake. A null month, post or
-- classification stands for cables that do not state it.
-- level_rank: 0 is UNCLASSIFIED; handling: the markings in alphabetical order ("NOFORN, SENSITIVE"), empty for none.
--
-- kept as a table in warehouse.duckdb
SELECT
    CAST(date_trunc('month', cables.date) AS DATE) AS month,
    cables.post,
    posts.name AS post_name,
    countries.country_name,
    cables.classification,
    classifications.rank AS level_rank,
    coalesce(array_to_string(list_sort(cables.handling), ', '), '') AS handling,
    count(*) AS cables
FROM cables
LEFT JOIN posts USING (post)
LEFT JOIN countries USING (country)
LEFT JOIN classifications USING (classification)
GROUP BY ALL
ORDER BY month, cables.post, level_rank, handling
