-- The status of every reference agrees with the cables in the lake.
-- severity: fail
SELECT r.cable_id, r.ordinal, r.raw, r.kind, r.target, r.status
FROM "references" r LEFT JOIN cables c ON c.cable_id = r.target
WHERE r.status IS DISTINCT FROM CASE
    WHEN r.kind <> 'cable' THEN 'not_a_cable'
    WHEN r.target IS NULL THEN 'ambiguous'
    WHEN c.cable_id IS NULL THEN 'missing'
    ELSE 'resolved'
END
