-- One pair of sending and receiving post: how many cables went from the one to the other.
--
-- for_action: of these, with the receiver among the action addressees. Addressees whose post is not known are left out.
--
-- kept as a table in warehouse.duckdb
SELECT
    cables.post AS from_post,
    sender.name AS from_name,
    received.post AS to_post,
    receiver.name AS to_name,
    count(*) AS cables,
    count(*) FILTER (received.for_action) AS for_action,
    min(cables.date) AS first_date,
    max(cables.date) AS last_date
FROM (
    SELECT cable_id, post, bool_or(role = 'action') AS for_action
    FROM addressees WHERE post IS NOT NULL AND role IN ('action', 'info') GROUP BY cable_id, post
) AS received
JOIN cables USING (cable_id)
LEFT JOIN posts AS sender ON sender.post = cables.post
LEFT JOIN posts AS receiver ON receiver.post = received.post
WHERE cables.post IS NOT NULL
GROUP BY ALL
ORDER BY cables DESC, from_post, to_post
