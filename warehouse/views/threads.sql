-- One thread: cables of the lake connected by references, in either direction.
--
-- thread_members lists the members; thread_of(id) gives one cable's thread.
--
-- thread_id: id of its first cable by date and id
-- subject: of that cable
-- cables: how many there are, at least two
-- posts: how many posts they come from
-- references: citations among them, each pair of cables once
-- depth: the greatest of its cables' levels (see thread_members)
-- first_date, last_date: of its dated cables
-- span_days: days between these
-- rank: 1 is the thread with the most cables
--
-- FROM threads LIMIT 10
--
-- kept as a table in warehouse.duckdb
SELECT
    thread_id,
    any_value(subject) FILTER (ordinal = 1) AS subject,
    count(*) AS cables,
    count(DISTINCT post) AS posts,
    CAST(sum(cites) AS BIGINT) AS "references",
    max(level) AS depth,
    min(date) AS first_date,
    max(date) AS last_date,
    date_diff('day', min(date), max(date)) AS span_days,
    rank() OVER (ORDER BY count(*) DESC) AS rank
FROM thread_members
GROUP BY thread_id
ORDER BY cables DESC, thread_id
