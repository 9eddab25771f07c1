-- One post and year: how much of its numbered traffic the lake holds.
--
-- Posts number their cables from 1 each year, so the highest serial seen is at least the number sent.
-- serials: different serials in the lake; highest_serial: the highest among them; coverage: serials / highest_serial,
-- an upper limit of the share held, 0 to 1. One mistyped serial far above the rest makes it too small.
--
-- kept as a table in warehouse.duckdb
SELECT
    cables.post,
    posts.name AS post_name,
    cables.year,
    count(DISTINCT cables.serial) AS serials,
    min(cables.serial) AS lowest_serial,
    max(cables.serial) AS highest_serial,
    count(DISTINCT cables.serial) / max(cables.serial) AS coverage
FROM cables
LEFT JOIN posts USING (post)
WHERE cables.serial > 0 AND cables.post IS NOT NULL AND cables.year IS NOT NULL
GROUP BY cables.post, posts.name, cables.year
ORDER BY cables.post, cables.year
