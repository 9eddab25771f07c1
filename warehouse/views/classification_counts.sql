-- One month, post, classification level and set of handling markings, with its number of cables.
--
-- Every cable is in exactly one row: the sum of cables is the number of cables in the lake. A null month, post or
-- classification stands for cables that do not state it.
--
-- level_rank: 0 is UNCLASSIFIED
-- handling: the markings in alphabetical order ("NOFORN, SENSITIVE"), empty for none
--
-- kept as a table in warehouse.duckdb
WITH counted AS (
    SELECT
        CAST(date_trunc('month', date) AS DATE) AS month,
        post,
        classification,
        coalesce(array_to_string(list_sort(handling), ', '), '') AS handling,
        count(*) AS cables
    FROM cables
    GROUP BY ALL
)
SELECT
    counted.month,
    counted.post,
    posts.name AS post_name,
    countries.country_name,
    counted.classification,
    classifications.rank AS level_rank,
    counted.handling,
    counted.cables
FROM counted
LEFT JOIN posts USING (post)
LEFT JOIN countries USING (country)
LEFT JOIN classifications USING (classification)
ORDER BY month, counted.post, level_rank, handling
