-- One sign that a cable's text contains more than was read: another telegram, no paragraphs, unread text, no signature.
--
-- Every sign but a missing signature halves quality.
--
-- rule: the sign
-- detail: how much
-- raw: where it was first met
SELECT
    findings.rule,
    findings.cable_id,
    cables.date,
    cables.post,
    posts.name AS post_name,
    cables.quality,
    findings.detail,
    findings.raw,
    cables.format,
    documents.source,
    documents.member,
    documents.position,
    findings.document_id
FROM findings
JOIN cables USING (cable_id)
LEFT JOIN documents ON documents.document_id = findings.document_id
LEFT JOIN posts ON posts.post = cables.post
WHERE findings.field = 'text_loss'
ORDER BY findings.rule, findings.cable_id, findings.ordinal
