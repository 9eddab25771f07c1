"""A telegram that sends another one again."""

from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

OUTER = """O 251443Z JUN 79
FM SECSTATE WASHDC
TO AMEMBASSY JIDDA IMMEDIATE
BT
LIMITED OFFICIAL USE STATE 161500

FOLLOWING REPEAT STATE {serial} SENT ACTION CAIRO 23 JUN 79
QTE:
LIMITED OFFICIAL USE STATE 0{serial}

E.O. 12065: N/A
TAGS: OVIP (DOE, JANE Q.)
SUBJECT: A VISIT

REF: CAIRO 1234

1. THE VISIT BEGINS ON MONDAY.
UNQTE
VANCE
"""


def parse(serial):
    raw = RawDocument("box.txt", "", 1, OUTER.format(serial=serial).encode())
    return parse_document(to_document(raw))


def test_the_outer_telegram_gives_the_head_the_inner_one_the_rest():
    cable = parse(16148)
    assert cable.cable_id == "79STATE161500" and cable.addressees[0].name == "AMEMBASSY JIDDA"
    assert cable.subject == "A VISIT" and [tag.tag for tag in cable.tags] == ["OVIP", "DOE, JANE Q."]
    assert [(r.target, r.rule) for r in cable.references][1:] == [("79STATE16148", "repeated")]
    assert [f.raw for f in cable.findings if f.field == "repetition"] == ["FOLLOWING REPEAT STATE 16148"]


def test_a_telegram_sent_again_under_its_own_number_is_no_reference_to_itself():
    assert [r.target for r in parse(161500).references] == ["79CAIRO1234"]


def test_most_telegrams_repeat_none_and_nothing_is_said():
    raw = RawDocument("box.txt", "", 1, OUTER.replace("FOLLOWING REPEAT", "CONCERNS").format(serial=1).encode())
    assert not [f for f in parse_document(to_document(raw)).findings if f.field == "repetition"]
