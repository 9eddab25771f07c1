-- One pair of a sending and a receiving post: how many cables went from the first to the second.
--
-- Addressees whose post is unknown are left out.
--
-- for_action: of these, those with the receiver among the action addressees
--
-- kept as a table in warehouse.duckdb
WITH counted AS (
    SELECT
        cables.post AS from_post,
        received.post AS to_post,
        count(*) AS cables,
        count(*) FILTER (received.for_action) AS for_action,
        min(cables.date) AS first_date,
        max(cables.date) AS last_date
    FROM (
        SELECT cable_id, post, bool_or(role = 'action') AS for_action
        FROM addressees WHERE post IS NOT NULL AND role IN ('action', 'info') GROUP BY cable_id, post
    ) AS received
    JOIN cables USING (cable_id)
    WHERE cables.post IS NOT NULL
    GROUP BY cables.post, received.post
)
SELECT
    from_post,
    sender.name AS from_name,
    to_post,
    receiver.name AS to_name,
    counted.* EXCLUDE (from_post, to_post)
FROM counted
LEFT JOIN posts AS sender ON sender.post = from_post
LEFT JOIN posts AS receiver ON receiver.post = to_post
ORDER BY cables DESC, from_post, to_post
