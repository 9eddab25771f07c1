-- In no format do the witnesses of one fact (file name, page, DE line, DTG) disagree in more than 5% of the cables.
-- severity: warn
SELECT cables.format, findings.field, count(DISTINCT cables.cable_id) AS disagreeing, any_value(formats.cables) AS cables
FROM findings
JOIN cables USING (document_id)
JOIN (SELECT format, count(*) AS cables FROM cables GROUP BY format) AS formats ON formats.format = cables.format
WHERE findings.status = 'disagrees'
GROUP BY cables.format, findings.field
HAVING count(DISTINCT cables.cable_id) > 0.05 * any_value(formats.cables) AND any_value(formats.cables) >= 20
