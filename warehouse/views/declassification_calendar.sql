-- One year and classification: how many cables say that they are to be declassified in it.
--
-- Only cables that state a date; overdue: of these, how many dates have passed. rows with a null year count the classified
-- cables that state none; instruction_only: of these, how many state something else (an event, an exemption).
SELECT
    year(declassify_on) AS due_year,
    classification,
    count(*) AS cables,
    count(*) FILTER (declassify_on <= current_date) AS overdue,
    count(*) FILTER (declassify_on IS NULL AND declassify_raw IS NOT NULL) AS instruction_only
FROM cables
WHERE declassify_on IS NOT NULL OR classification IN ('CONFIDENTIAL', 'SECRET', 'TOP SECRET')
GROUP BY ALL
ORDER BY due_year, classification
