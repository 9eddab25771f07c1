"""Telegrams and airgrams on the Department's own forms, as its telegraph branch typed them until 1973.

    INCOMING TELEGRAM        Department of State

    51                       CONFIDENTIAL
    Action                   Control: 11714
    AF                       Rec'd:   AUGUST 15, 1966
    Info            FROM:    FREETOWN
                    ACTION:  SECSTATE 218
                    DATE:    AUGUST 15, 9 A.M.

The form has no date-time group and no FM line, and its columns print the level beside other words. The sender becomes
an FM line and each column a line of its own; day, level and number are kept as stated.
"""

from __future__ import annotations

import re
from datetime import datetime

from transforms.document import CleanText, Stated
from transforms.edits import edited, replacements
from transforms.patterns import MONTH, MONTHS
from transforms.rules import Rule

RULE = "department form"

_FORM = re.compile(
    r"^[ \t]*(?:DEPARTMENT OF STATE[ \t]+)?(?:(?:INCOMING|OUTGOING)[ ]TELEGRAM|AIRGRAM)(?:[ \t]{2,}[^\n]{0,120})?$",
    re.MULTILINE | re.IGNORECASE,
)
_LABEL = r"(?:CONTROL|REC['’]?D|DATE|NO)"
# lines of the form; the value replaces them
RULES = (
    Rule(
        "sender",
        re.compile(
            r"(?:^|(?<=\n)|[ \t]{2,})[^\S\n]*(?:[A-Z\d]{1,6}[ \t]{2,})?FROM[ \t]*:[ \t]*(?=[A-Z])", re.IGNORECASE
        ),
        "the post that sent it",
        "RSR01   FROM: FREETOWN\n",
        "\nFM ",
    ),
    Rule(
        "addressee",
        re.compile(r"(?<=\n)[ \t]*ACTION[ \t]*:[ \t]*(?=[A-Z])", re.IGNORECASE),
        "the addressee",
        "\n        ACTION: SECSTATE 218\n",
        "TO ",
    ),
    Rule(
        "column",
        re.compile(rf"(?<=\S)[ \t]{{2,}}(?={_LABEL}[ \t]*:)", re.IGNORECASE),
        "a label beside other words",
        "  UNCLASSIFIED            Rec'd:   MAY 3, 1966\n",
        "\n",
    ),
)
_SENDER = re.compile(
    r"(?:^|[ \t]{2})FROM[ \t]*:[ \t]*(?P<place>[A-Z][A-Z .]{2,30}?)(?=[ \t]{2,}|[ \t]*(?:\n|,|\Z))",
    re.MULTILINE | re.IGNORECASE,
)
_KIND = re.compile(r"(?:AM)?(?:EMBASSY|CONSUL(?:ATE)?(?:[ ]GENERAL)?|EMB|CONGEN)[ ]", re.IGNORECASE)
_NUMBER = re.compile(r"ACTION[ \t]*:[ \t]*SECSTATE[ \t]+(?:NO\.?[ ])?(?P<serial>\d{1,5})\b", re.IGNORECASE)
_DAY = re.compile(
    rf"\b(?P<label>DATE|REC['’]?D)[ \t]*:[ \t]*(?P<month>{MONTH})[A-Z]*\.?[ ](?P<day>\d{{1,2}})"
    r"(?:,[ ](?P<year>\d{4}))?",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?:^|[ \t]{3,})[ \t]*(?P<level>TOP SECRET|SECRET|CONFIDENTIAL|LIMITED OFFICIAL USE|UNCLASSIFIED)[ \t]*"
    rf"(?=\n|\Z|[ \t]{{2}}(?i:{_LABEL})[ \t]*:)",
    re.MULTILINE,
)
_LONGEST_HEAD = 3_000


def as_telegram(clean: CleanText) -> CleanText:
    """The text with the form's head rewritten as a telegram's; any other text unchanged."""
    head = _head(clean.text)
    if not head:
        return clean
    return edited(clean, replacements(RULES, head, RULE))


def stated(text: str) -> Stated | None:
    """What the form states about the telegram; None if there is no form."""
    head = _head(text)
    sender = _SENDER.search(head)
    if not sender:
        return None
    created, level, number = _day(head), _LEVEL.search(head), _NUMBER.search(head)
    place = "".join(filter(str.isalpha, _KIND.sub("", sender["place"]).upper()))
    return Stated(
        cable_id=f"{created.year % 100:02}{place}{int(number['serial'])}" if created and number else "",
        created=created,
        precision="day",
        classification=level["level"] if level else "",
        origin=sender["place"],
    )


def _head(text: str) -> str:
    """The form's text above the subject; "" if there is no form."""
    upper = text[:_LONGEST_HEAD].upper()
    form = _FORM.search(text, 0, _LONGEST_HEAD) if " TELEGRAM" in upper or "AIRGRAM" in upper else None
    if not form or not _SENDER.search(text, form.end(), _LONGEST_HEAD):
        return ""
    subject = upper.find("SUBJ", form.end())
    return text[: subject if subject >= 0 else _LONGEST_HEAD]


def _day(head: str) -> datetime | None:
    """The day on the form, with the year of receipt if the date has none."""
    days = {match["label"][0].upper(): match for match in _DAY.finditer(head)}
    day, received = days.get("D") or days.get("R"), days.get("R")
    year = (day and day["year"]) or (received and received["year"])
    if not (day and year):
        return None
    try:
        return datetime(int(year), MONTHS.index(day["month"].upper()) + 1, int(day["day"]))
    except ValueError:
        return None
