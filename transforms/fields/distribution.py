"""Distribution and drafting lines of a 1970s telegram: which offices got copies, who wrote, approved and cleared it.

    ACTION ARA-20                      or ORIGIN SS-25 on an outgoing telegram
    INFO  OCT-01 ISO-00 INR-10 ...     office and number of copies, may wrap
          /152 W                       the sum of all copies, and a letter
    DRAFTED BY EUR/EE:JDOE:ab          office, initials and name, typist
    APPROVED BY EUR:RROE
    NEA/ARP - MR. POE (INFO)           clearances, one per line

    Drafted By: LIMA:Brandt, Nora      the same in the frame that the Department prints today, below the text

Observed in the National Archives' telegrams of 1973-79, and at the head of some cables of the 1990s and of 2008-10,
which have often lost the first line.
"""

from __future__ import annotations

import re

from transforms.cable import Context, Distribution, OfficeCopies, Person
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "distribution"

# the block ends at the dash counter or the date-time group, well within this many characters
_HEAD = 4_000

_COPIES = re.compile(r"\b([A-Z]{1,4}(?:/[A-Z]{1,4})?)-(\d{1,2})\b")
_TOTAL = re.compile(r"/(\d{3})[ \t]*([A-Z]{1,2})\b")
_CLEARANCE = re.compile(
    r"^[ \t]*(?P<office>[A-Z]{1,4}(?:/[A-Z-]{1,6}){0,3})[ \t]*(?::|[ \t]-[ \t])[ \t]*"
    r"(?P<name>(?:(?:MR|MRS|MISS|MS|AMB|DR)\.?[ \t])?[A-Z][A-Z.' -]{2,40}?)"
    r"(?:[ \t]*[:(](?P<note>[A-Z. ]{2,12})\)?)?[ \t]*$",
    re.MULTILINE,
)

RULES = (
    Rule(
        "office copies",
        re.compile(r"^[ \t]*(?P<role>ACTION|ORIGIN)[ \t]+(?P<offices>[A-Z]{1,4}(?:/[A-Z]{1,4})?-\d{1,2}\b)", re.M),
        "ACTION or ORIGIN with the office and its copies, then INFO pairs, then the sum",
        "ACTION EUR-12\nINFO OCT-01 ISO-00 INR-07\n/020 W",
        Distribution(
            (
                OfficeCopies("action", "EUR", 12),
                OfficeCopies("info", "OCT", 1),
                OfficeCopies("info", "ISO", 0),
                OfficeCopies("info", "INR", 7),
            ),
            20,
            (),
        ),
    ),
    Rule(
        "copies for information",
        re.compile(r"^[ \t]*(?P<role>INFO)(?:[ \t]+[A-Z]{1,4}-\d\d){2}\b", re.M),
        "INFO pairs, then the sum; the action office's line is lost, perhaps with its copies",
        "INFO  LOG-00   AID-01   INR-02\n      /003W",
        Distribution(
            (OfficeCopies("info", "LOG", 0), OfficeCopies("info", "AID", 1), OfficeCopies("info", "INR", 2)), 3, ()
        ),
    ),
    Rule(
        "drafting",
        re.compile(r"^[ \t]*(?P<role>DRAFTED|APPROVED)[ \t]+BY[ \t]*:?[ \t]*(?P<office>[A-Z0-9/-]+)[ \t]*:", re.M),
        "who drafted and approved an outgoing telegram, and the clearances below",
        "DRAFTED BY EUR/EE:JQSAMPLE:AB\nAPPROVED BY EUR:RROE\nNEA - MR. POE (INFO)\n",
        Distribution(
            (),
            None,
            (
                Person("drafter", "JQSAMPLE", "EUR/EE"),
                Person("approver", "RROE", "EUR"),
                Person("clearance", "MR. POE", "NEA"),
            ),
        ),
    ),
    Rule(
        "frame",
        re.compile(
            r"[ \t]*(?:(?P<office>[A-Z][A-Z0-9/_. -]{0,40}?)[ \t]*:[ \t]*)?(?P<name>[^\s:;][^:;\n]{1,60})", re.I
        ),
        "who drafted, cleared, approved and released the telegram, below its text",
        "MRN: 17 LIMA 318\nFrom: AMEMBASSY LIMA\n\n1. (U) He agreed.\n\nDrafted By: LIMA:Brandt, Nora\n"
        "Cleared By: ECON:Quill, Peter\nReleased By: LIMA:Brandt, Nora\n",
        Distribution(
            (),
            None,
            (
                Person("drafter", "Brandt, Nora", "LIMA"),
                Person("clearance", "Quill, Peter", "ECON"),
                Person("releaser", "Brandt, Nora", "LIMA"),
            ),
        ),
    ),
)
_FRAME_ROLES = {"drafted": "drafter", "cleared": "clearance", "approved": "approver", "released": "releaser"}


def parse(zones: Zones, context: Context) -> Parsed[Distribution]:
    """Read the block above the date-time group; it is `unparsed` if the sum does not agree with the copies.

    Names in the frame around the telegram come before those in its own lines.
    """
    found = _above_the_group(zones)
    if not zones.frame:
        return found
    people, place = _framed(zones)
    if not place:
        return found
    value = found.value._replace(people=(*people, *found.value.people))
    return found._replace(value=value) if found.span else Parsed(value, "ok", RULES[-1].name, place, zones.of(place))


def _framed(zones: Zones) -> tuple[list[Person], Span | None]:
    """People of the frame, and where the first of them is named."""
    people: list[Person] = []
    first = None
    for label, role in _FRAME_ROLES.items():
        place = zones.framed(label)
        for part in re.split(r"[;\n]", zones.of(place)) if place else ():
            match = RULES[-1].pattern.match(part)
            if match:
                people.append(Person(role, " ".join(match["name"].split()), (match["office"] or "").strip()))
        first = first or (place if people else None)
    return people, first


def _above_the_group(zones: Zones) -> Parsed[Distribution]:
    end = min(zones.header.end, zones.header.start + _HEAD)
    copies_rule, information_rule, drafting_rule = RULES[:3]
    head = zones.text[zones.header.start : end]
    if not any(word in head for word in ("ACTION", "ORIGIN", "DRAFTED", "APPROVED", "-00 ")):
        return Parsed(Distribution(), "absent")
    opening = copies_rule.pattern.search(zones.text, zones.header.start, end)
    if not opening:
        copies_rule = information_rule
        opening = information_rule.pattern.search(zones.text, zones.header.start, end)
    drafting = list(drafting_rule.pattern.finditer(zones.text, zones.header.start, end))
    if not opening and not drafting:
        return Parsed(Distribution(), "absent")
    people, last = _people(zones.text, drafting, end)
    if not opening:
        start = drafting[0].start()
        return Parsed(Distribution((), None, people), "ok", drafting_rule.name, *_place(zones.text, start, last))
    total = _TOTAL.search(zones.text, opening.start(), end)
    block_end = total.end() if total else _end_of_block(zones.text, opening.end(), drafting, end)
    offices = _offices(zones.text[opening.start() : block_end], opening["role"].lower())
    stated = int(total[1]) if total else None
    counted = sum(office.copies for office in offices)
    agree = stated in (None, counted) or (copies_rule is information_rule and counted < (stated or 0))
    status: Status = "ok" if agree else "unparsed"
    detail = "" if status == "ok" else f"{counted} copies listed, {stated} stated"
    place = _place(zones.text, opening.start(), max(block_end, last))
    return Parsed(Distribution(offices, stated, people), status, copies_rule.name, *place, detail)


def _place(text: str, start: int, end: int) -> tuple[Span, str]:
    return Span(start, end), text[start:end]


def _end_of_block(text: str, start: int, drafting: list[re.Match[str]], end: int) -> int:
    """Where pairs without a sum end: at the drafting lines, a dash counter or a blank line."""
    stops = [drafting[0].start()] if drafting else []
    stops += [at for mark in ("----", "\n\n") if (at := text.find(mark, start, end)) >= 0]
    return min(stops, default=end)


def _offices(block: str, role: str) -> tuple[OfficeCopies, ...]:
    info = block.find("INFO")
    return tuple(
        OfficeCopies("info" if 0 <= info < match.start() else role, match[1], int(match[2]))
        for match in _COPIES.finditer(block)
    )


def _people(text: str, drafting: list[re.Match[str]], end: int) -> tuple[tuple[Person, ...], int]:
    """Drafter, approver and clearances, and where their lines end."""
    people = []
    last = 0
    for match in drafting:
        line_end = text.find("\n", match.end())
        line_end = line_end if line_end >= 0 else len(text)
        name = text[match.end() : line_end].split(":")[0].strip()
        role = "drafter" if match["role"] == "DRAFTED" else "approver"
        people.append(Person(role, name, match["office"]))
        last = line_end
    if drafting:
        stop = next((at for mark in ("----", "DESIRED DISTRIBUTION") if (at := text.find(mark, last, end)) >= 0), end)
        for match in _CLEARANCE.finditer(text, last, stop):
            people.append(Person("clearance", match["name"].strip(), match["office"]))
            last = match.end()
    return tuple(people), last
