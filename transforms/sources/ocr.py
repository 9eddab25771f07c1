"""Telegrams that went through optical character recognition or a Markdown converter."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.decode import decode
from transforms.document import CleanText, Document, Edit, RawDocument, Rejected, Stated
from transforms.sources import characters, names


class _Noise(NamedTuple):
    """A mark a converter leaves: characters one of which a text must hold to be searched for it, its form, what stands
    for it. Forms seen in converted pages; none changes a word.

    The group `mark` is replaced; where `replacement` is None, by what it stands for in HTML. Forms at the beginning
    of a line start with its newline, which is faster to find than a line start; the text is searched with a newline
    in front.
    """

    rule: str
    holds: str
    pattern: re.Pattern[str]
    replacement: str | None


_WRAPPER = "(?:mbox|text|textrm|textbf|textit|mathrm|mathbf|mathit|underline|emph)"
_FENCE = r"\n[ \t]*(?:```|~~~)[A-Za-z]{0,20}[ \t\r]*(?=\n|\Z)"
_PAGE_NUMBER = r"\n[ \t]*(?:-[ \t]?\d{1,4}[ \t]?-|Page[ \t]\d{1,4}[ \t]of[ \t]\d{1,4})[ \t\r]*(?=\n|\Z)"

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
        "html tag", "<", re.compile(r"(?P<mark></?(?:u|b|i|em|strong|sup|sub|br|p|center)[ \t]?/?>)", re.IGNORECASE), ""
    ),
    _Noise("html entity", "&", re.compile(r"(?P<mark>&(?:amp|lt|gt|quot|nbsp);)"), None),
    _Noise("latex dash", "$", re.compile(r"(?P<mark>\$[ \t]*(?P<kept>-{1,3})[ \t]*\$)"), r"\g<kept>"),
    _Noise("markdown quote", ">", re.compile(r"\n(?P<mark>[ \t]{0,3}>(?:[ \t]|(?=[\r\n]|\Z)))"), ""),
    _Noise("added bullet", "-*", re.compile(r"\n(?P<mark>[ \t]*[-*][ \t]+)(?=--|¶|\d{1,3}\.[ \t]*\(|\$)"), ""),
    _Noise("markdown heading", "#", re.compile(r"\n(?P<mark>[ \t]{0,3}#{1,6}[ \t]+)(?=\S)"), ""),
    _Noise(
        "markdown emphasis",
        "*_",
        re.compile(
            r"(?P<mark>(?P<sign>\*\*(?<![*\w]\*\*)|__(?<![_\w]__))(?=\S)(?P<kept>[^*_\n]{1,300})(?<=\S)(?P=sign)(?![*_\w]))"
        ),
        r"\g<kept>",
    ),
    _Noise("markdown escape", "\\", re.compile(r"(?P<mark>\\(?P<kept>[-.#*_()\[\]>+!&$]))"), r"\g<kept>"),
    _Noise("page number", "-P", re.compile(f"(?P<mark>{_PAGE_NUMBER}(?:{_PAGE_NUMBER})*)"), ""),
)


def looks_like(head: str) -> bool:
    """Whether a converter left its marks on the text."""
    lines = "\n" + head
    return "\f" in head or any(noise.pattern.search(lines) for noise in _present(head))


def to_document(raw: RawDocument) -> Document | Rejected:
    """The text without the converter's marks; each kind of change is a finding."""
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    text = decoded.text
    clean = CleanText.apply(text, [*characters.edits(text), *edits(text)])
    findings = characters.findings(clean.edits, text)
    stated = Stated(cable_id=names.stated_id(raw))
    return Document(raw, "ocr", decoded.encoding, clean, stated, findings=decoded.findings + findings)


def edits(text: str) -> list[Edit]:
    """Edits that take the converter's marks away."""
    lines = "\n" + text
    return [
        Edit(*_place(text, match), _instead(noise, match), noise.rule)
        for noise in _present(text)
        for match in noise.pattern.finditer(lines)
    ]


def _instead(noise: _Noise, match: re.Match[str]) -> str:
    if noise.replacement is None:
        return characters.replacement(html.unescape(match["mark"]))
    return match.expand(noise.replacement)


def _place(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Place of a mark in the text; a line goes with the newline before it, the first line with the one behind it."""
    start, end = match.start("mark") - 1, match.end("mark") - 1
    if start >= 0:
        return start, end
    return 0, end + text.startswith("\n", end)


def _present(text: str) -> Iterator[_Noise]:
    return (noise for noise in _NOISE if any(mark in text for mark in noise.holds))
