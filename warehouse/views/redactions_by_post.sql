-- One post: how many of its cables the publisher redacted, and how many names it asked to protect.
--
-- redacted_cables: cables with at least one blacked-out run
-- redactions: total number of runs
-- redacted_share: share of the post's cables, 0 to 1
-- protecting_cables: cables with names marked (protect) or (strictly protect)
-- protected_mentions: total number of such marks
SELECT
    cables.post,
    posts.name AS post_name,
    countries.country_name,
    count(*) AS cables,
    count(*) FILTER (redactions > 0) AS redacted_cables,
    coalesce(sum(redactions), 0) AS redactions,
    count(*) FILTER (redactions > 0) / count(*) AS redacted_share,
    count(*) FILTER (protected_mentions > 0) AS protecting_cables,
    coalesce(sum(protected_mentions), 0) AS protected_mentions
FROM cables
LEFT JOIN posts USING (post)
LEFT JOIN countries USING (country)
GROUP BY cables.post, posts.name, countries.country_name
ORDER BY redacted_cables DESC, cables.post
