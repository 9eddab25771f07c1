"""The columns of a table of cables by the names that exports and mirrors of cables.csv give them.

English names come first, then those of German, French, Spanish, Portuguese and Italian tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

COLUMNS = ("id", "created", "reference id", "origin", "classification", "references", "header", "body")
# a column that cables.csv does not have, but tables made from the pages do
RELEASED = "released"

# names in lower-case letters and digits; if a table has several names of a column, the first one listed here counts
_NAMES: Mapping[str, tuple[str, ...]] = {
    "body": (
        "body", "text", "content", "contents", "message", "messagetext", "cabletext", "fulltext", "bodytext",
        "inhalt", "volltext", "texte", "contenu", "texto", "cuerpo", "contenido", "corpo", "conteúdo", "testo",
        "contenuto",
    ),
    "header": (
        "header", "headers", "head", "cableheader", "headertext", "kopf", "kopfzeile", "kopfteil", "entête",
        "encabezado", "encabezamiento", "cabecera", "cabeçalho", "intestazione",
    ),
    "references": (
        "references", "refs", "reftels", "reftel", "referenced", "referencedcables", "referenceids", "related",
        "referencelist", "verweise", "bezüge", "références", "referencias", "referências", "riferimenti",
    ),
    "reference id": (
        "referenceid", "refid", "reference", "ref", "cableid", "canonicalid", "cable", "identifier", "cablenumber",
        "mrn", "documentnumber", "name", "referenz", "kennung", "aktenzeichen", "référence", "identifiant",
        "referencia", "identificador", "referência", "riferimento", "identificativo",
    ),
    "created": (
        "created", "date", "datetime", "createdat", "creationdate", "time", "timestamp", "sent", "datesent", "dtg",
        "cabledate", "createdon", "datecreated", "datum", "erstellt", "dateenvoi", "fecha",
    ),
    "origin": (
        "origin", "embassy", "post", "source", "from", "office", "originator", "sender", "station",
        "herkunft", "absender", "botschaft", "origine", "ambassade", "expéditeur", "origen", "embajada", "remitente",
        "origem", "embaixada", "mittente", "ambasciata",
    ),
    "classification": (
        "classification", "class", "level", "classificationlevel", "security", "secrecy",
        "einstufung", "geheimhaltung", "clasificación", "clasificacion", "classificação", "classificazione",
    ),
    RELEASED: ("released", "releasedate", "releasedat", "releasedon", "datereleased", "published", "publishedon"),
    "id": ("id", "row", "rowid", "no", "nr", "number", "num", "rownumber", "key"),
}  # fmt: skip

_GENERIC = re.compile(r"(?:column|col|field|f|c|v|var|x|unnamed)?[ _:.]*\d*", re.IGNORECASE)
_NO_NAME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d\d[A-Z]{3,}\d+$|\n")
_LONGEST_NAME = 60


def fold(name: str) -> str:
    """A name in lower case without blanks and punctuation."""
    return "".join(filter(str.isalnum, name.lower()))


def places(names: Sequence[str]) -> dict[str, int]:
    """The position of each column in a row; empty if no name is known to mean the text of the cable.

    Generic names (column0, field 1, 0) are read in the order of cables.csv if there are eight, or nine with the row
    number that pandas adds.
    """
    folded = [fold(name) for name in names]
    if all(_GENERIC.fullmatch(name) for name in names) or not _of_names(folded):
        unnumbered = len(names) - len(COLUMNS)
        is_index = unnumbered == 1 and folded[0] in ("", "unnamed0", "index", "0", "column0")
        is_named_in_part = any(name in known for name in folded[unnumbered:] for known in _NAMES.values())
        if (unnumbered == 0 or is_index) and not is_named_in_part:
            return {column: place + unnumbered for place, column in enumerate(COLUMNS)}
        return {}
    return _of_names(folded)


def _of_names(folded: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, known in _NAMES.items():
        name = next((name for name in known if name in folded), None)
        if name is not None:
            found[column] = folded.index(name)
    return found if "body" in found else {}


def named(names: Sequence[str]) -> set[str]:
    """The columns that are among the names."""
    folded = {fold(name) for name in names}
    return {column for column, known in _NAMES.items() if folded.intersection(known)}


def known(names: Sequence[str]) -> int:
    """How many of the names are known names of a column."""
    return sum(any(fold(name) in known for known in _NAMES.values()) for name in names)


def are_names(fields: Sequence[str]) -> bool:
    """Whether the fields of a line name columns: short, none of them a date or the id of a cable."""
    return len(fields) > 1 and all(len(field) <= _LONGEST_NAME and not _NO_NAME.search(field) for field in fields)
