-- One word that the collection gave up before its last year: five or more cables still used it in its last 12 months.
--
-- A word is left out if the collection ends less than 12 months after last_month, or has so few cables in these 12
-- months that fewer than five would hold the word at share_then: before a gap, every word vanishes. A post whose cables
-- end early in the collection takes its words with it. The lake itself does not have this view.
--
-- word: as in words_by_month, from the subject and paragraphs of cables with a date
-- last_month: the month of the last cable that holds it
-- cables: all that hold it
-- cables_then: those of the 12 months that end with last_month
-- share_then: cables_then / all cables of these months
-- first_month: the month of the first cable that holds it
--
-- FROM vanishing_words LIMIT 10
--
-- kept as a table in warehouse.duckdb
WITH traffic AS (
    SELECT CAST(date_trunc('month', date) AS DATE) AS month, count(*) AS cables
    FROM cables WHERE date IS NOT NULL GROUP BY ALL
), words AS (
    SELECT word, min(month) AS first_month, max(month) AS last_month, sum(cables) AS cables
    FROM words_by_month
    GROUP BY word
    HAVING sum(cables) >= 5 AND max(month) <= (SELECT max(month) FROM traffic) - INTERVAL 1 YEAR
), used AS (
    SELECT words.word, sum(w.cables) AS cables_then
    FROM words JOIN words_by_month AS w USING (word)
    WHERE w.month > words.last_month - INTERVAL 1 YEAR
    GROUP BY words.word HAVING sum(w.cables) >= 5
), sent AS (
    SELECT
        l.last_month,
        sum(traffic.cables) FILTER (traffic.month <= l.last_month) AS cables,
        sum(traffic.cables) FILTER (traffic.month > l.last_month) AS cables_after
    FROM (SELECT DISTINCT last_month FROM words) AS l
    JOIN traffic ON traffic.month <= l.last_month + INTERVAL 1 YEAR AND traffic.month > l.last_month - INTERVAL 1 YEAR
    GROUP BY l.last_month
)
SELECT
    words.word,
    words.last_month,
    CAST(words.cables AS BIGINT) AS cables,
    CAST(used.cables_then AS BIGINT) AS cables_then,
    used.cables_then / sent.cables AS share_then,
    words.first_month
FROM words JOIN used USING (word) JOIN sent USING (last_month)
WHERE used.cables_then * sent.cables_after >= 5 * sent.cables
ORDER BY used.cables_then DESC, words.word
