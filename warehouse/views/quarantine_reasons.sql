-- One reason why documents were rejected: how many still wait, were settled, or have been parsed since.
--
-- example_source, example_member, example_detail: from the first such document by source
SELECT
    stage,
    reason,
    count(*) FILTER (replayed_at IS NULL AND settled_at IS NULL) AS waiting,
    count(*) FILTER (replayed_at IS NULL AND settled_at IS NOT NULL) AS settled,
    count(*) FILTER (replayed_at IS NOT NULL) AS replayed,
    count(*) AS documents,
    min(source) AS example_source,
    arg_min(member, source) AS example_member,
    arg_min(detail, source) AS example_detail
FROM quarantine
GROUP BY stage, reason
ORDER BY documents DESC, stage, reason
