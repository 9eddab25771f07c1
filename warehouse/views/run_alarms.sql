-- One measure of one run compared with earlier runs: whether it is outside the usual band.
--
-- With fewer than five earlier runs there is no band and no alarm. Runs that brought nothing from a source are left
-- out.
--
-- measure: new documents (parsed and quarantined), quarantine rate, quality (the mean of the run's cables), or the
--   share of the run's cables that have a field
-- value: documents, or a share from 0 to 1
-- usual: median of up to 20 earlier runs that brought something
-- lowest, highest: the band, which extends four robust standard deviations to either side of the median, and at least
--   0.05 for shares and half the median for documents
--
-- FROM run_alarms WHERE is_alarm ORDER BY started_at DESC
--
-- kept as a table in warehouse.duckdb
WITH brought AS (
    SELECT
        documents.run_id,
        count(*) AS cables,
        avg(cables.quality) AS quality,
        avg(CAST(cables.dtg IS NOT NULL AS DOUBLE)) AS dtg,
        avg(CAST(coalesce(cables.classification, '') != '' AS DOUBLE)) AS classification,
        avg(CAST(coalesce(cables.subject, '') != '' AS DOUBLE)) AS subject,
        avg(CAST(coalesce(cables.signer, '') != '' AS DOUBLE)) AS signer,
        avg(CAST(tagged.cable_id IS NOT NULL AS DOUBLE)) AS tags
    FROM cables
    JOIN documents USING (document_id)
    LEFT JOIN (SELECT DISTINCT cable_id FROM tags) AS tagged ON tagged.cable_id = cables.cable_id
    GROUP BY documents.run_id
), measured AS (
    SELECT
        run_id,
        started_at,
        unnest([
            {'measure': 'new documents', 'value': CAST(parsed + quarantined AS DOUBLE), 'floor': NULL},
            {'measure': 'quarantine rate', 'value': quarantined / (parsed + quarantined), 'floor': 0.05},
            {'measure': 'quality', 'value': quality, 'floor': 0.05},
            {'measure': 'cables with a DTG', 'value': dtg, 'floor': 0.05},
            {'measure': 'cables with a classification', 'value': classification, 'floor': 0.05},
            {'measure': 'cables with a subject', 'value': subject, 'floor': 0.05},
            {'measure': 'cables with TAGS', 'value': tags, 'floor': 0.05},
            {'measure': 'cables with a signer', 'value': signer, 'floor': 0.05}
        ], recursive := true)
    FROM runs LEFT JOIN brought USING (run_id)
    WHERE parsed + quarantined > 0 AND len(sources) > 0
), compared AS (
    SELECT *, list(value) OVER before AS earlier, median(value) OVER before AS usual
    FROM measured
    WHERE value IS NOT NULL
    WINDOW before AS (PARTITION BY measure ORDER BY started_at, run_id ROWS BETWEEN 20 PRECEDING AND 1 PRECEDING)
), banded AS (
    SELECT
        *,
        CASE WHEN len(earlier) >= 5 THEN greatest(
            4 * 1.4826 * list_median(list_transform(earlier, lambda other: abs(other - usual))),
            coalesce(floor, usual / 2)
        ) END AS width
    FROM compared
)
SELECT
    run_id,
    started_at,
    measure,
    value,
    usual,
    if(width IS NULL, NULL, greatest(usual - width, 0)) AS lowest,
    if(width IS NULL OR floor IS NULL, usual + width, least(usual + width, 1)) AS highest,
    coalesce(abs(value - usual) > width, false) AS is_alarm
FROM banded
ORDER BY started_at DESC, measure
