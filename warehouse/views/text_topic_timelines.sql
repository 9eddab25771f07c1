-- One topic found in the texts and month: number of cables, their share of the month's traffic, whether it is a burst.
--
-- The columns are those of topic_timelines. A cable in several topics counts in each.
--
-- topic_kind: always text
-- topic, topic_name: topic_id and topic_name in text_topics
-- cables: cables placed in the topic, with any weight that cable_topics keeps
SELECT topic_kind, topic, topic_name, month, cables, share, moving_average, expected_share, z_score, is_burst
FROM all_topic_timelines
WHERE topic_kind = 'text'
ORDER BY CAST(topic AS BIGINT), month
