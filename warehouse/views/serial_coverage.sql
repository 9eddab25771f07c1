-- One post and year: how much of its numbered traffic the lake holds.
--
-- Posts number their cables from 1 each year, so they sent at least as many as the highest serial seen. A mistyped
-- serial is above a leap: a serial three times as high as the next lower one and 100 more, with at least ten serials
-- below the leap, and above it no more than one in fifty of all, or one.
--
-- serials: different serials in the lake
-- highest_serial: the highest among them
-- coverage: serials / highest_serial, an upper limit of the share held, 0 to 1
-- wild_serials: number of serials left out of all this as mistyped
--
-- FROM serial_coverage WHERE post = 'TOKYO'
--
-- kept as a table in warehouse.duckdb
WITH used AS (
    SELECT DISTINCT post, year, serial FROM cables WHERE serial > 0 AND post IS NOT NULL AND year IS NOT NULL
), placed AS (
    SELECT
        *,
        lag(serial) OVER in_order AS lower,
        row_number() OVER in_order AS place,
        count(*) OVER (PARTITION BY post, year) AS number
    FROM used
    WINDOW in_order AS (PARTITION BY post, year ORDER BY serial)
), leaps AS (
    SELECT post, year, min(serial) AS leap FROM placed
    WHERE serial > 3 * lower + 100 AND place > 10 AND number - place + 1 <= greatest(1, number / 50)
    GROUP BY post, year
)
SELECT
    used.post,
    posts.name AS post_name,
    used.year,
    count(*) FILTER (leap IS NULL OR serial < leap) AS serials,
    min(serial) AS lowest_serial,
    max(serial) FILTER (leap IS NULL OR serial < leap) AS highest_serial,
    count(*) FILTER (leap IS NULL OR serial < leap) / max(serial) FILTER (leap IS NULL OR serial < leap) AS coverage,
    count(*) FILTER (serial >= leap) AS wild_serials
FROM used
LEFT JOIN leaps ON leaps.post = used.post AND leaps.year = used.year
LEFT JOIN posts ON posts.post = used.post
GROUP BY used.post, posts.name, used.year
ORDER BY used.post, used.year
