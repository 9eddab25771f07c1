"""Telegrams that went through optical character recognition or a Markdown converter."""

from __future__ import annotations

import re

from transforms.decode import decode
from transforms.document import CleanText, Document, Edit, RawDocument, Rejected, Stated
from transforms.sources import characters, names

# rule -> pattern, what stands for it. Each is a form seen in converted pages; nothing here changes a word.
_NOISE: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("code fence", re.compile(r"^[ \t]*(?:```|~~~)[A-Za-z]{0,20}[ \t\r]*$\n?", re.MULTILINE), ""),
    ("latex", re.compile(r"\$[ \t]*\\(?:mbox|text|textrm|textbf|mathrm|mathbf)\{([^{}$\n]{0,200})\}[ \t]*\$"), r"\1"),
    ("latex dash", re.compile(r"\$[ \t]*(-{1,3})[ \t]*\$"), r"\1"),
    ("added bullet", re.compile(r"^[ \t]*[-*][ \t]+(?=--|¶|\d{1,3}\.[ \t]*\(|\$)", re.MULTILINE), ""),
    ("markdown heading", re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE), ""),
    ("markdown emphasis", re.compile(r"(?<![*\w])(\*\*|__)(?=\S)([^*_\n]{1,300})(?<=\S)\1(?![*\w])"), r"\2"),
    ("markdown escape", re.compile(r"\\([-.#*_()\[\]>+!&$])"), r"\1"),
    (
        "page number",
        re.compile(r"^[ \t]*(?:-[ \t]?\d{1,4}[ \t]?-|Page[ \t]\d{1,4}[ \t]of[ \t]\d{1,4})[ \t\r]*$\n?", re.M),
        "",
    ),
)


def looks_like(head: str) -> bool:
    """Whether a converter left its marks on the text."""
    return "\f" in head or any(pattern.search(head) for _, pattern, _ in _NOISE)


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
        Edit(match.start(), match.end(), match.expand(replacement), rule)
        for rule, pattern, replacement in _NOISE
        for match in pattern.finditer(text)
    ]
