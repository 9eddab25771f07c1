-- One country and month: how much of the traffic is about it, according to its geographic TAGS.
--
-- Every cable weighs 1, split evenly over the countries it names; cables that name none, or have no date, do not count.
-- A month without a cable about the country has 0. The index shows one country's ups and downs; to compare countries,
-- use share. It is not the country importance index that History Lab publishes: compare the two by their ups and downs,
-- never by their values. This one is a plain count of TAGS that anyone can repeat.
--
-- cables: number of cables that name the country
-- weight: sum of the country's parts of them
-- share: weight / all cables of the month that name a country, so the shares of a month add up to 1
-- attention: 100 * share / the country's mean share over all months in which any country is named (100: as usual)
--
-- SELECT month, attention FROM country_attention WHERE country = 'JP' ORDER BY month
--
-- kept as a table in warehouse.duckdb
WITH named AS (
    SELECT DISTINCT tags.cable_id, tag_codes.country, CAST(date_trunc('month', cables.date) AS DATE) AS month
    FROM tags
    JOIN tag_codes ON tag_codes.tag = tags.tag AND tag_codes.country IS NOT NULL
    JOIN cables ON cables.cable_id = tags.cable_id AND cables.date IS NOT NULL
), weighed AS (
    SELECT month, country, 1 / count(*) OVER (PARTITION BY cable_id) AS part FROM named
), counted AS (
    SELECT month, country, count(*) AS cables, sum(part) AS weight FROM weighed GROUP BY month, country
), months AS (
    SELECT month, sum(weight) AS total FROM counted GROUP BY month
), filled AS (
    SELECT
        months.month, about.country,
        coalesce(counted.cables, 0) AS cables,
        coalesce(counted.weight, 0) AS weight,
        coalesce(counted.weight, 0) / months.total AS share
    FROM months
    CROSS JOIN (SELECT DISTINCT country FROM counted) AS about
    LEFT JOIN counted USING (month, country)
)
SELECT
    filled.country,
    countries.country_name,
    filled.month,
    filled.cables,
    filled.weight,
    filled.share,
    100 * filled.share / avg(filled.share) OVER (PARTITION BY filled.country) AS attention
FROM filled
LEFT JOIN countries USING (country)
ORDER BY filled.country, filled.month
