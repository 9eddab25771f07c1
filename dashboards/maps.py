"""The map of posts, in the Equal Earth projection, with coastlines and borders from the package."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from dashboards.charts import Label, Mark, path_of

WORLD = Path(__file__).with_name("world.json")
WIDTH, HEIGHT = 960, 440
_TALLEST = 515.0  # greatest height in pixels that the style sheet gives a map of this WIDTH
_LARGEST, _SMALLEST, _END_OF_ARC = 26.0, 3.0, 3.5  # pixels
_LINE, _DESCENT = 14.0, 3.0  # pixels of a name: its height, and the part of it below the baseline
# widths of letters in pixels, in DejaVu Sans, the widest of the usual sans-serif fonts
_LETTERS = {**dict.fromkeys("mwMW", 12.5), **dict.fromkeys("fijlrt.' ", 5.0)}
_CAPITAL, _SMALL = 9.3, 7.6
_MOST_NAMED = 16
_STEP = 4.0  # pixels: width of the squares of the net in which names avoid arcs

_Box: TypeAlias = tuple[float, float, float, float]  # left, top, width, height
_Point: TypeAlias = tuple[float, float]
_Arc: TypeAlias = tuple[_Point, _Point, _Point]  # start, control point and end of a quadratic curve

# The part of the map that is shown, in pixels of the world map.
REGIONS: dict[str, _Box] = {
    "world": (70, 0, WIDTH - 110, HEIGHT - 30),
    "americas": (150, 40, 280, 360),
    "europe": (435, 25, 170, 110),
    "africa": (410, 130, 240, 220),
    "asia": (560, 45, 330, 250),
}


class Place(NamedTuple):
    """A post on the map."""

    code: str
    name: str
    latitude: float
    longitude: float
    cables: int
    look: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Map:
    circles: Sequence[Mark]
    names: Sequence[Label]
    flows: Sequence[tuple[str, float, str, str]] = ()  # data of a path, its width in pixels, title, address
    region: str = "world"
    kind: str = "map"

    @property
    def box(self) -> _Box:
        return REGIONS.get(self.region, REGIONS["world"])

    @property
    def zoom(self) -> float:
        """Pixels on a wide screen per unit of the drawing."""
        return _zoom(self.box)

    @property
    def land(self) -> str:
        """Data of the path of all coastlines."""
        return _world()[0]

    @property
    def borders(self) -> str:
        """Data of the path of the borders between countries."""
        return _world()[1]


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Point on the map in pixels. Equal Earth: Šavrič, Patterson and Jenny 2018, doi 10.1080/13658816.2018.1504949."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    root = math.sqrt(3) / 2
    theta = math.asin(root * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = 9 * a4 * sixth * square + 7 * a3 * sixth + 3 * a2 * square + a1
    x = math.radians(longitude) * math.cos(theta) / (root * slope)
    y = theta * (a4 * sixth * square + a3 * sixth + a2 * square + a1)
    scale = WIDTH / 5.5
    return WIDTH / 2 + x * scale, HEIGHT / 2 + 18 - y * scale


def post_map(places: Iterable[Place], region: str = "world") -> Map:
    """Circles sized by number of cables, the smallest on top; the busiest posts are named if there is room."""
    known = sorted(places, key=lambda place: -place.cables)
    most = max((place.cables for place in known), default=1)
    return _drawn(known, [max(_SMALLEST, _LARGEST * math.sqrt(place.cables / most)) for place in known], region)


def traffic_map(flows: Iterable[tuple[Place, Place, int, str, str]], region: str = "world") -> Map:
    """Arcs between posts (from, to, cables, title, address), wider for more cables; both ends are circles."""
    listed = list(flows)
    most = max((cables for *_, cables, _, _ in listed), default=1)
    ends: dict[str, Place] = {}
    drawn, arcs = [], []
    for sender, receiver, cables, title, href in listed:
        x0, y0 = projected(sender.latitude, sender.longitude)
        x, y = projected(receiver.latitude, receiver.longitude)
        bend = 0.18
        middle = ((x0 + x) / 2 - (y - y0) * bend, (y0 + y) / 2 + (x - x0) * bend)
        data = f"M{x0:.1f} {y0:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {x:.1f} {y:.1f}"
        drawn.append((data, 0.8 + 5 * cables / most, title, href))
        arcs.append(((x0, y0), middle, (x, y)))
        for end in (sender, receiver):
            held = ends.get(end.code, end._replace(cables=0))
            ends[end.code] = held._replace(cables=held.cables + cables)
    known = sorted(ends.values(), key=lambda place: -place.cables)
    return replace(_drawn(known, [_END_OF_ARC] * len(known), region, arcs), flows=drawn)


def _drawn(known: Sequence[Place], radii: Sequence[float], region: str, arcs: Sequence[_Arc] = ()) -> Map:
    """The places as circles of these radii (pixels), in their order."""
    region = region if region in REGIONS else "world"
    zoom = _zoom(REGIONS[region])
    circles = [
        Mark(*projected(place.latitude, place.longitude), 0, radius / zoom, place.look, place.title, place.href)
        for place, radius in zip(known, radii, strict=True)
    ]
    crossed = {spot for arc in arcs for spot in _spots(arc, _STEP / zoom)}
    return Map(circles, list(_named(known, circles, REGIONS[region], crossed)), region=region)


def _zoom(box: _Box) -> float:
    return min(WIDTH / box[2], _TALLEST / box[3])


def _named(
    known: Sequence[Place], circles: Sequence[Mark], shown: _Box, crossed: Set[tuple[int, int]]
) -> Iterator[Label]:
    """Names that cover neither each other nor a circle, and lie entirely within the part that is shown.

    Arcs run through the squares in `crossed` (see _spots). Only the name of the busiest place may cover any, and then
    as few as possible.
    """
    taken: list[_Box] = []
    zoom = _zoom(shown)
    for rank, (place, circle) in enumerate(zip(known, circles, strict=True)):
        if len(taken) == _MOST_NAMED:
            return
        free = [
            (sum(spot in crossed for spot in _covered(box, _STEP / zoom)), label, box)
            for label, box in _beside(place.name, circle, zoom)
            if _within(box, shown)
            and not any(_overlap(box, other) for other in taken)
            and not any(_touch(box, other) for other in circles)
        ]
        arcs, label, box = min(free, key=itemgetter(0), default=(1, None, None))
        if label and box and (not arcs or not rank):
            taken.append(box)
            yield label


def _beside(name: str, circle: Mark, zoom: float) -> Iterator[tuple[Label, _Box]]:
    """The positions for a name and the room it takes up: above its circle, below, right, left, and at the corners."""
    letters = sum(_LETTERS.get(letter, _CAPITAL if letter.isupper() else _SMALL) for letter in name)
    width, height, below, apart = letters / zoom, _LINE / zoom, _DESCENT / zoom, 2 / zoom
    away = circle.height + apart
    above, beside, under = circle.y - away - below, circle.y + height / 2 - below, circle.y + away + height - below
    left, right = circle.x - away - width / 2, circle.x + away + width / 2
    for x, y in (
        (circle.x, above), (circle.x, under), (right, beside), (left, beside),
        (right, above), (right, under), (left, above), (left, under),
    ):  # fmt: skip
        yield Label(x, y, name), (x - width / 2, y + below - height, width, height)


def _spots(arc: _Arc, step: float) -> Iterator[tuple[int, int]]:
    """The squares of a net of this width that an arc passes through."""
    (x0, y0), (x1, y1), (x2, y2) = arc
    pieces = 1 + int((math.hypot(x1 - x0, y1 - y0) + math.hypot(x2 - x1, y2 - y1)) / step)
    for piece in range(pieces + 1):
        t = piece / pieces
        start, middle, end = (1 - t) ** 2, 2 * t * (1 - t), t**2
        yield int((start * x0 + middle * x1 + end * x2) // step), int((start * y0 + middle * y1 + end * y2) // step)


def _covered(box: _Box, step: float) -> Iterator[tuple[int, int]]:
    """The squares of the net that a name covers."""
    left, top, width, height = box
    for column in range(int(left // step), int((left + width) // step) + 1):
        for row in range(int(top // step), int((top + height) // step) + 1):
            yield column, row


def _touch(box: _Box, circle: Mark) -> bool:
    x, y, width, height = box
    across = max(x - circle.x, 0, circle.x - x - width)
    down = max(y - circle.y, 0, circle.y - y - height)
    return math.hypot(across, down) < circle.height


def _within(box: _Box, other: _Box) -> bool:
    return (
        other[0] <= box[0]
        and box[0] + box[2] <= other[0] + other[2]
        and other[1] <= box[1]
        and box[1] + box[3] <= other[1] + other[3]
    )


def _overlap(a: _Box, b: _Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


@cache
def _world() -> tuple[str, str]:
    """Paths of coastlines and of borders. TopoJSON: https://github.com/topojson/topojson-specification.

    An arc that two countries share is a border; one that only one country has is a coast.
    """
    topology = json.loads(WORLD.read_text(encoding="utf-8"))
    arcs = [list(_unpacked(arc, topology["transform"])) for arc in topology["arcs"]]
    land = "".join(
        _path(_from_the_date_line(list(_ring(ring, arcs)))) + "Z" for ring in _rings(topology["objects"]["land"])
    )
    countries = topology["objects"]["countries"]["geometries"]
    uses = Counter(max(index, ~index) for shape in countries for ring in _rings(shape) for index in ring)
    return land, "".join(_path(arcs[index]) for index, countries in uses.items() if countries > 1)


def _from_the_date_line(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Rotate a closed ring so that it begins where it first crosses 180 degrees.

    It is drawn in pieces, each closed by a straight line, which must run along that meridian, not across a continent.
    """
    crossings = (at for at in range(1, len(ring)) if abs(ring[at][0] - ring[at - 1][0]) > 180)
    first = next(crossings, 0)
    return ring[first:] + ring[1:first] if first else ring


def _path(points: Iterable[tuple[float, float]]) -> str:
    return path_of((projected(y, x) for x, y in points), WIDTH / 3)


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    """The rings of a shape, each as the numbers of its arcs; ~n is arc n from its end."""
    for part in shape.get("geometries", [shape]):
        for polygon in part["arcs"] if part["type"] == "MultiPolygon" else [part["arcs"]]:
            yield from polygon


def _unpacked(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[tuple[float, float]]:
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield (
            x * transform["scale"][0] + transform["translate"][0],
            y * transform["scale"][1] + transform["translate"][1],
        )


def _ring(ring: list[int], arcs: list[list[tuple[float, float]]]) -> Iterator[tuple[float, float]]:
    for index in ring:
        yield from arcs[index] if index >= 0 else reversed(arcs[~index])
