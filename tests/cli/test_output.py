"""What commands print for people."""

import pytest

from flows.cli.output import print_rows


@pytest.fixture
def printed(capsys):
    def printing(*arguments, **options):
        print_rows(*arguments, **options)
        return capsys.readouterr().out

    return printing


def test_a_table_that_fits_is_a_table(printed):
    shown = printed("", ("post", "year", "cables"), [("TOKYO", 2006, 1204)], list_if_wide=True)
    assert "│ TOKYO │ 2006 │  1,204 │" in shown


def test_rows_that_would_not_fit_are_lists(printed):
    columns = [f"column_{number}" for number in range(40)]
    shown = printed("", columns, [["x"] * 40, [None] * 40], list_if_wide=True).splitlines()
    assert [line.rstrip() for line in shown[:2]] == ["row 1", "  column_0   x"]
    assert "row 2" in shown and len(shown) == 82


def test_a_long_value_is_cut_and_it_is_said(printed):
    shown = printed("", ("body",), [("word " * 1000,)])
    assert shown.count("word") == 200
    assert "1 long value cut off" in shown.splitlines()[-1]


def test_csv_holds_no_formulas_unless_it_is_to_be_exact(made):
    query = "SELECT '=1+1' AS a, ['@x', 'y'] AS b, -5 AS c, 'd' AS \"+d\""
    assert made.call("sql", query, "--format", "csv").stdout == b"a,b,c,'+d\n'=1+1,'@x|y,-5,d\n"
    assert made.call("sql", query, "--format", "csv", "--exact").stdout == b"a,b,c,+d\n=1+1,@x|y,-5,d\n"


@pytest.mark.parametrize("columns", [80, 160])
def test_a_table_breaks_no_word_and_loses_none(printed, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    head = ("started_at", "status", "documents", "parsed", "quarantined", "duplicates")
    rows = [("2026-11-30 09:22", "quarantined", 251287, 251286, 1, 0), ("2026-11-29 07:01", "done", 4, 4, 0, 0)]
    shown = printed("Runs", head, rows)
    assert max(map(len, shown.splitlines())) <= columns
    for word in ("started_at", "duplicates", "2026-11-30", "07:01", "quarantined", "251,287"):
        assert word in shown


def test_a_curve_stays_on_one_line(printed, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    curve = "▁ ▂ ▃ ▄ ▅ ▆ ▇ █"
    shown = printed(
        "", ("topic", "curve"), [("Military and Defense Affairs, and a good deal more", curve)], unbroken=("curve",)
    )
    assert curve in shown
