"""However long and hostile the text, TAGS, subject, summary and signature are looked for in a bounded stretch of it."""

import pytest

from transforms.cable import Context
from transforms.fields import signer, subject, summary, tags
from transforms.rules import Span
from transforms.segment import Zones

PIECES = {
    tags: ("(A", "OVIP ", "A, ", "ECON", "SECRET PAGE 02 ", "LIMA 00", "\nAA,", "IN ", "A." * 30),
    subject: (" REF", "CLASSIFIED ", "\n ", "AND\n\nAB C", "(S", "\n1", "C O N F", "S E ", "\t", "AN\n\nAA A"),
    summary: ("SUMM", "Summary ", "END SUM", "1. (C) ", "SUMMARY\n", "SUMMARY AND ", "(A", "--", "\n \n"),
    signer: ("A ", "X", "HARTLEY ", "LA ", "/_a ", "\n", "http:", "a-", '"VISIT ', ".\nHARTLEY\nA", "A\n"),
}


def work(module, text):
    everything = Span(0, len(text))
    nothing = Span(0, 0)
    zones = Zones(text, nothing, nothing, nothing, everything, {module.NAME: [everything]})
    return lambda: module.parse(zones, Context())


@pytest.mark.parametrize(
    ("module", "piece"),
    [pytest.param(module, piece, id=f"{module.NAME}-{piece!r}") for module in PIECES for piece in PIECES[module]],
)
def test_long_repeats_take_no_longer_than_short_ones(module, piece, cpu_seconds):
    short, long = (f"{module.NAME.upper()}: {piece * (size // len(piece))}" for size in (40_000, 2_000_000))
    assert cpu_seconds(work(module, long)) < 10 * max(cpu_seconds(work(module, short)), 0.005)
