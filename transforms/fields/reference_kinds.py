"""What a reference refers to if it is not a telegram: an ordered table of telling words."""

from __future__ import annotations

import re

from transforms.rules import Rule


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Z])(?:{pattern})(?![A-Z])", re.IGNORECASE)


KINDS = (
    Rule("email", _words(r"E[ -]?MAILS?|E[ -]?MSG"), "e-mail, however hyphenated", "HALE-ORTIZ E-MAIL 3/11", "email"),
    Rule(
        "telcon",
        _words(r"(?:TELE?|PHONE|FONE)[ -]?CONS?|(?:TELE)?PHONE CALLS?|TELEPHONE|(?:SECURE )?VTC|DVC|CONVERSATIONS?"),
        "telephone and video conversations",
        "DUNN/OKOYE TELCON OF MAY 2",
        "telcon",
    ),
    Rule("memo", _words(r"MEMOS?|MEMCONS?|MEMORAND(?:UM|A)"), "memoranda", "L/T MEMO OF AUGUST 9", "memo"),
    Rule(
        "iir",
        _words(r"IIRS?(?=[ :#]?\d|\b)"),
        "intelligence information reports of defense attaches",
        "USDAO RABAT IIR 6 842 0101 08",
        "iir",
    ),
    Rule("airgram", _words(r"AIRGRAM|A-\d{1,4}"), "airgrams, sent by pouch until 1991", "AIRGRAM A-31", "airgram"),
    Rule(
        "report",
        _words(r"REPORTS?|SITREPS?|POINTS?|DAIL(?:Y|IES)|FBIS|OSC|TDX?[- ]?\d{3}|INTSUM|SPOT ?REP|CITE"),
        "intelligence, press and periodic reports",
        "TD-314/00412-05",
        "report",
    ),
    Rule(
        "document",
        _words(
            r"FAM|FAH|CFR|UNSCR|RESOLUTION|LETTERS?|FAX|FACSIMILE|CIRCULAR|NOTES?|NOTICE|LICEN[CS]E"
            r"|AGREEMENT|TREATY|PAPER|WEB ?SITE|HTTP|BULLETIN|LAW|REGISTER|STATEMENT|ARTICLE|NON-?PAPER|PACKAGE|CASE"
        ),
        "manuals, letters, notes, resolutions",
        "7 FAM 1310",
        "document",
    ),
    Rule(
        "dated message",
        re.compile(
            r"(?<!\d)\d{6}[ ]?Z(?:[ ]?[A-Z]{3}[ ]?(?:\d{2}){1,2})?(?!\d)|(?<![A-Z])DTG(?![A-Z])",
            re.IGNORECASE,
        ),
        "messages cited only by sender and date-time group",
        "USCINCEUR 311200Z MAY 73",
        "other",
    ),
    Rule(
        "previous",
        _words(r"PREVIOUS|PREV|PRIOR|SEPTELS?|EARLIER"),
        "earlier or separate telegrams that are not named",
        "AND PREVIOUS",
        "previous",
    ),
)


def kind_of(text: str) -> tuple[str, str]:
    """Kind and rule for a reference without station and serial; `other` and no rule if no word is telling."""
    found = next((rule for rule in KINDS if rule.pattern.search(text)), None)
    return (str(found.value), found.name) if found else ("other", "")
