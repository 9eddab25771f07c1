"""How fast the views and macros answer on a warehouse of the size of the 1966-2010 release.

`python -m benchmarks.warehouse FILE [CABLES]` makes a synthetic warehouse file where there is none and prints the least
time of three of every view. The rows are invented in SQL with the cardinalities of that release: 274 posts and 1,300
codes with a steep rank order, nine tenths of the traffic in the last eight years, five TAGS, one and a half references
(half of them to cables of the lake, mostly of the weeks before), six addressees and ten paragraphs a cable.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

from schemas.tables import PROPERTIES, TABLES
from warehouse.connection import identifier
from warehouse.dimensions import load_dimensions
from warehouse.publish import create_table, finish
from warehouse.views import views

CABLES = 251_287

_CABLES = """
INSERT INTO cables BY NAME
WITH ranked_posts AS (
    SELECT post, row_number() OVER (ORDER BY hash(post)) AS place FROM posts LIMIT 274
), drawn AS (
    SELECT n, (hash(n) % 1000003) / 1000003 AS u,
        (hash(n, 1) % 1000003) / 1000003 AS v, CAST(hash(n, 2) >> 2 AS BIGINT) AS h
    FROM range(?) r(n)
), dated AS (
    SELECT n, h, CAST(1 + floor(274 * power(u, 2.2)) AS INTEGER) AS place, v,
        CASE WHEN v < 0.04 THEN DATE '1966-12-28' + CAST(floor(v / 0.04 * 12000) AS INTEGER)
            ELSE DATE '2010-02-28' - CAST(floor(3000 * power((v - 0.04) / 0.96, 1.3)) AS INTEGER) END AS date
    FROM drawn
), numbered AS (
    SELECT dated.*, post, year(date) AS year,
        CAST(ceil(row_number() OVER (PARTITION BY post, year(date) ORDER BY date, n) * 2.5) AS INTEGER) AS serial
    FROM dated JOIN ranked_posts USING (place)
)
SELECT
    printf('%02d', year % 100) || post || serial AS cable_id, sha256(CAST(n AS VARCHAR)) AS document_id, date,
    CAST(date AS TIMESTAMP) + INTERVAL 1 MINUTE * (h % 1440) AS dtg, year, post, serial,
    ['UNCLASSIFIED', 'UNCLASSIFIED', 'CONFIDENTIAL', 'CONFIDENTIAL', 'SECRET'][1 + h % 5] AS classification,
    CASE h % 7 WHEN 0 THEN ['NOFORN'] WHEN 1 THEN ['SENSITIVE'] ELSE [] END AS handling,
    ['R', 'P', 'O', 'P R'][1 + h % 4] AS precedence,
    'Subject ' || h % 90000 || ' of the day' AS subject,
    CASE WHEN h % 5 > 1 THEN date + 3652 END AS declassify_on,
    h % 50 = 0 AS is_partial, 1 AS section_total, 'SMITH' AS signer, CAST(h % 3 AS INTEGER) AS redactions,
    0.9 AS quality,
    CASE WHEN h % 3 > 0 THEN ['SIPDIS'] ELSE [] END AS captions, 1 AS section_number,
    if(year > 1995, '12958', '12356') AS executive_order,
    CASE WHEN h % 5 > 1 THEN 'DECL: 10 years' END AS declassify_raw, [] AS reasons,
    CAST(h % 20 = 0 AS INTEGER) AS protected_mentions, 'wikileaks-html' AS format, '0' AS parser_version
FROM numbered ORDER BY date, cable_id
"""

_CHILDREN = {
    "tags": """
        WITH codes AS (SELECT tag, kind, row_number() OVER (ORDER BY kind DESC, hash(tag)) AS place FROM tag_codes)
        SELECT cable_id, CAST(k AS INTEGER) AS ordinal, tag, kind, tag AS raw, document_id, year
        FROM (SELECT *, CAST(1 + floor(1290 * power((hash(cable_id, k) % 99991) / 99991, 4)) AS INTEGER) AS place
            FROM cables, range(1, 6) r(k))
        JOIN codes USING (place) ORDER BY year""",
    "references": """
        WITH placed AS (SELECT cable_id, document_id, year, row_number() OVER (ORDER BY post, date) AS n FROM cables),
        drawn AS (
            SELECT *, CAST(hash(cable_id, k, 7) >> 2 AS BIGINT) AS h, k
            FROM placed, range(1, 4) r(k) WHERE hash(cable_id, k, 5) % 2 = 0)
        SELECT drawn.cable_id, CAST(k AS INTEGER) AS ordinal, 'A' AS label, 'STATE 1' AS raw,
            if(h % 20 = 0, 'other', 'cable') AS kind,
            CASE WHEN h % 20 = 0 THEN NULL WHEN h % 2 = 0 THEN cited.cable_id
                ELSE printf('%02dSTATE%d', drawn.year % 100, h % 60000) END AS target,
            CASE WHEN h % 20 = 0 THEN 'not_a_cable' WHEN h % 2 = 0 AND cited.cable_id IS NOT NULL THEN 'resolved'
                ELSE 'missing' END AS status,
            'list' AS rule, drawn.document_id, drawn.year
        FROM drawn LEFT JOIN placed AS cited ON cited.n = drawn.n - (1 + h // 64 % 40) ORDER BY drawn.year""",
    "addressees": """
        WITH ranked AS (SELECT post, name, row_number() OVER (ORDER BY hash(post)) AS place FROM posts)
        SELECT cable_id, CAST(k AS INTEGER) AS ordinal, if(k = 1, 'action', 'info') AS role, ranked.name, ranked.post,
            'RUEHXX' AS routing_indicator, 'PRIORITY' AS precedence, document_id, year
        FROM (SELECT *, CAST(1 + floor(300 * power((hash(cable_id, k, 3) % 99991) / 99991, 3)) AS INTEGER) AS place
            FROM cables, range(1, 7) r(k))
        JOIN ranked USING (place) ORDER BY year""",
    "paragraphs": """
        SELECT cable_id, CAST(k AS INTEGER) AS ordinal, CAST(k AS INTEGER) AS number,
            ['U', 'C', 'C', 'S'][1 + CAST(hash(cable_id, k, 11) % 4 AS INTEGER)] AS portion,
            ['UNCLASSIFIED', 'CONFIDENTIAL', 'CONFIDENTIAL', 'SECRET'][1 + CAST(hash(cable_id, k, 11) % 4 AS INTEGER)]
                AS level,
            'paragraph ' || hash(cable_id, k) AS text, document_id, year, post
        FROM cables, range(1, 11) r(k) ORDER BY year""",
    "findings": """
        SELECT cable_id, fields[k] AS field, if(hash(cable_id, k) % 30 = 0, 'unparsed', 'ok') AS status,
            'rule' || hash(cable_id, k) % 4 AS rule, 'raw' AS raw, 0 AS span_start, 3 AS span_end,
            CAST(k AS INTEGER) AS ordinal, document_id, year
        FROM cables, range(1, 13) r(k), (SELECT ['dtg', 'precedence', 'classification', 'handling', 'captions',
            'executive_order', 'tags', 'subject', 'references', 'signer', 'origin', 'classified_by'] AS fields)
        ORDER BY year""",
    "texts": """
        SELECT cable_id, 'FM ' || post AS header,
            list_aggregate(list_transform(range(90), lambda k: hash(cable_id, k)), 'string_agg', ' beef ') AS body,
            document_id, year, post
        FROM cables ORDER BY year""",
    "cable_versions": "SELECT *, true AS is_current, '' AS reason, TIMESTAMP '2026-01-01' AS received_at FROM cables",
    "documents": """
        SELECT document_id, 'cables.csv' AS source, '' AS member, CAST(1 AS INTEGER) AS position, format, 5000 AS bytes,
            TIMESTAMP '2026-01-01' AS received_at, 'run' AS run_id, 'utf-8' AS encoding, year, post
        FROM cables""",
    "runs": f"""
        SELECT 'run' AS run_id, TIMESTAMP '2026-01-01' AS started_at, TIMESTAMP '2026-01-01' AS finished_at,
            'completed' AS status, ['cables.csv'] AS sources, {CABLES} AS documents, {CABLES} AS parsed,
            0 AS quarantined, 0 AS duplicates, '0' AS parser_version, 0 AS unchanged""",
}


def make_warehouse(path: Path, cables: int = CABLES) -> float:
    """Make the synthetic file; CPU seconds of what follows its tables: kept views, views and macros."""
    with duckdb.connect(str(path)) as connection:
        for table in (PROPERTIES, *TABLES.values()):
            create_table(connection, table)
        load_dimensions(connection)
        connection.execute(_CABLES, [cables])
        for name, rows in _CHILDREN.items():
            connection.execute(f"INSERT INTO {identifier(name)} BY NAME {rows}")
        connection.execute("CHECKPOINT")
        started = time.process_time()
        finish(connection)
        connection.execute("CHECKPOINT")
        return time.process_time() - started


def view_times(path: Path) -> dict[str, tuple[float, int]]:
    """Least wall seconds of three, and rows, of every view."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {view.name: view_time(connection, view.name) for view in views()}


def view_time(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[float, int]:
    """Least wall seconds of three, and rows, of a view."""
    best, rows = float("inf"), 0
    for _ in range(3):
        started = time.perf_counter()
        rows = connection.execute(f"FROM {identifier(name)}").to_arrow_table().num_rows
        best = min(best, time.perf_counter() - started)
    return best, rows


if __name__ == "__main__":
    file = Path(sys.argv[1])
    if not file.exists():
        print(f"views and macros built in {make_warehouse(file, *map(int, sys.argv[2:3])):.2f} s of CPU time")
    for name, (seconds, number) in sorted(view_times(file).items(), key=lambda item: -item[1][0]):
        print(f"{seconds * 1000:8.1f} ms  {number:>9,} rows  {name}")
