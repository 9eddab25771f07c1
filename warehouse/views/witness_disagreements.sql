-- One disagreement between two statements of the same fact in a cable: page, file name, classification line, DTG, DE line.
--
-- rule: the two witnesses
-- raw: what was read
-- detail: both values
SELECT
    findings.field,
    findings.rule,
    findings.cable_id,
    cables.date,
    cables.post,
    posts.name AS post_name,
    findings.raw,
    findings.detail,
    cables.format,
    findings.document_id
FROM findings
JOIN cables USING (cable_id)
LEFT JOIN posts USING (post)
WHERE findings.status = 'disagrees'
ORDER BY findings.field, findings.rule, findings.cable_id, findings.ordinal
