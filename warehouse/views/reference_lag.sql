-- One post: how many days there are between its cables and the cables they cite.
--
-- references: cited cables of the lake with both dates known
-- median_days, p90_days, longest_days: of these
-- later: citations of a cable dated after the citing one (a sign of a wrong date or id), not in the other figures
SELECT
    edges.post,
    edges.post_name,
    count(*) FILTER (lag_days >= 0) AS "references",
    median(lag_days) FILTER (lag_days >= 0) AS median_days,
    quantile_cont(lag_days, 0.9) FILTER (lag_days >= 0) AS p90_days,
    max(lag_days) FILTER (lag_days >= 0) AS longest_days,
    count(*) FILTER (lag_days < 0) AS later
FROM reference_edges AS edges
WHERE lag_days IS NOT NULL
GROUP BY edges.post, edges.post_name
ORDER BY "references" DESC, edges.post
