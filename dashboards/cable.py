"""One cable: what a reader wants of its head, its text, and the cables around it."""

# ruff: noqa: S608  statements are put together from declared names; values are parameters

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.citation import Citation, cite
from dashboards.finding import Line, lines_of
from dashboards.published import Answer, Published, Row
from dashboards.wording import Piece, with_findings

PRECEDENCES = {"Z": "flash", "O": "immediate", "P": "priority", "R": "routine"}
_CITING = 200
_RELATED = 12

# tables are in the order of their years: with the year few of their rows are looked at
_CHILD = "WHERE cable_id = $1 AND year IS NOT DISTINCT FROM $2"
CABLE = """SELECT cables.*, posts.name AS post_name, country, country_name
FROM cables LEFT JOIN (SELECT post, name, country FROM posts) posts USING (post) LEFT JOIN countries USING (country)
WHERE cable_id = $1"""
TEXT = f"SELECT header, body FROM texts {_CHILD}"
PARAGRAPHS = f"SELECT number, portion, level, heading, text FROM paragraphs {_CHILD} ORDER BY ordinal"
ADDRESSEES = f"""SELECT role, a.name, a.post, routing_indicator, precedence, office, posts.name AS post_name
FROM (FROM addressees {_CHILD}) a LEFT JOIN posts USING (post) ORDER BY ordinal"""
TAGS = f"""SELECT tag, t.kind, name
FROM (FROM tags {_CHILD}) t LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag) ORDER BY ordinal"""
PEOPLE = f"SELECT role, name, title FROM people {_CHILD} ORDER BY role, ordinal"
FINDINGS = f"SELECT field, status, rule, raw, detail, span_start, span_end FROM findings {_CHILD} ORDER BY ordinal"
DISTRIBUTION = f"SELECT role, office, copies FROM distribution {_CHILD} ORDER BY ordinal"
REFERENCES = f"""SELECT label, raw, kind, target, status, rule, date, subject, post_name
FROM (FROM "references" {_CHILD}) r LEFT JOIN (
    SELECT cable_id, date, subject, coalesce(posts.name, post) AS post_name FROM cables LEFT JOIN posts USING (post)
) c ON c.cable_id = target
ORDER BY ordinal"""
CITED_BY = f"""SELECT cable_id, date, post, coalesce(name, post) AS post_name, classification, subject
FROM (SELECT DISTINCT cable_id FROM reference_edges WHERE cited_cable_id = $1 AND cable_id <> $1)
JOIN cables USING (cable_id) LEFT JOIN (SELECT post, name FROM posts) USING (post)
ORDER BY date NULLS LAST, cable_id LIMIT {_CITING}"""
MISSING = """SELECT citations, first_cited, last_cited, after_date, before_date, estimated_date
FROM missing_references WHERE cable_id = $1"""
VERSIONS = """SELECT document_id, source, member, cable_versions.format, cable_versions.received_at, is_current, reason,
    cable_versions.parser_version, section_number, section_total
FROM cable_versions JOIN documents USING (document_id)
WHERE cable_id = $1
ORDER BY is_current DESC, document_id"""
_NEIGHBOUR = "SELECT cable_id, date, subject FROM cables WHERE post = $1 AND year = $2 AND serial"
BEFORE = f"{_NEIGHBOUR} < $3 ORDER BY serial DESC, cable_id LIMIT 1"
AFTER = f"{_NEIGHBOUR} > $3 ORDER BY serial, cable_id LIMIT 1"
THREAD = f"""SELECT thread_id, cable_id, m.date, m.post, coalesce(post_name, m.post) AS post_name, classification,
    m.subject, ordinal
FROM thread_members m JOIN (SELECT cable_id, classification FROM cables) USING (cable_id)
WHERE thread_id = (SELECT thread_id FROM thread_members WHERE cable_id = $1) AND cable_id <> $1
ORDER BY abs(ordinal - (SELECT ordinal FROM thread_members WHERE cable_id = $1)), ordinal
LIMIT {_RELATED}"""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the page of a cable shows."""

    cable: Row
    paragraphs: Answer
    printed: Sequence[Piece]
    statuses: Sequence[str]
    addressees: Answer
    tags: Answer
    people: Answer
    distribution: Answer
    references: Answer
    cited_by: Sequence[Line]
    thread_id: str
    related: Sequence[Line]
    before: Row
    after: Row
    findings: Answer
    versions: Answer
    citation: Citation

    @property
    def precedence(self) -> str:
        """Precedence in words.

        A code of two letters is for action and for information.
        """
        return ", ".join(PRECEDENCES.get(code, code) for code in (self.cable["precedence"] or "").split())


def read_cable(published: Published, cable_id: str) -> Reading | None:
    """A cable with all around it; None if the file does not hold it."""
    cable = published.rows(CABLE, cable_id).first
    if not cable:
        return None
    found = {
        name: published.rows(sql, cable_id, cable["year"])
        for name, sql in {
            "paragraphs": PARAGRAPHS, "addressees": ADDRESSEES, "tags": TAGS, "people": PEOPLE, "findings": FINDINGS,
            "distribution": DISTRIBUTION, "references": REFERENCES,
        }.items()
    }  # fmt: skip
    text = published.rows(TEXT, cable_id, cable["year"]).first
    whole = "\n\n".join(part for part in (text.get("header"), text.get("body")) if part)
    place = cable["post"], cable["year"], cable["serial"]
    thread = published.rows(THREAD, cable_id)
    pieces = with_findings(whole, found["findings"])
    return Reading(
        cable,
        printed=pieces,
        statuses=sorted({piece.look for piece in pieces if piece.look}),
        cited_by=lines_of(published.rows(CITED_BY, cable_id)),
        thread_id=thread.first.get("thread_id", ""),
        related=lines_of(thread),
        before=published.rows(BEFORE, *place).first,
        after=published.rows(AFTER, *place).first,
        versions=published.rows(VERSIONS, cable_id),
        citation=cite(cable, cable["post_name"] or cable["post"] or ""),
        **found,
    )
