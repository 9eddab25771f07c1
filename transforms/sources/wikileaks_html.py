"""Pages of the WikiLeaks release of December 2010 and later: a table of five or more columns, two <pre> blocks.

Newlines in the blocks are `&#x000A;`, other text is not escaped (`<218634>>` and `&D;` are text), and links surround
TAGS and paragraph signs.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from transforms.decode import decode, place
from transforms.document import CleanText, Document, Draft, RawDocument, Rejected, Stated
from transforms.rules import Finding
from transforms.sources import characters, names, page_table

_TABLE = ("<table class='cable'", '<table class="cable"')
_HEAD_CELL = re.compile(r"<th\b[^>]{0,200}>(.{0,500}?)</th>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<td\b[^>]{0,200}>(.{0,2000}?)</td>", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(r"<pre(?:\s[^<>]{0,200})?>")
_HEADING = "<h3>Viewing cable "
_TAG_LINK = re.compile(r"<a href=['\"][^'\"<>]{0,80}/tag/[^'\"<>]{0,80}['\"]>([^<>]{1,80})</a>")
_ANY_TAG = re.compile(r"<[^<>]{1,500}>")

# the tags seen inside the blocks; everything else between angle brackets is text of the cable
_MARKUP = (
    r"[<&](?:(?<=&)\#x000A;"
    r"|(?<=<)/?(?:a|br|b|i|u|em|strong|span|p|div|tt|font|table|tbody|tr|td)(?:\s[^<>]{0,500})?/?>"
    r"|(?<=&)(?:\#(?:x[0-9a-f]{1,6}|\d{1,7})|amp|lt|gt|quot|apos|nbsp);)"
)
_PLAIN = re.compile(f"({_MARKUP})", re.IGNORECASE)
_LINE_END = "&#x000A;"
_WITH_ODD = re.compile(f"({_MARKUP}|{characters.FORM})", re.IGNORECASE)

_COLUMNS = {
    "reference id": "cable_id",
    "created": "created",
    "classification": "classification",
    "origin": "origin",
}


def looks_like(head: str) -> bool:
    """Whether a text is one of these pages; the table comes after some 70,000 characters of navigation."""
    is_markup = head.lstrip("\ufeff \t\r\n").startswith("<")
    return is_markup and "<pre" in head and (_table_start(head) >= 0 or _HEADING in head)


def to_document(raw: RawDocument) -> Document | Rejected:
    """Header and body joined by a newline; the table, the heading and the links of the TAGS as stated."""
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    page = decoded.text
    table = _table_start(page)
    blocks = _blocks(page, max(0, table))
    if not blocks:
        detail = f"{place(raw)} is an HTML page without the <pre> blocks that hold a cable"
        return Rejected(raw.source, raw.member, raw.position, raw.raw, "detect", "no_cable_in_page", detail)
    clean, header_end = _clean(page, blocks)
    stated, findings = _stated(page, raw, table, blocks)
    return Document(raw, "wikileaks-html", decoded.encoding, clean, stated, header_end, decoded.findings + findings)


def _table_start(page: str) -> int:
    """Where the table begins; -1 if there is none."""
    return next((at for form in _TABLE if (at := page.find(form)) >= 0), -1)


def _blocks(page: str, at: int) -> list[tuple[int, int]]:
    """Content of every <pre> block from an offset on."""
    blocks: list[tuple[int, int]] = []
    while (block := _BLOCK.search(page, at)) is not None:
        at = page.find("</pre>", block.end())
        at = len(page) if at < 0 else at
        blocks.append((block.end(), at))
    return blocks


def _clean(page: str, blocks: list[tuple[int, int]]) -> tuple[CleanText, int | None]:
    """Text of the blocks, and where the first block ends in it."""
    draft = Draft(page)
    header_end = None
    for index, (start, end) in enumerate(blocks):
        draft.replace(start, "\n" if index else "", "page")
        if index == 1:
            header_end = draft.length
        split = _WITH_ODD.split if characters.present(page[start:end]) else _split
        draft.substitute(end, split, _replacement, "markup")
    draft.replace(len(page), "", "page")
    return draft.finish(), header_end


def _split(block: str) -> list[str]:
    """Text and markup in turn. Most markup is line ends; splitting at these first is faster than the pattern."""
    parts: list[str] = []
    for line in block.split(_LINE_END):
        if "<" not in line and "&" not in line:
            parts.append(line)
        elif line.rfind("<") > line.rfind(">"):  # a tag may go on after the line end
            return _PLAIN.split(block)
        else:
            parts += _PLAIN.split(line)
        parts.append(_LINE_END)
    return parts[:-1]


@lru_cache(maxsize=1024)
def _replacement(markup: str) -> str:
    """What replaces markup or an odd character."""
    return characters.replacement("" if markup.startswith("<") else html.unescape(markup))


def _stated(
    page: str, raw: RawDocument, table: int, blocks: list[tuple[int, int]]
) -> tuple[Stated, tuple[Finding, ...]]:
    columns = _table(page, table)
    heading_id, subject = _heading(page[: blocks[0][0]])
    printed = columns.get("Created", "")
    created, precision = page_table.moment(printed)
    released, _ = page_table.moment(columns.get("Released", ""))
    findings: tuple[Finding, ...] = ()
    if printed and created is None:
        findings = (Finding("date", "unparsed", "page table", printed, detail="not a date"),)
    known = {_COLUMNS[name.lower()]: value for name, value in columns.items() if name.lower() in _COLUMNS}
    stated = Stated(
        cable_id=known.get("cable_id") or heading_id or names.stated_id(raw),
        created=created,
        precision=precision,
        released=released.date() if released else None,
        source_id=known.get("cable_id", ""),
        classification=known.get("classification", ""),
        origin=known.get("origin", ""),
        subject=subject,
        tags=tuple(tag for start, end in blocks[1:] for tag in _TAG_LINK.findall(page, start, end)),
        attributes={name: value for name, value in columns.items() if name.lower() not in _COLUMNS},
    )
    return stated, findings


def _table(page: str, start: int) -> dict[str, str]:
    """Columns of the table by heading; the text of links, since their title attribute is shifted by one level."""
    end = page.find("</table>", start, start + 20_000)
    if start < 0 or end < 0:
        return {}
    table = page[start:end]
    heads = [_text(cell) for cell in _HEAD_CELL.findall(table)]
    cells = [_text(cell) for cell in _CELL.findall(table)]
    return dict(zip(heads, cells, strict=False))


def _heading(page: str) -> tuple[str, str]:
    """Id and subject in `Viewing cable 06TOKYO2609, SUBJECT`."""
    start = page.rfind(_HEADING)
    end = page.find("</h3>", start, start + 2_000)
    if start < 0 or end < 0:
        return "", ""
    cable_id, _, subject = page[start + len(_HEADING) : end].partition(",")
    return cable_id.strip(), html.unescape(_ANY_TAG.sub("", subject)).strip()


def _text(cell: str) -> str:
    return " ".join(html.unescape(_ANY_TAG.sub("", cell)).split())
