-- One window of at least 30 days without a cable in the lake from a post that wrote before and after it.
--
-- first_day, last_day: of the window
-- days: its length
-- usual_days: median days between two days with traffic at that post
-- cable_before, cable_after: the cables on either side of it
--
-- kept as a table in warehouse.duckdb
WITH days AS (
    SELECT post, date, min(cable_id) AS cable_id FROM cables
    WHERE post IS NOT NULL AND date IS NOT NULL GROUP BY post, date
), spans AS (
    SELECT
        post, cable_id AS cable_after, date,
        lag(date) OVER (PARTITION BY post ORDER BY date) AS before,
        lag(cable_id) OVER (PARTITION BY post ORDER BY date) AS cable_before
    FROM days
)
SELECT
    spans.post,
    posts.name AS post_name,
    CAST(spans.before + 1 AS DATE) AS first_day,
    CAST(spans.date - 1 AS DATE) AS last_day,
    date_diff('day', spans.before, spans.date) - 1 AS days,
    usual.usual_days,
    spans.cable_before,
    spans.cable_after
FROM spans
JOIN (SELECT post, median(date - before) AS usual_days FROM spans GROUP BY post) AS usual ON usual.post = spans.post
LEFT JOIN posts ON posts.post = spans.post
WHERE date_diff('day', spans.before, spans.date) > 30
ORDER BY days DESC, spans.post, first_day
