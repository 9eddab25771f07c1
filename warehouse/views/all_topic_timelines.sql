-- One topic of any kind and month: number of cables, their share of the month's traffic, and whether it is a burst.
--
-- topic_timelines has the rows of tags and fields, text_topic_timelines those of text; they explain the columns.
--
-- topic_kind: tag (a subject code of TAGS), field (a field of the TAGS handbook with all its subject codes) or text (a
--   topic found in the texts, by its topic_id)
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
    UNION ALL
    SELECT
        'text', CAST(text_topics.topic_id AS VARCHAR), any_value(text_topics.topic_name),
        CAST(date_trunc('month', cables.date) AS DATE), count(*)
    FROM cable_topics
    JOIN text_topics USING (topic_id)
    JOIN cables USING (cable_id)
    WHERE cables.date IS NOT NULL
    GROUP BY text_topics.topic_id, 4
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
