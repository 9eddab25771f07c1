-- One cable of the thread that a cable belongs to, in the order of dates.
--
-- id: canonical id. The columns are those of thread_members; no rows where the cable cites none of the lake and is cited
-- by none.
--
-- SELECT ordinal, cable_id, date, subject, level FROM thread_of('06TOKYO2609')
CREATE OR REPLACE MACRO thread_of(id) AS TABLE
SELECT members.*
FROM thread_members AS members
WHERE members.thread_id IN (SELECT own.thread_id FROM thread_members AS own WHERE own.cable_id = upper(id))
ORDER BY members.ordinal;
