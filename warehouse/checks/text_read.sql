-- No cable holds text that was not read: marks of another telegram, no paragraphs, or most of the text left over.
-- severity: warn
SELECT findings.cable_id, findings.rule, findings.detail, cables.quality
FROM findings
JOIN cables USING (document_id)
WHERE findings.field = 'text_loss' AND findings.status = 'unparsed'
ORDER BY cables.quality, findings.cable_id
