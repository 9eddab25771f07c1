"""Summaries: marked in one of many ways, or marked on one side only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fields import summary
from transforms.fragments import parse_fragment


def read(text: str) -> str:
    return parse_fragment(summary, text).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. (C/NF) Summary: Talks.\n\n-- One point.\n\nEnd summary\n\n2. (C) More.", "Talks.\n-- One point."),
        ("Summary -------\n\n2. (C) Talks opened. End Summary", "Talks opened."),
        ("Summary =======\n\n1. (C) Talks opened. End Summary", "Talks opened."),
        ("1.  Summary: (SBU) Talks opened. End Summary \n\n2. More.", "Talks opened."),
        ("1. (S) SUMMARY: Talks opened. END\nSUMMARY.\n\n2. (S) More.", "Talks opened."),
        ("2. (C) Summary and Action Request. Talks. End Summary and Action Request.\n", "Talks."),
        ("Summary/Comment: talks\nopened.  End Summary/Comment.\n", "talks opened."),
        ("1. (S//NF) SUMMARY AND COMMENT: First.\n\n2. (C) Second. END SUMMARY AND COMMENT.", "First.\nSecond."),
        ("SUMMARY AND TABLE OF CONTENTS \n \n1.  (S/NF) First.\n\nEND SUMMARY.\n\n3. Third.", "First."),
        ("1. (S//Rel NATO, ISAF) Begin Summary. Talks opened. End Summary.", "Talks opened."),
        ("¶1. (C) SUMMARY  Talks opened. END SUMMARY.", "Talks opened."),
        ("1. Talks in Lima\nopened. End\nSummary.\n\nA HEADING\n---------\n", "Talks in Lima opened."),
        ("1. (C) The Minister asked for a summary of the talks.\n\n2. (C) He got one.", ""),
        ("1. (C/NF) Executive Summary: Talks opened. End Executive Summary.", "Talks opened."),
        ("1. (C) [SUMMARY] Talks opened. [END SUMMARY]\n\n2. (C) More.", "Talks opened."),
        ("1. (C) SUMMMARY: Talks opened. END SUMMMARY\n\n2. (C) More.", "Talks opened."),
        ("*SUMMARY*\n\n1. (C) Talks opened. END SUMMARY", "Talks opened."),
        ("I. SUMMARY\n----------\n\n1. (C) Talks opened. END SUMMARY", "Talks opened."),
        ("1. (C) The Minister came.", ""),
        ("1. (U) Summary. Permits took 16 days instead of\n21. We asked why. End summary.",
         "Permits took 16 days instead of 21. We asked why."),
        ("1. (C) Summary. Talks opened on the coast\n2. (C) They go on. End summary.",
         "Talks opened on the coast\nThey go on."),
    ],
)  # fmt: skip
def test_summaries(text, expected):
    assert read(text) == expected


@given(st.text(alphabet="ENDSUMARYend summary.()1C\n-", max_size=400))
def test_no_summary_holds_an_end_marker_or_raises(text):
    assert "END SUMMARY" not in read("1. (C) SUMMARY: " + text)
