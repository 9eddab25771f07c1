-- One cable whose subject or text contains a term, in date order.
--
-- Every text is read: `cablelake search` gives ranked answers in less time.
--
-- term: letters as they are in the text; case and the kind of white space do not matter, and parts of words count
-- times: how often it is in the subject and body
-- extract: the first place with its surroundings, white space collapsed
--
-- SELECT cable_id, date, times, extract FROM mentions('beef audit')
CREATE OR REPLACE MACRO mentions(term) AS TABLE
WITH pattern AS (
    SELECT regexp_replace(regexp_escape(trim(regexp_replace(lower(term), '\s+', ' ', 'g'))), '\\ ', '\\s+', 'g') AS words
), matching AS (
    SELECT c.cable_id, c.date, c.post, c.classification, c.subject, concat_ws(chr(10), c.subject, x.body) AS whole
    FROM cables AS c JOIN texts AS x ON x.cable_id = c.cable_id
    WHERE trim(term) <> '' AND (
        contains(lower(x.body), regexp_extract(lower(term), '\S+'))
        OR contains(lower(c.subject), regexp_extract(lower(term), '\S+'))
    )
)
SELECT
    m.cable_id,
    m.date,
    m.post,
    (SELECT posts.name FROM posts WHERE posts.post = m.post) AS post_name,
    m.classification,
    m.subject,
    len(regexp_extract_all(lower(m.whole), p.words)) AS times,
    trim(regexp_replace(regexp_extract(m.whole, '(?is).{0,80}' || p.words || '.{0,80}'), '\s+', ' ', 'g')) AS extract
FROM matching AS m
CROSS JOIN pattern AS p
WHERE regexp_matches(lower(m.whole), p.words)
ORDER BY m.date, m.cable_id;
