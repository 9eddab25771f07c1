"""What people type into a search, read into a query of the search index.

    beef audit        both words                  "beef audit"   the phrase
    audit*            words beginning with audit  "beef aud"*    the phrase, its last word unfinished
    beef OR pork      either                      beef -pork     without (also NOT pork)
    (a OR b) c        grouped                     subject:beef   in the subject only (also body:)

Upper and lower case and accents are one. Any other sign parts words, so that U.S. finds U S as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import tantivy
from tantivy import Occur, Query

FIELDS = ("subject", "body")
_BOOSTS = {"subject": 2.0, "body": 1.0}
_MOST_NESTED = 50
_MOST_PARTS = 500
_MARKED_ENDINGS = 50  # words beginning with a prefix that are marked in what is shown; all of them are found

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<open>\() | (?P<close>\))
  | (?P<minus>-(?=[^\s)-]))
  | (?P<field>(?:subject|body):(?=[^\s)]))
  | "(?P<phrase>[^"]*)"(?P<unfinished>\*?)
  | (?P<quote>")
  | (?P<word>[^\s()"]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


class QueryError(Exception):
    """A query that cannot be read; the message is one line with the position."""

    def __init__(self, what: str, position: int) -> None:
        super().__init__(f"query, character {position + 1}: {what}")


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query as the index takes it, and the plain words of it to mark in subjects and texts."""

    query: Query
    marks: Query


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    position: int
    unfinished: bool = False


def analyzer() -> tantivy.TextAnalyzer:
    """How subjects, texts and queries are taken apart into words."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(60), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()):
        builder = builder.filter(step)
    return builder.build()


def read_query(text: str, schema: tantivy.Schema, searcher: tantivy.Searcher) -> ReadQuery:
    """Read a query. Raises QueryError with the position where it cannot be understood."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # half characters, as of bytes given to a command
    reader = _Reader(list(_tokens(text)), schema, searcher, analyzer(), len(text))
    query = reader.read()
    return ReadQuery(query, _any(reader.marked) or Query.empty_query())


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind, position = match.lastgroup or "", match.start()
        if kind == "quote":
            raise QueryError('the phrase that begins here is not closed: add a "', position)
        if kind in ("phrase", "unfinished"):
            yield _Token("words", match["phrase"], position, bool(match["unfinished"]))
        elif kind == "word":
            word = match["word"]
            keyword = word in ("AND", "OR", "NOT")
            prefix = word.endswith("*")
            yield _Token(word if keyword else "words", word.rstrip("*"), position, prefix)
        elif kind != "space":
            yield _Token(kind, match[kind], position)


@dataclass(slots=True)
class _Reader:
    """Reads tokens by descent: alternatives of conjunctions of single parts."""

    tokens: list[_Token]
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    analyzer: tantivy.TextAnalyzer
    end: int
    at: int = 0
    marked: list[Query] = field(default_factory=list)

    def read(self) -> Query:
        if len(self.tokens) > _MOST_PARTS:
            raise QueryError(f"a query may have {_MOST_PARTS} parts", self.tokens[_MOST_PARTS].position)
        query = self._alternatives(0)
        if left := self._peek():
            raise QueryError("nothing is open that this ) could close", left.position)
        if query is None:
            raise QueryError("there is no word here to search for", 0)
        return query

    def _peek(self, *kinds: str) -> _Token | None:
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            return token if not kinds or token.kind in kinds else None
        return None

    def _take(self, *kinds: str) -> _Token | None:
        if token := self._peek(*kinds):
            self.at += 1
        return token

    def _alternatives(self, depth: int) -> Query | None:
        parts = [self._conjunction(depth)]
        while self._take("OR"):
            parts.append(self._conjunction(depth))
        return _any([part for part in parts if part is not None])

    def _conjunction(self, depth: int) -> Query | None:
        must: list[tuple[Occur, Query]] = []
        first = True
        while True:
            joined = None if first else self._take("AND")
            token = self._peek()
            if token is None or token.kind in ("close", "OR", "AND"):
                if first or joined:
                    raise QueryError("a word is missing here", token.position if token else self.end)
                break
            first = False
            without = self._take("minus", "NOT") is not None
            part = self._part(depth, marked=not without)
            if part is not None:
                must.append((Occur.MustNot if without else Occur.Must, part))
        if must and all(occur == Occur.MustNot for occur, _ in must):
            must.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(must) if must else None

    def _part(self, depth: int, *, marked: bool) -> Query | None:
        token = self._take()
        if token is None or token.kind not in ("open", "field", "words"):
            raise QueryError("a word is missing here", token.position if token else self.end)
        if token.kind == "open":
            return self._group(token, depth, marked=marked)
        fields: tuple[str, ...] = FIELDS
        if token.kind == "field":
            fields = (token.text[:-1].lower(),)
            named, token = token, self._take("words")
            if token is None:
                raise QueryError(f"put a word or a phrase behind {named.text}", named.position)
        return self._words(token, fields, marked=marked)

    def _group(self, opening: _Token, depth: int, *, marked: bool) -> Query | None:
        if depth == _MOST_NESTED:
            raise QueryError("too many ( within each other", opening.position)
        before = len(self.marked)
        query = self._alternatives(depth + 1)
        if not self._take("close"):
            raise QueryError("the ( that begins here is not closed: add a )", opening.position)
        if not marked:
            del self.marked[before:]
        return query

    def _words(self, token: _Token, fields: tuple[str, ...], *, marked: bool) -> Query | None:
        words = self.analyzer.analyze(token.text)
        if not words:
            return None
        if marked:
            self.marked += [Query.term_query(self.schema, name, word) for name in FIELDS for word in words]
            if token.unfinished:
                self.marked += self._endings(words[-1])
        return _any([Query.boost_query(self._in(name, words, token.unfinished), _BOOSTS[name]) for name in fields])

    def _in(self, name: str, words: list[str], unfinished: bool) -> Query:
        if len(words) == 1 and unfinished:
            return Query.regex_query(self.schema, name, f"{re.escape(words[0])}.*")
        if len(words) == 1:
            return Query.term_query(self.schema, name, words[0], "freq")
        if unfinished:
            return Query.phrase_prefix_query(self.schema, name, list(words))
        return Query.phrase_query(self.schema, name, list(words))

    def _endings(self, prefix: str) -> list[Query]:
        return [
            Query.term_query(self.schema, name, word)
            for name in FIELDS
            for word, _ in self.searcher.terms_with_prefix(name, prefix, limit=_MARKED_ENDINGS)
        ]


def _any(parts: list[Query]) -> Query | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return Query.boolean_query([(Occur.Should, part) for part in parts])
