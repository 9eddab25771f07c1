-- Cables are dated between 1945 and today, and their DTG has the same day.
-- severity: warn
SELECT cable_id, document_id, date, dtg
FROM cables
WHERE date < DATE '1945-01-01' OR date > CAST(make_timestamp(epoch_us(now())) AS DATE) OR CAST(dtg AS DATE) <> date
