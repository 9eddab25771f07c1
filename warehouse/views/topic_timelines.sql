-- One topic and month: number of cables, their share of the month's traffic, and whether it is a burst.
--
-- A topic is a subject code of TAGS (topic_kind 'tag') or a field of the TAGS handbook with all its subject codes
-- (topic_kind 'field'). Every topic has a row for every month from the first to the last cable of the collection;
-- months without such a cable have 0. Cables without a date are not counted.
--
-- share: share of all cables of that month, null in a month without any traffic
-- moving_average: cables per month over the last 12 months, including this one
-- expected_share: median share of the previous 24 months (those with traffic, at least 6)
-- z_score: the distance from it in robust standard deviations: 1.4826 times the median absolute deviation, but never
--   less than the counting noise of the expected number of cables
-- is_burst: z_score of 3.5 or more, with at least 5 cables
SELECT topic_kind, topic, topic_name, month, cables, share, moving_average, expected_share, z_score, is_burst
FROM all_topic_timelines
WHERE topic_kind IN ('tag', 'field')
ORDER BY topic_kind, topic, month
