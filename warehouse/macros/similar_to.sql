-- One cable that is similar to a given one, the most similar first and the nearest in date of equals: at most fifty.
--
-- It compares the cable with its near-duplicates, cables that cite it or what it cites, those that it cites, the 50
-- nearest of its thread, the 200 that share most of its three rarest TAGS, and 200 whose subjects have the two rarest
-- words of its own. The lake itself does not have this macro.
--
-- id: canonical id
-- likeness: mean of the five likenesses, each 0 to 1
-- by_text: similarity of the texts if they are near-duplicates (see near_duplicates), else 0
-- by_references: part of the cables that the given one cites, itself included, that the other cites or is
-- by_thread: 1 if both are in the same thread, else 0
-- by_tags: part of its TAGS that the other has, each weighted by the logarithm of how rare it is
-- by_words: part of the words of four letters or more in its subject that are in the other's
-- reasons: the same in words, the rarest TAGS first
--
-- SELECT cable_id, subject, likeness, reasons FROM similar_to('06TOKYO2609') LIMIT 10
CREATE OR REPLACE MACRO similar_to(id) AS TABLE
WITH own AS MATERIALIZED (
    SELECT
        c.cable_id, c.date,
        list_distinct(regexp_extract_all(strip_accents(lower(coalesce(c.subject, ''))), '\pL{4,}')) AS words
    FROM cables AS c WHERE c.cable_id = upper(id)
), own_tags AS MATERIALIZED (
    SELECT f.tag, ln(1 + 1 / f.share) AS weight
    FROM tag_frequencies AS f WHERE f.tag IN (SELECT t.tag FROM tags AS t WHERE t.cable_id = upper(id))
), own_words AS MATERIALIZED (
    SELECT w.word FROM words_by_month AS w
    WHERE w.word IN (SELECT unnest(own.words) FROM own)
    GROUP BY w.word ORDER BY sum(w.cables), w.word LIMIT 2
), own_links AS MATERIALIZED (
    SELECT r.target FROM "references" AS r WHERE r.cable_id = upper(id) AND r.target IS NOT NULL
    UNION SELECT own.cable_id FROM own
), own_thread AS MATERIALIZED (
    SELECT m.thread_id, m.ordinal FROM thread_members AS m WHERE m.cable_id = upper(id)
), alike AS MATERIALIZED (
    SELECT p.other_id AS cable_id, p.similarity FROM text_pairs AS p WHERE p.cable_id = upper(id)
    UNION ALL SELECT p.cable_id, p.similarity FROM text_pairs AS p WHERE p.other_id = upper(id)
), linked AS MATERIALIZED (
    SELECT
        l.cable_id,
        count(*) / (SELECT count(*) FROM own_links) AS by_references,
        bool_or(l.target = upper(id)) AS is_citing,
        bool_or(l.target = l.cable_id) AS is_cited,
        list(l.target ORDER BY l.target) FILTER (l.target NOT IN (l.cable_id, upper(id))) AS cited
    FROM (
        SELECT r.cable_id, r.target FROM "references" AS r WHERE r.target IN (SELECT o.target FROM own_links AS o)
        UNION SELECT o.target, o.target FROM own_links AS o
    ) AS l
    GROUP BY l.cable_id
), near_thread AS MATERIALIZED (
    SELECT m.cable_id FROM thread_members AS m JOIN own_thread AS o ON o.thread_id = m.thread_id
    ORDER BY abs(m.ordinal - o.ordinal), m.cable_id LIMIT 51
), near_tags AS (
    SELECT x.cable_id
    FROM (
        SELECT DISTINCT t.cable_id, t.tag FROM tags AS t
        WHERE t.tag IN (SELECT o.tag FROM own_tags AS o ORDER BY o.weight DESC, o.tag LIMIT 3)
    ) AS x
    JOIN own_tags AS o ON o.tag = x.tag
    GROUP BY x.cable_id ORDER BY sum(o.weight) DESC, x.cable_id LIMIT 201
), near_words AS (
    SELECT c.cable_id
    FROM cables AS c
    WHERE (SELECT count(*) FROM own_words) = 2
        AND contains(lower(c.subject), (SELECT min(o.word) FROM own_words AS o))
        AND contains(lower(c.subject), (SELECT max(o.word) FROM own_words AS o))
    ORDER BY c.cable_id LIMIT 201
), near AS MATERIALIZED (
    SELECT n.cable_id FROM (
        SELECT cable_id FROM alike UNION SELECT cable_id FROM linked UNION SELECT cable_id FROM near_thread
        UNION SELECT cable_id FROM near_tags UNION SELECT cable_id FROM near_words
    ) AS n
    WHERE n.cable_id <> upper(id)
), described AS (
    SELECT
        c.cable_id, c.date, c.post, c.subject,
        list_distinct(regexp_extract_all(strip_accents(lower(coalesce(c.subject, ''))), '\pL{4,}')) AS words
    FROM cables AS c SEMI JOIN near USING (cable_id)
), tagged AS (
    SELECT
        t.cable_id,
        sum(o.weight) / (SELECT sum(x.weight) FROM own_tags AS x) AS by_tags,
        list(t.tag ORDER BY o.weight DESC, t.tag) AS tags
    FROM (
        SELECT DISTINCT x.cable_id, x.tag FROM tags AS x SEMI JOIN near USING (cable_id)
        WHERE x.tag IN (SELECT o.tag FROM own_tags AS o)
    ) AS t
    JOIN own_tags AS o ON o.tag = t.tag
    GROUP BY t.cable_id
), compared AS (
    SELECT
        c.cable_id, c.date, c.post, c.subject,
        coalesce(abs(date_diff('day', own.date, c.date)), 1e9) AS days,
        coalesce(alike.similarity, 0) AS by_text,
        coalesce(linked.by_references, 0) AS by_references,
        if(c.cable_id IN (SELECT m.cable_id FROM near_thread AS m), CAST(1 AS DOUBLE), 0) AS by_thread,
        coalesce(tagged.by_tags, 0) AS by_tags,
        list_sort(list_intersect(own.words, c.words)) AS common,
        len(common) / greatest(1, len(own.words)) AS by_words,
        linked.is_citing, linked.is_cited, linked.cited, tagged.tags
    FROM described AS c
    JOIN own ON true  -- files that older engines can read keep CROSS JOIN as a comma, which IMPORT DATABASE refuses
    LEFT JOIN linked ON linked.cable_id = c.cable_id
    LEFT JOIN alike ON alike.cable_id = c.cable_id
    LEFT JOIN tagged ON tagged.cable_id = c.cable_id
)
SELECT
    k.cable_id,
    k.date,
    k.post,
    posts.name AS post_name,
    k.subject,
    (k.by_text + k.by_references + k.by_thread + k.by_tags + k.by_words) / 5 AS likeness,
    k.by_text,
    k.by_references,
    k.by_thread,
    k.by_tags,
    k.by_words,
    if(k.by_text > 0, [format('text nearly the same ({:.2f})', k.by_text)], [])
        || if(k.is_citing, ['cites ' || upper(id)], [])
        || if(k.is_cited, ['cited by ' || upper(id)], [])
        || if(len(k.cited) > 0, ['both cite ' || array_to_string(k.cited[:3], ', ')], [])
        || if(k.by_thread > 0, ['same thread'], [])
        || if(len(k.tags) > 0, ['TAGS ' || array_to_string(k.tags[:5], ', ')], [])
        || if(len(k.common) > 0, ['subject: ' || array_to_string(k.common[:5], ', ')], []) AS reasons
FROM compared AS k
LEFT JOIN posts ON posts.post = k.post
ORDER BY likeness DESC, k.days, k.cable_id
LIMIT 50;
