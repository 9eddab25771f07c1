"""The sample corpus: which invented cable comes in which file, and what is wrong with some of them."""

from __future__ import annotations

import dataclasses
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.corpus import archives
from benchmarks.corpus.carriers import black_out, csv_row, curly_quotes, html_page, ocr_markdown, partial_extract
from benchmarks.corpus.compose import compose
from benchmarks.corpus.facts import Facts, truth
from benchmarks.corpus.seventies import document_number, print_record, print_withdrawn
from benchmarks.corpus.telegram import Printed, Style, choose_style, print_cable

SEED = 1973
CABLES = 420

CSV = "cablegate/cables.csv"
PAGES = "archives/wikileaks-2009.tar.gz"
RECORDS = "archives/nara-1979.zip"


class Document(NamedTuple):
    """One document of the corpus: its file, its place there, its bytes, and the truth about it.

    `truth` is empty for something that is not a cable; `traits` name what is out of the ordinary.
    """

    source: str
    member: str
    raw: bytes
    truth: dict[str, Any]
    traits: tuple[str, ...] = ()


def documents(cables: int = CABLES, seed: int = SEED) -> Iterator[Document]:
    """All documents of the corpus, cables in order of time, then what is not a cable."""
    rows = 0
    for index, facts in enumerate(compose(cables, seed)):
        rng = random.Random(f"{seed} print {index}")
        made = list(_records(facts, rng) if facts.is_1970s else _of_the_2000s(facts, rng, index))
        for document in made:
            if document.source == CSV:
                rows += 1
                document = document._replace(raw=f'"{rows}"'.encode() + document.raw[document.raw.index(b",") :])
            yield document
        if made and made[0].source != CSV and rng.random() < 0.02:
            yield _again(made[0])
    yield from unreadable()


def _again(document: Document) -> Document:
    """The same bytes once more, in another folder."""
    name = (document.member or document.source).rpartition("/")[2]
    return document._replace(source=f"delivered-twice/{name}", member="", traits=("duplicate",))


def _records(facts: Facts, rng: random.Random) -> Iterator[Document]:
    chance = rng.random()
    number = document_number(facts)
    source = f"nara/{facts.sent.year}/{number}.txt"
    if chance < 0.05:
        text, changed = print_withdrawn(facts, rng)
        yield Document(source, "", text.encode(), truth(facts, "nara", **changed), ("no text",))
    elif chance < 0.12:
        text, changed = print_record(facts, rng, framed=False)
        yield Document(source, "", text.encode(), truth(facts, "nara", format=..., **changed), ("no frame",))
    else:
        text, changed = print_record(facts, rng)
        values = truth(facts, "nara", **changed)
        if facts.sent.year == 1979:
            yield Document(RECORDS, f"{number}.txt", text.encode(), values)
        else:
            yield Document(source, "", text.encode(), values)


def _of_the_2000s(facts: Facts, rng: random.Random, index: int) -> Iterator[Document]:
    chance = rng.random()
    if facts.sent.year == 2009 and chance < 0.5:
        yield _page(facts, rng, PAGES)
    elif chance < 0.22:
        yield from _telegrams(facts, rng, index)
    elif chance < 0.3:
        text, changed = ocr_markdown(facts, rng)
        yield Document(f"ocr/scan-{index:04}.md", "", text.encode(), truth(facts, "ocr", **changed), ("ocr",))
    elif chance < 0.62:
        yield _page(facts, rng, "")
    else:
        yield from _row(facts, rng)


def _telegrams(facts: Facts, rng: random.Random, index: int) -> Iterator[Document]:
    name = facts.cable_id if rng.random() < 0.7 else f"cable-{index:04}"
    chance = rng.random()
    if chance < 0.1 and len(facts.paragraphs) > 4:
        yield from _sections(facts, rng, name)
        return
    style = choose_style(facts, rng)
    printed = print_cable(facts, style, rng)
    values = truth(facts, "telegram", **printed.changed)
    text = f"{printed.header}\n\n{printed.body}\n"
    if chance < 0.15:
        yield Document(f"archives/{name}.txt.gz", f"{name}.txt", text.encode(), values)
        return
    yield Document(f"telegrams/{name}.txt", "", text.encode(), values, _traits(style, printed))
    if chance > 0.92:
        corrected = dataclasses.replace(facts, paragraphs=[*facts.paragraphs[:-1]])
        style = dataclasses.replace(style, corrected=True)
        printed = print_cable(corrected, style, rng)
        text = f"{printed.header}\n\n{printed.body}\n"
        values = truth(corrected, "telegram", **printed.changed)
        yield Document(f"telegrams/{name}-corrected.txt", "", text.encode(), values, ("corrected copy",))


def _sections(facts: Facts, rng: random.Random, name: str) -> Iterator[Document]:
    """A cable whose sections were delivered one by one; the signature is in the last."""
    cut = len(facts.paragraphs) // 2
    style = choose_style(facts, rng, head="xro", damaged_level=False, glued_signature=False, page_cut=False)
    parts = (facts.paragraphs[:cut], facts.paragraphs[cut:])
    for number, paragraphs in enumerate(parts, 1):
        part = dataclasses.replace(
            facts,
            paragraphs=paragraphs,
            summary=facts.summary if number == 1 else "",
            signer=facts.signer if number == 2 else "",
            section_number=number,
            section_total=2,
        )
        printed = print_cable(part, style, rng)
        text = f"{printed.header}\n\n{printed.body}\n"
        values = truth(part, "telegram", **printed.changed)
        yield Document(f"telegrams/{name}-section-{number}.txt", "", text.encode(), values, ("section",))


def _page(facts: Facts, rng: random.Random, archive: str) -> Document:
    chance = rng.random()
    comma = rng.random() < 0.35
    style = choose_style(facts, rng, comma_dialect=comma, pilcrow="¶", date_line=comma and rng.random() < 0.3)
    traits: tuple[str, ...] = ()
    runs = 0
    if chance < 0.2:
        facts, runs = black_out(facts)
        traits += ("redacted",)
    elif chance > 0.97:
        style = dataclasses.replace(style, line_serial=f"LUSAKA {rng.randrange(100, 900):06}")
        traits += ("filed under a wrong id",)
    if rng.random() < 0.2:
        facts = curly_quotes(facts)
        traits += ("curly quotes",)
    printed = print_cable(facts, style, rng)
    traits = _traits(style, printed) + traits
    if 0.2 < chance < 0.3:
        printed = partial_extract(facts, printed)
        traits += ("partial extract",)
    member = f"cable/{facts.sent:%Y/%m}/{facts.cable_id}.html"
    values = truth(facts, "wikileaks-html", **{**printed.changed, "redactions": runs})
    source, member = (archive, member) if archive else (f"wikileaks/{member}", "")
    return Document(source, member, html_page(facts, printed, comma), values, traits)


def _row(facts: Facts, rng: random.Random) -> Iterator[Document]:
    style = choose_style(facts, rng, pilcrow=rng.choice(("", "", "¶")))
    printed = print_cable(facts, style, rng)
    row = csv_row(0, facts, printed, rng.choice(("\\", "\\", '"')))
    yield Document(CSV, "", row.encode(), truth(facts, "cables-csv", **printed.changed), _traits(style, printed))
    if rng.random() < 0.1:  # the same cable as published, names blacked out
        hidden, runs = black_out(facts)
        printed = print_cable(hidden, dataclasses.replace(style, pilcrow="¶"), rng)
        values = truth(hidden, "wikileaks-html", **{**printed.changed, "redactions": runs})
        path = f"wikileaks/cable/{facts.sent:%Y/%m}/{facts.cable_id}.html"
        page = html_page(hidden, printed, style.comma_dialect)
        yield Document(path, "", page, values, ("redacted", "also unredacted"))


def _traits(style: Style, printed: Printed) -> tuple[str, ...]:
    named = ("damaged_level", "page_cut", "glued_signature", "date_line", "comma_dialect")
    return (*(name.replace("_", " ") for name in named if getattr(style, name)), *printed.disorders)


def unreadable() -> Iterator[Document]:
    """What a real folder also holds; every one must end in quarantine with a reason."""
    page = b"An archive that was cut off while it was copied.\n" * 400
    cut = archives.tar_gz([("cable/2008/01/08LIMA1.html", page)])
    yield Document("unreadable/empty.txt", "", b"", {}, ("empty file",))
    yield Document("unreadable/photograph.png", "", _png(), {}, ("image",))
    yield Document("unreadable/truncated.tar.gz", "", cut[: len(cut) // 2], {}, ("truncated archive",))
    yield Document(
        "unreadable/shopping-list.txt", "", b"eggs\nflour, 2 kg\nstring (green)\nlamp oil\n", {}, ("not a cable",)
    )
    noise = bytes(random.Random(7).randrange(256) for _ in range(2_000))
    yield Document("unreadable/noise.bin", "", noise, {}, ("binary",))


def _png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    size = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + bytes(range(row, row + 8)) for row in range(8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
