-- The bytes of every document have the length and the SHA-256 they are filed under.
-- severity: fail, thorough (a document too large to keep has no bytes)
SELECT document_id, source, member, bytes, octet_length(raw) AS stored_bytes
FROM documents
WHERE octet_length(raw) <> bytes OR (bytes > 0 AND sha256(raw) <> document_id)
