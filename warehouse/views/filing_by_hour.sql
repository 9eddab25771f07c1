-- One hour of the day at one post: how many cables were released in that hour.
--
-- A null post stands for cables whose post is unknown. Cables with neither time are left out.
--
-- hour_utc: 0 to 23, from the DTG, or from what the source states to the hour if the text has no DTG
-- hour_local: the same in mean solar time at the post's longitude, null if the post's location is unknown
WITH times AS (
    SELECT post, hour(coalesce(dtg, CASE WHEN created_precision IN ('hour', 'minute') THEN created_at END)) AS hour_utc
    FROM cables
)

SELECT
    times.post,
    posts.name AS post_name,
    times.hour_utc,
    CAST((times.hour_utc + round(any_value(posts.longitude) / 15) + 24) % 24 AS INTEGER) AS hour_local,
    count(*) AS cables
FROM times
LEFT JOIN posts USING (post)
WHERE times.hour_utc IS NOT NULL
GROUP BY times.post, posts.name, times.hour_utc
ORDER BY times.post, times.hour_utc
