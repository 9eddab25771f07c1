"""Which cable a document is: id, post, serial and date, from the best witness.

A page, row or record that states an id is filed under it, because readers cite it so; a bare text is filed under what
its classification line and DTG say, else its DE line, else its file name. Witnesses that disagree become findings.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from transforms.cable import ClassificationLine, Transmission
from transforms.document import Document
from transforms.fields.cable_id import CableId, canonical, canonical_station
from transforms.rules import Finding
from transforms.stations import post_of_routing_indicator

# formats with a field for the id; in others only the file name may state one
_STATES_ID = ("wikileaks-html", "cables-csv", "nara")

_SENDER = re.compile(r"\nFM[ \t]+(?:AMEMBASSY|AMCONSUL|AMCONGEN|US[A-Z]{2,10})[ \t]+([A-Z][^\n]{2,40})", re.IGNORECASE)


class Identity(NamedTuple):
    """Id, its parts, the date (the DTG's, else the stated one), and the finding that says where the id is from."""

    document_id: str
    cable_id: str
    year: int | None
    post: str
    serial: int | None
    date: dt.date | None
    origin: str
    finding: Finding


def identify(
    document: Document,
    moment: dt.datetime | None,
    created: dt.datetime | None,
    line: ClassificationLine,
    sent: Transmission,
    header: str = "",
) -> Identity:
    """Identify a document; without any witness it is filed under its own hash.

    `moment` is the DTG's; `created`, the time that the source states, counts if there is no DTG. `header` names the
    sender, a second witness for a post that is not listed.
    """
    document_id = document.raw.document_id
    date = moment.date() if moment else created.date() if created else None
    candidates = {
        "stated": canonical(document.stated.cable_id).value,
        "classification_line": _from_line(line, date, header),
        "de_line": _from_de_line(sent, date),
    }
    order = ("stated", "classification_line", "de_line")
    if document.format not in _STATES_ID:
        order = ("classification_line", "de_line", "stated")
    for rule in order:
        found = candidates[rule]
        if found.value:
            finding = Finding("cable_id", "ok", rule, found.value)
            break
    else:
        year = date.year if date else None
        station = _station(line, header, year)
        found = CableId(f"unidentified-{document_id[:16]}", year, station, line.serial if station else None)
        finding = Finding("cable_id", "absent", detail="no id stated, no classification line or DE line with a serial")
    year = date.year if date else found.year
    return Identity(document_id, found.value, year, found.station, found.serial, date, document.stated.origin, finding)


def _station(line: ClassificationLine, header: str, year: int | None) -> str:
    """The post of a telegram without an id, from its classification line, else its FM line; "" if neither names one.

    A text that lost its date-time group may still print station and serial.
    """
    if line.station:
        return canonical_station(line.station, year) or _named_as_sender(line.station, header)
    sender = _SENDER.search(f"\n{header}")
    return canonical_station(sender[1].strip(), year) if sender else ""


def _from_line(line: ClassificationLine, date: dt.date | None, header: str) -> CableId:
    if not (date and line.serial and line.station):
        return CableId()
    station = canonical_station(line.station) or _named_as_sender(line.station, header)
    return canonical(f"{date.year % 100:02}{station}{line.serial}").value


def _named_as_sender(station: str, header: str) -> str:
    """The letters of an unlisted station if the FM line ends with it; else ""."""
    sender = _SENDER.search(f"\n{header}")
    letters, sent_by = ("".join(filter(str.isalpha, name.upper())) for name in (station, sender[1] if sender else ""))
    return letters if len(letters) >= 4 and sent_by.endswith(letters) else ""


def _from_de_line(sent: Transmission, date: dt.date | None) -> CableId:
    """The id from the DE line, a last resort because the line has the serial modulo 10,000."""
    post = post_of_routing_indicator(sent.station_indicator)
    if not (date and post and sent.serial):
        return CableId()
    return canonical(f"{date.year % 100:02}{post}{sent.serial}").value
