-- One parsed field in one format: how often it was read, repaired, missing or not understood.
--
-- cables: cables with a finding on the field; ok, repaired, absent, unparsed: the number of them in each state (a field
-- found several times counts once for each state); disagrees: cables where two witnesses of the field differ.
-- read_share: cables with an ok or repaired value, of those where the field is not absent, 0 to 1.
WITH states AS (
    SELECT DISTINCT cables.format, findings.field, findings.status, cables.cable_id
    FROM findings JOIN cables USING (cable_id)
), counted AS (
    SELECT
        format, field,
        count(DISTINCT cable_id) AS cables,
        count(*) FILTER (status = 'ok') AS ok,
        count(*) FILTER (status = 'repaired') AS repaired,
        count(*) FILTER (status = 'absent') AS absent,
        count(*) FILTER (status = 'unparsed') AS unparsed,
        count(*) FILTER (status = 'disagrees') AS disagrees,
        count(DISTINCT cable_id) FILTER (status IN ('ok', 'repaired')) AS read,
        count(DISTINCT cable_id) FILTER (status IN ('ok', 'repaired', 'unparsed')) AS present
    FROM states GROUP BY format, field
)
SELECT field, format, cables, ok, repaired, absent, unparsed, disagrees, read / nullif(present, 0) AS read_share
FROM counted
ORDER BY field, format
