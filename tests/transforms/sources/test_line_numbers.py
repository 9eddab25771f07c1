"""Numbers printed before each line are taken out; those of paragraphs stay."""

import pytest

from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document
from transforms.sources.line_numbers import RULE

TELEGRAM = """P 190915Z AUG 06
FM AMEMBASSY QUITO
TO SECSTATE WASHDC PRIORITY 4521
C O N F I D E N T I A L QUITO 000412

E.O. 12958: DECL: 08/19/2016
TAGS: PGOV, EC
SUBJECT: PORT FEES DIVIDE MAYORS

REF: A. QUITO 391
     B. BOGOTA 1201

Classified By: Ambassador Lena Orrick for reasons 1.4 (b) and (d).

1. (C) Three mayors welcomed the fees
and two refused to sign.

2. (U) The quarrel will last into the
autumn.
ORRICK
"""


def read(text):
    return parse_document(to_document(RawDocument("exhibit.txt", "", 1, text.encode())))


@pytest.mark.parametrize("form", ["{:3d}  {}", "{} {}", "{:>4}: {}", "{}\t{}"])
@pytest.mark.parametrize("page", [1000, 12])
def test_a_telegram_with_numbered_lines_is_read_as_without(form, page):
    lines = TELEGRAM.split("\n")
    printed = "\n".join(form.format(number % page + 1, line).rstrip() for number, line in enumerate(lines))
    found, alone = read(printed), read(TELEGRAM)
    for name in ("cable_id", "classification", "subject", "references", "classified_by", "signer", "addressees"):
        assert getattr(found, name) == getattr(alone, name), name
    assert [paragraph.text for paragraph in found.paragraphs] == [paragraph.text for paragraph in alone.paragraphs]
    assert [finding.rule for finding in found.findings if finding.field == "text"] == [RULE]


def test_blank_lines_may_have_no_number_and_a_page_top_none():
    lines = [line for line in TELEGRAM.split("\n") if line]
    printed = "Exhibit 14, page 2\n\n" + "\n\n".join(f"{number:2d}  {line}" for number, line in enumerate(lines, 1))
    assert read(printed).subject == "PORT FEES DIVIDE MAYORS"
    assert len(read(printed).references) == 2


@pytest.mark.parametrize("count", [29, 400])
def test_numbers_of_short_paragraphs_stay(count):
    paragraphs = "\n".join(f"{number}. (U) Mayor {number} signed." for number in range(1, count + 1))
    cable = read(TELEGRAM.partition("1. (C)")[0] + paragraphs + "\nORRICK\n")
    assert len(cable.paragraphs) == count
    assert [finding for finding in cable.findings if finding.rule == RULE] == []
