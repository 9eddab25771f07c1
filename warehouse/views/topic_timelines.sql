-- One topic and month: number of cables, their share of the month's traffic, and whether it is a burst.
--
-- A topic is a subject code of TAGS (topic_kind 'tag') or a field of the TAGS handbook with all its subject codes
-- (topic_kind 'field'). Every topic has a row for every month from the first to the last cable of the collection;
-- months without such a cable have 0. Cables without a date are not counted.
-- share: share of all cables of that month, null in a month without any traffic. moving_average: cables per month over
-- the last 12 months, including this one.
-- expected_share, z_score: median share of the previous 24 months (those with traffic, at least 6), and the distance
-- from it in robust standard deviations: 1.4826 times the median absolute deviation, but never less than the counting
-- noise of the expected number of cables.
-- is_burst: z_score of 3.5 or more, with at least 5 cables.
--
-- kept as a table in warehouse.duckdb
WITH months AS (
    SELECT CAST(unnest(generate_series(date_trunc('month', min(date)), max(date), INTERVAL 1 MONTH)) AS DATE) AS month
    FROM cables
), traffic AS (
    SELECT CAST(date_trunc('month', date) AS DATE) AS month, count(*) AS traffic
    FROM cables WHERE date IS NOT NULL GROUP BY 1
), tagged AS (
    SELECT DISTINCT
        CAST(date_trunc('month', cables.date) AS DATE) AS month, tags.cable_id, tags.tag,
        tag_codes.name, tag_codes.subject_field
    FROM tags
    JOIN cables USING (cable_id)
    LEFT JOIN tag_codes USING (tag)
    WHERE coalesce(tag_codes.kind, tags.kind) = 'subject' AND cables.date IS NOT NULL
), counted AS (
    SELECT 'tag' AS topic_kind, tag AS topic, any_value(name) AS topic_name, month, count(*) AS cables
    FROM tagged GROUP BY tag, month
    UNION ALL
    SELECT 'field', subject_field, subject_field, month, count(DISTINCT cable_id)
    FROM tagged WHERE subject_field IS NOT NULL GROUP BY subject_field, month
), topics AS (
    SELECT DISTINCT topic_kind, topic, topic_name FROM counted
), filled AS (
    SELECT
        topics.topic_kind, topics.topic, topics.topic_name, months.month,
        coalesce(counted.cables, 0) AS cables,
        traffic.traffic,
        coalesce(counted.cables, 0) / traffic.traffic AS share
    FROM topics CROSS JOIN months
    LEFT JOIN traffic USING (month)
    LEFT JOIN counted USING (topic_kind, topic, month)
), judged AS (
    SELECT
        *,
        avg(cables) OVER (PARTITION BY topic_kind, topic ORDER BY month ROWS 11 PRECEDING) AS moving_average,
        CASE WHEN count(share) OVER before >= 6 THEN median(share) OVER before END AS expected_share,
        mad(share) OVER before AS deviation
    FROM filled
    WINDOW before AS (PARTITION BY topic_kind, topic ORDER BY month ROWS BETWEEN 24 PRECEDING AND 1 PRECEDING)
), scored AS (
    SELECT
        *,
        (share - expected_share)
            / greatest(1.4826 * deviation, sqrt(greatest(expected_share * traffic, 1)) / traffic) AS z_score
    FROM judged
)
SELECT
    topic_kind, topic, topic_name, month, cables, share, moving_average, expected_share, z_score,
    coalesce(z_score >= 3.5 AND cables >= 5, false) AS is_burst
FROM scored
ORDER BY topic_kind, topic, month
