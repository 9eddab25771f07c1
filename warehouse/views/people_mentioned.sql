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
WITH named AS (
    SELECT cable_id, upper(name) AS person, upper(title) AS title
    FROM person_mentions WHERE NOT contains(name, '█')
), titled AS (
    SELECT person, title, count(*) AS mentions FROM named GROUP BY person, title
), titles AS (
    SELECT person, first(title ORDER BY mentions DESC, title) AS title FROM titled WHERE title IS NOT NULL GROUP BY person
), counted AS (
    SELECT
        named.person,
        count(DISTINCT named.cable_id) AS cables,
        count(*) AS mentions,
        min(cables.date) AS first_date,
        max(cables.date) AS last_date
    FROM named JOIN cables USING (cable_id)
    GROUP BY named.person
)
SELECT person, title, cables, mentions, first_date, last_date, rank() OVER (ORDER BY cables DESC) AS rank
FROM counted LEFT JOIN titles USING (person)
ORDER BY cables DESC, person
