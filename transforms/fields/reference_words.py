"""Words of a reference list that are not stations: fillers, words that may precede a station, remarks after one."""

from __future__ import annotations

import re

FILLERS = frozenset(("CABLE", "CABLES", "NO", "NR", "NOS", "NUMBER", "TEL", "TELEGRAM", "MSG"))
MAY_PRECEDE = frozenset(
    (
        "REF", "REFS", "REFTEL", "REFTELS", "REFERENCE", "SEE", "ALSO", "AND", "BOTH", "MY", "OUR", "YOUR", "FROM",
        "TO", "PREVIOUS", "PREV", "NOTAL", "NODIS", "EXDIS", "NOFORN", "OR", "PLUS", "WITH", "IN", "CABLES", "CABLE",
        "SEPTEL", "OTHER", "OTHERS",
    )
)  # fmt: skip
OWN = ("EMBTEL", "EMBTELS", "OURTEL", "OURTELS", "MYTEL", "MYTELS", "OUR", "MY")  # telegrams of the citing post
REMARKS = ("PREVIOUS", "PREV", "NOTAL", "NODIS", "EXDIS", "NOFORN", "SEPTEL")
EARLIER = ("PREVIOUS", "PREV", "PRIOR", "EARLIER")
NAMED_KINDS = ("email", "telcon", "memo", "iir")  # may follow a cable without any mark between them
NO_STATIONS = ("PARA", "PARAS", "PART", "PARTS", "PARTY", "PAGE", "PAGES", "ITEM", "NOTE", "STATES")  # near a name
SERIES = ("TOSEC", "SECTO", "PARTO")
MONTH = re.compile(r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\Z", re.IGNORECASE)
AIRGRAM = ("A", "CA")  # A-31, circular airgram CA-3400
CIRCUMSTANCE = re.compile(r"(?:PARAS?|DTG|DATED|SUBJ(?:ECT)?|PAGES?|SECTIONS?|ENTITLED)(?![A-Z])", re.IGNORECASE)
DIGIT_FOR_LETTER = str.maketrans("01", "OI")
