"""How to cite a cable: Chicago, BibTeX and RIS."""

from __future__ import annotations

import re
from typing import NamedTuple

from dashboards.published import Row
from dashboards.wording import long_date, plain

_COLLECTION = "U.S. Department of State"
_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL |= {sign: f"\\{sign}" for sign in "&%$#_"}


class Citation(NamedTuple):
    chicago: str
    bibtex: str
    ris: str


def cite(cable: Row, post_name: str) -> Citation:
    """Citations of a row of the table `cables`."""
    subject = " ".join(plain(cable["subject"]).split()).rstrip(".") or "Untitled telegram"
    sender, day, cable_id = post_name or "Unknown post", cable["date"], cable["cable_id"]
    number = f"telegram {cable_id}" + (f", {cable['classification'].lower()}" if cable["classification"] else "")
    chicago = f"{sender}, “{subject},” {number}, {long_date(day) or 'n.d.'}, {_COLLECTION}."
    month = [f"  month = {{{day:%m}}},", f"  note = {{{day.isoformat()}}},"] if day else []
    year = [f"  year = {{{day.year}}},"] if day else []
    lines = [
        f"@misc{{cable{re.sub(r'[^A-Za-z0-9]', '', cable_id)},",
        f"  author = {{{{{_tex(sender)}}}}},",
        f"  title = {{{{{_tex(subject)}}}}},",
        f"  howpublished = {{Diplomatic telegram, {_COLLECTION}}},",
        f"  number = {{{_tex(cable_id)}}},",
        *year,
        *month,
        "}",
    ]
    tags = [("TY", "GEN"), ("AU", sender), ("TI", subject), ("M1", cable_id), ("PB", _COLLECTION)]
    tags += [("DA", f"{day:%Y/%m/%d}/"), ("PY", str(day.year))] if day else []
    ris = "".join(f"{tag}  - {value}\r\n" for tag, value in [*tags, ("ER", "")])
    return Citation(chicago, "\n".join(lines) + "\n", ris)


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)
