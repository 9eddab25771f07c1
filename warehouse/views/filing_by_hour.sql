-- One hour of the day at one post: how many cables were released in it.
--
-- hour_utc: 0 to 23, from the DTG; hour_local: the same in the mean solar time of the post's longitude, null where the
-- post's place is not known. A null post stands for cables whose post is not known. Cables without a DTG are left out.
SELECT
    cables.post,
    posts.name AS post_name,
    hour(cables.dtg) AS hour_utc,
    CAST((hour(cables.dtg) + round(any_value(posts.longitude) / 15) + 24) % 24 AS INTEGER) AS hour_local,
    count(*) AS cables
FROM cables
LEFT JOIN posts USING (post)
WHERE cables.dtg IS NOT NULL
GROUP BY cables.post, posts.name, hour(cables.dtg)
ORDER BY cables.post, hour_utc
