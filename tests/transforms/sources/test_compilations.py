"""Files of many telegrams: each becomes a document of its own, whatever is between them, and no byte is lost."""

import io
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading import read_cables
from transforms.document import Rejected
from transforms.sections import Section, in_stream
from transforms.sources.archives import documents
from transforms.sources.compilations import parts
from transforms.sources.limits import Limits


def telegram(
    post, serial, group, subject, signer, text="Nothing new.", *, level="UNCLAS", section="", routed=True, labels=True
):
    """An invented telegram of the 2000s without anything around it."""
    line = f"{level} {f'SECTION {section} ' if section else ''}{post} {serial:06}"
    station = {"OSLO": "RUEHNY", "STOCKHOLM": "RUEHSM", "LIMA": "RUEHPE", "TOKYO": "RUEHKO"}[post]
    head = [f"DE {station} #{serial % 10_000:04} 1271405", "ZNR UUUUU ZZH"] if routed else []
    head += [f"R {group}", f"FM AMEMBASSY {post}", "TO RUEHC/SECSTATE WASHDC 2201", line, "", "SIPDIS", ""]
    head += ["E.O. 12958: N/A", "TAGS: ECON", f"SUBJECT: {subject}", ""] if labels else []
    return "\n".join([*head, f"1. {text}", "", "2. We shall report.", signer, ""])


OSLO = telegram("OSLO", 198, "081010Z MAY 07", "COD QUOTAS", "MARSH")
STOCKHOLM = telegram("STOCKHOLM", 311, "071405Z MAY 07", "TIMBER PRICES", "HOLLIS")
LIMA = telegram("LIMA", 77, "091200Z MAY 07", "ANCHOVIES", "QUILL")
IDS = ["07STOCKHOLM311", "07OSLO198", "07LIMA77"]

SEVENTIES = """\
{frame}PAGE 01        {post}  {serial:05}  {day}{hour}Z

{number:02}
ACTION EUR-12

INFO  OCT-01  ISO-00  /013 W
                     --------------------- 0123{number:02}
R {day}{hour}Z MAY 75
FM AMEMBASSY {post}
TO SECSTATE WASHDC 4417

UNCLAS {post} {serial:05}

E.O. 11652: N/A
TAGS: ECON
SUBJECT: {subject}

1. THE MINISTRY SAID NOTHING NEW. WE ASKED
UNCLASSIFIED

PAGE 02        {post}  {serial:05}  {day}{hour}Z

TWICE.

2. WE SHALL REPORT.
{signer}

UNCLASSIFIED

NNN
"""
ATTRIBUTES = """
 Message Attributes

Automatic Decaptioning: X
Document Number: 1975{post}{serial:05}
From: {post}
TAGS: ECON
Subject: {subject}
To: STATE

"""
RECORD = "Message Text\n\n" + SEVENTIES + ATTRIBUTES


def seventies(form, post, serial, day, subject, signer, number, frame=""):
    return form.format(
        post=post, serial=serial, day=day, hour="1210", subject=subject, signer=signer, number=number, frame=frame
    )


STATE = """\
UNCLASSIFIED
SBU

MRN: {year} {post} {serial}
Date/DTG: Mar 08, 20{year} / {group}
From: AMEMBASSY {post}
Action: WASHDC, SECSTATE ROUTINE
E.O.: 13526
TAGS: PGOV
Captions: SENSITIVE
Subject: {subject}

1. (SBU) Nothing new.

2. (U) We shall report.

Signature: {signer}

Drafted By: {post}:Brandt, Nora
Cleared By: ECON:Quill, Peter
Info: ROME, AMEMBASSY ROUTINE
Dissemination Rule: Archive Copy

UNCLASSIFIED
Page 1 of 1
"""

FOIA = """\
UNCLASSIFIED   U.S. Department of State   Case No. F-2031-00040   Doc No. C0{number}   Date: 03/02/2031

RELEASED IN FULL

{telegram}
UNCLASSIFIED   U.S. Department of State   Case No. F-2031-00040   Doc No. C0{number}   Date: 03/02/2031
"""

MAIL = """\
From archive@example.org Mon May  7 14:05:00 2007
From: archive@example.org
To: readers@example.org
Date: Mon, 7 May 2007 14:05:00 +0000
Subject: {subject}

{telegram}
"""

OTHER_QUOTED = "FOLLOWING IS OSLO'S TELEGRAM:\n\nQUOTE\n" + OSLO + "UNQUOTE\n\n3. Comments are welcome."


def channelled(*texts, end="NNNN\n\n"):
    return "".join(f"VZCZCXYZ{n:04}\nRR RUEHXX\n{text}{end}" for n, text in enumerate(texts, 1))


def section(number, of, text, labels=True):
    return telegram(
        "TOKYO", 107, "140910Z FEB 07", "HARBOR TALKS", "HOLLIS", text, section=f"{number:02} OF {of:02}", labels=labels
    )


def foia(separator=""):
    return separator.join(FOIA.format(number=n, telegram=t) for n, t in enumerate((STOCKHOLM, OSLO, LIMA), 1))


SEVERAL = {
    "with end marks": channelled(STOCKHOLM, OSLO, LIMA),
    "without end marks": STOCKHOLM + "\n" + OSLO + "\n" + LIMA,
    "without end marks, nothing between": STOCKHOLM + OSLO + LIMA,
    "with the machine's lines, without end marks": channelled(STOCKHOLM, OSLO, LIMA, end="\n"),
    "without the machine's lines": "\n\n".join(
        telegram(*facts, routed=False)
        for facts in (
            ("STOCKHOLM", 311, "071405Z MAY 07", "TIMBER", "HOLLIS"),
            ("OSLO", 198, "081010Z MAY 07", "COD", "MARSH"),
            ("LIMA", 77, "091200Z MAY 07", "ANCHOVIES", "QUILL"),
        )
    ),
    "of one post and one day": (
        STOCKHOLM
        + telegram("STOCKHOLM", 312, "071455Z MAY 07", "PAPER PRICES", "HOLLIS")
        + telegram("STOCKHOLM", 313, "071515Z MAY 07", "PULP PRICES", "HOLLIS")
    ),
    "in Markdown with rules": "\n\n---\n\n".join((STOCKHOLM, OSLO, LIMA)),
    "in Markdown with rules and titles": "# A reading room\n\n"
    + "\n\n".join(f"---\n\nA telegram of May {n}\n\n{text}" for n, text in enumerate((STOCKHOLM, OSLO, LIMA), 7)),
    "in Markdown with headings": "\n\n".join(
        f"## Document {n}\n\n{text}" for n, text in enumerate((STOCKHOLM, OSLO, LIMA), 1)
    ),
    "in Markdown as quotations": "\n\n".join(
        textwrap.indent(text, "> ", lambda line: True) for text in (STOCKHOLM, OSLO, LIMA)
    ),
    "with form feeds": "\f".join((STOCKHOLM, OSLO, LIMA)),
    "printed for requesters": foia(),
    "printed for requesters, with form feeds": foia("\f"),
    "in a mailbox": "".join(MAIL.format(subject=n, telegram=t) for n, t in enumerate((STOCKHOLM, OSLO, LIMA))),
    "numbered by an editor": "\n".join(
        f"=====\nDocument {n} of 3\n=====\n{text}" for n, text in enumerate((STOCKHOLM, OSLO, LIMA), 1)
    ),
    "with line ends of Windows": (STOCKHOLM + "\n" + OSLO + "\n" + LIMA).replace("\n", "\r\n"),
    "with a quoted telegram": (STOCKHOLM + OTHER_QUOTED + "\nNNNN\n" + OSLO + LIMA),
    "the first with its head printed twice": "NNNN\n".join(
        (STOCKHOLM.replace("1. ", STOCKHOLM[:250] + "\n1. ", 1), OSLO, LIMA)
    ),
}

OF_OTHER_KINDS = {
    "records of the National Archives": (
        seventies(RECORD, "OSLO", 1204, 14, "FISH", "MARSH", 1)
        + seventies(RECORD, "LIMA", 905, 15, "TIN", "QUILL", 2)
        + seventies(RECORD, "TOKYO", 6610, 16, "STEEL", "HOLLIS", 3),
        ["75OSLO1204", "75LIMA905", "75TOKYO6610"],
    ),
    "telegrams of the 1970s without a frame": (
        seventies(SEVENTIES, "OSLO", 1204, 14, "FISH", "MARSH", 1)
        + seventies(SEVENTIES, "LIMA", 905, 15, "TIN", "QUILL", 2),
        ["75OSLO1204", "75LIMA905"],
    ),
    "records with the number on top": (
        STATE.format(year=17, post="OSLO", serial=318, group="081432Z MAR 17", subject="Fees", signer="MARSH")
        + "\n"
        + STATE.format(year=18, post="LIMA", serial=31, group="081435Z MAR 18", subject="Tin", signer="QUILL"),
        None,
    ),
}


def read(text, name="compilation.txt"):
    data = text if isinstance(text, bytes) else text.encode()
    found = read_cables(documents(name, io.BytesIO(data)))
    return list(in_stream(one if isinstance(one, Rejected) else Section(*one) for one in found))


def raws(text):
    return [raw.raw for raw in documents("compilation.txt", io.BytesIO(text.encode()))]


@pytest.mark.parametrize("kind", SEVERAL)
def test_each_telegram_of_a_file_is_a_cable(kind):
    cables = read(SEVERAL[kind])
    wanted = ["07STOCKHOLM311", "07STOCKHOLM312", "07STOCKHOLM313"] if "one post" in kind else IDS
    assert [cable.cable_id for cable in cables] == wanted
    if "requesters" not in kind:  # what the signature of a page that ends with a banner is, its reader must tell
        assert [cable.signer for cable in cables][1:] == (["HOLLIS"] * 2 if "one post" in kind else ["MARSH", "QUILL"])
    assert [paragraph.number for paragraph in cables[1].paragraphs] == [1, 2]


@pytest.mark.parametrize("kind", OF_OTHER_KINDS)
def test_each_record_of_a_file_is_a_document(kind):
    text, ids = OF_OTHER_KINDS[kind]
    found = raws(text)
    assert "".join(raw.decode() for raw in found) == text
    if ids:
        cables = read(text)
        assert [cable.cable_id for cable in cables] == ids
        assert [len(cable.paragraphs) for cable in cables] == [2] * len(ids)
    else:
        assert [raw.decode().lstrip().splitlines()[3][:4] for raw in found] == ["MRN:"] * 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(STOCKHOLM.replace("Nothing new.", OTHER_QUOTED), id="a telegram in QUOTE"),
        pytest.param(STOCKHOLM.replace("1. ", STOCKHOLM[:250] + "\n1. ", 1), id="the whole head twice"),
        pytest.param(
            STOCKHOLM.replace("1. ", STOCKHOLM[STOCKHOLM.index("UNCLAS") : -80] + "\n1. ", 1), id="half a head"
        ),
        pytest.param(
            STOCKHOLM.replace("1. ", "REF: A) 07 OSLO 198\nB) R 081010Z MAY 07\nC) UNCLAS LIMA 000077\n\n1. ", 1),
            id="references of many forms",
        ),
        pytest.param(
            STOCKHOLM.replace("2. ", "UNCLAS STOCKHOLM 000311\n\nSIPDIS\n\n2. "), id="a page top with the number"
        ),
        pytest.param(seventies(SEVENTIES, "OSLO", 1204, 14, "FISH", "MARSH", 1), id="pages"),
        pytest.param(
            STOCKHOLM.replace("2. We shall", "2. Following is the text of the telegram:\n\n" + OSLO + "\n3. We shall"),
            id="introduced by a colon",
        ),
        pytest.param(
            STATE.format(
                year="07", post="OSLO", serial=198, group="080000Z MAY 07", subject="COD", signer="MARSH"
            ).replace("1. (SBU) Nothing new.\n\n2. (U) We shall report.\n\nSignature: MARSH", OSLO),
            id="a telegram in the frame of its record",
        ),
        pytest.param(
            "The minister said:\nFM radio is dear.\n\nTAGS: none.\n\nFM radio again.\nTAGS: none.\n", id="prose"
        ),
    ],
)
def test_one_telegram_stays_one_document(text):
    assert raws(text) == [text.encode()]


def test_sections_of_one_file_are_joined():
    text = channelled(section(1, 2, "The talks went\non until"), section(2, 2, "midnight.", labels=False), OSLO)
    joined, other = read(text.replace("on until\n\n2. We shall report.\nHOLLIS", "on until"))
    assert (joined.cable_id, joined.section_total, joined.is_partial) == ("07TOKYO107", 2, False)
    assert other.cable_id == "07OSLO198"


def test_a_missing_section_keeps_the_order():
    first, second = read(channelled(section(1, 3, "The talks went on."), OSLO))
    assert (first.cable_id, first.section_number, second.cable_id) == ("07TOKYO107", 1, "07OSLO198")


def test_position_and_bytes_say_where_a_telegram_is():
    data = ("\n\n" + channelled(STOCKHOLM, OSLO) + LIMA).encode()
    found = list(documents("traffic.txt", io.BytesIO(data)))
    assert [data[raw.position - 1 : raw.position - 1 + len(raw.raw)] for raw in found] == [raw.raw for raw in found]
    assert len(found) == 3


def test_a_numbered_title_below_a_rule_belongs_to_the_telegram_after_it():
    rule = "\n" + "-" * 60 + "\n\n"
    contents = "CONTENTS\n1. 07 STOCKHOLM 311, Timber Prices\n2. 07 OSLO 198, Cod Quotas\n"
    cables = read(f"{contents}{rule}1. TIMBER PRICES\n\n{STOCKHOLM}{rule}2. COD QUOTAS\n\n{OSLO}")
    assert [(cable.cable_id, cable.signer) for cable in cables] == [
        ("07STOCKHOLM311", "HOLLIS"),
        ("07OSLO198", "MARSH"),
    ]
    assert [[p.number for p in cable.paragraphs] for cable in cables] == [[1, 2], [1, 2]]
    unsigned = STOCKHOLM.replace("2. We shall report.\nHOLLIS", "OUTLOOK\n-------\n2. (U) We shall report")
    assert [len(cable.paragraphs) for cable in read(unsigned + rule + OSLO)] == [2, 2]


def test_a_letter_before_the_telegrams_is_a_document_of_its_own():
    letter = "Dear reader,\n\n" + "these telegrams were found in an attic and are printed as they were found. " * 8
    first, *others = read(f"{letter}\n\n{channelled(STOCKHOLM, OSLO)}")
    assert isinstance(first, Rejected)
    assert (first.reason, first.position) == ("not_a_cable", 1)
    assert [cable.cable_id for cable in others] == IDS[:2]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding):
    text = channelled(STOCKHOLM.replace("Nothing", "Señor Ñandú said nothing"), OSLO)
    data = text.encode(encoding)
    assert b"".join(data[part.start : part.end] for part in parts(data)) == data
    cables = read(data)
    assert [cable.cable_id for cable in cables] == IDS[:2]
    assert "Ñandú" in cables[0].paragraphs[0].text


def test_a_file_may_be_larger_than_a_document():
    data = channelled(*(STOCKHOLM, OSLO, LIMA) * 30).encode()
    small = Limits(document=2_000)
    found = list(documents("traffic.txt", io.BytesIO(data), small))
    assert len(found) == 90
    assert b"".join(raw.raw for raw in found) == data
    (rejected,) = documents("one.txt", io.BytesIO(STOCKHOLM.encode() + b"words " * 1_000), small)
    assert rejected.reason == "too_large"


_PIECES = st.sampled_from(
    [STOCKHOLM, OSLO, LIMA, *SEVERAL.values(), "QUOTE\n", "UNQUOTE\n", "NNNN\n", "---\n", "\f", "MRN: 17 OSLO 3\n",
     "Message Text\n", "Message Attributes\n", "PAGE 02 OSLO 00198\n", "\r\n", "x" * 500 + "\n", "Äh\n"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(st.one_of(_PIECES, st.text(max_size=40)), max_size=8))
def test_no_byte_is_lost_and_parts_are_stable(pieces):
    data = "".join(pieces).encode("utf-8", "surrogatepass")
    found = parts(data)
    assert [part.start for part in found[1:]] == [part.end for part in found[:-1]]
    assert (found[0].start, found[-1].end) == (0, len(data))
    assert len(found) == 1 or all(part.start < part.end for part in found)
