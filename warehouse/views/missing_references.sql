-- One cable that others cite and the lake does not hold, the most cited first.
--
-- citations: cables that cite it
-- posts: how many posts they come from
-- first_cited, last_cited: dates of those cables; the missing cable was sent on or before the first
-- rank: 1 is the most cited
-- after_date, before_date: dates of the lake's cables of the same post and year with the next lower and the next higher
--   serial
-- estimated_date: between these, in proportion to the serials, null if either is missing
--
-- FROM missing_references LIMIT 10
--
-- kept as a table in warehouse.duckdb
WITH missing AS (
    SELECT
        r.target AS cable_id,
        count(DISTINCT r.cable_id) AS citations,
        count(DISTINCT cables.post) AS posts,
        min(cables.date) AS first_cited,
        max(cables.date) AS last_cited,
        min(r.cable_id) AS example_citing
    FROM "references" AS r
    JOIN cables ON cables.cable_id = r.cable_id
    WHERE r.status = 'missing'
    GROUP BY r.target
), parts AS (
    SELECT *, regexp_extract(cable_id, '^(\d\d)(.*\D)(\d{1,9})$', ['year', 'post', 'serial']) AS part FROM missing
), placed AS (
    SELECT
        * EXCLUDE part,
        nullif(part.post, '') AS post,
        TRY_CAST(part.year AS INTEGER) + if(part.year < '45', 2000, 1900) AS year,
        TRY_CAST(part.serial AS INTEGER) AS serial
    FROM parts
), held AS (
    SELECT post, year, serial, min(date) AS date FROM cables
    WHERE serial IS NOT NULL AND date IS NOT NULL AND post IS NOT NULL GROUP BY ALL
), neighboured AS (
    SELECT placed.*, lower.date AS after_date, higher.date AS before_date,
        (placed.serial - lower.serial) / (higher.serial - lower.serial) AS part
    FROM placed
    ASOF LEFT JOIN held AS lower
        ON lower.post = placed.post AND lower.year = placed.year AND lower.serial < placed.serial
    ASOF LEFT JOIN held AS higher
        ON higher.post = placed.post AND higher.year = placed.year AND higher.serial > placed.serial
)
SELECT
    neighboured.cable_id,
    citations,
    neighboured.posts,
    first_cited,
    last_cited,
    example_citing,
    rank() OVER (ORDER BY citations DESC) AS rank,
    neighboured.post,
    posts.name AS post_name,
    after_date,
    before_date,
    CAST(after_date + CAST(round(date_diff('day', after_date, before_date) * part) AS INTEGER) AS DATE) AS estimated_date
FROM neighboured
LEFT JOIN posts ON posts.post = neighboured.post
ORDER BY citations DESC, neighboured.cable_id
