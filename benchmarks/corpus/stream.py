"""Any number of invented cables in one format, made as they are asked for and faster than anything reads them.

A pool of some thousand cables is composed and printed once, each as a template; what differs between the cables of the
stream is filled in: post, number, date, and figures and words of the text. Years and posts have the shares they have in
the release of 1966-2010 (traffic.csv: cables by year and post as their ids give them, the damaged ids with them), the
1970s their yearly totals. Texts are as long as in that release: 6.8 KB a row on average, the median 5.

`python -m benchmarks.corpus.stream FORMAT CABLES PATH` writes a cables.csv, or a tar (PATH ends so) or folder of files.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus.carriers import black_out, csv_row, html_page, partial_extract
from benchmarks.corpus.compose import MONTHS, compose
from benchmarks.corpus.facts import HERE, Facts, Paragraph, Station, stations
from benchmarks.corpus.seventies import print_record
from benchmarks.corpus.telegram import choose_style, print_cable

FORMATS = ("cables-csv", "wikileaks-html", "telegram", "nara")
RELEASE = 251_287
POOL = 1_500

_SEEDS = HERE.parents[1] / "schemas" / "seeds"
_YEARS_1970S = {
    1973: 155_278, 1974: 289_766, 1975: 333_133, 1976: 347_422, 1977: 307_219, 1978: 325_458, 1979: 322_996,
}  # fmt: skip
_STATE_1970S = 0.29  # share of cables that the Department sent
_MEDIAN_BODY, _SPREAD = 4_300, 0.8  # characters; of the logarithm

# what stands in a template for what the cable of the stream has
_POST, _PRINTED, _ADDRESS, _ORIGIN, _INDICATOR = "QQPOSTQQ", "QQPRINTQQ", "QQADDRESSQQ", "QQORIGINQQ", "QQRIQQ"
_SERIAL = 90_417
_NUMBER = 987_654_321
_VARIABLE = re.compile(r"(?<= )([1-9]\d{1,2}(?= [a-zA-Z]{4})|(?<=[a-zA-Z] )(?:[a-z]{5,12}|[A-Z]{5,12}))(?=[ .,\n])")
_WORDS_VARIED = 0.5  # so that texts pack as well as real ones do, about 3 to 1


class Sender(NamedTuple):
    """A post as it stands in its cables."""

    post: str
    printed: str
    address: str
    origin: str
    routing_indicator: str


class Slot(NamedTuple):
    """What is filled in: a name, and for a year how many years it is before the cable's."""

    name: str
    years: int = 0


class Template(NamedTuple):
    """Literal pieces of a document, with a slot after each but the last."""

    pieces: tuple[str, ...]
    slots: tuple[Slot, ...]


class Document(NamedTuple):
    """One document: where it belongs, by the layout of its format, and its bytes."""

    path: str
    data: bytes


def stream(form: str, cables: int, seed: int = 1, pool: int = POOL, first_serial: int = 0) -> Iterator[Document]:
    """`cables` documents of a format in order of time; the same arguments give the same bytes.

    `pool` templates are made first, which takes some seconds. The serials of every post begin after `first_serial`.
    Raises ValueError for a format that is not in FORMATS.
    """
    if form not in FORMATS:
        raise ValueError(f"{form}: not one of {', '.join(FORMATS)}")
    rng = random.Random(f"{seed} {form}")
    pools = _pools(form, seed, pool)
    serials: dict[tuple[str, int], int] = {}
    for number, (sender, moment) in enumerate(_occasions(form, cables, rng), 1):
        key = (sender.post, moment.year)
        serials[key] = serial = serials.get(key, first_serial) + rng.choice((1, 1, 2, 3))
        templates = pools[_era(form, moment.year)]
        template = templates[int(rng.random() * len(templates))]
        text = _fill(template, _values(number, sender, moment, serial), moment.year, rng)
        yield Document(_path(form, sender, moment, serial), text.encode())


def write_table(path: Path, cables: int, seed: int = 1, first_serial: int = 0) -> int:
    """A cables.csv; its bytes."""
    with path.open("wb") as file:
        return sum(
            file.write(document.data) for document in stream("cables-csv", cables, seed, first_serial=first_serial)
        )


def write_archive(path: Path, form: str, cables: int, seed: int = 1) -> int:
    """A tar of one file a cable; the bytes of the files."""
    size = 0
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
        for document in stream(form, cables, seed):
            entry = tarfile.TarInfo(document.path)
            entry.size = len(document.data)
            archive.addfile(entry, io.BytesIO(document.data))
            size += entry.size
    return size


def write_folder(folder: Path, form: str, cables: int, seed: int = 1) -> int:
    """A folder of one file a cable; the bytes of the files."""
    size = 0
    for document in stream(form, cables, seed):
        path = folder / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(document.data)
    return size


def _era(form: str, year: int) -> int:
    """Cables of one era are printed alike: those of the 1970s year by year, those before 2002 without routing lines."""
    return year if form == "nara" else 2002 if year >= 2002 else 1990


@cache
def _pools(form: str, seed: int, size: int) -> dict[int, list[Template]]:
    rng = random.Random(f"{seed} pool {form}")
    composed = [f for f in compose(size * (4 if form == "nara" else 2), seed) if f.is_1970s == (form == "nara")]
    rng.shuffle(composed)
    more = [paragraph for facts in composed[:400] for paragraph in facts.paragraphs]
    words = _words(rng, form == "nara")
    pools: dict[int, list[Template]] = {}
    for facts in composed[:size]:
        if form != "nara" and rng.random() < 0.05:
            facts.sent = facts.sent.replace(year=1996, day=min(facts.sent.day, 28))
        long = _lengthened(facts, more, rng)
        pools.setdefault(_era(form, long.sent.year), []).append(_template(_printed(form, long, rng), long, words, rng))
    return pools


def _lengthened(facts: Facts, more: list[Paragraph], rng: random.Random) -> Facts:
    """The same cable of an anonymous post, with so many paragraphs that lengths spread as they do in the release."""
    wanted = rng.lognormvariate(0, _SPREAD) * _MEDIAN_BODY
    paragraphs: list[Paragraph] = []
    size = 0
    for paragraph in (*facts.paragraphs, *(rng.choice(more) for _ in range(200))):
        if size > wanted:
            break
        portion = paragraph.portion if len(paragraphs) < len(facts.paragraphs) else facts.paragraphs[-1].portion
        paragraphs.append(paragraph._replace(number=len(paragraphs) + 1, portion=portion))
        size += len(paragraph.text) + 10
    sender = {"post": _POST, "printed": _PRINTED, "address": _ADDRESS, "origin": _ORIGIN}
    station = facts.station._replace(**sender, routing_indicator=_INDICATOR)
    return replace(facts, station=station, serial=_SERIAL, paragraphs=paragraphs)


def _printed(form: str, facts: Facts, rng: random.Random) -> str:
    if form == "nara":
        return print_record(facts, rng)[0]
    if form == "wikileaks-html" and rng.random() < 0.16:
        facts, _ = black_out(facts)
    style = choose_style(facts, rng, pilcrow="¶" if form == "wikileaks-html" else "")
    printed = print_cable(facts, style, rng)
    if form == "cables-csv":
        return csv_row(_NUMBER, facts, printed, "\\")
    if form == "wikileaks-html":
        extract = partial_extract(facts, printed) if rng.random() < 0.07 else printed
        return html_page(facts, extract, style.comma_dialect).decode()
    return f"{printed.header}\n\n{printed.body}\n"


def _template(text: str, facts: Facts, words: list[str], rng: random.Random) -> Template:
    """The slots in a printed document: all that is its own, and in its prose figures and words."""
    own = {value: name for name, value in _values(_NUMBER, facts.station, facts.sent, _SERIAL).items()}
    alternatives = "|".join(sorted(map(re.escape, own), key=len, reverse=True))
    until = facts.declassify_on
    year = rf"(?<=[ /:]){until.year}(?=[/\n ])" if until else "(?!)"
    cited = "|".join(sorted({reference.target[:2] for reference in facts.references if reference.target}))
    not_section = "(?<!SECTION )(?<!OF )"
    short_year = rf"(?<![\dA-Z]){not_section}(?:{cited})(?= ?[A-Z][A-Z ]{{2,20}}\d)" if cited else "(?!)"
    start = re.search("1\\. ", text)
    prose = start.end() if start else len(text)
    end = text.find("Message Attributes") if "Message Attributes" in text else len(text)
    pieces, slots = [""], []
    at = 0
    for match in re.finditer(f"{alternatives}|{year}|(?P<cited>{short_year})|{_VARIABLE.pattern}", text):
        if match["cited"]:
            slot = Slot("short year", int(match[0]) - facts.sent.year % 100) if match.start() < prose else None
        else:
            slot = _slot(match[0], own, until.year - facts.sent.year if until else 0)
        if slot is None:
            if match["cited"] or not prose < match.start() < end or rng.random() > _WORDS_VARIED:
                continue
            slot = Slot(" ".join(rng.sample(words, 12)))
        pieces[-1] += text[at : match.start()]
        pieces.append("")
        slots.append(slot)
        at = match.end()
    pieces[-1] += text[at:]
    return Template(tuple(pieces), tuple(slots))


def _slot(found: str, own: dict[str, str], years: int) -> Slot | None:
    if found in own:
        return Slot(own[found])
    if found.isdigit():
        return Slot("year", years) if len(found) == 4 else Slot("figure")
    return None


def _words(rng: random.Random, in_capitals: bool) -> list[str]:
    """Invented words, to be as various as those of people who report from everywhere."""
    syllables = "an ar ba co de di en er for gen in ka la lo ma men mi na ne no or par per po ra re ri sa se sta ta te"
    found = {"".join(rng.sample(syllables.split(), rng.choice((2, 2, 3, 3, 4)))) for _ in range(12_000)}
    return sorted(word.upper() if in_capitals else word for word in found)


def _fill(template: Template, values: dict[str, str], year: int, rng: random.Random) -> str:
    parts: list[str] = []
    for piece, slot in zip(template.pieces, template.slots, strict=False):
        parts.append(piece)
        value = values.get(slot.name)
        if value is None:
            value = _varied(slot, year, rng)
        parts.append(value)
    parts.append(template.pieces[-1])
    return "".join(parts)


def _varied(slot: Slot, year: int, rng: random.Random) -> str:
    if slot.name == "year":
        return str(year + slot.years)
    if slot.name == "short year":
        return f"{(year + slot.years) % 100:02}"
    if slot.name == "figure":
        return str(int(rng.random() * 890) + 10)
    words = slot.name.split()
    return words[int(rng.random() * len(words))]


def _values(number: int, sender: Sender | Station, moment: dt.datetime, serial: int) -> dict[str, str]:
    """Every way in which a document prints what is its own, by the name of the slot."""
    hour = moment.hour % 12 or 12
    width = 6 if sender.post == "STATE" else 5
    day, month = moment.day, moment.month
    short = MONTHS[month - 1][:3].upper()
    clock = f"{moment.hour:02}{moment.minute:02}"
    number_of_nara = f"{sender.printed[:6].replace(' ', '')}{serial:0{width}}"
    return {
        "number": str(number),
        "cable_id": f"{moment.year % 100:02}{sender.post}{serial}",
        "line": f"{sender.printed} {serial:06}",
        "line in lower case": f"{sender.printed} {serial:06}".lower(),
        "narrow line": f"{sender.printed} {serial:04}",
        "page": f"{sender.printed[:6]} {serial:0{width}}",
        "document number": f"{moment.year}{number_of_nara}",
        "printed": sender.printed,
        "address": sender.address,
        "origin": sender.origin,
        "indicator": sender.routing_indicator,
        "short serial": f"#{serial % 10_000:04}",
        "group": f"{day:02}{clock}Z {short} {moment.year % 100:02}",
        "filed": f"{day:02}{clock}Z",
        "julian": f" {moment.timetuple().tm_yday:03}{clock}",
        "created": f"{month}/{day}/{moment.year} {moment.hour}:{moment.minute:02}",
        "page created": f"{moment.year}-{month:02}-{day:02} {moment.hour:02}:{hour:02}",
        "page month": f"/{moment.year}/{month:02}/",
        "page date": f"/date/{moment.year}-{month:02}_0",
        "browse date": f">{moment.year}-{month:02}<",
        "day": f"{day:02} {short} {moment.year}",
    }


def _path(form: str, sender: Sender, moment: dt.datetime, serial: int) -> str:
    if form == "nara":
        return f"{moment.year}/{moment.year}{sender.printed[:6].replace(' ', '')}{serial:06}.txt"
    name = f"{moment.year}/{moment.month:02}/{moment.year % 100:02}{sender.post}{serial}"
    return f"cable/{name}.html" if form == "wikileaks-html" else f"{name}.txt"


def _occasions(form: str, cables: int, rng: random.Random) -> Iterator[tuple[Sender, dt.datetime]]:
    """Who sends when: the counts of the model, scaled to the number wanted, year by year."""
    years = _counts_1970s() if form == "nara" else _counts()
    total = sum(count for posts in years.values() for count in posts.values())
    seen = given = 0
    for year, posts in years.items():
        # the release ends with February 2010
        minutes = (59 if year == 2010 else 365) * 1440
        moments = []
        for post, count in posts.items():
            seen += count
            due = seen * cables // total
            moments += [(rng.randrange(minutes), post) for _ in range(due - given)]
            given = due
        start = dt.datetime(year, 1, 1)
        for minute, post in sorted(moments):
            yield _senders()[post], start + dt.timedelta(minutes=minute)


@cache
def _counts() -> dict[int, dict[str, int]]:
    years: dict[int, dict[str, int]] = {}
    with (HERE / "traffic.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            years.setdefault(int(row["year"]), {})[row["post"]] = int(row["cables"])
    return years


@cache
def _counts_1970s() -> dict[int, dict[str, int]]:
    """Yearly totals as the archives give them, the posts in the order of their size a generation later."""
    later: dict[str, int] = {}
    for posts in _counts().values():
        for post, count in posts.items():
            if count > 20 and post != "STATE":
                later[post] = later.get(post, 0) + count
    share = (1 - _STATE_1970S) / sum(later.values())
    return {
        year: {"STATE": round(total * _STATE_1970S), **{p: round(total * share * n) for p, n in later.items()}}
        for year, total in _YEARS_1970S.items()
    }


@cache
def _senders() -> dict[str, Sender]:
    """Every post of the model; one that no list names, a damaged id, stands as it is printed in its id."""
    found = {s.post: Sender(s.post, s.printed, s.address, s.origin, s.routing_indicator) for s in stations().values()}
    indicators: dict[str, str] = {}
    with (_SEEDS / "routing_indicators.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            indicators.setdefault(row["post"], row["routing_indicator"])
    with (_SEEDS / "posts.csv").open(encoding="utf-8", newline="") as file:
        names = {row["post"]: row["name"] for row in csv.DictReader(file)}
    for post in {post for posts in _counts().values() for post in posts} - found.keys():
        name = names.get(post, f"Embassy {post.title()}")
        printed = name.partition(" ")[2].upper() or post
        kind = "AMCONSUL" if name.startswith("Consulate") else "AMEMBASSY"
        found[post] = Sender(post, printed, f"{kind} {printed}", name, indicators.get(post, "RUEHXX"))
    return found


def main() -> None:
    form, cables, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    if form == "cables-csv":
        size = write_table(path, cables)
    else:
        size = (write_archive if path.suffix == ".tar" else write_folder)(path, form, cables)
    print(f"{cables:,} cables, {size / 1e6:,.1f} MB: {path}")


if __name__ == "__main__":
    main()
