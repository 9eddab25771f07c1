"""Subject lines: where they begin, where they end, what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fields import subject
from transforms.fragments import parse_fragment


def read(text: str) -> str:
    return parse_fragment(subject, text).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUBJECT: FISHERIES TALKS a \nSECOND LINE \n\nREF: LIMA 1", "FISHERIES TALKS a SECOND LINE"),
        ("SUBJ: FISHERIES TALKS", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS \\\n \\\nREF: A. LIMA 1", "FISHERIES TALKS"),
        ("SUBJECT: (S/NF) FISHERIES TALKS", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS   (C)\n\nREF: LIMA 1", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS (S/NF)", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS (PERU)", "FISHERIES TALKS (PERU)"),
        ("SUBJECT: (U.S.) FISHERIES TALKS", "(U.S.) FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS\n1. (U) Summary. Talks", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS\n---------\n1. SUMMARY", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS\nLIMA 00000954 001.2 OF 004\n", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS OPEN\nThis is an action request. See para 2.", "FISHERIES TALKS OPEN"),
        ("SUBJECT: PRO-\nPERU VOTE IN LIMA", "PRO- PERU VOTE IN LIMA"),
        ("SUBJECT: FISHERIES: A BRIEF: PART 2 OF 3", "FISHERIES: A BRIEF: PART 2 OF 3"),
        ("SUBJECT: TALKS IN LIMA AND\n\nTRUJILLO OPEN\n\n1. (U) They did.", "TALKS IN LIMA AND TRUJILLO OPEN"),
        ("SUBJECT: FISHERIES TALKS Classified By: DCM A. Hale. Reasons 1.4 (b).", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS Ref(s): A) 08 LIMA 138", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS OPEN\n\nSUBJECT: FISHERIES TALKS OPEN AGAIN", "FISHERIES TALKS OPEN"),
        ("SUBJECT: FISHERIES TALKS\nSECRET LIMA 001704 SIPDIS\n", "FISHERIES TALKS"),
        ("SUBJECT: FISHERIES TALKS\nSUGGEST DEPT REPEAT TO BOGOTA.\n1. C - ENTIRE TEXT.", "FISHERIES TALKS"),
        ("TAGS: EFIS PE\n\n", ""),
        ("SUBJECT: \n", ""),
    ],
)  # fmt: skip
def test_subjects(text, expected):
    assert read(text) == expected


@given(st.text(alphabet="SUBJECT: abREF.()\n-1¶ ", max_size=300))
def test_a_subject_is_one_line(text):
    value = read("SUBJECT: " + text)
    assert value == " ".join(value.split())
