"""Read what people type into a search as a query of the search index.

    beef audit        both words                  "beef audit"   the phrase
    audit*            words beginning with audit  "beef aud*"    the phrase, its last word unfinished
    be?f              any letter for the ?        06TOKYO2609    the cable of this id
    beef OR pork      either                      beef -pork     without (also NOT pork)
    (a OR b) c        grouped                     subject:beef   in the subject only (also body:)
    post:tokyo        sent by this post           tag:PREL       with this TAGS entry
    level:secret      of this classification      id:06TOKYO*    ids that start with it

Case, accents, and straight or curly quotation marks make no difference. Any other sign separates words, so U.S. also
finds U S.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import tantivy
from tantivy import Occur, Query

TEXTS = ("subject", "body")
EXACT = {"post": "post", "tag": "tag", "tags": "tag", "level": "classification", "id": "cable_id"}
_BOOSTS = {"subject": 2.0, "body": 1.0}
_MOST_NESTED = 50
_MOST_PARTS = 500
_MARKED_WORDS = 50  # words to mark in what is shown for one word with a * or ?; a search finds them all

# The tokenizer keeps letters and splits words at everything else. These letters of the Tifinagh script stand for the
# signs while a word is analysed; no step of the analyzer changes them.
_ANY, _ONE = "\u2d63", "\u2d65"
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'))
_ID = re.compile(r"(?:19|20)?(\d\d)[ \-]?([A-Za-z][A-Za-z ]{0,28}?)[ \-]?0{0,5}([1-9]\d{0,6})")

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<open>\() | (?P<close>\))
  | (?P<minus>-(?=[^\s)-]))
  | (?P<field>(?:subject|body|post|tags?|level|id):\s*)
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
    """A query in the index's own form, and the plain words of it to mark in subjects and texts."""

    query: Query
    marks: Query


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    position: int


def composed(text: str | None) -> str:
    """A text in which each accented letter is one character, as in queries."""
    if not text or text.isascii():
        return text or ""
    return unicodedata.normalize("NFC", text)


def analyzer() -> tantivy.TextAnalyzer:
    """How subjects, texts and queries are split into words."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    # tantivy folds a few small letters into capitals, and İ is one letter only as long as it is a capital
    for step in (tantivy.Filter.remove_long(60), tantivy.Filter.ascii_fold(), tantivy.Filter.lowercase()):
        builder = builder.filter(step)
    return builder.build()


def canonical_id(text: str) -> str:
    """The id of a cable as the index stores it; empty if the text is not an id.

    >>> canonical_id("06 Tokyo 002609"), canonical_id("1973ROME01565"), canonical_id("beef")
    ('06TOKYO2609', '73ROME1565', '')
    """
    match = _ID.fullmatch(text.strip())
    return f"{match[1]}{match[2].replace(' ', '').upper()}{match[3]}" if match else ""


def read_query(text: str, schema: tantivy.Schema, searcher: tantivy.Searcher) -> ReadQuery:
    """Read a query. Raises QueryError with the position if it cannot be understood."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates, as from bytes given to a command
    text = composed(text).translate(_QUOTES)
    reader = _Reader(list(_tokens(text)), schema, searcher, analyzer(), len(text))
    query = reader.read()
    if cable_id := canonical_id(text):
        query = _any([reader.named(cable_id), query]) or query
    return ReadQuery(query, _any(reader.marked) or Query.empty_query())


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind, position = match.lastgroup or "", match.start()
        if kind == "quote":
            raise QueryError('the phrase that begins here is not closed: add a "', position)
        if kind in ("phrase", "unfinished"):
            yield _Token("words", match["phrase"] + match["unfinished"], position)
        elif kind == "word":
            word = match["word"]
            yield _Token(word if word in ("AND", "OR", "NOT") else "words", word, position)
        elif kind != "space":
            yield _Token(kind, match[kind].strip(), position)


@dataclass(slots=True)
class _Reader:
    """Recursive descent over the tokens: alternatives of conjunctions of single parts."""

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
        query = self._alternatives(0, TEXTS)
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

    def _alternatives(self, depth: int, fields: tuple[str, ...]) -> Query | None:
        parts = [self._conjunction(depth, fields)]
        while self._take("OR"):
            parts.append(self._conjunction(depth, fields))
        return _any([part for part in parts if part is not None])

    def _conjunction(self, depth: int, fields: tuple[str, ...]) -> Query | None:
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
            part = self._part(depth, fields, marked=not without)
            if part is not None:
                must.append((Occur.MustNot if without else Occur.Must, part))
        if must and all(occur == Occur.MustNot for occur, _ in must):
            must.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(must) if must else None

    def _part(self, depth: int, fields: tuple[str, ...], *, marked: bool) -> Query | None:
        token = self._take()
        if token is None or token.kind not in ("open", "field", "words"):
            raise QueryError("a word is missing here", token.position if token else self.end)
        if token.kind == "open":
            return self._group(token, depth, fields, marked=marked)
        if token.kind == "words":
            return self._words(token, fields, marked=marked)
        name = token.text[:-1].lower()
        value = self._take("words", *(() if name in EXACT else ("open",)))
        if value is None:
            raise QueryError(f"put a word or a phrase after {token.text}", token.position)
        if name in EXACT:
            return self._exact(EXACT[name], value)
        if value.kind == "open":
            return self._group(value, depth, (name,), marked=marked)
        return self._words(value, (name,), marked=marked)

    def _group(self, opening: _Token, depth: int, fields: tuple[str, ...], *, marked: bool) -> Query | None:
        if depth == _MOST_NESTED:
            raise QueryError("too many ( within each other", opening.position)
        before = len(self.marked)
        query = self._alternatives(depth + 1, fields)
        if not self._take("close"):
            raise QueryError("the ( that begins here is not closed: add a )", opening.position)
        if not marked:
            del self.marked[before:]
        return query

    def _exact(self, name: str, token: _Token) -> Query:
        """A field that is not split into words: upper case, a post without blanks."""
        value = " ".join(token.text.split()).upper()
        if name == "post":
            value = re.sub(r"[^\w*?]", "", value)
        if name == "cable_id":
            value = canonical_id(value) or value.replace(" ", "")
        if not value.strip("*?"):
            raise QueryError("a word is missing here", token.position)
        if "*" in value or "?" in value:
            return self._matching(name, _pattern(value.replace("*", _ANY).replace("?", _ONE)), token)
        return Query.term_query(self.schema, name, value, "basic")

    def named(self, cable_id: str) -> Query:
        """The cable with this id, ranked above all that only mention it."""
        return Query.boost_query(Query.term_query(self.schema, "cable_id", cable_id, "basic"), 100.0)

    def _words(self, token: _Token, fields: tuple[str, ...], *, marked: bool) -> Query | None:
        # a question mark at the end of a word is punctuation: it stands for no letter
        text = re.sub(r"\?(?=[\s\"')]|$)", " ", token.text).replace("*", _ANY).replace("?", _ONE)
        words = [word for word in self.analyzer.analyze(text) if word.strip(_ANY + _ONE)]
        if not words:
            return None
        if marked:
            self.marked += [query for word in words for query in self._marks(word)]
        parts = [Query.boost_query(self._in(name, words, token), _BOOSTS[name]) for name in fields]
        if fields == TEXTS and (cable_id := canonical_id(token.text)):
            parts.append(self.named(cable_id))
        return _any(parts)

    def _in(self, name: str, words: list[str], token: _Token) -> Query:
        is_open = any(_is_open(word) for word in words)
        if len(words) == 1:
            if is_open:
                return self._matching(name, _pattern(words[0]), token)
            return Query.term_query(self.schema, name, words[0], "freq")
        if not is_open:
            return Query.phrase_query(self.schema, name, list(words))
        # a phrase prefix query would silently skip all but fifty endings
        try:
            return Query.regex_phrase_query(self.schema, name, [_pattern(word) for word in words])
        except ValueError as error:
            raise QueryError("this phrase cannot be searched for: write fewer * and ?", token.position) from error

    def _matching(self, name: str, pattern: str, token: _Token) -> Query:
        try:
            return Query.regex_query(self.schema, name, pattern)
        except ValueError as error:
            raise QueryError("this word cannot be searched for: write fewer * and ?", token.position) from error

    def _marks(self, word: str) -> Iterator[Query]:
        meant = [word]
        if _is_open(word):
            known = re.compile(_pattern(word))
            beginning = re.split(f"[{_ANY}{_ONE}]", word)[0]
            ends = (self.searcher.terms_with_prefix(name, beginning, limit=20 * _MARKED_WORDS) for name in TEXTS)
            meant = [other for listed in ends for other, _ in listed if known.fullmatch(other)][: 2 * _MARKED_WORDS]
        for other in meant:
            for name in TEXTS:
                yield Query.term_query(self.schema, name, other)


def _is_open(word: str) -> bool:
    return _ANY in word or _ONE in word


def _pattern(word: str) -> str:
    """A word as a regular expression of the index."""
    return re.escape(word).replace(_ANY, ".*").replace(_ONE, ".")


def _any(parts: list[Query]) -> Query | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return Query.boolean_query([(Occur.Should, part) for part in parts])
