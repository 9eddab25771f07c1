"""Every column of the lake, defined once.

A column name means the same quantity in every table that lists it; `schemas.tables` narrows the two names (`raw`,
`serial`) that the public contract uses for two quantities each.
Suffixes carry meaning: `_id` identifies, `_on` is a date, `_at` a UTC timestamp, `is_` a yes or no.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "double", "boolean", "date", "timestamp", "bytes", "text[]", "integer[]"]


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity: its name, type, meaning, unit and where its values come from."""

    name: str
    type: Type
    description: str
    unit: str = ""
    source: str = ""


_DEFINITIONS = (
    # identity and provenance
    Column("document_id", "text", "SHA-256 of the document's bytes as received, in hexadecimal"),
    Column("cable_id", "text", "canonical id: two-digit year, station, serial without leading zeros (06TOKYO2609)"),
    Column("source", "text", "file, archive or URI the document came from, as given"),
    Column("member", "text", "path inside the archive, empty for a plain file"),
    Column(
        "position",
        "integer",
        "place in the source: of a file in its archive, or of the first byte of a row or of one of several telegrams "
        "in its file; 0 for a file kept beside its telegrams",
        unit="from 1",
    ),
    Column("format", "text", "telegram, ocr, wikileaks-html, cables-csv or nara"),
    Column("raw", "bytes", "the document's bytes exactly as received"),
    Column("bytes", "integer", "length of the document as received", unit="bytes"),
    Column("encoding", "text", "character encoding in which the bytes were decoded"),
    Column("received_at", "timestamp", "when the run that ingested the document started"),
    Column("run_id", "text", "run that wrote the row"),
    Column(
        "outcome",
        "text",
        "what became of a delivered document: parsed, quarantined or duplicate; kept: a file beside its telegrams",
    ),
    Column("parser_version", "text", "version of cablelake that parsed the document"),
    # the cable
    Column("date", "date", "day of the cable: from the DTG, else what the source states"),
    Column("dtg", "timestamp", "date-time group, the moment of release", unit="UTC"),
    Column("year", "integer", "calendar year of `date`"),
    Column("month", "integer", "calendar month of `date`; in a lake by month, files are in folders by it", "1 to 12"),
    Column("post", "text", "canonical station of origin (TOKYO)", source="posts.post"),
    Column("serial", "integer", "number of the cable at its post in its year"),
    Column("origin", "text", "originating office as the source or the FM line names it"),
    Column("routing_indicator", "text", "routing indicator (RUEHKO)", source="ACP 117"),
    Column("channel", "text", "first line of the transmission header (VZCZCXRO1234)"),
    Column(
        "classification",
        "text",
        "UNCLASSIFIED, LIMITED OFFICIAL USE, CONFIDENTIAL, SECRET or TOP SECRET",
        source="classifications.classification",
    ),
    Column("handling", "text[]", "handling markings (NOFORN, SENSITIVE, FOUO), upper case, no duplicates"),
    Column("captions", "text[]", "distribution captions (SIPDIS, EXDIS, NODIS, LIMDIS, STADIS), no duplicates"),
    Column("precedence", "text", "Z flash, O immediate, P priority, R routine; two letters (O R): action and info"),
    Column("section_number", "integer", "section of a cable sent in parts", unit="from 1"),
    Column("section_total", "integer", "number of sections in which the cable was sent"),
    Column("executive_order", "text", "executive order on which the classification is based (12958)"),
    Column("declassify_on", "date", "date on which the cable was to be declassified"),
    Column("declassify_raw", "text", "declassification instruction as printed"),
    Column("subject", "text", "subject line, wrapped lines joined, without its portion marking"),
    Column("classified_by", "text", "name of the classifying officer"),
    Column("classified_by_title", "text", "title of the classifying officer"),
    Column(
        "pass_lines",
        "text[]",
        "lines between the captions and the E.O. line that are not captions, as printed: whom to pass the telegram "
        "to, whose attention it is for; the Pass Line of the Department's frame",
    ),
    Column("reasons", "text[]", "reasons for classification, lower-case letters of the order's section (1.4 b)"),
    Column("signer", "text", "name in the signature, upper case"),
    Column("summary", "text", "text between SUMMARY and END SUMMARY"),
    Column("is_partial", "boolean", "the source has only an extract"),
    Column("redactions", "integer", "runs of characters blacked out by the publisher"),
    Column("protected_mentions", "integer", "names marked (protect) or (strictly protect)"),
    Column("release_status", "text", "what a later review decided, as stamped (RELEASED IN PART); not the level"),
    Column("reviewed_on", "date", "day of that review"),
    Column("review_authority", "text", "who decided it, as stamped"),
    Column(
        "created_at",
        "timestamp",
        "when the source says the cable was created, precise to `created_precision`; used if the text has no DTG",
        unit="UTC",
        source="page table, cables.csv, Draft Date of archive records, Date of the Department's frame",
    ),
    Column("created_precision", "text", "how far `created_at` can be trusted: day, hour or minute"),
    Column(
        "released_on",
        "date",
        "day on which the source or a stamp says the document was made public",
        source="page table, Review Release Date and markings of archive records, release stamps",
    ),
    Column(
        "source_id",
        "text",
        "the source's own id for the document, as printed",
        source="row number of cables.csv, Reference ID of pages, Document Number of records and prints, MRN, Doc No.",
    ),
    Column("exemptions", "text[]", "exemptions claimed for what was cut out (B1, 1.4(D)), no duplicates"),
    Column(
        "quality",
        "double",
        "share of the applicable fields that were read (ok or repaired), halved for each sign that text was lost",
        unit="0 to 1",
    ),
    Column("header", "text", "transmission header and addressees"),
    Column("body", "text", "text from the classification line on"),
    Column(
        "text_offsets",
        "integer[]",
        "where each stretch of text kept as printed begins in header and body, which a blank line separates",
        unit="characters from 0",
    ),
    Column(
        "document_offsets",
        "integer[]",
        "where the same stretches begin in the document's text: maps spans to header and body",
        unit="characters from 0",
    ),
    # children of a cable
    Column("ordinal", "integer", "order inside the cable", unit="from 1"),
    Column("number", "integer", "paragraph number as repaired"),
    Column("portion", "text", "portion marking as printed, without brackets (S/NF)"),
    Column("level", "text", "classification level that the portion marking means"),
    Column("heading", "text", "heading above the paragraph"),
    Column("text", "text", "text of the paragraph, page furniture removed"),
    Column(
        "role",
        "text",
        "part played: action, info, exempt; signer, classified_by, drafter, approver, clearance, releaser, "
        "reviewer, tag",
    ),
    Column("name", "text", "name as printed, white space folded"),
    Column("title", "text", "title or function as printed"),
    Column("office", "text", "office symbol: after an address (//DHI-9B//) or in a distribution list (EUR/EE)"),
    Column("copies", "integer", "copies sent to an office", unit="copies"),
    Column("tag", "text", "traffic analysis code, upper case; a person as LAST, FIRST"),
    Column("kind", "text", "kind of tag or reference"),
    Column("label", "text", "letter of a reference (A)"),
    Column("target", "text", "canonical id of the cable referred to"),
    Column("status", "text", "state of the row's subject: see the table"),
    Column("rule", "text", "name of the parsing rule that gave the value"),
    Column("field", "text", "name of the parsed field"),
    Column(
        "span_start",
        "integer",
        "offset in the document's text (for a PDF, in its text layer) at which it was printed",
        unit="characters from 0",
    ),
    Column("span_end", "integer", "offset after the last character", unit="characters from 0"),
    Column("detail", "text", "explanation for people"),
    # what the text mentions
    Column(
        "place_id",
        "text",
        "country, as in ISO 3166 (GE; SUHH if dissolved), or city, as in GeoNames",
        source="places.place_id",
    ),
    Column("population", "integer", "population of the city today", unit="people"),
    Column("is_current", "boolean", "this document is the one the tables show for its id"),
    # topics of the texts
    Column("topic_id", "integer", "number of a topic found in the texts, never given to another topic", unit="from 1"),
    Column("model_version", "integer", "training that last found the topic", unit="from 1"),
    Column(
        "topic_name",
        "text",
        "its three weightiest words, only one of words that begin alike, and its two nearest TAGS",
    ),
    Column("words", "text[]", "words of the topic, the weightiest first"),
    Column("nearest_tags", "text[]", "TAGS that cables of the topic carry more often than others, the nearest first"),
    Column("cables", "integer", "cables placed in the topic", unit="cables"),
    Column("is_retired", "boolean", "the newest training no longer found the topic: no cable is placed in it"),
    Column("word", "text", "one word, in lower case"),
    Column("word_weight", "double", "share of the word in its topic", unit="0 to 1"),
    Column("rarity", "double", "inverse document frequency of the word: 1 + ln((1 + cables) / (1 + cables with it))"),
    Column("weight", "double", "share of the topic in what the model finds in the cable", unit="0 to 1"),
    # ledger
    Column("stage", "text", "where a document was rejected: read, decode, detect or parse"),
    Column("reason", "text", "reason code of a rejection or choice"),
    Column("replayed_at", "timestamp", "when a quarantined document was parsed after all"),
    Column("settled_at", "timestamp", "when a quarantined document was settled without being parsed"),
    Column("settled_as", "text", "whole: the same place gave a document that was parsed; dismissed: by a person"),
    Column("started_at", "timestamp", "start of the run", unit="UTC"),
    Column("finished_at", "timestamp", "end of the run", unit="UTC"),
    Column("sources", "text[]", "sources given to the run"),
    Column("documents", "integer", "documents found", unit="documents"),
    Column("parsed", "integer", "documents parsed into rows", unit="documents"),
    Column("quarantined", "integer", "documents rejected and kept", unit="documents"),
    Column("duplicates", "integer", "documents already in the lake", unit="documents"),
    Column("unchanged", "integer", "duplicates in unchanged sources, which were not read again"),
    Column("key", "text", "name of a property"),
    Column("value", "text", "value of a property"),
    Column(
        "fingerprint", "text", "size and modification time, or entity tag; the same as long as the source is unchanged"
    ),
    # dimensions
    Column("country", "text", "ISO 3166 alpha-2 code"),
    Column("alpha_3", "text", "ISO 3166 alpha-3 code"),
    Column("country_name", "text", "name of the country"),
    Column("bureau", "text", "regional bureau of the Department of State (EAP)"),
    Column("latitude", "double", "latitude", unit="degrees north"),
    Column("longitude", "double", "longitude", unit="degrees east"),
    Column("aliases", "text[]", "other spellings"),
    Column("note", "text", "remark"),
    Column("origin_source", "text", "where the row's facts come from"),
    Column("subject_field", "text", "handbook field of a subject tag (economic affairs)"),
    Column("rank", "integer", "order of levels, 0 is the lowest"),
)

COLUMNS = {column.name: column for column in _DEFINITIONS}
