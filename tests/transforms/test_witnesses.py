"""Independent statements of one fact: where any one of them differs, a finding holds both values."""

import json
import tarfile

import pytest

from transforms.cable import Cable
from transforms.document import Document, RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

TELEGRAM = """VZCZCXYZ0001
RR RUEHC
DE RUEHPE #0123/01 0110304
ZNY CCCCC ZZH
R 110304Z JAN 07
FM AMEMBASSY LIMA
TO RUEHC/SECSTATE WASHDC 1963
BT
C O N F I D E N T I A L LIMA 000123

SIPDIS

E.O. 12958: DECL: 01/10/2017
TAGS: PREL, PE
SUBJECT: A QUIET WEEK
REF: A. QUITO 12
     B. 06 STATE 99

1. (C) Nothing happened.
TESTER
"""

PAGE = """<html><body><h3>Viewing cable 07LIMA123, A QUIET WEEK</h3>
<table class='cable'>
<tr><th>Reference ID</th><th>Created</th><th>Classification</th><th>Origin</th></tr>
<tr><td><a href='/x'>07LIMA123</a></td><td>2007-01-11 03:03</td><td>CONFIDENTIAL</td><td>Embassy Lima</td></tr>
</table>
<code><pre>{header}</pre></code><code><pre>{body}</pre></code></body></html>
"""

RECORD = "Message Text\n\n\n{telegram}\n\nMessage Attributes\n\n" + "\n".join(
    [
        "Document Number: 1976LIMA00123",
        "Draft Date: 11 JAN 1976",
        "From: LIMA",
        "Original Classification: CONFIDENTIAL",
        "Subject: A QUIET WEEK",
        "TAGS: PREL, PE",
    ]
)


def page(name: str = "07LIMA123.html", **changes: str) -> Cable:
    header, body = TELEGRAM.split("BT\n")
    return _changed(PAGE.format(header=header, body=body), name, changes)


def row(**changes: str) -> Cable:
    header, body = TELEGRAM.split("BT\n")
    columns = ("1", "1/11/2007 3:04", "07LIMA123", "Embassy Lima", "CONFIDENTIAL", "07QUITO12|06STATE99", header, body)
    return _changed(",".join(f'"{column}"' for column in columns) + "\n", "cables.csv", changes, "cables-csv")


def record(**changes: str) -> Cable:
    telegram = TELEGRAM.replace("JAN 07", "JAN 76").replace("12958: DECL: 01/10/2017", "11652: GDS")
    return _changed(RECORD.format(telegram=telegram), "1976LIMA00123_b.txt", changes)


def _changed(text: str, name: str, changes: dict[str, str], form: str | None = None) -> Cable:
    for old, new in changes.items():
        old = old.replace("_", " ")
        assert old in text, old
        text = text.replace(old, new)
    document = to_document(RawDocument(name, "", 1, text.encode(), form))  # type: ignore[arg-type]
    assert isinstance(document, Document), document
    return parse_document(document)


def told(cable: Cable) -> dict[str, str]:
    return {finding.rule: finding.detail for finding in cable.findings if finding.status == "disagrees"}


@pytest.mark.parametrize("read", [page, row, record])
def test_witnesses_that_agree_are_silent(read):
    assert told(read()) == {}


@pytest.mark.parametrize(
    ("read", "changes", "rule", "detail"),
    [
        (page, {"name": "07LIMA132.html"}, "id: file name and stated", "07LIMA132 against 07LIMA123"),
        (page, {"Embassy_Lima": "Embassy Quito"}, "station: id and stated origin", "LIMA against QUITO"),
        (page, {"AMEMBASSY_LIMA": "AMEMBASSY QUITO"}, "station: id and FM line", "LIMA against QUITO"),
        (page, {"L_LIMA_000123": "L QUITO 000123"}, "station: id and classification line", "LIMA against QUITO"),
        (page, {"L_LIMA_000123": "L LIMA 000132"}, "serial: id and classification line", "123 against 132"),
        (page, {"#0123": "#0132"}, "serial: id and DE line", "123 against 132"),
        (page, {"RUEHPE": "RUEHQT"}, "station: id and DE line", "LIMA against QUITO"),
        (page, {"0110304": "0120304"}, "day of the year: DTG and DE line", "11 against 12"),
        (page, {"03:03": "05:05"}, "time: stated and DTG", "2007-01-11 05 h against 2007-01-11 03 h"),
        (page, {"03:03": "03:32"}, "time: stated and DTG", "2007-01-11 03:32 against 2007-01-11 03:04"),
        (page, {"2007-01-11": "2007-01-12"}, "time: stated and DTG", "2007-01-12 03 h against 2007-01-11 03 h"),
        (page, {"110304Z_JAN_07": "110304Z JAN 08"}, "year: id and date", "2007 against 2008"),
        (page, {"<td>CONF": "<td>SECRET-CONF"}, "level: stated and classification line", "SECRET against CONFIDENTIAL"),
        (page, {"<td>CONFIDENTIAL": "<td>CONFIDENTIAL//NOFORN"}, "handling: stated and text", "NOFORN against none"),
        (row, {"1/11/2007": "1/12/2007"}, "time: stated and DTG", "2007-01-12 03:04 against 2007-01-11 03:04"),
        (row, {'"Embassy_Lima': '"Embassy Quito'}, "station: id and stated origin", "LIMA against QUITO"),
        (row, {'"CONF': '"SECRET CONF'}, "level: stated and classification line", "SECRET against CONFIDENTIAL"),
        (row, {'07LIMA123"': '07LIMA132"'}, "serial: id and classification line", "132 against 123"),
        (row, {"06STATE99": "06STATE98"}, "references: stated and text", "06STATE98 against 07QUITO12, 06STATE99"),
        (record, {"1976LIMA00123": "1976LIMA00132"}, "serial: id and classification line", "132 against 123"),
        (record, {"11_JAN_1976": "12 JAN 1976"}, "time: stated and DTG", "1976-01-12 against 1976-01-11"),
        (record, {"SUBJECT:_A": "SUBJECT: NO"}, "subject: stated and text", "A QUIET WEEK against NO QUIET WEEK"),
        (record, {"TAGS:_PREL,_PE\nSUBJ": "TAGS: PE\nSUBJ"}, "tags: stated and text", "PREL, PE against PE"),
    ],
)  # fmt: skip
def test_one_that_differs_is_reported_with_both_values(read, changes, rule, detail):
    assert told(read(**changes))[rule] == detail


def test_a_circuit_is_a_weaker_witness_of_the_level_than_the_page():
    cable = page(**{"C_O_N_F_I_D_E_N_T_I_A_L_LIMA_000123": "", "<td>CONFIDENTIAL": "<td>UNCLASSIFIED"})
    assert cable.classification == "UNCLASSIFIED"
    assert told(cable)["level: stated and classification line"] == "UNCLASSIFIED against CONFIDENTIAL"


@pytest.mark.shared
def test_pages_that_hold_the_text_of_another_cable_are_found(shared):
    expected = {"09CHISINAU694", "09HAVANA132", "09MOSCOW1108", "10MEXICO614"}
    mislabelled = set()
    with tarfile.open(shared / "cables" / "wikileaks-html.tar.gz") as pages:
        for member in filter(tarfile.TarInfo.isfile, pages):
            stream = pages.extractfile(member)
            assert stream
            document = to_document(RawDocument("pages", member.name, 1, stream.read(), "wikileaks-html"))
            assert isinstance(document, Document)
            cable = parse_document(document)
            if "station: id and classification line" in told(cable):
                mislabelled.add(cable.cable_id)
    lines = (shared / "cables" / "wikileaks-html.truth.jsonl").read_text(encoding="utf-8").splitlines()
    assert mislabelled == expected & {json.loads(line)["reference_id"] for line in lines}
