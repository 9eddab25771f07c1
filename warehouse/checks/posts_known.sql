-- Every post of a cable is in the vocabulary of posts.
-- severity: warn
SELECT cables.post, count(*) AS cables, min(cable_id) AS example
FROM cables ANTI JOIN posts USING (post)
WHERE cables.post IS NOT NULL
GROUP BY cables.post ORDER BY 2 DESC, 1
