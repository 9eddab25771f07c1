"""What a search shows of each cable that it finds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Query

from warehouse.search_query import composed

_SNIPPET = 220  # characters of a passage
# characters before the first hit: at most, and after an ellipsis if its sentence begins before that
_LEAD, _LEAD_CUT = 120, 60
_TAIL = 60  # characters after the last hit
# A sentence begins after a blank line, or after a full stop that is not part of an abbreviation (Gen., U.S.).
_SENTENCE = re.compile(
    r"""\n[ \t]*\n\s*
    | (?: (?<=[\w)"'\u201d]{4}[.!?]) | (?<=[ ][a-z]{2}[.!?]) | (?<=[ ][a-z]{3}[.!?]) | (?<=[a-zA-Z][ ]\d[.!?])
        | (?<=[a-zA-Z][ ]\d{2}[.!?]) | (?<=[.!?]["'\u201d]) ) \s+ (?=[A-Z"'(\u201c])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text with its white space collapsed; `marks` are the (start, end) of hits in it, in characters."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A cable found. `score` is its BM25 score, or 0 if hits are sorted by date; `date` is ISO or empty."""

    cable_id: str
    document_id: str
    date: str
    post: str
    classification: str
    subject: Passage
    snippet: Passage
    score: float


class HitMaker:
    """Turns the documents that a search found into hits, with the words found marked."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, marks: Query) -> None:
        self._subject = tantivy.SnippetGenerator.create(searcher, marks, schema, "subject")
        self._subject.set_max_num_chars(5_000)
        self._body = tantivy.SnippetGenerator.create(searcher, marks, schema, "body")
        self._body.set_max_num_chars(_SNIPPET)
        self._window = tantivy.SnippetGenerator.create(searcher, marks, schema, "body")
        self._window.set_max_num_chars(5_000)

    def hit(self, score: float, document: tantivy.Document, snippet: Passage) -> Hit:
        """The hit for a document. The index does not keep the text, so `snippet` is the passage of it to show."""
        subject = first(document, "subject")
        found = _hits(subject, self._subject.snippet_from_doc(document))
        day = document.get_first("date")
        return Hit(
            cable_id=first(document, "cable_id"),
            document_id=first(document, "document_id"),
            date=f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}" if day else "",
            post=first(document, "post"),
            classification=first(document, "classification"),
            subject=_collapsed(subject, found),
            snippet=snippet,
            score=score,
        )

    def marked(self, text: str) -> Passage | None:
        """The passage of a text that has most of the words searched for; None if the text has none of them."""
        whole = composed(text)
        found = _hits(whole, self._body.snippet_from_doc(tantivy.Document(body=whole)))
        if not found:
            return None
        shown = passage(whole, found[0][0], found[-1][1])
        return _collapsed(shown, _hits(shown, self._window.snippet_from_doc(tantivy.Document(body=shown))))


def beginning(text: str) -> Passage:
    """The beginning of a text."""
    words = " ".join(composed(text[: 4 * _SNIPPET]).split())
    return Passage(words if len(words) <= _SNIPPET else f"{words[: _SNIPPET + 1].rsplit(' ', 1)[0]} …")


def passage(text: str, start: int, end: int) -> str:
    """The text around the hits from `start` to `end`, beginning with a sentence or, after an ellipsis, with a word."""
    sentences = [found.end() for found in _SENTENCE.finditer(text, max(0, start - _LEAD), start + 1)]
    if sentences or start <= _LEAD:
        begin, before = (sentences or [0])[-1], ""
    else:
        blank = re.compile(r"\s+").search(text, start - _LEAD_CUT, start)
        begin, before = blank.end() if blank else start, "… "
    most = max(end + _TAIL, begin + _SNIPPET)
    if most >= len(text):
        return before + text[begin:]
    ends = [found.start() for found in _SENTENCE.finditer(text, max(end, begin + _SNIPPET // 2), most + 1)]
    if ends:
        return before + text[begin : ends[-1]]
    blanks = [blank.start() for blank in re.finditer(r"\s+", text[end : most + 1])]
    return f"{before}{text[begin : end + blanks[-1] if blanks else most]} …"


def first(document: tantivy.Document, name: str) -> str:
    """The value of a field of a document, "" if it has none."""
    return str(document.get_first(name) or "")


def _hits(text: str, snippet: tantivy.Snippet) -> list[tuple[int, int]]:
    """The spans of the words that tantivy marked, in characters of the text; tantivy counts bytes of a fragment."""
    fragment = snippet.fragment()
    at, encoded = text.find(fragment), fragment.encode()
    return [
        (at + len(encoded[: found.start].decode()), at + len(encoded[: found.end].decode()))
        for found in snippet.highlighted()
    ]


def _collapsed(text: str, hits: Sequence[tuple[int, int]]) -> Passage:
    """The text with its white space collapsed, and the hits at their new offsets."""
    even, marks, at = "", [], 0
    for start, end in [*hits, (len(text), len(text))]:
        for piece, is_hit in ((text[at:start], False), (text[start:end], True)):
            words = re.sub(r"\s+", " ", piece)
            words = words.lstrip() if not even or even.endswith(" ") else words
            if is_hit and words:
                marks.append((len(even), len(even) + len(words)))
            even += words
        at = end
    return Passage(even.rstrip(), tuple(marks))
