"""Messages in the military's text format: sets of fields that slashes part, `SUBJ/BUOY MAINTENANCE//`.

    MSGID/GENADMIN/COMHARBORGRU TWO//
    SUBJ/BUOY MAINTENANCE//
    REF/A/DOC/COMHARBORGRU TWO/JUL97/-//
    AMPN/REF A IS THE BUOY MANUAL.//
    RMKS/1. BUOYS WILL BE PAINTED IN MAY.//

Header and classification line are a telegram's. Subject and references are made labelled lines, remarks and narrative
the text, so that they are read like any others. Set identifiers after MIL-STD-6040; a set ends at two slashes.
"""

from __future__ import annotations

import re

from transforms.document import CleanText, Document, Edit
from transforms.edits import edited

_MESSAGE = re.compile(r"^[ \t]*(?:MSGID|OPER|EXER)/", re.MULTILINE)
_SET = re.compile(
    r"^[ \t]*(?P<name>MSGID|OPER|EXER|SUBJ|REF|AMPN|NARR|POC|RMKS|GENTEXT/[A-Z /]{3,40}|ORIG|ACKN?|DECL|PERID)/",
    re.MULTILINE,
)
_END = re.compile(r"[ \t]*//[ \t]*(?=\n|\Z)")
_TEXT_SETS = ("RMKS", "GENTEXT")
_REFERENCE = re.compile(r"(?P<letter>[A-Z])/(?P<rest>(?:(?!//)[^\n]|\n(?![A-Z]{3,8}/)){1,300})")

_MARKED_END = re.compile(r"[ \t]*\((?:U|C|S|FOUO|U//FOUO)\)[ \t]*//", re.IGNORECASE)
_LONGEST_SUBJECT = 400

RULE = "message set"


def is_message(document: Document) -> bool:
    """Whether a document was made a telegram of such a message; it is neither tagged nor signed."""
    return any(finding.rule == RULE for finding in document.findings)


def as_telegram(clean: CleanText) -> CleanText:
    """The text with its sets made lines of a telegram; any other text as it is."""
    message = _MESSAGE.search(clean.text) if "MSGID/" in clean.text else None
    if not message:
        return clean
    text = clean.text
    edits: list[Edit] = []
    for found in _SET.finditer(text):
        edits += _set(text, found, is_first=not any(edit.replacement.startswith("REF:") for edit in edits))
    edits += (Edit(*end.span(), "", RULE) for end in _END.finditer(text, message.start()))
    return edited(clean, edits)


def _set(text: str, found: re.Match[str], is_first: bool) -> list[Edit]:
    start, end, name = found.start(), found.end(), found["name"]
    if name == "SUBJ":
        closing = _MARKED_END.search(text, end, end + _LONGEST_SUBJECT)
        stop = text.find("//", end)
        marked = [Edit(*closing.span(), "", RULE)] if closing and closing.end() == stop + 2 else []
        return [Edit(start, end, "SUBJECT: ", RULE), *marked]
    if name.startswith(_TEXT_SETS):  # the text begins below a blank line
        return [Edit(start, end, "\n", RULE)]
    if name == "DECL":  # of the form, not of the text it is below
        stop = text.find("//", end)
        return [Edit(start, stop + 2 if 0 <= stop < end + _LONGEST_SUBJECT else end, "", RULE)]
    if name == "REF":
        reference = _REFERENCE.match(text, end)
        if not reference:
            return []
        words = " ".join(part for part in re.split(r"[/\s]+", reference["rest"]) if part.strip("-"))
        label = "REF: " if is_first else ""
        return [Edit(start, reference.end(), f"{label}{reference['letter']}. {words}", RULE)]
    return []
