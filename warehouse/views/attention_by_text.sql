-- One country and month: how much of the traffic is about it, according to what the text says and to the TAGS.
--
-- As country_attention, but with the countries that the subject or text mentions, by name or by one of their cities,
-- instead of those among the TAGS. Every cable weighs 1, split evenly over the countries it mentions; cables that
-- mention none, or have no date, do not count. Rows are in the order of month and, within a month, of weight.
--
-- cables: number of cables that mention the country
-- weight: sum of the country's parts of them
-- share: weight / all cables of the month that mention a country
-- attention: 100 * share / the country's mean share over all months in which any country is mentioned (100: as usual)
-- share_by_tags, attention_by_tags: the same from country_attention, null in a month without geographic TAGS
--
-- SELECT month, attention, attention_by_tags FROM attention_by_text WHERE country = 'JP' ORDER BY month
--
-- kept as a table in warehouse.duckdb
WITH named AS (
    SELECT DISTINCT mentions.cable_id, places.country, CAST(date_trunc('month', cables.date) AS DATE) AS month
    FROM place_mentions AS mentions
    JOIN places ON places.place_id = mentions.place_id AND places.country IS NOT NULL
    JOIN cables ON cables.cable_id = mentions.cable_id AND cables.date IS NOT NULL
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
    100 * filled.share / avg(filled.share) OVER (PARTITION BY filled.country) AS attention,
    country_attention.share AS share_by_tags,
    country_attention.attention AS attention_by_tags
FROM filled
LEFT JOIN countries USING (country)
LEFT JOIN country_attention USING (country, month)
ORDER BY filled.month, filled.weight DESC, filled.country
