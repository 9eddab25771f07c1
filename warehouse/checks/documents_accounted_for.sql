-- Every document is either parsed or in quarantine, except files kept beside their telegrams.
-- severity: fail
SELECT documents.document_id, documents.source, documents.member, is_parsed, is_rejected
FROM documents
LEFT JOIN (SELECT document_id, true AS is_parsed FROM cable_versions) USING (document_id)
LEFT JOIN (SELECT document_id, true AS is_rejected FROM quarantine WHERE replayed_at IS NULL) USING (document_id)
LEFT JOIN (SELECT DISTINCT document_id, true AS is_kept FROM deliveries WHERE outcome = 'kept') USING (document_id)
WHERE coalesce(is_parsed, false) = coalesce(is_rejected, false) AND (is_parsed IS NOT NULL OR is_kept IS NULL)
