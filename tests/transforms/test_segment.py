"""Zones fit together whatever the text, and are where an invented telegram says they are."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.segment import segment

TELEGRAM = """VZCZCXYZ0001
RR RUEHC
DE RUEHPE #0123/01 1321207
ZNY CCCCC ZZH
O 121207Z MAY 06
FM AMEMBASSY LIMA
TO RUEHC/SECSTATE WASHDC IMMEDIATE 0456
INFO RUEHQT/AMEMBASSY QUITO

C O N F I D E N T I A L SECTION 01 OF 02 LIMA 000123

SIPDIS

STATE FOR WHA/AND

E.O. 12958: DECL: 05/10/2016
TAGS: PREL, PE, EC
SUBJECT: THE BORDER
COMMISSION MEETS

REF: A. QUITO 0012
     B. LIMA 0099

Classified By: DCM Ann Hartley. Reason: 1.4 (b).

1. (C) SUMMARY: The commission met.

HARTLEY
"""

PIECES = (
    *TELEGRAM.splitlines(keepends=True),
    *(
        "SECRET\n",
        "PAGE 02\n",
        "QUOTE\n",
        "¶2. ",
        "SUMMARY\n",
        "TAGS ",
        "REF ",
        "(C) ",
        "\n\n",
        " ",
        "Text of it.\n",
        "1. ",
    ),
)


def test_a_source_may_count_the_classification_line_to_the_header():
    header, _, body = TELEGRAM.partition("SIPDIS")
    zones, alone = segment(TELEGRAM, len(header)), segment(TELEGRAM)
    assert zones.of(zones.classification_line) == alone.of(alone.classification_line)
    assert zones.of(zones.header).endswith("AMEMBASSY QUITO\n\n")


def test_zones_of_a_telegram():
    zones = segment(TELEGRAM)
    assert zones.of(zones.header).startswith("VZCZC")
    assert zones.of(zones.header).rstrip().endswith("QUITO")
    assert zones.of(zones.classification_line) == "C O N F I D E N T I A L SECTION 01 OF 02 LIMA 000123"
    assert zones.of(zones.captions).split("\n\n")[1:3] == ["SIPDIS", "STATE FOR WHA/AND"]
    assert set(zones.labelled) == {"executive_order", "tags", "subject", "references", "classified_by"}
    assert zones.of(zones.labelled["subject"][0]) == "SUBJECT: THE BORDER\nCOMMISSION MEETS\n\n"
    assert zones.of(zones.prose).startswith("1. (C) SUMMARY")


@pytest.mark.parametrize("missing", [line for line in TELEGRAM.splitlines(keepends=True) if line.strip()])
def test_a_lost_line_costs_no_other_zone(missing):
    zones = segment(TELEGRAM.replace(missing, "", 1))
    kept = {"E.O.": "executive_order", "TAGS": "tags", "SUBJ": "subject", "REF:": "references", "Clas": "classified_by"}
    assert set(zones.labelled) >= {label for start, label in kept.items() if not missing.startswith(start)}
    assert "The commission met" in zones.of(zones.prose) or missing.startswith("1.")


def holds_together(text, zones):
    header, line, captions = zones.header, zones.classification_line, zones.captions
    above = line.start < header.end  # as some copies print it
    bounds = [0, *line, header.end, *captions] if above else [0, header.end, *line, *captions]
    assert bounds == sorted(bounds)
    assert captions.start == (header.end if above else line.end)
    assert zones.prose.end == len(text)
    assert zones.captions.end <= zones.prose.start
    labelled = sorted(span for spans in zones.labelled.values() for span in spans)
    for span, following in pairwise([*labelled, zones.prose]):
        assert zones.captions.end <= span.start <= span.end <= following.start


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
def test_zones_are_in_order(text, bounded):
    holds_together(text, segment(text, len(text) // 3 if bounded else None))


@given(st.text(max_size=400))
def test_any_text_has_zones(text):
    holds_together(text, segment(text))


@pytest.mark.parametrize(
    "piece", [*PIECES, "O ", "S E ", "C O N F ", "-", "\t", "FM A\nSECRET\n", "TAGS: ", "11. ", "E.O. "]
)
def test_time_grows_with_the_text_and_no_faster(piece, cpu_seconds):
    def seconds(size):
        text = "FM AMEMBASSY LIMA\n" + piece * (size // len(piece))
        return cpu_seconds(lambda: segment(text))

    assert seconds(400_000) < 160 * max(seconds(20_000), 0.002)
