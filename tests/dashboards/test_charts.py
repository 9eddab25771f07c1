"""Charts and text: gaps are gaps, a column is as high as its number, marks are where the spans are."""

import datetime as dt
import itertools
import math
import re

import pytest

from dashboards.charts import OverTime, Piece, bars, split
from dashboards.figures import stable_looks
from dashboards.finding import Line
from dashboards.grids import Cell, Head, Heat, strength
from dashboards.links import Filed, file_name
from dashboards.maps import HEIGHT, REGIONS, WIDTH, WORLD, Place, post_map, projected, traffic_map
from dashboards.selection import Selection
from dashboards.things import draw_thread
from dashboards.wording import Piece as Text
from dashboards.wording import PlacesInText, with_findings, with_marks


def test_years_without_a_value_are_gaps():
    pieces = [Piece(1973, "a", 2, ""), Piece(1974, "a", 4, ""), Piece(1977, "a", 1, "")]
    drawn = OverTime(pieces, {"a": "c0"}, shade_gaps=True).drawn(900)
    assert [gap.title for gap in drawn.gaps] == ["No cables: 1975 to 1976"]
    heights = [bar.height for bar in drawn.bars]
    assert heights[1] == pytest.approx(2 * heights[0]) == pytest.approx(4 * heights[2])


def test_a_line_has_a_gap_if_there_is_no_value():
    pieces = [Piece(at, "a", value, "") for at, value in ((0, 1), (1, 2), (2, None), (4, 3), (5, 1))]
    ((path, _),) = OverTime(pieces, {"a": "c0"}, grain="month", is_line=True).drawn(900).lines
    assert path.count("M") == 2 and path.count("L") == 2


def test_one_wrong_year_does_not_make_all_columns_invisible():
    pieces = [Piece(year, "a", 1, "") for year in (1066, 2005, 2006)]
    assert min(bar.width for bar in OverTime(pieces, {"a": "c0"}).drawn(380).bars) > 20


def month_with(*numbers):
    return OverTime([Piece(12 * 2006 + at, "a", number, "") for at, number in enumerate(numbers)], {"a": "c0"}, "month")


def test_a_month_of_sixty_times_the_others_does_not_flatten_them():
    chart = month_with(20, 35, 2100, 28, 31, 12)
    drawn = chart.drawn(900)
    floor = max(bar.y + bar.height for bar in drawn.bars)
    heights = [bar.height for bar in drawn.bars]
    assert chart.is_cut and heights[1] > 0.8 * (floor - min(bar.y for bar in drawn.bars))
    assert heights[0] / heights[1] == pytest.approx(20 / 35) and heights[2] > heights[1]
    assert [number.words for number in drawn.numbers] == ["2,100"] and len(drawn.breaks) == 1
    assert all(bar.y >= 0 and number.y > 8 for bar in drawn.bars for number in drawn.numbers)


def test_a_column_that_is_cut_off_keeps_its_layers_in_proportion():
    pieces = [Piece(at, level, 10, "") for at in range(1990, 1996) for level in ("a", "b")]
    pieces += [Piece(1996, "a", 3000, ""), Piece(1996, "b", 1000, "")]
    low, high = OverTime(pieces, {"a": "c0", "b": "c1"}).drawn(380).bars[-2:]
    assert low.height == pytest.approx(3 * high.height) and low.y == pytest.approx(high.y + high.height)


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4, 5, 6, 7, 30), (5, 400), (0, 0, 0, 7), ()])
def test_what_can_be_read_is_not_cut_off(numbers):
    chart = month_with(*numbers)
    drawn = chart.drawn(900)
    assert not chart.is_cut and not drawn.breaks and not drawn.numbers
    highest = max((bar.height for bar in drawn.bars), default=0)
    for bar, number in zip(drawn.bars, numbers, strict=True):
        assert bar.height == pytest.approx(highest * number / max(numbers))


def test_a_bar_of_sixty_times_the_others_does_not_shorten_them():
    drawn = bars([(f"P{n}", "", "", n) for n in (3000, 50, 40, 20, 10)], ("post", "cables"))
    lengths = [bar.parts[0].length for bar in drawn.bars]
    assert [bar.is_cut for bar in drawn.bars] == [True, False, False, False, False] and drawn.is_cut
    assert lengths[0] == 100 and lengths[1] > 80 and lengths[2] / lengths[1] == pytest.approx(0.8)
    rows = {f"r{n}": [("a", n, "", ""), ("b", n, "", "")] for n in (3000, 50, 40, 20)}
    layered = split(rows, {"a": "c0", "b": "c1"}, ("rule", "cables"), is_share=False)
    assert [round(sum(part.length for part in bar.parts)) for bar in layered.bars] == [100, 88, 70, 35]
    assert not split(rows, {"a": "c0", "b": "c1"}, ("rule", "cables"), is_share=True).is_cut


@pytest.mark.parametrize("years", [range(2006, 2007), range(2003, 2011), range(1966, 2011)])
def test_a_heat_map_fits_however_many_years_it_has(years):
    posts = {f"P{n}": Head("Bandar Seri Begawan and its surroundings", "", "") for n in range(20)}
    cells = {(post, year): Cell("100", "", "", 6) for post in posts for year in years}
    heat = Heat(posts, cells, {}, "percent")
    drawn = heat.drawn()
    assert list(heat.table.columns) == [str(year) for year in years] and len(heat.table.cells) == len(cells)
    assert len(drawn.cells) == len(cells) and drawn.across
    rows = [[mark for mark, _ in drawn.cells if mark.y == place.y - 15] for place, _ in drawn.rows]
    for marks in rows:
        assert len(marks) == len(years)
        assert all(a.x + a.width <= b.x for a, b in itertools.pairwise(marks))
        assert marks[-1].x + marks[-1].width <= drawn.width
    for place, _ in drawn.rows:
        assert len(place.words) * 7 < place.x + 8 <= drawn.cells[0][0].x
    assert all(not number.words or mark.width > 3 * 7 for mark, number in drawn.cells)
    labels = [label.x for label in drawn.across]
    assert all(b - a >= 34 for a, b in itertools.pairwise(labels))


def crowded(number=60):
    """Posts close together, each smaller than the one before."""
    return [
        Place(f"P{n}", f"Capital {n}", 36 + 7 * (n % 8) / 2, -9 + 11 * n / 8, 4000 // (n + 1), "s1", "", "")
        for n in range(number)
    ]


@pytest.mark.parametrize("region", REGIONS)
def test_names_on_the_map_are_apart_and_on_no_circle(region):
    flows = [(a, b, 10, "", "") for a, b in itertools.pairwise(crowded())]
    for drawn in (post_map(crowded(), region), traffic_map(flows, region)):
        left, top, wide, high = drawn.box
        boxes = []
        for name in drawn.names:
            half, height = len(name.words) * 3.2 / drawn.zoom, 12 / drawn.zoom
            boxes.append((name.x - half, name.y + 2 / drawn.zoom - height, name.x + half, name.y + 2 / drawn.zoom))
        for a, b in itertools.combinations(boxes, 2):
            assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])
        for box, circle in itertools.product(boxes, drawn.circles):
            x, y = max(box[0], min(circle.x, box[2])), max(box[1], min(circle.y, box[3]))
            assert math.hypot(x - circle.x, y - circle.y) > circle.height
        for box in boxes:
            assert left <= box[0] and box[2] <= left + wide and top <= box[1] and box[3] <= top + high
        if region == "europe":
            assert boxes


def test_arcs_run_through_no_name_but_that_of_the_busiest_post():
    posts = crowded(24)
    drawn = traffic_map([(posts[0], post, 10, "", "") for post in posts[1:]])
    assert len(drawn.names) > 2
    busiest = posts[0].name
    for name in drawn.names:
        half, top, foot = len(name.words) * 3.2 / drawn.zoom, name.y - 8 / drawn.zoom, name.y
        for data, *_ in drawn.flows:
            x0, y0, x1, y1, x2, y2 = map(float, re.findall(r"-?[\d.]+", data))
            for step in range(401):
                t = step / 400
                x = (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t**2 * x2
                y = (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t**2 * y2
                is_on_it = abs(x - name.x) < half and top < y < foot
                assert not is_on_it or name.words == busiest


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


WHOLE = PlacesInText((0,), (0,))


def finding(field, start, end):
    return {"field": field, "status": "ok", "rule": "r", "span_start": start, "span_end": end}


def test_marks_are_where_the_spans_are():
    text = "SMITH said so.\n\nSUMMARY: prices rose. END SUMMARY.\n\nSMITH"
    marked = with_findings(text, [finding("signer", text.rindex("SMITH"), len(text))], WHOLE)
    assert [piece.text for piece in marked] == [text[: -len("SMITH")], "SMITH"] and marked[1].title.startswith("signer")


def test_what_cleaning_took_away_moves_the_marks():
    document = "<pre>TAGS: <a>PREL</a>\nA &amp; B met</pre>\nSMITH"
    text = "TAGS: PREL\nA & B met\n\nSMITH"
    offsets = PlacesInText((0, 6, 10, 14, 22), tuple(map(document.index, ("TAGS", "PREL", "\nA", " B met", "SMITH"))))
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


@pytest.mark.parametrize("days", [0, 1, 300, 2_631, 16_000])
def test_years_of_a_thread_are_where_they_begin_and_apart(days):
    first, last = dt.date(1966, 3, 1), dt.date(1966, 3, 1) + dt.timedelta(days)
    lines = [Line(f"66OSLO{n}", day, "OSLO", "Embassy Oslo", "", [], []) for n, day in enumerate((first, last))]
    drawn = draw_thread(lines, [])
    assert bool(drawn.years) == (days > 2_000)
    start, end = drawn.ends[0].x, drawn.ends[1].x
    for year in drawn.years:
        assert year.x == pytest.approx(start + (end - start) * (dt.date(int(year.words), 1, 1) - first).days / days)
    places = [start + 70, *(year.x for year in drawn.years), end - 70]
    assert not drawn.years or all(b - a >= 30 for a, b in itertools.pairwise(places))
