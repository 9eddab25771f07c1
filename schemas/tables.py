"""The tables of the lake: which columns, which key, how partitioned.

The order of the columns is part of the public contract: new ones go at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.columns import COLUMNS, Column

# How finely time is divided: in the folders of tables that are by year and post, a setting of the lake, and in counts.
Grain = Literal["year", "month"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one sentence on what a row is, its columns, its key and its partition columns.

    `partition_by` are the partition columns in a lake by year.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: tuple[str, ...] = ()
    partition_by: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def folders(self, grain: Grain) -> tuple[str, ...]:
        """The columns by which the table's files are in folders, the outermost first."""
        if grain == "month" and "month" in self.column_names:
            return ("year", "month", "post")
        return self.partition_by

    def meaning(self, column: Column) -> str:
        """What a column means in this table, and whether it partitions the table's files."""
        return f"{column.description}; partition key" if column.name in self.partition_by else column.description


_RAW_WORDS = Column("raw", "text", "the words of the document from which the value was read")
_CHANNEL_SERIAL = Column("serial", "text", "sequence number on the channel to that addressee, as printed (1963)")
_MENTIONED = Column("name", "text", "name as printed at the span, white space folded")
_TITLE = Column("title", "text", "title or rank beside the name, as printed")


def _columns(*names: str | Column) -> tuple[Column, ...]:
    return tuple(name if isinstance(name, Column) else COLUMNS[name] for name in names)


CABLE_COLUMNS = _columns(
    "cable_id", "document_id", "date", "dtg", "year", "post", "serial", "classification", "handling", "precedence",
    "subject", "declassify_on", "is_partial", "section_total", "signer", "classified_by", "redactions", "quality",
    "captions", "section_number", "origin", "routing_indicator", "channel", "executive_order", "declassify_raw",
    "classified_by_title", "reasons", "summary", "protected_mentions", "format", "parser_version",
    "release_status", "reviewed_on", "review_authority", "exemptions", "pass_lines",
    "created_at", "created_precision", "released_on", "source_id",
)  # fmt: skip

DOCUMENTS = Table(
    "documents",
    "one document as received, parsed or quarantined; its bytes are the lake's ground truth",
    _columns(
        "document_id", "source", "member", "format", "raw", "bytes", "received_at", "run_id", "position", "encoding",
        "year", "post",
    ),
    key=("document_id",),
    required=("document_id", "source", "raw", "bytes", "received_at", "run_id"),
    partition_by=("year",),
)  # fmt: skip

CABLES = Table(
    "cables",
    "one cable: the current document of a canonical id",
    CABLE_COLUMNS + _columns("month"),
    key=("cable_id",),
    required=("cable_id", "document_id"),
    partition_by=("year", "post"),
    references=(("document_id", "documents"),),
)

CABLE_VERSIONS = Table(
    "cable_versions",
    "one parsed document of a cable, current or superseded",
    CABLE_COLUMNS + _columns("is_current", "reason", "received_at"),
    key=("document_id",),
    required=("cable_id", "document_id", "is_current"),
    partition_by=("year",),
    references=(("document_id", "documents"),),
)

TEXTS = Table(
    "texts",
    "the text of one cable, in two parts",
    _columns("cable_id", "header", "body", "text_offsets", "document_offsets", "document_id", "year", "post", "month"),
    key=("cable_id",),
    required=("cable_id", "document_id"),
    partition_by=("year", "post"),
    references=(("cable_id", "cables"),),
)

PARAGRAPHS = Table(
    "paragraphs",
    "one paragraph of a cable",
    _columns(
        "cable_id", "ordinal", "number", "portion", "level", "text", "heading", "span_start", "span_end",
        "document_id", "year", "post", "month",
    ),
    key=("cable_id", "ordinal"),
    required=("cable_id", "ordinal", "text", "document_id"),
    partition_by=("year", "post"),
    references=(("cable_id", "cables"),),
)  # fmt: skip

ADDRESSEES = Table(
    "addressees",
    "one addressee of a cable, in the order of the header",
    _columns(
        "cable_id", "ordinal", "role", "name", "post", "routing_indicator", "precedence", _CHANNEL_SERIAL, "office",
        "document_id", "year",
    ),
    key=("cable_id", "ordinal"),
    required=("cable_id", "ordinal", "role", "name", "document_id"),
    partition_by=("year",),
    references=(("cable_id", "cables"),),
)  # fmt: skip

TAGS = Table(
    "tags",
    "one TAGS entry of a cable",
    _columns("cable_id", "ordinal", "tag", "kind", _RAW_WORDS, "document_id", "year"),
    key=("cable_id", "ordinal"),
    required=("cable_id", "ordinal", "tag", "kind", "document_id"),
    partition_by=("year",),
    references=(("cable_id", "cables"),),
)

REFERENCES = Table(
    "references",
    "one reference (reftel) of a cable; status: resolved, missing, ambiguous or not_a_cable",
    _columns(
        "cable_id", "ordinal", "label", _RAW_WORDS, "kind", "target", "status", "rule", "document_id", "year",
    ),
    key=("cable_id", "ordinal"),
    required=("cable_id", "ordinal", "raw", "kind", "document_id"),
    partition_by=("year",),
    references=(("cable_id", "cables"),),
)  # fmt: skip

PEOPLE = Table(
    "people",
    "one person named in an official part: signer, classified_by, drafter, approver, clearance, tag",
    _columns("cable_id", "role", "name", "title", "ordinal", "document_id", "year"),
    key=("cable_id", "role", "ordinal"),
    required=("cable_id", "role", "name", "document_id"),
    partition_by=("year",),
    references=(("cable_id", "cables"),),
)

PLACE_MENTIONS = Table(
    "place_mentions",
    "one mention of a country, capital or large city in the subject or text of a cable",
    _columns(
        "cable_id", "ordinal", "place_id", _MENTIONED, "rule", "span_start", "span_end", "document_id", "year",
    ),
    key=("cable_id", "ordinal"),
    required=("cable_id", "ordinal", "place_id", "name", "document_id"),
    partition_by=("year",),
    references=(("cable_id", "cables"), ("place_id", "places")),
)  # fmt: skip

PERSON_MENTIONS = Table(
    "person_mentions",
    "one mention of a person in the subject or text of a cable, named with a title or in another usual form",
    _columns(
        "cable_id", "ordinal", _MENTIONED, _TITLE, "rule", "span_start", "span_end", "document_id", "year",
    ),
    key=("cable_id", "ordinal"),
    required=("cable_id", "ordinal", "name", "document_id"),
    partition_by=("year",),
    references=(("cable_id", "cables"),),
)  # fmt: skip

DISTRIBUTION = Table(
    "distribution",
    "one office on the distribution list of a 1970s cable; role: action, origin or info",
    _columns("cable_id", "ordinal", "role", "office", "copies", "document_id", "year"),
    key=("cable_id", "ordinal"),
    required=("cable_id", "ordinal", "role", "office", "copies", "document_id"),
    partition_by=("year",),
    references=(("cable_id", "cables"),),
)

FINDINGS = Table(
    "findings",
    "one statement about a field of a cable; status: ok, repaired, absent, unparsed or disagrees",
    _columns(
        "cable_id", "field", "status", "rule", _RAW_WORDS, "span_start", "span_end", "detail", "ordinal",
        "document_id", "year",
    ),
    key=("document_id", "ordinal"),
    required=("cable_id", "field", "status", "document_id"),
    partition_by=("year",),
    references=(("cable_id", "cables"),),
)  # fmt: skip

TEXT_TOPICS = Table(
    "text_topics",
    "one topic that `cablelake topics train` found in the texts",
    _columns("topic_id", "model_version", "words", "nearest_tags", "cables", "is_retired", "topic_name"),
    key=("topic_id",),
    required=("topic_id", "model_version", "words", "nearest_tags", "cables", "is_retired"),
)

TEXT_TOPIC_WORDS = Table(
    "text_topic_words",
    "one word of a topic in the present model: what it takes to place a cable in the topics",
    _columns("topic_id", "word", "word_weight", "rarity"),
    key=("topic_id", "word"),
    required=("topic_id", "word", "word_weight", "rarity"),
    references=(("topic_id", "text_topics"),),
)

CABLE_TOPICS = Table(
    "cable_topics",
    "one topic of a cable, the main one first; without a topic_id, the cable has no word of any topic",
    _columns("cable_id", "ordinal", "topic_id", "weight", "year"),
    key=("cable_id", "ordinal"),
    required=("cable_id", "ordinal"),
    partition_by=("year",),
    references=(("cable_id", "cables"), ("topic_id", "text_topics")),
)

QUARANTINE = Table(
    "quarantine",
    "one rejected document; its bytes are in documents",
    _columns(
        "document_id", "stage", "reason", "detail", "run_id", "replayed_at", "settled_at", "settled_as", "note",
        "source", "member",
    ),
    key=("document_id",),
    required=("document_id", "stage", "reason", "run_id"),
    references=(("document_id", "documents"),),
)  # fmt: skip

RUNS = Table(
    "runs",
    "one ingest, replay or reparse run; documents = parsed + quarantined + duplicates",
    _columns(
        "run_id", "started_at", "finished_at", "status", "sources", "documents", "parsed", "quarantined",
        "duplicates", "parser_version", "unchanged",
    ),
    key=("run_id",),
    required=("run_id", "started_at", "status", "documents", "parsed", "quarantined", "duplicates"),
)  # fmt: skip

DELIVERIES = Table(
    "deliveries",
    "one document that a run found, and what became of it",
    _columns("run_id", "document_id", "source", "member", "position", "outcome"),
    key=("run_id", "source", "member", "position"),
    required=("run_id", "document_id", "source", "outcome"),
)

SOURCE_FILES = Table(
    "source_files",
    "one source file as last read, so that an unchanged one is not read again",
    _columns("source", "fingerprint", "documents", "run_id"),
    key=("source",),
    required=("source", "fingerprint", "documents", "run_id"),
)

POSTS = Table(
    "posts",
    "one station: an embassy, consulate, mission or headquarters that sends cables",
    _columns(
        "post", "name", "kind", "country", "bureau", "latitude", "longitude", "aliases", "origin_source", "note",
    ),
    key=("post",),
    required=("post", "name", "kind"),
)  # fmt: skip

TAG_CODES = Table(
    "tag_codes",
    "one code of the TAGS handbooks",
    _columns("tag", "kind", "name", "subject_field", "country", "origin_source", "note"),
    key=("tag",),
    required=("tag", "kind", "name"),
)

COUNTRIES = Table(
    "countries",
    "one country or territory",
    _columns("country", "alpha_3", "country_name", "bureau"),
    key=("country",),
    required=("country", "country_name"),
)

ROUTING_INDICATORS = Table(
    "routing_indicators",
    "one routing indicator and the station or office that has it",
    _columns("routing_indicator", "name", "post", "origin_source"),
    key=("routing_indicator",),
    required=("routing_indicator", "name"),
)

PLACES = Table(
    "places",
    "one place that the text of a cable may mention: a country of today or 1973-2010, a capital, a large city",
    _columns(
        "place_id", "kind", "name", "country", "latitude", "longitude", "population", "aliases", "origin_source",
    ),
    key=("place_id",),
    required=("place_id", "kind", "name"),
)  # fmt: skip

CLASSIFICATIONS = Table(
    "classifications",
    "one classification level",
    _columns("classification", "rank", "note", "origin_source"),
    key=("classification",),
    required=("classification", "rank"),
)

PROPERTIES = Table(
    "lake_properties",
    "one property of the lake itself: its schema version, and fingerprints that show what must be brought up to date",
    _columns("key", "value"),
    key=("key",),
    required=("key", "value"),
)

TEXT_FINGERPRINTS = Table(
    "text_fingerprints",
    "the fingerprint of one text of five words or more, by which near-duplicates are found",
    _columns("cable_id", Column("keys", "integer[]", "25 hashes of its MinHash numbers; similar texts share some")),
    key=("cable_id",),
    required=("cable_id", "keys"),
)

TEXT_PAIRS = Table(
    "text_pairs",
    "two cables whose texts are near-duplicates: at least 0.8 of all runs of five words in either are in both",
    _columns(
        "cable_id",
        Column("other_id", "text", "id of the other cable, which follows in alphabetical order"),
        Column("similarity", "double", "runs of five words that both texts have / those that either has", "0.8 to 1"),
    ),
    key=("cable_id", "other_id"),
    required=("cable_id", "other_id", "similarity"),
)

WORDS_BY_MONTH = Table(
    "words_by_month",
    "one word in one month: how many cables have it in their subject or paragraphs",
    _columns(
        Column("word", "text", "as the search folds it: 3 to 30 letters without case or accents, no stop word"),
        Column("month", "date", "first day of the month"),
        Column("cables", "integer", "cables of this month that hold the word"),
    ),
    key=("word", "month"),
    required=("word", "month", "cables"),
)

SCHEMA_VERSION = 1  # raised by a change that adding tables and columns cannot express

PARSED_TABLES = (
    CABLES,
    TEXTS,
    PARAGRAPHS,
    ADDRESSEES,
    TAGS,
    REFERENCES,
    PEOPLE,
    DISTRIBUTION,
    FINDINGS,
    PLACE_MENTIONS,
    PERSON_MENTIONS,
)
LEDGER_TABLES = (DOCUMENTS, CABLE_VERSIONS, QUARANTINE, RUNS, DELIVERIES, SOURCE_FILES)
TOPIC_TABLES = (TEXT_TOPICS, TEXT_TOPIC_WORDS, CABLE_TOPICS)
DIMENSION_TABLES = (POSTS, TAG_CODES, COUNTRIES, ROUTING_INDICATORS, CLASSIFICATIONS, PLACES)
TABLES = {table.name: table for table in (*LEDGER_TABLES, *PARSED_TABLES, *TOPIC_TABLES, *DIMENSION_TABLES)}
# made from the texts when a lake is published; in the published file only
DERIVED_TABLES = (TEXT_FINGERPRINTS, TEXT_PAIRS, WORDS_BY_MONTH)
