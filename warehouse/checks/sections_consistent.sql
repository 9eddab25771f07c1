-- The number of a section is not above the number of sections.
-- severity: warn
SELECT cable_id, document_id, section_number, section_total
FROM cables WHERE section_number > section_total
