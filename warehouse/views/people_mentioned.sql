-- One name of a person that the subject or text of cables mentions; the most cables come first.
--
-- One person may be named in several ways, and one name may be that of several people. Masked names are left out,
-- because those of several people would count as one.
--
-- person: the name in capitals, without its title
-- title: its most frequent title, null if it has none
-- cables: cables that mention the name, each counted once
-- mentions: how often they do
-- rank: 1 is mentioned by the most cables; ties share a rank
--
-- kept as a table in warehouse.duckdb
WITH counted AS (
    SELECT
        upper(mentions.name) AS person,
        mode(upper(mentions.title) ORDER BY upper(mentions.title)) AS title,
        count(DISTINCT mentions.cable_id) AS cables,
        count(*) AS mentions,
        min(cables.date) AS first_date,
        max(cables.date) AS last_date
    FROM person_mentions AS mentions JOIN cables USING (cable_id)
    WHERE NOT contains(mentions.name, '█')
    GROUP BY upper(mentions.name)
)
SELECT person, title, cables, mentions, first_date, last_date, rank() OVER (ORDER BY cables DESC) AS rank
FROM counted
ORDER BY cables DESC, person
