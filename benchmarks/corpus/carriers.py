"""Put a printed cable into the files that people have: pages, rows, OCR'd text."""

from __future__ import annotations

import dataclasses
import random
import re
from typing import Any

from benchmarks.corpus.facts import Facts, Paragraph
from benchmarks.corpus.telegram import Printed, Style, print_cable

BLACK = "XXXXXXXXXXXX"
EXTRACT = (
    "This record is a partial extract of the original cable. The full text of the original cable is not available."
)


def page_classification(facts: Facts) -> str:
    """Classification as the page's table and the CSV's column print it."""
    if facts.level == "UNCLASSIFIED" and "SENSITIVE" in facts.handling:
        return "UNCLASSIFIED//FOR OFFICIAL USE ONLY"
    return "//".join([facts.level, *(["NOFORN"] if "NOFORN" in facts.handling else [])])


def black_out(facts: Facts) -> tuple[Facts, int]:
    """The same cable with the contacts' names blacked out, and how many runs that made."""
    names = sorted(set(facts.names_to_black_out), key=len, reverse=True)
    # in half of the cables the blank before the name went with it, so that the run touches a letter
    blank = r"(?:(?<=[a-z]) )?" if len(facts.subject) % 2 else ""
    pattern = re.compile(blank + f"(?:{'|'.join(map(re.escape, names))})", re.IGNORECASE)

    def redact(paragraph: Paragraph) -> Paragraph:
        return paragraph._replace(lines=tuple(pattern.sub(BLACK, line) for line in paragraph.lines))

    paragraphs = [redact(paragraph) for paragraph in facts.paragraphs]
    runs = sum(paragraph.text.count(BLACK) for paragraph in paragraphs)
    return dataclasses.replace(facts, paragraphs=paragraphs, summary=pattern.sub(BLACK, facts.summary)), runs


def curly_quotes(facts: Facts) -> Facts:
    """The same cable with the quotes of a word processor."""

    def curl(text: str) -> str:
        return re.sub(r'"(?=\w)', "“", text).replace('"', "”").replace("'", "’")

    paragraphs = [p._replace(lines=tuple(map(curl, p.lines))) for p in facts.paragraphs]
    return dataclasses.replace(facts, paragraphs=paragraphs, summary=curl(facts.summary))


def partial_extract(facts: Facts, printed: Printed) -> Printed:
    """The publisher's extract: body complete, of the header only a sentence."""
    gone: dict[str, Any] = {
        "dtg": None,
        "precedence": None,
        "routing_indicator": None,
        "addressees": [],
        "is_partial": True,
    }
    return Printed(EXTRACT, printed.body, {**printed.changed, **gone})


def html_page(facts: Facts, printed: Printed, comma_dialect: bool) -> bytes:
    """A page as published: the hour stands in the place of the minutes, newlines are character references."""
    sent = facts.sent
    path = f"/cable/{sent:%Y/%m}/{facts.cable_id}.html"
    hour = f"{sent:%Y-%m-%d} {sent:%H}:{(sent.hour % 12 or 12):02}"
    level = page_classification(facts)
    header, body = (_marked_up(text, facts, comma_dialect) for text in (printed.header, printed.body))
    return f"""<?xml version='1.0' encoding='utf-8' ?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html lang='en' xml:lang='en' xmlns='http://www.w3.org/1999/xhtml'>
<head>
<title>Cable Viewer</title>
</head>
<body>
<div class='main'>
<div class='pane small'>
<a href='/index.html'>Index</a>
<h3>Browse by date &amp; origin</h3>
<div class='sort'><a href='/date/{sent:%Y-%m}_0.html'>{sent:%Y-%m}</a></div>
</div>
<div class='pane big'>
<h3>Viewing cable {facts.cable_id}, {facts.subject}</h3>
<table class='cable'>
<tr>
<th>Reference ID</th>
<th>Created</th>
<th>Released</th>
<th>Classification</th>
<th>Origin</th>
</tr>
<tr>
<td>
<a href='{path}'>{facts.cable_id}</a>
</td>
<td>
<a href='/date/{sent:%Y-%m}_0.html'>{hour}</a>
</td>
<td>
<a href='/reldate/2010-12-01_0.html'>2010-12-01 21:09</a>
</td>
<td>
<a href='/classification/2_0.html' title='unclassified'>{level}</a>
</td>
<td>
<a href='/origin/110_0.html'>{facts.station.origin}</a>
</td>
</tr>
</table>
<code><pre>{header}</pre></code>
<code><pre>{body}</pre></code>
</div>
</div>
</body>
</html>
""".encode()


def _marked_up(text: str, facts: Facts, comma_dialect: bool) -> str:
    text = re.sub(r"^¶(\w+)", r"<a id='par\1' href='#par\1'>¶</a>\1", text, flags=re.MULTILINE)
    if not comma_dialect:  # pages in the comma dialect have no links on their tags
        for line in re.findall(r"^TAGS: .*$", text, re.MULTILINE):
            linked = re.sub(r"(?<=[ ])([A-Z]{2,4})(?=[ ]|$)", r"<a href='/tag/\1_0.html'>\1</a>", line)
            text = text.replace(line, linked, 1)
    return text.replace("\n", "&#x000A;")


def csv_row(number: int, facts: Facts, printed: Printed, escape: str) -> str:
    """A row of cables.csv: eight quoted columns; quotes inside as `\\"` or as `""`."""
    sent = facts.sent
    references = "|".join(reference.target for reference in facts.references if reference.target)
    when = f"{sent.month}/{sent.day}/{sent.year} {sent.hour}:{sent:%M}"
    level = page_classification(facts)
    columns = (
        str(number), when, facts.cable_id, facts.station.origin, level, references, printed.header, printed.body
    )  # fmt: skip
    return ",".join('"' + column.replace('"', f'{escape}"') + '"' for column in columns) + "\n"


def ocr_markdown(facts: Facts, rng: random.Random) -> tuple[str, dict[str, Any]]:
    """A scanned print read back: fence, LaTeX dashes, pilcrows read as the digit 1, page cuts inside sentences."""
    style = Style("xyz", False, 2_000, page_cut=True, joined_level=True, bullet_first=True)
    printed = print_cable(facts, style, rng)
    header = printed.header.split("\n")
    fence = rng.choice((2, 3))
    header = ["```", *header[:fence], "```", "", *[line for line in header[fence:] if line]]
    body = re.sub(r"^(- )?(\d+)\. ", _misread_pilcrow(rng), printed.body, flags=re.MULTILINE)
    body = re.sub(r"^-- ", lambda _: rng.choice(("- -- ", r"- $\mbox{--}$ ")), body, flags=re.MULTILINE)
    return "\n".join(header) + "\n\n" + body + "\n", printed.changed


def _misread_pilcrow(rng: random.Random) -> Any:
    spared = rng.randrange(2, 9)

    def misread(match: re.Match[str]) -> str:
        mark = "¶" if int(match.group(2)) == spared else "1"
        return f"{match.group(1) or ''}{mark}{match.group(2)}. "

    return misread
