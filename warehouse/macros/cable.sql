-- One cable, in one row: what was read in it, its text, and its TAGS, references, addressees and people as lists.
--
-- If the lake does not hold the cable, there is no row.
--
-- id: canonical (06TOKYO2609); lower case, spaces and leading zeros of the number do not matter
-- post_name, country_name: of the post
-- tag_names: what the codes stand for, in the same order
-- references: canonical ids, else the words of the cable
-- cited_by: ids of cables in the lake
--
-- SELECT cable_id, date, post_name, subject, tags FROM cable('06TOKYO2609')
CREATE OR REPLACE MACRO cable(id) AS TABLE
WITH wanted AS (
    SELECT * FROM cables
    WHERE cable_id = regexp_replace(regexp_replace(upper(id), '[^A-Z0-9]', '', 'g'), '^(\d\d[A-Z0-9]*?[A-Z])0+(\d)', '\1\2')
)
SELECT
    wanted.*,
    posts.name AS post_name,
    countries.country_name,
    texts.header,
    texts.body,
    (SELECT list(tags.tag ORDER BY tags.ordinal) FROM tags WHERE tags.cable_id = wanted.cable_id) AS tags,
    (SELECT list(tag_codes.name ORDER BY tags.ordinal) FROM tags LEFT JOIN tag_codes USING (tag)
        WHERE tags.cable_id = wanted.cable_id) AS tag_names,
    (SELECT list(coalesce(r.target, r.raw) ORDER BY r.ordinal) FROM "references" AS r
        WHERE r.cable_id = wanted.cable_id) AS "references",
    (SELECT list(DISTINCT r.cable_id ORDER BY r.cable_id) FROM "references" AS r
        WHERE r.target = wanted.cable_id AND r.cable_id <> wanted.cable_id) AS cited_by,
    (SELECT list({'role': a.role, 'name': a.name, 'post': a.post, 'precedence': a.precedence} ORDER BY a.ordinal)
        FROM addressees AS a WHERE a.cable_id = wanted.cable_id) AS addressees,
    (SELECT list({'role': p.role, 'name': p.name, 'title': p.title} ORDER BY p.role, p.ordinal)
        FROM people AS p WHERE p.cable_id = wanted.cable_id) AS people
FROM wanted
LEFT JOIN texts ON texts.cable_id = wanted.cable_id
LEFT JOIN posts ON posts.post = wanted.post
LEFT JOIN countries ON countries.country = posts.country;
