"""What a search shows for each cable it found."""

from __future__ import annotations

import re
from dataclasses import dataclass

import tantivy
from tantivy import Query

from warehouse.search_query import composed

_SNIPPET = 220


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text with its white space collapsed; `marks` are the (start, end) of hits in it, in characters."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A cable found. `score` is its BM25 rank, or 0 if the newest come first; `date` is ISO or empty."""

    cable_id: str
    document_id: str
    date: str
    post: str
    classification: str
    subject: Passage
    snippet: Passage
    score: float


class Shower:
    """Turns found documents into hits to show."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, marks: Query) -> None:
        self._subject = tantivy.SnippetGenerator.create(searcher, marks, schema, "subject")
        self._subject.set_max_num_chars(5_000)
        self._body = tantivy.SnippetGenerator.create(searcher, marks, schema, "body")
        self._body.set_max_num_chars(_SNIPPET)

    def hit(self, score: float, document: tantivy.Document, snippet: Passage) -> Hit:
        """What to show of a found document with a passage of its text, which the index does not keep."""
        subject = first(document, "subject")
        day = document.get_first("date")
        return Hit(
            cable_id=first(document, "cable_id"),
            document_id=first(document, "document_id"),
            date=f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}" if day else "",
            post=first(document, "post"),
            classification=first(document, "classification"),
            subject=_passage(self._subject.snippet_from_doc(document)) or _plain(subject),
            snippet=snippet,
            score=score,
        )

    def marked(self, text: str) -> Passage | None:
        """The passage of a text that has most of the words; None if it has none."""
        return _passage(self._body.snippet_from_doc(tantivy.Document(body=composed(text))))


def beginning(text: str) -> Passage:
    """How a text begins."""
    return _plain(composed(text[: 4 * _SNIPPET]), _SNIPPET)


def first(document: tantivy.Document, name: str) -> str:
    """The value of a field of a document, "" if it has none."""
    return str(document.get_first(name) or "")


def _plain(text: str, most: int | None = None) -> Passage:
    return Passage(" ".join(text.split())[:most])


def _passage(snippet: tantivy.Snippet) -> Passage | None:
    """What tantivy marked; its byte offsets in the original text become character offsets in the collapsed one."""
    fragment = snippet.fragment().encode()
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in snippet.highlighted():
        pieces.append((fragment[at : found.start].decode(), False))
        pieces.append((fragment[found.start : found.end].decode(), True))
        at = found.end
    if not pieces:
        return None
    pieces.append((fragment[at:].decode(), False))
    text, marks = "", []
    for piece, marked in pieces:
        even = re.sub(r"\s+", " ", piece)
        even = even.lstrip() if not text or text.endswith(" ") else even
        if marked:
            marks.append((len(text), len(text) + len(even)))
        text += even
    return Passage(text.rstrip(), tuple(marks))
