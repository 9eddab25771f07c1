"""Names that cables ask to protect, found and blacked out."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import run
from warehouse.masking import MASK, masked, protected_words

TEXT = """P 131430Z FEB 07
FM AMEMBASSY QUITO
TO SECSTATE WASHDC PRIORITY 0301
BT
C O N F I D E N T I A L QUITO 000301

E.O. 12958: DECL: 02/13/2017
TAGS: PGOV, EC
SUBJECT: QUILLFEATHER ON THE FLOWER GROWERS

1. (C) Former minister Leonora Quillfeather (strictly protect) expects an agreement. QUILLFEATHER asked us to wait.
OAKAPPLE
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Former minister Leonora Quillfeather (protect) told us.", {"leonora", "quillfeather"}),
        ("MET WITH MR. JOSIAH THIMBLE (STRICTLY PROTECT) WHO SAID", {"josiah", "thimble"}),
        ("Josiah Thimble, Minister of Trade (please protect), said", {"josiah", "thimble"}),
        ("Ana Ruizet and Luis de la Cruzeta (protect both) came", {"ana", "ruizet", "luis", "cruzeta"}),
        ("They left early. Élan O'Nell-Duarte [PROTECT SOURCE] stayed.", {"élan", "o'nell-duarte"}),
        ("a contact (protect)", set()),
        ("We protect our sources (always).", set()),
    ],
)
def test_words_of_protected_names(text, words):
    assert protected_words(text) == words


def test_every_word_is_masked_however_it_is_written():
    assert masked("Quillfeather's party; QUILLFEATHER, Quillfeathers", "quillfeather") == (
        f"{MASK}'s party; {MASK}, Quillfeathers"
    )


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    words = protected_words(text + " (protect)")
    assert not protected_words(text.replace("rotect", "")) or "rotect" in text.lower()
    assert all(word == word.lower() for word in words)


def test_the_reading_of_marks_takes_linear_time(cpu_seconds):
    def text(size):
        return "A b' " * size + "(please strictly " * size + "Xy (protect) " * size

    once, often = cpu_seconds(lambda: protected_words(text(300))), cpu_seconds(lambda: protected_words(text(3000)))
    assert often < 40 * max(once, 0.001)


def test_export_masks_on_request(tmp_path, capsys):
    (tmp_path / "07QUITO301.txt").write_text(TEXT)
    lake = ["--lake", str(tmp_path / "lake")]
    assert run(["ingest", str(tmp_path / "07QUITO301.txt"), *lake]) == 0
    plain, hidden = tmp_path / "plain.csv", tmp_path / "masked.csv"
    for table in ("paragraphs", "cables", "texts", "findings"):
        assert run(["export", table, str(plain), *lake]) == 0
        assert run(["export", table, str(hidden), "--mask-protected", *lake]) == 0
        assert "quillfeather" in plain.read_text().lower()
        assert "quillfeather" not in hidden.read_text().lower()
        with duckdb.connect() as connection:
            counts = [len(connection.read_csv(str(path))) for path in (plain, hidden)]
        assert counts[0] == counts[1]
    assert run(["export", "--raw", str(tmp_path / "raw"), "--mask-protected", *lake]) == 2
    assert run(["publish", "--mask-protected", *lake]) == 2
