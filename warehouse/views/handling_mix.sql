-- One handling marking or caption in one year and classification level: how many cables carry it.
--
-- A cable with two markings is in two rows.
--
-- marking_kind: handling (NOFORN, SENSITIVE) or caption (SIPDIS, EXDIS)
-- share: share of all cables of that year and level, 0 to 1
WITH totals AS (
    SELECT year, classification, count(*) AS total FROM cables GROUP BY ALL
), marked AS (
    SELECT year, classification, 'handling' AS marking_kind, unnest(list_distinct(handling)) AS marking FROM cables
    UNION ALL
    SELECT year, classification, 'caption', unnest(list_distinct(captions)) FROM cables
)
SELECT
    marked.year,
    marked.classification,
    marked.marking_kind,
    marked.marking,
    count(*) AS cables,
    count(*) / any_value(totals.total) AS share
FROM marked
JOIN totals
    ON totals.year IS NOT DISTINCT FROM marked.year
    AND totals.classification IS NOT DISTINCT FROM marked.classification
GROUP BY marked.year, marked.classification, marked.marking_kind, marked.marking
ORDER BY marked.year, marked.classification, marked.marking_kind, cables DESC, marked.marking
