"""The head of an e-mail above a telegram that was forwarded or exported as e-mail.

    From: Jane Doe <doe@example.org>
    Sent: Thursday, April 12, 2012 9:14 AM
    To: John Doe
    Subject: FW: LIMA: HARBOR FEES

Its From, To and Subject are not the telegram's, so its lines are removed. A body in quoted-printable is decoded.
"""

from __future__ import annotations

import quopri
import re

from transforms.document import CleanText, Edit
from transforms.edits import edited
from transforms.sources import characters

RULE = "mail head"
QUOTED = "quoted-printable"

_FIELD = (
    r"(?:From|To|Cc|Bcc|Sent|Date|Subject|Received|Reply-To|Sender|Return-Path|Delivered-To|Message-I[Dd]|In-Reply-To"
    r"|References|Importance|Priority|Attachments?|MIME-Version|Status|Lines|User-Agent|Thread-[A-Za-z]+"
    r"|X-[A-Za-z-]+|Content-[A-Za-z-]+|List-[A-Za-z-]+)"
)
# three or more fields in a row, each with the lines that continue it; an mbox line may be above them
_HEAD = re.compile(
    rf"\n(?:From [^\n:]*\d\d:\d\d[^\n]*\n)?(?:{_FIELD}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){{3,60}}(?=[ \t]*\n)"
)
# lines that the frame of a telegram does not have
_OF_A_MAIL = re.compile(r"\n(?:Sent|Message-I[Dd]|MIME-Version|Received|(?:From|To|Cc):[^\n]*@)", re.IGNORECASE)
_ENCODED = re.compile(r"\nContent-Transfer-Encoding:[ \t]*quoted-printable", re.IGNORECASE)
_CODES = re.compile(r"=\n|(?:=[0-9A-F]{2})+")
_SIGNS = ("\nSubject:", "\nTo:")
_FARTHEST = 60_000


def without_heads(clean: CleanText) -> CleanText:
    """The text without the heads of e-mails."""
    if not all(sign in clean.text for sign in _SIGNS):
        return clean
    text = f"\n{clean.text}"
    edits = []
    for head in _HEAD.finditer(text, 0, _FARTHEST):
        if not _OF_A_MAIL.search(head.group()):
            continue
        start = max(head.start() - 1, 0)
        edits.append(Edit(start, head.end() - 1, "\n" if start else "", RULE))
        if _ENCODED.search(head.group()):
            edits += _decoded(clean.text, head.end() - 1)
    return edited(clean, edits)


def _decoded(text: str, start: int) -> list[Edit]:
    """Edits that replace the codes of quoted-printable with their characters, up to the end of the text."""
    return [Edit(*match.span(), _characters(match.group()), QUOTED) for match in _CODES.finditer(text, start)]


def _characters(code: str) -> str:
    if code == "=\n":
        return ""
    data = quopri.decodestring(code.encode())
    try:
        printed = data.decode("utf-8")
    except UnicodeDecodeError:
        printed = data.decode("cp1252", "replace")
    return "".join(characters.replacement(character) for character in printed)
