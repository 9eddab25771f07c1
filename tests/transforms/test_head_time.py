"""However long and hostile a head, its fields are read in time that grows with it and no faster."""

import pytest

from transforms.cable import Context
from transforms.fields import (
    addressees,
    captions,
    classification,
    date_time_group,
    executive_order,
    transmission,
)
from transforms.rules import Span
from transforms.segment import Zones

PIECES = {
    transmission: ("OO RUEHAG ", "RUEHAG ", "DE RUEHAG #", "ZNY CCCCC ", "ZDK ", "VZCZC", " "),
    date_time_group: ("O ", "O", "12", "1 ", "121207Z ", "P 121207Z M ", "121207Z J ", " "),
    addressees: ("TO ", "TO A\n", "A//\n", "/", "RUEHC/A ", "IMMEDIATE ", "1234 ", "A ", "\n", "COLLECTIVE\n", " "),
    classification: ("C O N F ", "S E ", "U N C L A S", "SECTION 01 OF ", "A ", "A.", "LIMA 1 ", " "),
    captions: ("SIPDIS ", "SIPDIS\n", "REL TO A", "REL A,", "ONLY ", "SECRET//", "SECRET\n", "A  ", "NO ", " "),
    executive_order: ("E.O. 12958: ", "1/", "1 / ", "10 MAY ", "MAY 1", "DECL ", "O/", "-", " "),
}


def work(module, piece, size):
    text = f"FM A\nSECRET {piece * (size // len(piece))}"
    everything = Span(0, len(text))
    zones = Zones(text, everything, Span(5, len(text)), everything, everything, {"executive_order": [everything]})
    return lambda: module.parse(zones, Context())


@pytest.mark.parametrize(
    ("module", "piece"),
    [pytest.param(module, piece, id=f"{module.NAME}-{piece!r}") for module in PIECES for piece in PIECES[module]],
)
def test_long_heads_take_no_longer_than_their_length(module, piece, cpu_seconds):
    short = cpu_seconds(work(module, piece, 5_000))
    assert cpu_seconds(work(module, piece, 100_000)) < 80 * max(short, 0.002)
