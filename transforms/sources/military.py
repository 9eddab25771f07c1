"""Messages in the military's text format: sets of fields separated by slashes, `SUBJ/BUOY MAINTENANCE//`.

    MSGID/GENADMIN/COMHARBORGRU TWO//
    SUBJ/BUOY MAINTENANCE//
    REF/A/DOC/COMHARBORGRU TWO/JUL97/-//
    AMPN/REF A IS THE BUOY MANUAL.//
    RMKS/1. BUOYS WILL BE PAINTED IN MAY.//

Header and classification line are a telegram's. Subject and references become labelled lines, remarks and narrative the
text, so that the field parsers read them as in any telegram. Set identifiers are those of MIL-STD-6040; two slashes end
a set.

An attaché's information report labels its fields with colons (`SERIAL: (U) IIR 6 855 0112 91.`, `SUBJ:`, `TEXT:`),
below the relay's head and a level whose station is on the next line.
"""

from __future__ import annotations

import re

from transforms.document import CleanText, Document, Edit
from transforms.edits import edited, replacements
from transforms.rules import Rule

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

_REPORT = re.compile(r"^SERIAL:[ ](?:\([A-Z/]{1,9}\)[ ])?IIR\b", re.MULTILINE)
_GROUP = r"[ZOPR]{1,2}[ ]\d{6}Z[ ][A-Z]{3}[ ]\d\d"
# lines of such a report; the value replaces them
REPORT_RULES = (
    Rule(
        "relay",
        re.compile(rf"^{_GROUP}[^\n]*\nFM[ ][^\n]*\n(?:(?:TO|INFO)[ ][^\n]*\n){{1,4}}(?={_GROUP}[^\n]*\nFM[ ])", re.M),
        "the head of the relay above that of the attaché",
        "R 101030Z MAR 91\nFM JOINT STAFF WASHINGTON DC\nINFO RUEALGX/SAFE\nR 100955Z MAR 91\nFM USDAO LIMA PE\n",
        "",
    ),
    Rule(
        "part",
        re.compile(r"^(?:ENVELOPE|HEADER|CONTROLS|BODY)[ ]*\n", re.M),
        "what the relay calls the parts of the message",
        "BT\nCONTROLS\nUNCLAS\n",
        "",
    ),
    Rule(
        "section below the level",
        re.compile(r"(?<=[A-Z])[ ]*\n(?=SECTION[ ]\d\d[ ]OF[ ]\d\d[ ][A-Z]{3,}[ A-Z]*[ ]\d{4,6}[ ]*$)", re.M),
        "section, station and serial on the line below the level",
        "UNCLAS\nSECTION 01 OF 01 LIMA 05510\n",
        " ",
    ),
    Rule(
        "text",
        re.compile(r"^TEXT:[ ]*", re.M),
        "the text, below a blank line",
        "TEXT: 1. (U) TWO BOATS ARRIVED.\n",
        "\n",
    ),
    Rule(
        "comments",
        re.compile(r"\n(?=COMMENTS?:)"),
        "the report's own comments, below a blank line",
        "1. (U) TWO BOATS ARRIVED.\nCOMMENTS: (U) SEE LIMA 5433.\n",
        "\n\n",
    ),
    Rule(
        "filing",
        re.compile(
            r"^(?:INSTR|PREP|ACQ|DISSEM|ENCL|ADMIN|PROJ|COLL|SPEC|POC)[ ]?:[^\n]*\n"
            r"(?:(?![A-Z]{2,12}[ ]?:|BT$|/\*)[^\n]+\n){0,6}",
            re.M,
        ),
        "how the report was collected and filed",
        "DISSEM: (U) FIELD: AMEMBASSY LIMA.\nSENT TO: NONE.\nBT\n",
        "",
    ),
    Rule(
        "caveat",
        re.compile(r"^WARNING[ ]?:[ ](?:\([A-Z]\)[ ])?REPORT[ ]CLASSIFIED[^\n]*\n|^/\*{3,}[^\n]*\*{3,}/[ ]*\n", re.M),
        "the level again, below the text",
        "WARNING: (U) REPORT CLASSIFIED UNCLASSIFIED.\n/*********** UNCLASSIFIED ***********/\n",
        "",
    ),
)

RULE = "message set"


def is_message(document: Document) -> bool:
    """Whether a document was rewritten from such a message, which has neither TAGS nor a signer."""
    return any(finding.rule == RULE for finding in document.findings)


def as_telegram(clean: CleanText) -> CleanText:
    """The text with its sets rewritten as lines of a telegram; any other text unchanged."""
    message = _MESSAGE.search(clean.text) if "MSGID/" in clean.text else None
    if not message:
        return _report_as_telegram(clean) if "IIR " in clean.text else clean
    text = clean.text
    edits: list[Edit] = []
    for found in _SET.finditer(text):
        edits += _set(text, found, is_first=not any(edit.replacement.startswith("REF:") for edit in edits))
    edits += (Edit(*end.span(), "", RULE) for end in _END.finditer(text, message.start()))
    return edited(clean, edits)


def _report_as_telegram(clean: CleanText) -> CleanText:
    if not _REPORT.search(clean.text):
        return clean
    return edited(clean, replacements(REPORT_RULES, clean.text, RULE))


def _set(text: str, found: re.Match[str], is_first: bool) -> list[Edit]:
    start, end, name = found.start(), found.end(), found["name"]
    if name == "SUBJ":
        closing = _MARKED_END.search(text, end, end + _LONGEST_SUBJECT)
        stop = text.find("//", end)
        marked = [Edit(*closing.span(), "", RULE)] if closing and closing.end() == stop + 2 else []
        return [Edit(start, end, "SUBJECT: ", RULE), *marked]
    if name.startswith(_TEXT_SETS):  # the text begins below a blank line
        return [Edit(start, end, "\n", RULE)]
    if name == "DECL":  # belongs to the form, not to the text above it
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
