-- One id under which documents of different days are filed: a number used twice, or a misfiled document.
--
-- cables shows one of the documents; cable_versions has all, told apart by date and subject. In the archive's records
-- of the 1970s a few numbers are on dozens of different telegrams.
--
-- documents: all documents under this id
-- days, subjects: how many different ones they have
--
-- FROM shared_ids ORDER BY documents DESC
--
-- kept as a table in warehouse.duckdb
SELECT
    cable_id,
    count(*) AS documents,
    count(DISTINCT date) AS days,
    count(DISTINCT upper(subject)) AS subjects,
    min(date) AS first_date,
    max(date) AS last_date,
    list(DISTINCT subject ORDER BY subject) FILTER (subject IS NOT NULL) AS all_subjects
FROM cable_versions
WHERE date IS NOT NULL
GROUP BY cable_id
HAVING count(DISTINCT date) > 1
ORDER BY documents DESC, cable_id
