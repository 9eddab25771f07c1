"""Blacked-out runs and protect markings."""

import pytest

from transforms.cable import Redactions
from transforms.fields import redactions
from transforms.fragments import parse_fragment


@pytest.mark.parametrize(
    ("text", "runs", "protected"),
    [
        ("formerXXXXXXXXXXXX said", 1, 0),
        ("XXXXXXXXXXXX and xxxxxxxxxxxx met XXXXX", 3, 0),
        ("MAXXX and an XXX film", 0, 0),
        ("He left.\n...\nHe came back.", 1, 0),
        ("He left.\nHALE\n...", 0, 0),
        ("Hale (protect), Ruiz (strictly\nprotect) and Paz (PLEASE PROTECT)", 0, 3),
        ("Hale [protect throughout] and Ruiz (please strictly protect)", 0, 2),
        ("the duty to protect (civilians)", 0, 0),
        ("", 0, 0),
    ],
)
def test_counts(text, runs, protected):
    assert parse_fragment(redactions, text).value == Redactions(runs, protected)
