-- One cable that is classified or names a declassification day: when it is to be declassified, and by which rule.
--
-- The rules do not decide about any one cable. The first of these that applies gives the day:
-- 'printed' is the date that the cable states;
-- 'general schedule', if it states GDS of E.O. 11652, is the end of the 6th (CONFIDENTIAL), 8th (SECRET) or 10th (TOP
-- SECRET) full year after its own;
-- 'six years' under E.O. 12065 and 'ten years' under E.O. 12958, 13292 or 13526, if there is no instruction, count from
-- the cable's date, as these orders set it if nothing was marked;
-- 'twenty-five years', for all other classified cables (exempted, OADR, an event, an order without a default), is the
-- age at which E.O. 13526 section 3.3 declassifies what no agency exempts.
--
-- basis: the rule that gives the day, null if the cable has no date
-- due_on: that day, null if the cable has no date
-- is_overdue: whether it has come, null if there is none
--
-- SELECT cable_id, basis, due_on FROM declassification_by_cable WHERE is_overdue ORDER BY due_on, cable_id LIMIT 10
WITH stated AS (
    SELECT
        cable_id, date, year, post, classification, declassify_on, declassify_raw,
        CASE
            WHEN declassify_on IS NOT NULL THEN 'printed'
            WHEN date IS NULL THEN NULL
            WHEN executive_order = '11652' AND regexp_matches(upper(declassify_raw), '^\W*GDS\b') THEN 'general schedule'
            WHEN executive_order = '12065' AND declassify_raw IS NULL THEN 'six years'
            WHEN executive_order IN ('12958', '13292', '13526') AND declassify_raw IS NULL THEN 'ten years'
            ELSE 'twenty-five years'
        END AS basis
    FROM cables
    WHERE declassify_on IS NOT NULL OR classification IN ('CONFIDENTIAL', 'SECRET', 'TOP SECRET')
), due AS (
    SELECT
        *,
        CAST(CASE basis
            WHEN 'printed' THEN declassify_on
            WHEN 'general schedule' THEN make_date(
                year(date) + CASE classification WHEN 'TOP SECRET' THEN 10 WHEN 'SECRET' THEN 8 ELSE 6 END, 12, 31
            )
            WHEN 'six years' THEN date + INTERVAL 6 YEAR
            WHEN 'ten years' THEN date + INTERVAL 10 YEAR
            WHEN 'twenty-five years' THEN date + INTERVAL 25 YEAR
        END AS DATE) AS due_on
    FROM stated
)
SELECT
    cable_id,
    date,
    year,
    post,
    classification,
    declassify_on,
    declassify_raw,
    basis,
    due_on,
    due_on <= CAST(make_timestamp(epoch_us(now())) AS DATE) AS is_overdue
FROM due
