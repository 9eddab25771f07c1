-- One country or city, and how much of the traffic mentions it in subject or text; the most cables come first.
--
-- mentions.md says which words count as a mention.
--
-- place_name, kind: from the gazetteer
-- country: the country that the place is or is in, or for a dissolved country the one whose TAGS it shares
-- country_name: its name, which is also the place_name of a country that exists today
-- cables: cables that mention the place, each counted once
-- mentions: how often they do
-- share: share of all cables, 0 to 1
-- rank: 1 is mentioned by the most cables; ties share a rank
--
-- kept as a table in warehouse.duckdb
WITH counted AS (
    SELECT
        mentions.place_id,
        count(DISTINCT mentions.cable_id) AS cables,
        count(*) AS mentions,
        min(cables.date) AS first_date,
        max(cables.date) AS last_date
    FROM place_mentions AS mentions JOIN cables USING (cable_id)
    GROUP BY mentions.place_id
)
SELECT
    counted.place_id,
    places.name AS place_name,
    places.kind,
    places.country,
    countries.country_name,
    counted.cables,
    counted.mentions,
    counted.cables / (SELECT count(*) FROM cables) AS share,
    counted.first_date,
    counted.last_date,
    rank() OVER (ORDER BY counted.cables DESC) AS rank
FROM counted
LEFT JOIN places USING (place_id)
LEFT JOIN countries ON countries.country = places.country
ORDER BY counted.cables DESC, counted.place_id
