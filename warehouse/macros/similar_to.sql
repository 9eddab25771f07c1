-- One cable that is similar to a given one, the most similar first: at most fifty.
--
-- id: canonical id. likeness: mean of the three likenesses, each 0 to 1. by_tags: TAGS in common / TAGS of either, each
-- weighted by the logarithm of how rare it is; by_references: cables that both cite, themselves included, / those that
-- either cites; by_text: different words of four letters or more in both bodies / those in either. The words are
-- compared only for the 200 cables most similar by TAGS and references; cables with neither in common are not found.
--
-- SELECT cable_id, subject, likeness FROM similar_to('06TOKYO2609') LIMIT 10
CREATE OR REPLACE MACRO similar_to(id) AS TABLE
WITH own_tags AS (
    SELECT DISTINCT t.tag FROM tags AS t WHERE t.cable_id = upper(id)
), rare AS (
    SELECT t.tag, ln(1 + (SELECT count(*) FROM cables) / count(DISTINCT t.cable_id)) AS weight
    FROM tags AS t GROUP BY t.tag
), tagged AS (
    SELECT used.cable_id, sum(rare.weight) FILTER (own_tags.tag IS NOT NULL) AS common, sum(rare.weight) AS weight
    FROM (
        SELECT DISTINCT t.cable_id, t.tag FROM tags AS t
        WHERE t.cable_id IN (SELECT x.cable_id FROM tags AS x JOIN own_tags ON own_tags.tag = x.tag)
    ) AS used
    JOIN rare ON rare.tag = used.tag LEFT JOIN own_tags ON own_tags.tag = used.tag
    GROUP BY used.cable_id
), near_tags AS (
    SELECT
        t.cable_id,
        t.common / (t.weight + (SELECT sum(r.weight) FROM rare AS r JOIN own_tags USING (tag)) - t.common) AS by_tags
    FROM tagged AS t
), links AS (
    SELECT r.cable_id, r.target FROM "references" AS r WHERE r.target IS NOT NULL
    UNION SELECT c.cable_id, c.cable_id FROM cables AS c
), own_links AS (
    SELECT l.target FROM links AS l WHERE l.cable_id = upper(id)
), linked AS (
    SELECT l.cable_id, count(*) AS common FROM links AS l JOIN own_links USING (target) GROUP BY l.cable_id
), near_links AS (
    SELECT
        linked.cable_id,
        linked.common / (count(*) + (SELECT count(*) FROM own_links) - linked.common) AS by_references
    FROM linked JOIN links AS l ON l.cable_id = linked.cable_id
    GROUP BY linked.cable_id, linked.common
), nearest AS (
    SELECT cable_id, coalesce(t.by_tags, 0) AS by_tags, coalesce(l.by_references, 0) AS by_references
    FROM near_tags AS t FULL JOIN near_links AS l USING (cable_id)
    WHERE cable_id <> upper(id)
    ORDER BY by_tags + by_references DESC, cable_id
    LIMIT 200
), worded AS (
    SELECT x.cable_id, list_distinct(regexp_extract_all(lower(x.body), '[a-z]{4,}')) AS words
    FROM texts AS x WHERE x.cable_id IN (SELECT n.cable_id FROM nearest AS n) OR x.cable_id = upper(id)
), compared AS (
    SELECT
        n.cable_id, n.by_tags, n.by_references,
        coalesce(len(list_intersect(w.words, o.words))
            / nullif(len(w.words) + len(o.words) - len(list_intersect(w.words, o.words)), 0), 0) AS by_text
    FROM nearest AS n
    LEFT JOIN worded AS w ON w.cable_id = n.cable_id
    LEFT JOIN worded AS o ON o.cable_id = upper(id)
)
SELECT
    compared.cable_id,
    c.date,
    c.post,
    posts.name AS post_name,
    c.subject,
    (compared.by_tags + compared.by_references + compared.by_text) / 3 AS likeness,
    compared.by_tags,
    compared.by_references,
    compared.by_text
FROM compared
JOIN cables AS c ON c.cable_id = compared.cable_id
LEFT JOIN posts ON posts.post = c.post
ORDER BY likeness DESC, compared.cable_id
LIMIT 50;
