-- Every cable has exactly one current version, and it is the one that cables and texts show.
-- severity: fail
WITH versions AS (
    SELECT cable_id, count(*) FILTER (is_current) AS current_versions,
        any_value(document_id) FILTER (is_current) AS document_id
    FROM cable_versions GROUP BY cable_id
)
SELECT
    coalesce(versions.cable_id, cables.cable_id, texts.cable_id) AS cable_id, versions.current_versions,
    versions.document_id AS current_document_id,
    cables.document_id AS cable_document_id,
    texts.document_id AS text_document_id
FROM versions
FULL JOIN cables USING (cable_id)
FULL JOIN texts USING (cable_id)
WHERE versions.current_versions IS DISTINCT FROM 1
    OR versions.document_id IS DISTINCT FROM cables.document_id
    OR versions.document_id IS DISTINCT FROM texts.document_id
