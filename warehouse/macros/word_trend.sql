-- One period of a word or phrase: how many cables mention it, and their share of the traffic.
--
-- Every period from the first to the last cable of the traffic has a row. Cables without a date are not counted. Words
-- are those of `cablelake search`: letters and digits without accents, fewer than 60 bytes. Rare letters outside the
-- Latin, Greek and Cyrillic alphabets may give other words there. This is a full scan, which reads every text:
-- `cablelake trend` gives the same numbers from the search index in less time.
--
-- term: words that follow each other, in any case; * stands for the rest of a word and ? for one letter of it
-- post, tag: cables of this post and with this TAGS entry only, or null (the default) for all
-- grain: 'month' (the default) or 'year'
-- period: its first day
-- cables: cables that mention the term in subject or body, null if there is no traffic
-- traffic: cables of the period, with or without it
-- share: cables / traffic, 0 to 1, null if there is no traffic
--
-- FROM word_trend('beef audit*', post := 'TOKYO', grain := 'year')
CREATE OR REPLACE MACRO word_trend(term, post := NULL, tag := NULL, grain := 'month') AS TABLE
WITH chosen AS (
    SELECT c.cable_id, c.subject, CAST(date_trunc(grain, c.date) AS DATE) AS period
    FROM cables AS c
    WHERE c.date IS NOT NULL
        AND (post IS NULL OR c.post = upper(post))
        AND (tag IS NULL OR c.cable_id IN (SELECT t.cable_id FROM tags AS t WHERE t.tag = upper(tag)))
), texts_read AS NOT MATERIALIZED (
    -- the term, as the text of no cable, takes the same steps; two letters that no step changes stand for its signs
    SELECT NULL AS cable_id, translate(regexp_replace(term, '\?([\s\pZ"'')]|$)', ' \1', 'g'), '*?', 'ⵣⵥ') AS words
    UNION ALL SELECT chosen.cable_id, chosen.subject FROM chosen
    UNION ALL SELECT x.cable_id, x.body FROM texts AS x JOIN chosen ON chosen.cable_id = x.cable_id
    WHERE strlen(x.body) <> length(x.body) OR strlen(term) > 59  -- else its letters are in the text as they are
        OR contains(lower(x.body), lower(regexp_extract(term, '[A-Za-z0-9]+')))
), spaced AS NOT MATERIALIZED (
    SELECT r.cable_id, ' ' || regexp_replace(nfc_normalize(r.words), '[^\pL\pN]+', ' ', 'g') || ' ' AS words
    FROM texts_read AS r
), short AS NOT MATERIALIZED (  -- words that are too long for the index leave a gap that no phrase spans
    SELECT s.cable_id, CASE WHEN strlen(s.words) = length(s.words)
        THEN regexp_replace(s.words, '[^ ]{60,}', '', 'g')
        -- encoded, each byte of a word is a letter, a digit, or a code such as %C3
        ELSE url_decode(regexp_replace(replace(url_encode(s.words), '%20', ' '), ' (\w|%..){60,}', ' ', 'g'))
    END AS words
    FROM spaced AS s
), plain AS NOT MATERIALIZED (
    SELECT s.cable_id, CASE WHEN strlen(s.words) = length(s.words) THEN lower(s.words) ELSE
        replace(replace(replace(replace(replace(replace(replace(replace(
            translate(
                translate(lower(replace(s.words, 'İ', 'i')), letters.accented, strip_accents(letters.accented)),
                letters.other, letters.alike
            ), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ĳ', 'ij'), 'ﬀ', 'ff'), 'ﬁ', 'fi'), 'ﬂ', 'fl')
    END AS words
    FROM short AS s CROSS JOIN (SELECT
        'àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżžơưǎǐǒǔǖǘǚǜǟǡǩǫǭǰǵǹǻȁ' ||
        'ȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕẖẗẘẙ' ||
        'ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ' AS accented,
        'ǣǽ²³¹ðøđħıĸŀłŉŋŧſƀƃƈƌƒƙƚƞƥƫƭƴƶƿǝǥǧǿȝȡȥȴȵȶȷȼȿɀɇɉɋɍɏẚẛẜẝỿɓɔɖɗəɛɠɨɯɲɵʀʈʋⱥⱦʉʌ' AS other,
        'ææ231dodhiqllnntsbbcdfklnpttyzweggozdzlntjcszejqryafssyboddaegimnortvatuv' AS alike
    ) AS letters
), given AS (
    -- without words of signs alone; two spaces part words, so that each has its own
    SELECT
        regexp_replace(regexp_replace(replace(p.words, ' ', '  '), ' [ⵣⵥ]+ ', ' ', 'g'), ' +', ' ', 'g') AS words
    FROM plain AS p WHERE p.cable_id IS NULL
), wanted AS (
    SELECT g.words, replace(replace(g.words, 'ⵣ', '[^ ]*'), 'ⵥ', '[^ ]') AS pattern
    FROM given AS g WHERE trim(g.words) <> ''
), mentioning AS (
    SELECT DISTINCT p.cable_id
    FROM plain AS p CROSS JOIN wanted AS w
    WHERE p.cable_id IS NOT NULL AND CASE WHEN w.words = w.pattern
        THEN contains(p.words, w.words)
        ELSE regexp_matches(p.words, w.pattern)
    END
), counted AS (
    SELECT chosen.period, count(m.cable_id) AS cables, count(*) AS traffic
    FROM chosen LEFT JOIN mentioning AS m ON m.cable_id = chosen.cable_id
    GROUP BY chosen.period
), periods AS (
    SELECT CAST(unnest(generate_series(
        CAST(min(counted.period) AS TIMESTAMP), max(counted.period), CAST('1 ' || grain AS INTERVAL)
    )) AS DATE) AS period
    FROM counted
)
SELECT
    periods.period,
    counted.cables,
    coalesce(counted.traffic, 0) AS traffic,
    counted.cables / counted.traffic AS share
FROM periods LEFT JOIN counted ON counted.period = periods.period
WHERE EXISTS (FROM wanted)
ORDER BY periods.period;
