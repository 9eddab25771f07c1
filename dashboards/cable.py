"""One cable: its header fields, its text, and the cables around it."""

# ruff: noqa: S608  statements are put together from declared names; values are parameters

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from dashboards.citation import Citation, cite
from dashboards.finding import Line, lines_of
from dashboards.published import Answer, Published, Row
from dashboards.selection import PLACE
from dashboards.wording import Piece, PlacesInText, with_findings
from warehouse.masking import MASK

PRECEDENCES = {"Z": "flash", "O": "immediate", "P": "priority", "R": "routine"}
_CITING = 200
_SIMILAR, _SIMILAR_SHOWN = 20, 6

# Tables are sorted by year, so a condition on the year leaves few rows to read. DuckDB skips row groups for an
# equation, but not for IS NOT DISTINCT FROM.
_OF_YEAR, _UNDATED = "year = $2", "year IS NULL AND $2 IS NULL"
_CHILD = f"WHERE cable_id = $1 AND {_OF_YEAR}"
CABLE = "SELECT * EXCLUDE (summary) FROM cables WHERE cable_id = $1"
TEXT = f"SELECT header, body, text_offsets, document_offsets FROM texts {_CHILD}"
PARAGRAPHS = f"SELECT number, portion, level, heading, text FROM paragraphs {_CHILD} ORDER BY ordinal"
ADDRESSEES = f"SELECT role, name, post, routing_indicator, precedence, office FROM addressees {_CHILD} ORDER BY ordinal"
TAGS = f"SELECT tag, kind FROM tags {_CHILD} ORDER BY ordinal"
PEOPLE = f"SELECT role, name, title FROM people {_CHILD} ORDER BY role, ordinal"
FINDINGS = f"SELECT field, status, rule, raw, detail, span_start, span_end FROM findings {_CHILD} ORDER BY ordinal"
DISTRIBUTION = f"SELECT role, office, copies FROM distribution {_CHILD} ORDER BY ordinal"
REFERENCES = f'SELECT label, raw, kind, target, status, rule FROM "references" {_CHILD} ORDER BY ordinal'
CITING = f"""SELECT DISTINCT cable_id FROM reference_edges WHERE cited_cable_id = $1 AND cable_id <> $1
ORDER BY cable_id LIMIT {_CITING}"""
BRIEFLY = """SELECT cable_id, date, post, post AS post_name, classification, subject FROM cables
WHERE cable_id IN (SELECT unnest($1)) ORDER BY date NULLS LAST, cable_id"""
# The answers to these are cached: looking names up in them takes a fraction of the time of a join per cable.
POSTS = "SELECT post, name, country, country_name FROM posts LEFT JOIN countries USING (country)"
TAG_NAMES = "SELECT tag, name FROM tag_codes"
MISSING = """SELECT citations, first_cited, last_cited, after_date, before_date, estimated_date
FROM missing_references WHERE cable_id = $1"""
VERSIONS = """SELECT v.document_id, source, member, v.format, v.received_at, is_current, reason, v.parser_version,
    section_number, section_total
FROM (FROM cable_versions WHERE cable_id = $1) v LEFT JOIN (
    FROM documents WHERE year IS NULL OR year IN (SELECT year FROM cable_versions WHERE cable_id = $1)
) d USING (document_id)
ORDER BY is_current DESC, v.document_id"""
_NEIGHBOUR = "SELECT cable_id, date, subject FROM cables WHERE post = $1 AND year = $2 AND serial"
BEFORE = f"{_NEIGHBOUR} < $3 ORDER BY serial DESC, cable_id LIMIT 1"
AFTER = f"{_NEIGHBOUR} > $3 ORDER BY serial, cable_id LIMIT 1"
THREAD = "SELECT thread_id FROM thread_members WHERE cable_id = $1"
SIMILAR = f"SELECT cable_id, date, subject, reasons FROM similar_to($1) LIMIT {_SIMILAR}"
PLACES = f"""SELECT {PLACE} AS place, mentions
FROM (SELECT place_id, count(*) AS mentions, min(ordinal) AS first FROM place_mentions {_CHILD} GROUP BY place_id)
JOIN places USING (place_id) ORDER BY mentions DESC, first"""
NAMES = f"""SELECT upper(name) AS person, first(name ORDER BY ordinal) AS name,
    any_value(title ORDER BY ordinal) AS title
FROM person_mentions {_CHILD} AND NOT contains(name, '{MASK}') GROUP BY person ORDER BY min(ordinal)"""
TOPICS = f"""SELECT topic_id, topic_name, weight
FROM (FROM cable_topics {_CHILD}) JOIN text_topics USING (topic_id) ORDER BY weight DESC, topic_id"""


class CablePage:
    """Everything that the page of a cable shows. Each part is queried when the template reaches it."""

    def __init__(self, published: Published, cable: Row) -> None:
        self._published = published
        self.cable = cable

    def _of_year(self, sql: str) -> Answer:
        year = self.cable["year"]
        return self._published.rows(sql if year else sql.replace(_OF_YEAR, _UNDATED), self.cable["cable_id"], year)

    @property
    def precedence(self) -> str:
        """Precedence in words: one, or one for action and one for information."""
        return ", ".join(PRECEDENCES.get(code, code) for code in (self.cable["precedence"] or "").split())

    @cached_property
    def addressees(self) -> Answer:
        return self._of_year(ADDRESSEES)

    @cached_property
    def tags(self) -> Sequence[Row]:
        """TAGS with their names, None if unknown."""
        names = dict(self._published.rows(TAG_NAMES).values)
        return [{**row, "name": names.get(row["tag"])} for row in self._of_year(TAGS)]

    @cached_property
    def paragraphs(self) -> Answer:
        return self._of_year(PARAGRAPHS)

    @cached_property
    def findings(self) -> Answer:
        return self._of_year(FINDINGS)

    @cached_property
    def printed(self) -> Sequence[Piece]:
        """The telegram as printed, split into the pieces that findings read; empty if its text was not preserved.

        Nothing is marked if the text has no offsets, because it is masked or an earlier version read it.
        """
        text = self._of_year(TEXT).first
        whole = "\n\n".join(part for part in (text.get("header"), text.get("body")) if part)
        offsets = PlacesInText(text.get("text_offsets") or (), text.get("document_offsets") or ())
        return with_findings(whole, self.findings if offsets.text else (), offsets) if whole else []

    @cached_property
    def people(self) -> Answer:
        return self._of_year(PEOPLE)

    @cached_property
    def distribution(self) -> Answer:
        return self._of_year(DISTRIBUTION)

    @cached_property
    def versions(self) -> Answer:
        return self._published.rows(VERSIONS, self.cable["cable_id"])

    @cached_property
    def references(self) -> Answer:
        return self._of_year(REFERENCES)

    @cached_property
    def thread_id(self) -> str:
        """The id of its thread; empty if it is in none."""
        return str(self._published.rows(THREAD, self.cable["cable_id"]).first.get("thread_id", ""))

    @cached_property
    def _citing(self) -> Sequence[str]:
        return [row["cable_id"] for row in self._published.rows(CITING, self.cable["cable_id"])]

    @cached_property
    def similar(self) -> Sequence[Row]:
        """The cables most similar to it, and why; those that it cites or that cite it are listed elsewhere."""
        found = self._published.rows(SIMILAR, self.cable["cable_id"])
        return [row for row in found if row["cable_id"] not in self.briefly][:_SIMILAR_SHOWN]

    @cached_property
    def places(self) -> Answer:
        """The places that its subject and text mention, the most frequent first."""
        return self._of_year(PLACES)

    @cached_property
    def names(self) -> Answer:
        """The people that its subject and text name, in order, except masked names."""
        return self._of_year(NAMES)

    @cached_property
    def topics(self) -> Answer:
        """The topics of its text, the heaviest first."""
        return self._of_year(TOPICS)

    @cached_property
    def briefly(self) -> Mapping[str, Row]:
        """The cables that it cites or that cite it and that the file holds, by id."""
        cited = [row["target"] for row in self.references if row["target"]]
        others = [*cited, *self._citing]
        return {row["cable_id"]: row for row in self._published.rows(BRIEFLY, others)} if others else {}

    @property
    def cited_by(self) -> Sequence[Line]:
        return lines_of(row for other, row in self.briefly.items() if other in self._citing)

    @cached_property
    def before(self) -> Row:
        """The previous cable of the same post and year, by number; empty if there is none."""
        return self._published.rows(BEFORE, *self._place).first

    @cached_property
    def after(self) -> Row:
        """The next cable of the same post and year, by number; empty if there is none."""
        return self._published.rows(AFTER, *self._place).first

    @property
    def _place(self) -> tuple[Any, ...]:
        return self.cable["post"], self.cable["year"], self.cable["serial"]

    @property
    def citation(self) -> Citation:
        return cite(self.cable, self.cable["post_name"] or self.cable["post"] or "")


def read_cable(published: Published, cable_id: str) -> CablePage | None:
    """Read what the page of a cable shows; None if the file does not hold the cable."""
    cable = published.rows(CABLE, cable_id).first
    if not cable:
        return None
    names = {post: place for post, *place in published.rows(POSTS).values}
    place = names.get(cable["post"], (None, None, None))
    return CablePage(published, cable | dict(zip(("post_name", "country", "country_name"), place, strict=True)))
