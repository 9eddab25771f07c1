-- One cable of a thread: cables of the lake connected by references, in either direction.
--
-- A cable without references to or from others in the lake is in no thread.
--
-- thread_id: id of the thread's first cable, by date and id
-- level: the fewest citations that lead from the cable to one that itself cites none in the lake (level 0); null if
--   they only lead in circles
-- cites, cited_by: cables of the thread
-- ordinal: order by date and id, from 1
--
-- FROM thread_members WHERE thread_id = (SELECT thread_id FROM threads LIMIT 1) ORDER BY ordinal
--
-- kept as a table in warehouse.duckdb
WITH RECURSIVE edges AS MATERIALIZED (
    SELECT cable_id AS a, cited_cable_id AS b FROM reference_edges WHERE is_in_lake AND cable_id <> cited_cable_id
), members AS MATERIALIZED (
    SELECT cable_id, date, post, subject, row_number() OVER (ORDER BY date NULLS LAST, cable_id) AS node
    FROM cables WHERE cable_id IN (SELECT a FROM edges UNION ALL SELECT b FROM edges)
), cites AS MATERIALIZED (
    SELECT x.node AS a, y.node AS b
    FROM edges JOIN members AS x ON x.cable_id = edges.a JOIN members AS y ON y.cable_id = edges.b
), links AS MATERIALIZED (
    SELECT a, b FROM cites UNION ALL SELECT b, a FROM cites
),
-- in every round, a node and what it follows take the earliest of what their neighbours' leaders follow, so the number
-- of rounds to join a thread grows with the logarithm of its length
joined(round, node, leader) AS (
    SELECT 0, node, node FROM members
    UNION ALL
    (WITH grand AS MATERIALIZED (
        SELECT near.round, near.node, near.leader, far.leader AS ahead
        FROM joined AS near JOIN joined AS far ON far.node = near.leader
    ), offered AS MATERIALIZED (
        SELECT near.node, near.leader, far.ahead
        FROM links JOIN grand AS near ON near.node = links.a JOIN grand AS far ON far.node = links.b
        WHERE far.ahead < near.leader
    ), better AS MATERIALIZED (
        SELECT node, min(ahead) AS ahead FROM (
            SELECT node, ahead FROM offered
            UNION ALL SELECT leader, ahead FROM offered
            UNION ALL SELECT node, ahead FROM grand WHERE ahead < leader
        ) GROUP BY node
    )
    SELECT grand.round + 1, grand.node, least(grand.leader, coalesce(better.ahead, grand.leader))
    FROM grand LEFT JOIN better USING (node)
    WHERE EXISTS (FROM better))
), -- in every round, cables that cite one which has left leave; those that remain when none leaves cite in circles
leveled(node, level, is_stuck) AS (
    SELECT DISTINCT a, 1, false FROM cites
    UNION ALL
    (WITH leaving AS (
        SELECT cites.a AS node FROM cites ANTI JOIN leveled ON leveled.node = cites.b
    ), staying AS MATERIALIZED (
        SELECT node, level FROM leveled ANTI JOIN leaving USING (node) WHERE NOT is_stuck
    )
    SELECT node, level + 1, (SELECT count(*) FROM staying) = (SELECT count(*) FROM leveled) FROM staying)
), led AS (
    SELECT node, min(leader) AS leader FROM joined GROUP BY node
)
SELECT
    leaders.cable_id AS thread_id,
    row_number() OVER (PARTITION BY led.leader ORDER BY led.node) AS ordinal,
    members.cable_id,
    members.date,
    members.post,
    posts.name AS post_name,
    members.subject,
    if(levels.is_citing, levels.level, 0) AS level,
    coalesce(citing.number, 0) AS cites,
    coalesce(cited.number, 0) AS cited_by
FROM led
JOIN members ON members.node = led.node
JOIN members AS leaders ON leaders.node = led.leader
LEFT JOIN (
    SELECT node, if(bool_or(is_stuck), NULL, max(level)) AS level, true AS is_citing FROM leveled GROUP BY node
) AS levels ON levels.node = led.node
LEFT JOIN (SELECT a, count(*) AS number FROM cites GROUP BY a) AS citing ON citing.a = led.node
LEFT JOIN (SELECT b, count(*) AS number FROM cites GROUP BY b) AS cited ON cited.b = led.node
LEFT JOIN posts ON posts.post = members.post
ORDER BY led.leader, ordinal
