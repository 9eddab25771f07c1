-- One parsing rule and outcome: how often it fired, and a cable to look at.
--
-- findings: times it fired
-- cables: cables it fired in
-- share: of the findings on that field, 0 to 1
--
-- kept as a table in warehouse.duckdb
SELECT
    field,
    coalesce(rule, '') AS rule,
    status,
    count(*) AS findings,
    count(DISTINCT cable_id) AS cables,
    count(*) / sum(count(*)) OVER (PARTITION BY field) AS share,
    min(cable_id) AS example
FROM findings
GROUP BY field, coalesce(rule, ''), status
ORDER BY field, findings DESC, rule, status
