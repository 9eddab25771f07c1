"""Charts and text: gaps are gaps, a column is as high as its number, marks are where the spans are."""

import math
import re

import pytest

from dashboards.charts import OverTime, Piece, strength
from dashboards.figures import stable_looks
from dashboards.links import Filed, file_name
from dashboards.maps import HEIGHT, WIDTH, WORLD, post_map, projected
from dashboards.selection import Selection
from dashboards.wording import Offsets, with_findings, with_marks
from dashboards.wording import Piece as Text


def test_years_without_a_value_are_gaps():
    pieces = [Piece(1973, "a", 2, ""), Piece(1974, "a", 4, ""), Piece(1977, "a", 1, "")]
    drawn = OverTime(pieces, {"a": "c0"}, shade_gaps=True).drawn(900)
    assert [gap.title for gap in drawn.gaps] == ["No cables: 1975 to 1976"]
    heights = [bar.height for bar in drawn.bars]
    assert heights[1] == pytest.approx(2 * heights[0]) == pytest.approx(4 * heights[2])


def test_a_line_breaks_off_where_there_is_no_value():
    pieces = [Piece(at, "a", value, "") for at, value in ((0, 1), (1, 2), (2, None), (4, 3), (5, 1))]
    ((path, _),) = OverTime(pieces, {"a": "c0"}, grain="month", is_line=True).drawn(900).lines
    assert path.count("M") == 2 and path.count("L") == 2


def test_one_wrong_year_does_not_make_all_columns_invisible():
    pieces = [Piece(year, "a", 1, "") for year in (1066, 2005, 2006)]
    assert min(bar.width for bar in OverTime(pieces, {"a": "c0"}).drawn(380).bars) > 20


def test_a_topic_keeps_its_colour():
    ranked = [f"T{n}" for n in range(20)]
    assert stable_looks(["T3", "T5"], ranked)["T5"] == stable_looks(["T5"], ranked)["T5"]
    looks = stable_looks(["T1", "T9", "T17"], ranked)
    assert len(set(looks.values())) == 3


def test_more_is_stronger():
    assert [strength(n, 100) for n in (0, 1, 25, 100)] == [0, 1, 3, 6]


def test_the_map_keeps_east_and_north():
    tokyo, lima = projected(35.7, 139.7), projected(-12, -77)
    assert 0 < lima[0] < WIDTH / 2 < tokyo[0] < WIDTH and tokyo[1] < lima[1]
    assert "Natural Earth" in WORLD.with_suffix(".LICENSE").read_text()


def test_the_map_has_coasts_and_the_borders_between_countries():
    world = post_map([])
    assert world.land.count("Z") > 100
    x, y = projected(20, -104.5)  # far from any border; the other place is on the Rio Grande
    points = [tuple(map(float, point.split())) for point in re.findall(r"[ML]([\d.-]+ [\d.-]+)", world.borders)]
    assert len(points) > 500
    assert (
        min(math.dist((x, y), point) for point in points) > 10
    )  # no border runs there, but one does at the Rio Grande
    assert min(math.dist(projected(29.5, -102), point) for point in points) < 10


WHOLE = Offsets((0,), (0,))


def finding(field, start, end):
    return {"field": field, "status": "ok", "rule": "r", "span_start": start, "span_end": end}


def test_marks_are_where_the_spans_are():
    text = "SMITH said so.\n\nSUMMARY: prices rose. END SUMMARY.\n\nSMITH"
    marked = with_findings(text, [finding("signer", text.rindex("SMITH"), len(text))], WHOLE)
    assert [piece.text for piece in marked] == [text[: -len("SMITH")], "SMITH"] and marked[1].title.startswith("signer")


def test_what_cleaning_took_away_moves_the_marks():
    document = "<pre>TAGS: <a>PREL</a>\nA &amp; B met</pre>\nSMITH"
    text = "TAGS: PREL\nA & B met\n\nSMITH"
    offsets = Offsets((0, 6, 10, 14, 22), tuple(map(document.index, ("TAGS", "PREL", "\nA", " B met", "SMITH"))))
    tags = finding("tags", document.index("TAGS"), document.index("</a>"))
    pair = finding("subject", document.index("A &amp;"), document.index(" met"))
    gone = finding("note", 0, document.index("TAGS"))
    signer = finding("signer", document.index("SMITH"), len(document))
    marked = [piece.text for piece in with_findings(text, [tags, pair, gone, signer], offsets) if piece.look]
    assert marked == ["TAGS: PREL", "A & B", "SMITH"]


def test_a_finding_within_another_is_seen():
    text = "one two three"
    found = with_findings(text, [finding("summary", 0, 13), finding("subject", 4, 7)], WHOLE)
    assert [(piece.text, piece.title.partition(":")[0]) for piece in found] == [
        ("one ", "summary"), ("two", "subject"), (" three", "summary")
    ]  # fmt: skip


def test_direction_marks_are_spelled_out():
    assert with_marks("a\u202eb", [(0, 1)]) == [Text("a", "hit"), Text("[U+202E]b")]


def test_no_two_pages_share_a_file():
    names = ["PREL", "prel", "A/B", "A B", "../../etc", "LAST, FIRST", "\u0130", "x" * 300]
    files = {file_name(f"tag/{name}").lower() for name in names}
    assert len(files) == len(names)
    assert all(file.startswith("tag/") and ".." not in file and file.count("/") == 1 for file in files)


def test_a_file_links_to_what_is_there_only():
    links = Filed({"cable/06OSLO1", "post/OSLO", "year/2006"}, here="cable/06OSLO1")
    assert links.cable("06OSLO1") == "../cable/06OSLO1.html"
    assert links.cable("06OSLO2") == ""
    assert links.cables(Selection(posts=("OSLO",))) == "../post/OSLO.html"
    assert links.cables(Selection().in_year(2006)) == "../year/2006.html"
    assert links.cables(Selection(posts=("OSLO",)).in_year(2006)) == ""


def test_no_piece_of_land_is_closed_across_a_continent():
    for piece in post_map([]).land.split("M")[1:]:
        points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", piece)]
        (first, above), (last, _) = points[0], points[-1]
        is_antarctica = above > HEIGHT  # closed below the edge of the map
        assert is_antarctica or abs(first - last) < WIDTH / 20
