-- One post and year: how many cables ask for a name in them to be protected.
--
-- Posts and years without any are left out. A null post or year is unknown.
--
-- mentions: names marked (protect) or (strictly protect)
-- cables: cables with at least one
-- share: share of all cables of that post and year, 0 to 1
--
-- FROM protected_mentions LIMIT 10
SELECT
    cables.post,
    posts.name AS post_name,
    cables.year,
    count(*) FILTER (cables.protected_mentions > 0) AS cables,
    CAST(sum(cables.protected_mentions) AS BIGINT) AS mentions,
    count(*) FILTER (cables.protected_mentions > 0) / count(*) AS share
FROM cables
LEFT JOIN posts USING (post)
GROUP BY cables.post, posts.name, cables.year
HAVING sum(cables.protected_mentions) > 0
ORDER BY mentions DESC, cables.post, cables.year
