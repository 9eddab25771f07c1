-- One pair of a cable's classification and the highest level among its paragraphs: is the whole marked as its parts
-- require?
--
-- Only cables with at least one portion marking of a known level count.
--
-- verdict: 'over-marked' if no paragraph reaches the level of the whole, 'under-marked' if a paragraph is above it,
--   else 'consistent'
-- share: share of the cables of that classification, 0 to 1
--
-- kept as a table in warehouse.duckdb
WITH highest AS (
    SELECT paragraphs.cable_id, arg_max(paragraphs.level, classifications.rank) AS level, max(classifications.rank) AS rank
    FROM paragraphs JOIN classifications ON classifications.classification = paragraphs.level
    GROUP BY paragraphs.cable_id
)
SELECT
    cables.classification,
    highest.level AS highest_portion,
    CASE
        WHEN highest.rank = overall.rank THEN 'consistent'
        WHEN highest.rank < overall.rank THEN 'over-marked'
        ELSE 'under-marked'
    END AS verdict,
    count(*) AS cables,
    count(*) / sum(count(*)) OVER (PARTITION BY cables.classification) AS share
FROM highest
JOIN cables USING (cable_id)
JOIN classifications AS overall ON overall.classification = cables.classification
GROUP BY cables.classification, overall.rank, highest.level, highest.rank
ORDER BY overall.rank, highest.rank
