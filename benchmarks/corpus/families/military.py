"""Messages in the military's text format, whose sets end in two slashes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from benchmarks.corpus.facts import digest
from benchmarks.corpus.families.file import File

COUNT = 6

MESSAGE = """\
{precedence} {group}
FM {sender}
TO {receiver}
INFO {informed}
BT
UNCLAS //N{code:05}//
MSGID/GENADMIN/{sender}//
SUBJ/{subject}//
REF/A/DOC/{sender}/{earlier}/-//
AMPN/REF A IS THE {subject} PLAN.//
RMKS/1. {first}
2. {second}//
BT
"""
SENDERS = ("COMHARBORGRU TWO", "COMPIERRON FIVE", "NAVLIGHTSTA EXAMPLE", "COMBUOYRON ONE")
RECEIVERS = ("HARBORRON FOUR", "NAVSTA EXAMPLE", "TUGRON SIX")
SUBJECTS = {
    "BUOY MAINTENANCE": ("BUOYS WILL BE PAINTED IN {month}.", "REPORT COMPLETION BY MESSAGE."),
    "HARBOR DREDGING": ("DREDGING BEGINS IN {month} AND LASTS {count} DAYS.", "ALL CRAFT KEEP CLEAR OF THE BARGES."),
    "FOG SIGNAL TEST": ("THE FOG SIGNAL WILL SOUND {count} TIMES A DAY IN {month}.", "LOG EVERY FAILURE."),
}


def files(seed: int) -> Iterator[File]:
    """One message a file."""
    for index in range(COUNT):
        rng = random.Random(f"{seed} message {index}")
        sent = dt.datetime(1994, 1, 1) + dt.timedelta(minutes=rng.randrange(4 * 365 * 24 * 60))
        subject, sentences = rng.choice(sorted(SUBJECTS.items()))
        given = {"month": rng.choice(("APRIL", "MAY", "JUNE")), "count": rng.randrange(3, 20)}
        first, second = (sentence.format(**given) for sentence in sentences)
        sender, (receiver, informed) = rng.choice(SENDERS), rng.sample(RECEIVERS, 2)
        precedence = rng.choice("OPR")
        text = MESSAGE.format(
            precedence=precedence,
            group=f"{sent:%d%H%MZ %b %y}".upper(),
            sender=sender,
            receiver=receiver,
            informed=informed,
            code=rng.randrange(1_000, 12_000),
            subject=subject,
            earlier=f"{sent:%b}97".upper(),
            first=first,
            second=second,
        )
        values = {
            "dtg": f"{sent:%Y-%m-%dT%H:%M}:00Z",
            "date": f"{sent:%Y-%m-%d}",
            "precedence": precedence,
            "classification": "UNCLASSIFIED",
            "subject": subject,
            "tags": [],
            "signer": None,
            "addressees": [_addressee("action", receiver), _addressee("info", informed)],
            "paragraphs": [
                {"number": 1, "portion": None, **digest(first)},
                {"number": 2, "portion": None, **digest(second)},
            ],
            "is_partial": False,
            "format": "telegram",
        }
        yield File(f"military/{index:02}.txt", text.encode(), (values,))


def _addressee(role: str, name: str) -> dict[str, str | None]:
    return {"role": role, "name": name, "routing_indicator": None, "precedence": None, "serial": None}
