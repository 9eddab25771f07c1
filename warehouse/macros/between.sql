-- One cable that one of two posts sent to the other, in date order.
--
-- BETWEEN is a word of SQL: put the name in double quotes.
--
-- a, b: posts (TOKYO); it does not matter which one sent it
-- role: what the receiver is, action or info; action if both
--
-- SELECT cable_id, date, subject, role FROM "between"('TOKYO', 'BEIJING')
CREATE OR REPLACE MACRO "between"(a, b) AS TABLE
SELECT
    c.cable_id,
    c.date,
    c.post AS from_post,
    sender.name AS from_name,
    received.to_post,
    receiver.name AS to_name,
    received.role,
    c.classification,
    c.subject
FROM (
    SELECT d.cable_id, d.post AS to_post, min(d.role) AS role FROM addressees AS d
    WHERE d.role IN ('action', 'info') AND d.post IN (upper(a), upper(b))
    GROUP BY d.cable_id, d.post
) AS received
JOIN cables AS c ON c.cable_id = received.cable_id
LEFT JOIN posts AS sender ON sender.post = c.post
LEFT JOIN posts AS receiver ON receiver.post = received.to_post
WHERE (c.post = upper(a) AND received.to_post = upper(b)) OR (c.post = upper(b) AND received.to_post = upper(a))
ORDER BY c.date, c.cable_id;
