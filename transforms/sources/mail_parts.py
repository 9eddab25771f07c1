"""The texts and attachments of e-mails with encoded parts, as mail programs save them (.eml, .mbox).

A message in plain text needs none of this: the telegram is in the file as it is, and mail.py removes the message's
head. A part in base64 and the parts of a MIME message are documents of their own, like the members of an archive.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message
from typing import cast

_HEAD = re.compile(rb"(?:From [^\n]*\n)?(?:[A-Z][A-Za-z-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
_CODED = re.compile(rb"^Content-Transfer-Encoding:[ \t]*base64|^Content-Type:[ \t]*multipart/", re.MULTILINE | re.I)
# the blank line above each message of a mailbox
_NEXT_MESSAGE = re.compile(rb"(?<=\n)\r?\n(?=From \S+ [^\n]*\d\d:\d\d[^\n]*\n)")
_LINE_ENDS = re.compile(rb"\r\n?")


def is_coded(data: bytes) -> bool:
    """Whether a file is an e-mail or a mailbox with parts that must be decoded first."""
    head = _LINE_ENDS.sub(b"\n", data[:4_000])
    return _HEAD.match(head.lstrip(b"\n")) is not None and _CODED.search(_LINE_ENDS.sub(b"\n", data)) is not None


def parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each part of the messages, in order; of alternative parts, only the one in plain text.

    A part is named by its file name, else by its number; in a mailbox, the number of the message comes first. Raises
    ValueError, LookupError or RecursionError if a message cannot be parsed.
    """
    messages = _NEXT_MESSAGE.split(data)
    for number, message in enumerate(messages, 1):
        box = f"message {number}/" if len(messages) > 1 else ""
        for place, part in enumerate(_leaves(email.message_from_bytes(message.lstrip())), 1):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                yield f"{box}{part.get_filename() or f'part {place}'}", content


def _leaves(message: Message) -> Iterator[Message]:
    if not message.is_multipart():
        yield message
        return
    inner = cast(list[Message], message.get_payload())
    if message.get_content_type() == "multipart/alternative":
        plain = [part for part in inner if part.get_content_type() == "text/plain"]
        inner = plain[:1] or inner[:1]
    for part in inner:
        yield from _leaves(part)
