"""Telegrams that went through optical character recognition or a Markdown converter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.decode import decode
from transforms.document import CleanText, Document, Edit, RawDocument, Rejected, Stated
from transforms.sources import characters, names


class _Noise(NamedTuple):
    """A mark a converter leaves: what a text must hold to be searched for it, its form, what stands for it.

    Each was seen in converted pages; none changes a word.
    """

    rule: str
    holds: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str


_NOISE = (
    _Noise("code fence", ("```", "~~~"), re.compile(r"^[ \t]*(?:```|~~~)[A-Za-z]{0,20}[ \t\r]*$\n?", re.MULTILINE), ""),
    _Noise(
        "latex",
        ("$",),
        re.compile(r"\$[ \t]*\\(?:mbox|text|textrm|textbf|mathrm|mathbf)\{([^{}$\n]{0,200})\}[ \t]*\$"),
        r"\1",
    ),
    _Noise("latex dash", ("$-", "$ -"), re.compile(r"\$[ \t]*(-{1,3})[ \t]*\$"), r"\1"),
    _Noise(
        "added bullet",
        tuple(f"{bullet} {mark}" for bullet in "-*" for mark in "-¶$123456789"),
        re.compile(r"^[ \t]*[-*][ \t]+(?=--|¶|\d{1,3}\.[ \t]*\(|\$)", re.MULTILINE),
        "",
    ),
    _Noise("markdown heading", ("# ",), re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE), ""),
    _Noise(
        "markdown emphasis",
        ("**", "__"),
        re.compile(r"(?<![*_\w])(\*\*|__)(?=\S)([^*_\n]{1,300})(?<=\S)\1(?![*_\w])"),
        r"\2",
    ),
    _Noise("markdown escape", ("\\",), re.compile(r"\\([-.#*_()\[\]>+!&$])"), r"\1"),
    _Noise(
        "page number",
        ("Page ", "-\n", "-\r\n", "- \n"),
        re.compile(r"^[ \t]*(?:-[ \t]?\d{1,4}[ \t]?-|Page[ \t]\d{1,4}[ \t]of[ \t]\d{1,4})[ \t\r]*$\n?", re.MULTILINE),
        "",
    ),
)


def looks_like(head: str) -> bool:
    """Whether a converter left its marks on the text."""
    return "\f" in head or any(noise.pattern.search(head) for noise in _present(head))


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
    return [
        Edit(match.start(), match.end(), match.expand(noise.replacement), noise.rule)
        for noise in _present(text)
        for match in noise.pattern.finditer(text)
    ]


def _present(text: str) -> Iterator[_Noise]:
    return (noise for noise in _NOISE if any(mark in text for mark in noise.holds))
