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

2. (C) Lisette Paris (protect) left Peru. "Paris will return," said her aide.
OAKAPPLE
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Former minister Leonora Quillfeather (protect) told us.", {"leonora", "quillfeather"}),
        ("MET WITH MR. JOSIAH THIMBLE (STRICTLY PROTECT) WHO SAID", {"josiah", "thimble"}),
        ("Josiah Thimble, Minister of Trade (please protect), said", {"josiah", "thimble"}),
        ("Ana Ruizet and Luis de la Cruzeta (protect both) came", {"ana", "ruizet", "luis", "cruzeta"}),
        ("They left early. Élan O'Nell-Duarte [PROTECT SOURCE] stayed.", {"élan", "o'nell-duarte", "o'nell", "duarte"}),
        ("a contact (protect)", set()),
        ("We protect our sources (always).", set()),
    ],
)
def test_words_of_protected_names(text, words):
    assert protected_words(text) == words


def test_every_word_is_masked_however_it_is_written():
    assert masked("Quillfeather's party; QUILLFEATHER, the Quillfeathers", "quillfeather") == (
        f"{MASK}'s party; {MASK}, the {MASK}"
    )
    assert masked("Quillfeatherism", "quillfeather") == "Quillfeatherism"


@pytest.mark.parametrize(
    "text",
    """Leonora Quillfeather (protect throughout)|Leonora Quillfeather (strictly protect - see reftels)
    Leonora Quillfeather (protect source)|Leonora Quillfeather (strictly~protect)
    Leonora~Quillfeather (strictly protect)
    Leonora Quill-~feather (strictly protect)|Leonora Quillfeather (strictly pro-~tect)
    Leonora Quillfeather's (protect) son
    Leonora Quillfeather (protect)'s brother|(PROTECT) Leonora Quillfeather said
    We met (protect) Mrs. Leonora Quillfeather.
    STRICTLY PROTECT: Leonora Quillfeather|Please protect source Leonora Quillfeather.
    Leonora Quillfeather, please protect,
    Leonora Quillfeather -- strictly protect -- said|LEONORA QUILLFEATHER * STRICTLY PROTECT *
    Leonora Quillfeather (an editor, strictly protect)|Leonora Quillfeather (Vice Minister of Trade - please protect)
    Leonora Quillfeather {protect}|Leonora Quillfeather (to be strictly protected)
    Leonora Quillfeather (stricktly proctect)
    Leonora Quillfeather, head of the Flower Growers' Union of Quito (protect)|QUILLFEATHER, Leonora (protect)
    Leonora Quillfeather from the Growers (protect)|LEONORA QUILLFEATHER, HEAD OF THE GROWERS UNION (PROTECT), SAID
    Leonora Quillfeather and Josiah Thimble (protect)|Leonora Quillfeather and Josiah Thimble (both strictly protect)
    Leonora Quillfeather, 47 (please protect~-- see the many earlier reports of this post)""".replace(
        "\n    ", "|"
    ).split("|"),
)
def test_a_name_is_found_however_it_is_marked(text):
    assert {"leonora", "quillfeather"} <= protected_words(text.replace("~", "\n"))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("quillfeather", "QUILL-\nFEATHER"),
        ("quillfeather", "Quillfeatherʼs"),
        ("quillfeather", "leonora_quillfeather2"),
        ("jean-marie", "Jean Marie"),
        ("o'quill", "O’QUILL"),
        ("élan", "ELAN"),
        ("elan", "Élan"),
        ("wu", "WU"),
    ],
)
def test_a_name_is_masked_however_it_is_spelt(words, text):
    assert MASK in masked(text, words)
    assert not {"quill", "elan", "élan", "wu", "marie"} & set(masked(text, words).lower().split())


def test_two_letters_are_a_name_only_with_a_capital():
    assert protected_words("Li Wu (protect) said") == {"li", "wu"}
    assert masked("Wu, wu, WU", "wu") == f"{MASK}, wu, {MASK}"


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
    for table in ("paragraphs", "cables", "texts", "findings", "person_mentions"):
        assert run(["export", table, str(plain), *lake]) == 0
        assert run(["export", table, str(hidden), "--mask-protected", *lake]) == 0
        assert "quillfeather" in plain.read_text().lower()
        assert "quillfeather" not in hidden.read_text().lower()
        with duckdb.connect() as connection:
            counts = [len(connection.read_csv(str(path))) for path in (plain, hidden)]
        assert counts[0] == counts[1]
    assert run(["export", "people_mentioned", str(plain), *lake]) == 0
    assert run(["export", "people_mentioned", str(hidden), "--mask-protected", *lake]) == 0
    assert "QUILLFEATHER" in plain.read_text()
    assert "QUILLFEATHER" not in hidden.read_text() and MASK not in hidden.read_text()
    assert run(["export", "words_by_month", str(plain), *lake]) == 0
    assert run(["export", "words_by_month", str(hidden), "--mask-protected", *lake]) == 0
    assert "\nquillfeather,2007-02-01,1\n" in plain.read_text()
    assert "agreement" in hidden.read_text() and "quillfeather" not in hidden.read_text()
    # a place with the masked word would give it away
    assert run(["export", "place_mentions", str(plain), *lake]) == 0
    assert run(["export", "place_mentions", str(hidden), "--mask-protected", *lake]) == 0
    assert "Paris" in plain.read_text() and "Paris" not in hidden.read_text()
    assert "Peru" in hidden.read_text() and len(hidden.read_text().splitlines()) == 2
    assert run(["export", "--raw", str(tmp_path / "raw"), "--mask-protected", *lake]) == 2
    assert run(["publish", "--mask-protected", *lake]) == 2
