-- Every cable has findings: what was read, and what was not.
-- severity: warn
SELECT cable_id, document_id FROM cables ANTI JOIN findings USING (document_id)
