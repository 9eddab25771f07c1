-- One month and action precedence: how many cables were sent with it.
--
-- A null month stands for cables without a date.
--
-- precedence: the letter for action addressees (Z flash, O immediate, P priority, R routine), null if it is unknown
-- share: share of the month's cables, 0 to 1
WITH counted AS (
    SELECT CAST(date_trunc('month', date) AS DATE) AS month, left(precedence, 1) AS precedence, count(*) AS cables
    FROM cables GROUP BY ALL
)
SELECT
    month,
    precedence,
    CASE precedence WHEN 'Z' THEN 'FLASH' WHEN 'O' THEN 'IMMEDIATE' WHEN 'P' THEN 'PRIORITY' WHEN 'R' THEN 'ROUTINE' END
        AS precedence_name,
    cables,
    cables / sum(cables) OVER (PARTITION BY month) AS share
FROM counted
ORDER BY month, CASE precedence WHEN 'Z' THEN 0 WHEN 'O' THEN 1 WHEN 'P' THEN 2 WHEN 'R' THEN 3 ELSE 4 END
