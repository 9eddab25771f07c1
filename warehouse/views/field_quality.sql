-- One parsed field in one format: how often it was read, repaired, missing or not understood.
--
-- cables: cables with a finding on the field
-- ok, repaired, absent, unparsed: number of them in each state (a field found several times counts once per state)
-- disagrees: cables in which two witnesses of the field differ
-- read_share: cables with an ok or repaired value, of those in which the field is not absent, 0 to 1
--
-- kept as a table in warehouse.duckdb
WITH states AS (
    SELECT
        any_value(format) AS format, field, findings.cable_id,
        bit_or(CASE status WHEN 'ok' THEN 1 WHEN 'repaired' THEN 2 WHEN 'absent' THEN 4 WHEN 'unparsed' THEN 8
            WHEN 'disagrees' THEN 16 ELSE 0 END) AS seen
    FROM findings JOIN cables USING (cable_id)
    GROUP BY findings.cable_id, field
), counted AS (
    SELECT
        format, field,
        count(*) AS cables,
        count(*) FILTER (seen & 1 > 0) AS ok,
        count(*) FILTER (seen & 2 > 0) AS repaired,
        count(*) FILTER (seen & 4 > 0) AS absent,
        count(*) FILTER (seen & 8 > 0) AS unparsed,
        count(*) FILTER (seen & 16 > 0) AS disagrees,
        count(*) FILTER (seen & 3 > 0) AS read,
        count(*) FILTER (seen & 11 > 0) AS present
    FROM states GROUP BY format, field
)
SELECT field, format, cables, ok, repaired, absent, unparsed, disagrees, read / nullif(present, 0) AS read_share
FROM counted
ORDER BY field, format
