-- One period of a timeline: how many cables carry a TAGS code, and their share of the traffic.
--
-- Every period from the first to the last cable of the traffic has a row. Cables without a date are not counted.
--
-- tag: a code, or null for all cables
-- post: one post only, or null (the default) for all
-- grain: 'day', 'week', 'month' (the default), 'quarter' or 'year'
-- period: its first day
-- traffic: cables of the period, with or without the code
-- share: cables / traffic, 0 to 1, null if there is no traffic
--
-- FROM timeline('ETRD', post := 'TOKYO', grain := 'year')
CREATE OR REPLACE MACRO timeline(tag, post := NULL, grain := 'month') AS TABLE
WITH carrying AS (
    SELECT DISTINCT t.cable_id FROM tags AS t WHERE t.tag = upper(tag)
), counted AS (
    SELECT
        CAST(date_trunc(grain, c.date) AS DATE) AS period,
        count(*) FILTER (tag IS NULL OR carrying.cable_id IS NOT NULL) AS cables,
        count(*) AS traffic
    FROM cables AS c LEFT JOIN carrying USING (cable_id)
    WHERE c.date IS NOT NULL AND (post IS NULL OR c.post = upper(post))
    GROUP BY ALL
), periods AS (
    SELECT CAST(unnest(generate_series(
        CAST(min(counted.period) AS TIMESTAMP), max(counted.period), CAST('1 ' || grain AS INTERVAL)
    )) AS DATE) AS period
    FROM counted
)
SELECT
    periods.period,
    coalesce(counted.cables, 0) AS cables,
    coalesce(counted.traffic, 0) AS traffic,
    counted.cables / counted.traffic AS share
FROM periods LEFT JOIN counted USING (period)
ORDER BY periods.period;
