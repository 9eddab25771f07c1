-- One year, classification and rule: how many cables are to be declassified in that year.
--
-- Cables that state a date and all those CONFIDENTIAL or above are counted once; the rules do not decide about any one
-- cable.
--
-- basis: the rule that gives the day, as in declassification_by_cable
-- due_year: year of that day
-- cables: cables due in it
-- overdue: of these, how many days have come
-- instruction_only: of these, how many state an instruction without a date
--
-- SELECT due_year, sum(cables) AS cables, sum(overdue) AS overdue FROM declassification_calendar GROUP BY ALL ORDER BY 1
SELECT
    year(due_on) AS due_year,
    classification,
    basis,
    count(*) AS cables,
    count(*) FILTER (is_overdue) AS overdue,
    count(*) FILTER (declassify_on IS NULL AND declassify_raw IS NOT NULL) AS instruction_only
FROM declassification_by_cable
GROUP BY ALL
ORDER BY due_year, classification, basis
