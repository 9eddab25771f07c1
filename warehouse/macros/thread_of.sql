-- One cable of the thread that a cable belongs to, in date order.
--
-- The columns are those of thread_members; there are no rows if the cable cites no cable of the lake and none cites it.
--
-- id: canonical id
--
-- SELECT ordinal, cable_id, date, subject, level FROM thread_of('06TOKYO2609')
CREATE OR REPLACE MACRO thread_of(id) AS TABLE
SELECT members.*
FROM thread_members AS members
WHERE members.thread_id IN (SELECT own.thread_id FROM thread_members AS own WHERE own.cable_id = upper(id))
ORDER BY members.ordinal;
