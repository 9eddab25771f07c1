"""Telegrams that went through optical character recognition or a Markdown converter."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms import frame
from transforms.decode import decode
from transforms.document import CleanText, Document, Edit, RawDocument, Rejected, Stated
from transforms.edits import edited
from transforms.patterns import DATE_TIME_GROUP
from transforms.sources import characters, furniture, mail, names, page_table, pages


class _Noise(NamedTuple):
    """A mark that converters leave, as seen in converted pages; none of them changes a word.

    `holds`: a text without any of these characters is not searched. `pattern`: its group `mark` is replaced with
    `replacement`, or if that is None with its meaning in HTML. Patterns for the beginning of a line start with a
    newline, which is faster than matching a line start, so the text is searched with a newline prepended.
    """

    rule: str
    holds: str
    pattern: re.Pattern[str]
    replacement: str | None
    is_telling: bool = True  # whether only converted texts have it


_WRAPPER = "(?:mbox|text|textrm|textbf|textit|mathrm|mathbf|mathit|underline|emph)"
_FENCE = r"\n[ \t]*(?:```|~~~)[A-Za-z]{0,20}[ \t\r]*(?=\n|\Z)"
_PAGE_NUMBER = r"\n[ \t]*(?:-[ \t]?\d{1,4}[ \t]?-|Page[ \t]\d{1,4}[ \t]of[ \t]\d{1,4})[ \t\r]*(?=\n|\Z)"

_ENTITY = (
    r"&(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[nm]dash|hellip|para|sect|copy|reg|bull|middot|szlig"
    r"|[A-Za-z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)|#\d{2,5}|#[xX][\dA-Fa-f]{2,4});"
)
_ATTRIBUTES = r"(?:\s[^<>]{0,500})?/?>"
# parts of a web page that are not its text
_NO_TEXT = r"<(?P<part>head|script|style|nav|footer|aside|form|button|select|noscript|svg)(?:\s[^<>]{0,500})?>"
_BLOCK = r"(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|tr|table|tbody|thead|section|article|main|header|pre|blockquote|hr|figure)"

_NOISE = (
    _Noise("code fence", "`~", re.compile(f"(?P<mark>{_FENCE}(?:{_FENCE})*)"), ""),
    _Noise(
        "latex",
        "$",
        re.compile(rf"(?P<mark>\$[ \t]*\\{_WRAPPER}\{{(?P<kept>[^{{}}$\n]{{0,200}})\}}[ \t]*\$)"),
        r"\g<kept>",
    ),
    _Noise(
        "latex pilcrow", "$", re.compile(r"(?P<mark>\$[ \t]*\\(?:P|textparagraph|mathparagraph)(?:\{\})?[ \t]*\$)"), "¶"
    ),
    _Noise(
        "html part",
        "<",
        re.compile(
            rf"(?P<mark>{_NO_TEXT}(?:(?!</?(?P=part)\b)[\s\S]){{0,100000}}</(?P=part)>|<!doctype[^<>]{{0,200}}>|<!--[\s\S]{{0,2000}}?-->)",
            re.IGNORECASE,
        ),
        "",
    ),
    _Noise("html line break", "<", re.compile(r"(?P<mark><br[ \t]?/?>)(?=[^\n])", re.IGNORECASE), "\n"),
    _Noise("html block", "<", re.compile(rf"(?P<mark></{_BLOCK}>|<hr{_ATTRIBUTES})(?=[^\n])", re.IGNORECASE), "\n\n"),
    _Noise(
        "html tag",
        "<",
        re.compile(
            rf"(?P<mark></?(?:{_BLOCK}|u|b|i|a|em|strong|span|font|small|code|sup|sub|br|center|body|html|td|th){_ATTRIBUTES})",
            re.IGNORECASE,
        ),
        "",
    ),
    _Noise("html entity", "&", re.compile(rf"(?P<mark>{_ENTITY})"), None),
    _Noise("latex dash", "$", re.compile(r"(?P<mark>\$[ \t]*(?P<kept>-{1,3})[ \t]*\$)"), r"\g<kept>"),
    _Noise("markdown quote", ">", re.compile(r"\n(?P<mark>[ \t]{0,3}>(?:[ \t]|(?=[\r\n]|\Z)))"), ""),
    _Noise("added bullet", "-*", re.compile(r"\n(?P<mark>[ \t]*[-*][ \t]+)(?=--|¶|\d{1,3}\.[ \t]*\(|\$)"), ""),
    _Noise("strikethrough", "~", re.compile(r"(?P<mark>~~(?=[^\s~])(?P<kept>[^~\n]{1,200})(?<=\S)~~)"), r"\g<kept>"),
    _Noise("markdown heading", "#", re.compile(r"\n(?P<mark>[ \t]{0,3}#{1,6}[ \t]+)(?=\S)"), ""),
    _Noise(
        "markdown emphasis",
        "*_",
        re.compile(
            r"(?P<mark>(?P<sign>\*\*(?<![*\w]\*\*)|__(?<![_\w]__))(?=\S)(?P<kept>[^*_\n]{1,300})(?<=\S)(?P=sign)(?![*_\w]))"
        ),
        r"\g<kept>",
    ),
    _Noise(
        "markdown stress",
        "*",
        re.compile(r"(?P<mark>(?<![*\w])\*(?=[^\s*])(?P<kept>[A-Z][^*\n]{1,60})(?<=\w)\*(?![*\w]))"),
        r"\g<kept>",
        is_telling=False,
    ),
    _Noise(
        "markdown link",
        "]",
        re.compile(
            r"(?P<mark>(?<![!\]])\[(?P<kept>[^\[\]\n]{1,200})\]\((?:https?:|mailto:|[/#.])[^()\s]{0,500}\))",
            re.IGNORECASE,
        ),
        r"\g<kept>",
    ),
    _Noise("markdown escape", "\\", re.compile(r"(?P<mark>\\(?P<kept>[-.#*_()\[\]>+!&$]))"), r"\g<kept>"),
    _Noise("page number", "-P", re.compile(f"(?P<mark>{_PAGE_NUMBER}(?:{_PAGE_NUMBER})*)"), ""),
)
# quoted lines are unquoted, and tables of labels become lines, before the search for other marks
_QUOTE = _Noise("block quote", ">", re.compile(r"\n(?P<mark>(?:[ \t]{0,3}>[ \t]?){1,3})"), "")
_QUOTED_TELEGRAM = re.compile(
    rf"\n[ \t]{{0,3}}>[ \t>]{{0,4}}[*_]{{0,2}}(?:FM[ \t]|TAGS\b|SUBJ|E\.?O\.|MRN\b|{DATE_TIME_GROUP})", re.IGNORECASE
)
_ROW = re.compile(
    r"\n(?P<row>[ \t]*\|[^\n]{0,2000}|[ \t]*[*_]{0,2}[A-Z][A-Za-z./ ]{1,24}[*_:]{0,4}[ \t]{0,9}\|[^\n]{0,2000})"
)
_RULED = re.compile(r"[ \t|:=-]*")
_STRESS = re.compile(r"[*_]{1,2}([^\s*_][^*_]*)[*_]{1,2}")
_TABLE = "table of labels"


def looks_like(head: str) -> bool:
    """Whether a converter left its marks on the text."""
    lines = "\n" + head
    if "\f" in head or any(noise.is_telling and noise.pattern.search(lines) for noise in _present(head)):
        return True
    return (">" in head and _QUOTED_TELEGRAM.search(lines) is not None) or bool(_tables(head))


def to_document(raw: RawDocument) -> Document | Rejected:
    """The text without the converter's marks; each kind of change is a finding."""
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    text = decoded.text
    clean = furniture.removed(mail.without_heads(without_marks(text)))
    if pages.printed_in_pages(clean.text):
        clean = edited(clean, pages.edits(clean.text, 0, len(clean.text)))
    findings = characters.findings(clean.edits, text)
    stated = page_table.stated(decoded.text) or Stated(cable_id=names.stated_id(raw))
    return Document(raw, "ocr", decoded.encoding, clean, stated, findings=decoded.findings + findings)


def without_marks(text: str) -> CleanText:
    """The text without the converter's marks; quotes and tables of labels are removed first."""
    clean = characters.without_margin(CleanText.apply(text, characters.edits(text)))
    if ">" in text:
        clean = edited(clean, _edits(clean.text, (_QUOTE,)))
    clean = edited(clean, _tables(clean.text))
    return edited(clean, _edits(clean.text, tuple(_present(clean.text))))


def of_markup(text: str) -> list[Edit]:
    """Edits that turn HTML paragraphs and line breaks into lines and remove all other tags."""
    return _edits(text, tuple(noise for noise in _NOISE if noise.rule.startswith("html")))


def _tables(text: str) -> list[Edit]:
    """Edits that turn each row of a table into a line `label: value` if its first column holds labels of a telegram."""
    if "|" not in text:
        return []
    rows = list(_ROW.finditer("\n" + text))
    found: list[Edit] = []
    above: list[Edit] = []  # the empty head of a table, until its first row
    for row in rows:
        place = row.start("row") - 1, row.end("row") - 1
        cells = [_STRESS.sub(r"\1", cell).strip(" \t*_\r") for cell in row["row"].strip().strip("|").split("|")]
        label = cells[0].rstrip(": ") if len(cells) > 1 else ""
        named = frame.LABEL.fullmatch(label) is not None
        if named or found and found[-1].end == row.start("row") - 2 and not (label and len(cells) > 2):
            value = " ".join(filter(None, cells[1:] if named else cells))
            words = f"{label}: {value}" if named else "" if _RULED.fullmatch(row["row"]) else value
            found += [*_touching(above, place[0]), Edit(*place, words, _TABLE)]
            above = []
        elif _RULED.fullmatch(row["row"]):
            above = [*_touching(above, place[0]), Edit(*place, "", _TABLE)]
    return found


def _touching(rows: list[Edit], start: int) -> list[Edit]:
    """The rows, if the last one is on the line directly above an offset; else none."""
    return rows if rows and rows[-1].end == start - 1 else []


def _edits(text: str, noises: tuple[_Noise, ...]) -> list[Edit]:
    """Edits that remove marks."""
    lines = "\n" + text
    return [
        Edit(*_place(text, match), _instead(noise, match), noise.rule)
        for noise in noises
        for match in noise.pattern.finditer(lines)
    ]


def _instead(noise: _Noise, match: re.Match[str]) -> str:
    if noise.replacement is None:
        return characters.replacement(html.unescape(match["mark"]))
    return match.expand(noise.replacement)


def _place(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Place of a mark in the text; a whole line includes the newline before it, the first line the one after it."""
    start, end = match.start("mark") - 1, match.end("mark") - 1
    if start >= 0:
        return start, end
    return 0, end + text.startswith("\n", end)


def _present(text: str) -> Iterator[_Noise]:
    return (noise for noise in _NOISE if any(mark in text for mark in noise.holds))
