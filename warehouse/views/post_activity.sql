-- One post and its traffic: how much, since when, how secret and how urgent.
--
-- A null post stands for cables whose post is unknown; the sum of cables is the number of cables in the lake.
--
-- share: share of all cables, 0 to 1
-- classified_share: of the cables with a level, those CONFIDENTIAL or above, 0 to 1
-- urgent_share: of the cables with a precedence, those IMMEDIATE or FLASH for action, 0 to 1
-- active_months: months with at least one cable
-- busiest_month: the month with the most cables, the earliest if several tie
WITH monthly AS (
    SELECT post, CAST(date_trunc('month', date) AS DATE) AS month, count(*) AS cables
    FROM cables GROUP BY ALL
), months AS (
    SELECT post, count(*) AS active_months, arg_max(month, (cables, -epoch(month))) AS busiest_month
    FROM monthly WHERE month IS NOT NULL GROUP BY post
), activity AS (
    SELECT
        cables.post,
        count(*) AS cables,
        min(cables.date) AS first_date,
        max(cables.date) AS last_date,
        avg(CASE WHEN cables.classification IS NOT NULL
            THEN CAST(cables.classification IN ('CONFIDENTIAL', 'SECRET', 'TOP SECRET') AS INTEGER) END)
            AS classified_share,
        avg(CASE WHEN cables.precedence IS NOT NULL
            THEN CAST(left(cables.precedence, 1) IN ('O', 'Z') AS INTEGER) END) AS urgent_share
    FROM cables GROUP BY cables.post
)
SELECT
    activity.post,
    posts.name AS post_name,
    posts.kind AS post_kind,
    posts.bureau,
    posts.country,
    countries.country_name,
    posts.latitude,
    posts.longitude,
    activity.cables,
    activity.cables / sum(activity.cables) OVER () AS share,
    rank() OVER (ORDER BY activity.cables DESC) AS rank,
    activity.first_date,
    activity.last_date,
    months.active_months,
    months.busiest_month,
    activity.classified_share,
    activity.urgent_share
FROM activity
LEFT JOIN months ON months.post IS NOT DISTINCT FROM activity.post
LEFT JOIN posts ON posts.post = activity.post
LEFT JOIN countries USING (country)
ORDER BY activity.cables DESC, activity.post
