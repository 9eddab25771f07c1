-- One pair of cables whose texts are nearly the same: repeats, retransmissions, summaries that several posts send.
--
-- A text of fewer than five words is in no pair. MinHash chooses which texts to compare: it misses 1 % of the pairs at
-- 0.8 and hardly any from 0.85. If it takes more than 50 texts for the same, each is compared only with the first of
-- them, so some of their pairs are missing here. The lake itself does not have this view.
--
-- similarity: runs of five words in both bodies / those in either, 0.8 to 1; case, accents and punctuation do not count
-- cable_id: the cable of the pair with the earlier date, or else the lower id
-- days_between: from its date to that of the other, null if one has none
-- is_same_post: null if one has no post
--
-- FROM near_duplicates ORDER BY similarity DESC, cable_id LIMIT 10
--
-- kept as a table in warehouse.duckdb
WITH dated AS (
    SELECT
        p.similarity, p.cable_id AS a, p.other_id AS b,
        coalesce(y.date, 'infinity') < coalesce(x.date, 'infinity') AS is_turned
    FROM text_pairs AS p
    JOIN cables AS x ON x.cable_id = p.cable_id
    JOIN cables AS y ON y.cable_id = p.other_id
), pairs AS (
    SELECT similarity, if(is_turned, b, a) AS cable_id, if(is_turned, a, b) AS other_id FROM dated
)
SELECT
    pairs.cable_id,
    pairs.other_id,
    pairs.similarity,
    one.date,
    other.date AS other_date,
    date_diff('day', one.date, other.date) AS days_between,
    one.post,
    other.post AS other_post,
    one.post = other.post AS is_same_post,
    one.subject,
    other.subject AS other_subject
FROM pairs
JOIN cables AS one ON one.cable_id = pairs.cable_id
JOIN cables AS other ON other.cable_id = pairs.other_id
ORDER BY one.date NULLS LAST, pairs.cable_id, pairs.other_id
