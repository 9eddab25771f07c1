"""Any bytes give a result or a reason, in time that grows no faster than they do."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contract import cable_json
from transforms.document import FORMATS, Document, RawDocument
from transforms.fields import cable_id, portion
from transforms.fragments import FIELD_MODULES
from transforms.parse import parse_document
from transforms.sources import to_document

HEAD = """VZCZCXYZ0000
PP RUEHC
DE RUEHQT #0301/01 0441430
P 131430Z FEB 07
FM AMEMBASSY QUITO
TO SECSTATE WASHDC PRIORITY 0301
C O N F I D E N T I A L QUITO 000301

E.O. 12958: DECL: 02/13/2017
"""
REST = "TAGS: PGOV, ECON, EC\nSUBJECT: A\nREF: QUITO 3\n\n1. (C) x\n"
PAGE = "<html><body><pre>{}</pre><pre>{}</pre></body></html>"

# what the rules look for, over and over, and what is between it
PIECES = {
    f"{module.NAME}, {rule.name}": f"{rule.example}\n"
    for module in (*FIELD_MODULES, portion, cable_id)
    for rule in getattr(module, "RULES", ())
} | {
    repr(piece): piece
    for piece in (
        " ", "\n", "\t", "0", "A", "-", "- ", " \n", "1. ", "¶1. ", "(C) ", "(", "'", '"', "/", ",", "; ",
        "REF: A. ", "REF: ", "TAGS: ", "SUBJECT: ", "E.O. ", "Classified By: ", "A. QUITO 1\n",
        "P 131430Z FEB 07\n", "FM ", "TO A\n", "SECRET\n", "S E C R E T ", "UNCLAS A 0001\n", "SECTION 01 OF 02 ",
        "XXXX ", "BT\n", "SUMMARY ", "COMMENT: ", "X X ", "a\n\n", "&amp;", "&#x000A;", "<a ", "\u2028", "\r",
        "PAGE 01\n", "QUOTE ", "FOLLOWING REPEAT ", "FOLLOWING IS A TEXT OF ", "1.4 (b) ", "REASON: ", ", JR",
        "A.B.C.", "-----\n", "07 QUITO 1; ", "Message Attributes\n", "Subject: \n",
    )
}  # fmt: skip
PLACES = {
    "head": lambda filling: HEAD + filling + REST,
    "subject": lambda filling: f"{HEAD}TAGS: PGOV\nSUBJECT: A {filling}\n1. (C) x\n",
    "text": lambda filling: HEAD + REST + filling,
    "page": lambda filling: PAGE.format(HEAD, REST + filling),
}
SHORT = 12_500
TIMES = 8
MOST_SECONDS_A_MEGABYTE = 6
MOST_GROWTH = 24  # times the time for eight times the length; quadratic would be 64


def read(data, form=None):
    document = to_document(RawDocument("x.txt", "", 1, data, form))
    if isinstance(document, Document):
        cable = parse_document(document)
        length = len(document.clean.raw)
        spans = [finding.span for finding in cable.findings if finding.span]
        assert all(0 <= span.start <= span.end <= length for span in spans)
        assert cable_json(cable)["id"]
    else:
        assert document.reason and document.detail
    return document


@pytest.mark.campaign
@pytest.mark.parametrize("place", PLACES)
def test_time_grows_no_faster_than_the_text(place, cpu_seconds):
    slow = {}
    for name, piece in PIECES.items():
        short, long = (PLACES[place](piece * (n // len(piece))).encode() for n in (SHORT, TIMES * SHORT))
        if _growth(short, long) > MOST_GROWTH:  # an outlier is measured again, with care
            growth = cpu_seconds(lambda data=long: read(data)) / max(cpu_seconds(lambda data=short: read(data)), 0.002)
            if growth > MOST_GROWTH:
                slow[name] = round(growth, 1)
    assert not slow


def _growth(short, long):
    brief = _seconds(short)
    return _seconds(long) / max(brief, 0.002)


@pytest.mark.skipif("CABLELAKE_LONG_TEXTS" not in os.environ, reason="some minutes; set CABLELAKE_LONG_TEXTS=10000000")
@pytest.mark.parametrize("place", PLACES)
def test_the_slowest_pieces_at_full_length(place):
    """The ten pieces that take longest for their length, at as many characters as the variable says."""
    length = int(os.environ["CABLELAKE_LONG_TEXTS"])
    texts = {name: PLACES[place](piece * (SHORT // len(piece))).encode() for name, piece in PIECES.items()}
    slowest = sorted(PIECES, key=lambda name: -_seconds(texts[name]))[:10]
    for name in slowest:
        seconds = _seconds(PLACES[place](PIECES[name] * (length // len(PIECES[name]))).encode())
        print(f"{place}: {name}: {seconds:.1f} s")
        assert seconds < MOST_SECONDS_A_MEGABYTE * length / 1e6, name


def _seconds(data):
    started = time.process_time()
    read(data)
    return time.process_time() - started


SEEDS = [
    (HEAD + REST).encode(),
    PAGE.format(HEAD, REST).encode(),
    b'"1","2/13/2007 14:30","07QUITO301","Embassy Quito","SECRET","06QUITO1","'
    + HEAD.encode()
    + b'","'
    + REST.encode()
    + b'"',
    b"Message Text\n\n"
    + (HEAD + REST).encode()
    + b"\nMessage Attributes\n\nDocument Number: 1975QUITO00301\nTAGS: PFOR\n",
]


@settings(max_examples=150)
@given(st.data())
def test_any_damage_gives_a_result_or_a_reason(data):
    text = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 80)))
        text[start:end] = data.draw(
            st.one_of(st.binary(max_size=12), st.sampled_from(list(PIECES.values())).map(lambda piece: piece.encode()))
        )
    read(bytes(text), data.draw(st.sampled_from([None, *FORMATS])))
