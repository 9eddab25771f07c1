-- Codes are among those that their column is declared to hold.
-- severity: fail
SELECT 'cables.precedence' AS column_name, precedence AS value, count(*) AS rows
FROM cables WHERE NOT regexp_full_match(precedence, '[ZOPRYW]( [ZOPRYW])?') GROUP BY ALL
UNION ALL
SELECT 'cables.classification', classification, count(*)
FROM cables WHERE classification IS NOT NULL AND classification NOT IN (
    'UNCLASSIFIED', 'LIMITED OFFICIAL USE', 'CONFIDENTIAL', 'SECRET', 'TOP SECRET') GROUP BY ALL
UNION ALL
SELECT 'paragraphs.level', level, count(*)
FROM paragraphs WHERE level IS NOT NULL AND level NOT IN (
    'UNCLASSIFIED', 'LIMITED OFFICIAL USE', 'CONFIDENTIAL', 'SECRET', 'TOP SECRET') GROUP BY ALL
UNION ALL
SELECT 'cables.format', format, count(*)
FROM cables WHERE format NOT IN ('telegram', 'ocr', 'wikileaks-html', 'cables-csv', 'nara') GROUP BY ALL
UNION ALL
SELECT 'addressees.role', role, count(*)
FROM addressees WHERE role NOT IN ('action', 'info', 'exempt') GROUP BY ALL
UNION ALL
SELECT 'tags.kind', kind, count(*)
FROM tags WHERE kind NOT IN ('subject', 'geographic', 'program', 'organization', 'person', 'free') GROUP BY ALL
UNION ALL
SELECT 'findings.status', status, count(*)
FROM findings WHERE status NOT IN ('ok', 'repaired', 'absent', 'unparsed', 'disagrees') GROUP BY ALL
UNION ALL
SELECT 'deliveries.outcome', outcome, count(*)
FROM deliveries WHERE outcome NOT IN ('parsed', 'quarantined', 'duplicate', 'kept') GROUP BY ALL
