-- One word that the collection took up after its first year: five or more cables used it within 12 months.
--
-- A word is left out if the collection begins less than 12 months before first_month, or has so few cables in these 12
-- months that fewer than five would hold the word at share_then: after a gap, every word is new. A post or subject that
-- joins the collection late brings its words with it: they are new here, not in the world. The lake itself does not
-- have this view.
--
-- word: as in words_by_month, from the subject and paragraphs of cables with a date
-- first_month: the month of the first cable that holds it
-- cables: all that hold it
-- cables_then: those of the 12 months that begin with first_month
-- share_then: cables_then / all cables of these months
-- last_month: the month of the last cable that holds it
--
-- FROM first_mentions LIMIT 10
--
-- kept as a table in warehouse.duckdb
WITH traffic AS (
    SELECT CAST(date_trunc('month', date) AS DATE) AS month, count(*) AS cables
    FROM cables WHERE date IS NOT NULL GROUP BY ALL
), words AS (
    SELECT word, min(month) AS first_month, max(month) AS last_month, sum(cables) AS cables
    FROM words_by_month
    GROUP BY word
    HAVING sum(cables) >= 5 AND min(month) >= (SELECT min(month) FROM traffic) + INTERVAL 1 YEAR
), used AS (
    SELECT words.word, sum(w.cables) AS cables_then
    FROM words JOIN words_by_month AS w USING (word)
    WHERE w.month < words.first_month + INTERVAL 1 YEAR
    GROUP BY words.word HAVING sum(w.cables) >= 5
), sent AS (
    SELECT
        f.first_month,
        sum(traffic.cables) FILTER (traffic.month >= f.first_month) AS cables,
        sum(traffic.cables) FILTER (traffic.month < f.first_month) AS cables_before
    FROM (SELECT DISTINCT first_month FROM words) AS f
    JOIN traffic
        ON traffic.month >= f.first_month - INTERVAL 1 YEAR AND traffic.month < f.first_month + INTERVAL 1 YEAR
    GROUP BY f.first_month
)
SELECT
    words.word,
    words.first_month,
    CAST(words.cables AS BIGINT) AS cables,
    CAST(used.cables_then AS BIGINT) AS cables_then,
    used.cables_then / sent.cables AS share_then,
    words.last_month
FROM words JOIN used USING (word) JOIN sent USING (first_month)
WHERE used.cables_then * sent.cables_before >= 5 * sent.cables
ORDER BY used.cables_then DESC, words.word
