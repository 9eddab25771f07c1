"""Every view on tiny inputs, its rows spelled out. Plain DuckDB: the views need nothing else."""

# ruff: noqa: S608

import datetime as dt

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.derived import arrow_schema, sql_columns
from schemas.tables import DERIVED_TABLES, PROPERTIES, TABLES
from warehouse import text_tables
from warehouse.masking import MASK
from warehouse.views import create_views, read, views

DIMENSIONS = {
    "posts": [
        ("TOKYO", "Embassy Tokyo", "embassy", "JP", "EAP", 35.7, 139.7),
        ("PARIS", "Embassy Paris", "embassy", "FR", "EUR", 48.9, 2.3),
    ],
    "countries": [("JP", "JPN", "Japan", "EAP"), ("FR", "FRA", "France", "EUR")],
    "tag_codes": [
        ("ETRD", "subject", "Foreign Trade", "Economic Affairs"),
        ("EAGR", "subject", "Agriculture", "Economic Affairs"),
        ("JA", "geographic", "Japan", None, "JP"),
        ("FR", "geographic", "France", None, "FR"),
    ],
    "places": [
        ("JP", "country", "Japan", "JP"),
        ("1850147", "capital", "Tokyo", "JP"),
        ("FR", "country", "France", "FR"),
        ("YUCS", "former country", "Yugoslavia", None),
    ],
    "classifications": [("UNCLASSIFIED", 0), ("CONFIDENTIAL", 2), ("SECRET", 3)],
}


def d(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def view():
    """Rows of a view over some documents: view("tag_frequencies", documents, "columns") -> list of tuples."""

    def query(name, documents, columns="*", where="true"):
        with duckdb.connect() as connection:
            for table in TABLES.values():
                connection.execute(f'CREATE TABLE "{table.name}" ({sql_columns(table)})')
            for table, rows in DIMENSIONS.items():
                for row in rows:
                    full = [*row, *[None] * (len(TABLES[table].columns) - len(row))]
                    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(full))})", full)
            for staged in documents:
                for table, rows in staged.rows.items():
                    if table == "cable_versions":
                        insert(connection, "cables", rows)
                    insert(connection, table, rows)
            known = {row[0] for row in connection.execute("SELECT cable_id FROM cables").fetchall()}
            connection.execute(
                "UPDATE \"references\" SET status = CASE WHEN target IN ? THEN 'resolved' ELSE 'missing' END "
                "WHERE kind = 'cable'",
                [list(known)],
            )
            text_tables.build(connection)
            create_views(connection, keep=True)
            return connection.execute(f"SELECT {columns} FROM {name} WHERE {where}").fetchall()

    return query


def insert(connection, table, rows):
    schema = arrow_schema(TABLES[table])
    rows = pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)
    connection.register("rows", rows)
    connection.execute(f'INSERT INTO "{table}" FROM rows')


@pytest.mark.parametrize("name", [view.name for view in views()])
def test_an_empty_lake_gives_no_rows(view, name):
    assert view(name, []) == []


@pytest.mark.parametrize("name", [view.name for view in views()])
def test_a_cable_without_anything_does_no_harm(view, cable, name):
    view(
        name,
        [cable("unidentified-1", tags=["X"], references=[{"raw": "x", "kind": "other"}], paragraphs=[{"text": "t"}])],
    )


def test_every_view_says_what_a_row_is():
    for file in views():
        assert file.comment.startswith("One "), file.name
        assert file.comment.endswith((".", "?")), file.name


def test_every_view_says_what_its_columns_hold():
    with duckdb.connect() as connection:
        for table in (PROPERTIES, *TABLES.values(), *DERIVED_TABLES):
            connection.execute(f'CREATE TABLE "{table.name}" (\n{sql_columns(table)}\n)')
        create_views(connection, keep=True)
        for file in views():
            columns = [column for column, *_ in connection.execute(f"DESCRIBE {file.name}").fetchall()]
            assert file.described.keys() <= set(columns), file.name
            assert all(file.meanings(columns).values()), file.name


def test_a_header_is_read_by_paragraphs():
    file = read(
        "hours",
        """-- One hour of the day,
-- and how many cables were sent in it.
--
-- Cables without a time are left out: nobody
-- knows their hour.
--
-- hour: 0 to 23,
--   in UTC: not the local hour
-- first, last: ids of cables
--
-- FROM hours
--   LIMIT 1
--
-- kept as a table in warehouse.duckdb
SELECT 1;
""",
    )
    assert file.comment == "One hour of the day, and how many cables were sent in it."
    assert file.notes == ("Cables without a time are left out: nobody knows their hour.",)
    assert file.described == {
        "hour": "0 to 23, in UTC: not the local hour",
        "first": "ids of cables",
        "last": "ids of cables",
    }
    assert file.example == "FROM hours LIMIT 1"
    assert file.is_kept
    assert file.statement == "SELECT 1"


def test_tag_frequencies(view, cable):
    documents = [
        cable("06TOKYO1", date="2006-05-01", tags=["ETRD", "JA", "ETRD"]),
        cable("06TOKYO2", date="2006-07-01", tags=["ETRD", {"tag": "DOE, JOHN", "kind": "person", "raw": "x"}]),
        cable("06TOKYO3", tags=["ZZZZ"]),
        cable("06TOKYO4"),
    ]
    assert view("tag_frequencies", documents) == [
        ("ETRD", "Foreign Trade", "subject", "Economic Affairs", None, 2, 0.5, d("2006-05-01"), d("2006-07-01"), 1),
        ("DOE, JOHN", None, "person", None, None, 1, 0.25, d("2006-07-01"), d("2006-07-01"), 2),
        ("JA", "Japan", "geographic", None, "Japan", 1, 0.25, d("2006-05-01"), d("2006-05-01"), 2),
        ("ZZZZ", None, "subject", None, None, 1, 0.25, None, None, 2),
    ]


def test_classification_counts(view, cable):
    secret = {"date": "2006-05-01", "post": "TOKYO", "classification": "SECRET"}
    documents = [
        cable("06TOKYO1", **secret, handling=["NOFORN", "EYES ONLY"]),
        cable("06TOKYO2", **secret, handling=["EYES ONLY", "NOFORN"]),
        cable("06TOKYO3", **(secret | {"date": "2006-05-31"})),
        cable("x"),
    ]
    rows = view("classification_counts", documents)
    assert rows == [
        (d("2006-05-01"), "TOKYO", "Embassy Tokyo", "Japan", "SECRET", 3, "", 1),
        (d("2006-05-01"), "TOKYO", "Embassy Tokyo", "Japan", "SECRET", 3, "EYES ONLY, NOFORN", 2),
        (None, None, None, None, None, None, "", 1),
    ]
    assert sum(row[-1] for row in rows) == len(documents)


def test_topic_timelines_fill_the_gaps(view, cable):
    documents = [
        cable("06TOKYO1", date="2006-01-05", tags=["ETRD", "EAGR", "JA"]),
        cable("06TOKYO2", date="2006-01-06"),
        cable("06TOKYO3", date="2006-03-31", tags=["ETRD"]),
        cable("x", tags=["ETRD"]),
    ]
    columns = "topic_kind, topic, topic_name, month, cables, share, moving_average, is_burst"
    assert view("topic_timelines", documents, columns) == [
        ("field", "Economic Affairs", "Economic Affairs", d("2006-01-01"), 1, 0.5, 1.0, False),
        ("field", "Economic Affairs", "Economic Affairs", d("2006-02-01"), 0, None, 0.5, False),
        ("field", "Economic Affairs", "Economic Affairs", d("2006-03-01"), 1, 1.0, 2 / 3, False),
        ("tag", "EAGR", "Agriculture", d("2006-01-01"), 1, 0.5, 1.0, False),
        ("tag", "EAGR", "Agriculture", d("2006-02-01"), 0, None, 0.5, False),
        ("tag", "EAGR", "Agriculture", d("2006-03-01"), 0, 0.0, 1 / 3, False),
        ("tag", "ETRD", "Foreign Trade", d("2006-01-01"), 1, 0.5, 1.0, False),
        ("tag", "ETRD", "Foreign Trade", d("2006-02-01"), 0, None, 0.5, False),
        ("tag", "ETRD", "Foreign Trade", d("2006-03-01"), 1, 1.0, 2 / 3, False),
    ]


def test_text_topic_timelines(view, cable):
    documents = [cable("06TOKYO1", date="2006-05-09"), cable("06TOKYO2", date="2006-07-01"), cable("06TOKYO3")]
    documents[0].add("text_topics", topic_id=12, words=["gas", "pipeline", "transit", "tariff", "metering"], cables=3,
                     model_version=1, nearest_tags=[], is_retired=False, topic_name="gas, transit")  # fmt: skip
    for staged in documents:
        cable_id = staged.rows["texts"][0]["cable_id"]
        staged.add("cable_topics", cable_id=cable_id, ordinal=1, topic_id=12, weight=0.7)
    documents.append(cable("06TOKYO4", date="2006-07-08"))
    documents[-1].add("cable_topics", cable_id="06TOKYO4", ordinal=1)
    columns = "topic_kind, topic, topic_name, month, cables, share, is_burst"
    name = ("text", "12", "gas, transit")
    expected = [
        (*name, d("2006-05-01"), 1, 1.0, False),
        (*name, d("2006-06-01"), 0, None, False),
        (*name, d("2006-07-01"), 1, 0.5, False),
    ]
    assert view("text_topic_timelines", documents, columns) == expected
    assert view("all_topic_timelines", documents, columns) == expected
    assert view("topic_timelines", documents, columns) == []


def test_topic_timelines_find_a_burst(view, cable):
    """Two of 20 cables a month for a year, then ten of 20: expected 0.1, noise sqrt(2)/20, z = 0.4 / 0.0707 = 5.66."""
    documents = [
        cable(
            f"06TOKYO{month}{n:02}", date=f"2006-{month:02}-01", tags=["ETRD"] if n < (10 if month == 12 else 2) else []
        )
        for month in range(1, 13)
        for n in range(20)
    ]
    columns = "month, cables, expected_share, round(z_score, 2), moving_average, is_burst"
    rows = view("topic_timelines", documents, columns, "topic_kind = 'tag'")
    assert rows[5] == (d("2006-06-01"), 2, None, None, 2.0, False)
    assert rows[6] == (d("2006-07-01"), 2, 0.1, 0.0, 2.0, False)
    assert rows[11] == (d("2006-12-01"), 10, 0.1, 5.66, 32 / 12, True)
    assert sum(row[-1] for row in rows) == 1


def test_post_activity(view, cable):
    documents = [
        cable("06TOKYO1", date="2006-05-01", post="TOKYO", classification="SECRET", precedence="O R"),
        cable("06TOKYO2", date="2006-05-02", post="TOKYO", classification="UNCLASSIFIED", precedence="R"),
        cable("06TOKYO3", date="2006-07-01", post="TOKYO"),
        cable("x"),
    ]
    columns = (
        "post, post_name, country_name, cables, share, rank, first_date, last_date, active_months, busiest_month, "
        "classified_share, urgent_share"
    )
    assert view("post_activity", documents, columns) == [
        ("TOKYO", "Embassy Tokyo", "Japan", 3, 0.75, 1, d("2006-05-01"), d("2006-07-01"), 2, d("2006-05-01"), 0.5, 0.5),
        (None, None, None, 1, 0.25, 2, None, None, None, None, None, None),
    ]


def finding(field, status, rule=None, **more):
    return {"field": field, "status": status, "rule": rule, **more}


def test_field_quality_and_findings_by_rule(view, cable):
    documents = [
        cable(
            "06A1",
            findings=[finding("tags", "ok", "list"), finding("tags", "repaired", "glued"), finding("dtg", "absent")],
        ),
        cable(
            "06A2",
            findings=[finding("tags", "unparsed"), finding("dtg", "ok", "plain"), finding("dtg", "disagrees", "w")],
        ),
        cable("06A3", findings=[finding("tags", "absent")]),
    ]
    assert view("field_quality", documents) == [
        ("dtg", "telegram", 2, 1, 0, 1, 0, 1, 1.0),
        ("tags", "telegram", 3, 1, 1, 1, 1, 0, 0.5),
    ]
    assert view("findings_by_rule", documents, "*", "field = 'tags'") == [
        ("tags", "", "absent", 1, 1, 0.25, "06A3"),
        ("tags", "", "unparsed", 1, 1, 0.25, "06A2"),
        ("tags", "glued", "repaired", 1, 1, 0.25, "06A1"),
        ("tags", "list", "ok", 1, 1, 0.25, "06A1"),
    ]
    assert view("witness_disagreements", documents, "field, rule, cable_id") == [("dtg", "w", "06A2")]


def test_text_losses(view, cable):
    documents = [
        cable("06A1", quality=0.5, findings=[finding("text_loss", "unparsed", "no paragraphs")]),
        cable("06A2", findings=[finding("text_loss", "absent", "no signature"), finding("tags", "unparsed")]),
    ]
    assert view("text_losses", documents, "rule, cable_id, quality") == [
        ("no paragraphs", "06A1", 0.5),
        ("no signature", "06A2", 1.0),
    ]


def test_quarantine_reasons(view, reject):
    documents = [reject(b"milk"), reject(b"eggs"), reject(b"", "empty", "read")]
    columns = "stage, reason, waiting, settled, replayed, documents"
    assert view("quarantine_reasons", documents, columns) == [
        ("detect", "not_a_cable", 2, 0, 0, 2),
        ("read", "empty", 1, 0, 0, 1),
    ]


def test_precedence_by_month(view, cable):
    documents = [
        cable("06A1", date="2006-05-01", precedence="O R"),
        cable("06A2", date="2006-05-09", precedence="O"),
        cable("06A3", date="2006-05-09", precedence="R"),
        cable("06A4", date="2006-05-09"),
        cable("06A5", precedence="Z"),
    ]
    assert view("precedence_by_month", documents) == [
        (d("2006-05-01"), "O", "IMMEDIATE", 2, 0.5),
        (d("2006-05-01"), "R", "ROUTINE", 1, 0.25),
        (d("2006-05-01"), None, None, 1, 0.25),
        (None, "Z", "FLASH", 1, 1.0),
    ]


def test_handling_mix(view, cable):
    documents = [
        cable("06A1", date="2006-05-01", classification="SECRET", handling=["NOFORN"], captions=["SIPDIS"]),
        cable("06A2", date="2006-06-01", classification="SECRET"),
        cable("x", handling=["FOUO", "FOUO"]),
    ]
    assert view("handling_mix", documents) == [
        (2006, "SECRET", "caption", "SIPDIS", 1, 0.5),
        (2006, "SECRET", "handling", "NOFORN", 1, 0.5),
        (None, None, "handling", "FOUO", 1, 1.0),
    ]


@pytest.fixture
def thread(cable):
    """06TOKYO1 <- 06PARIS2 <- 06PARIS3; PARIS3 also cites TOKYO1 twice, itself, and 06ROME9, which is not there."""
    return [
        cable("06TOKYO1", date="2006-05-01", post="TOKYO", subject="BEEF"),
        cable("06PARIS2", date="2006-05-11", post="PARIS", references=["06TOKYO1", "06ROME9"]),
        cable("06PARIS3", date="2006-05-04", post="PARIS",
              references=["06PARIS2", "06TOKYO1", "06TOKYO1", "06ROME9", "06PARIS3", {"raw": "memo", "kind": "memo"}]),
    ]  # fmt: skip


def test_reference_edges(view, thread):
    columns = "cable_id, cited_cable_id, cited_subject, is_in_lake, lag_days"
    assert view("reference_edges", thread, columns) == [
        ("06PARIS2", "06ROME9", None, False, None),
        ("06PARIS2", "06TOKYO1", "BEEF", True, 10),
        ("06PARIS3", "06PARIS2", None, True, -7),
        ("06PARIS3", "06PARIS3", None, True, 0),
        ("06PARIS3", "06ROME9", None, False, None),
        ("06PARIS3", "06TOKYO1", "BEEF", True, 3),
    ]


def test_missing_references_hubs_and_lag(view, thread):
    assert view("missing_references", thread) == [
        ("06ROME9", 2, 1, d("2006-05-04"), d("2006-05-11"), "06PARIS2", 1, "ROME", None, None, None, None),
    ]
    assert view("reference_hubs", thread) == [
        ("06TOKYO1", d("2006-05-01"), "TOKYO", "Embassy Tokyo", "BEEF", 2, 1, d("2006-05-11"), 1),
        ("06PARIS2", d("2006-05-11"), "PARIS", "Embassy Paris", None, 1, 1, d("2006-05-04"), 2),
    ]
    assert view("reference_lag", thread) == [("PARIS", "Embassy Paris", 3, 3.0, pytest.approx(8.6), 10, 1)]


def test_threads_join_what_references_connect(view, thread, cable):
    documents = [
        *thread,
        cable("06ROME5", references=["06PARIS3"]),  # no date: last
        cable("06ROME6", date="2006-05-01", references=["06ROME7"]),  # only a circle
        cable("06ROME7", date="2006-05-01", references=["06ROME6"]),
        cable("06ROME8", date="2006-05-01", references=["06ROME8", "06ROME99"]),
    ]
    columns = "thread_id, ordinal, cable_id, level, cites, cited_by"
    assert view("thread_members", documents, columns) == [
        ("06ROME6", 1, "06ROME6", None, 1, 1),
        ("06ROME6", 2, "06ROME7", None, 1, 1),
        ("06TOKYO1", 1, "06TOKYO1", 0, 0, 2),
        ("06TOKYO1", 2, "06PARIS3", 1, 2, 1),
        ("06TOKYO1", 3, "06PARIS2", 1, 1, 1),
        ("06TOKYO1", 4, "06ROME5", 2, 1, 0),
    ]
    assert view("threads", documents) == [
        ("06TOKYO1", "BEEF", 4, 2, 4, 2, d("2006-05-01"), d("2006-05-11"), 10, 1),
        ("06ROME6", None, 2, 0, 2, None, d("2006-05-01"), d("2006-05-01"), 0, 2),
    ]


@given(edges=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
@settings(max_examples=30)
def test_threads_are_the_connected_components(edges):
    leader = list(range(31))
    for a, b in edges:
        first, other = sorted((leader[a], leader[b]))
        leader = [first if n == other else n for n in leader]
    connected = {n for a, b in edges if a != b for n in (a, b)}
    statements = {file.name: file.statement for file in views()}
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE posts (post VARCHAR, name VARCHAR)")
        connection.execute("""CREATE TABLE cables AS SELECT printf('%02d', n) AS cable_id, DATE '2006-05-01' AS date,
            'TOKYO' AS post, NULL AS subject FROM range(31) r(n)""")
        connection.execute(
            """CREATE TABLE "references" AS SELECT printf('%02d', edge[1]) AS cable_id,
            printf('%02d', edge[2]) AS target FROM (SELECT unnest(CAST(? AS INTEGER[][])) AS edge)""",
            [list(edges)],
        )
        connection.execute(f"CREATE VIEW reference_edges AS {statements['reference_edges']}")
        found = connection.execute(f"SELECT cable_id, thread_id FROM ({statements['thread_members']})").fetchall()
    assert dict(found) == {f"{n:02}": f"{leader[n]:02}" for n in connected}


def test_a_long_chain_is_one_thread(view, cable):
    size = 100
    documents = [cable(f"06TOKYO{n:03}", references=[f"06TOKYO{n - 1:03}"]) for n in range(1, size)]
    documents.append(cable("06TOKYO000"))
    columns = 'thread_id, cables, "references", depth'
    assert view("threads", documents, columns) == [("06TOKYO000", size, size - 1, size - 1)]


def test_tag_cooccurrence(view, cable):
    documents = [
        cable("06A1", tags=["ETRD", "JA"]),
        cable("06A2", tags=["JA", "ETRD", "JA"]),
        cable("06A3", tags=["JA", "EAGR"]),
        cable("06A4"),
    ]
    assert view("tag_cooccurrence", documents) == [
        ("ETRD", "Foreign Trade", "JA", "Japan", 2, pytest.approx(2 * 4 / (2 * 3)), pytest.approx(2 / 3)),
    ]


def test_traffic_between_posts(view, cable):
    info = {"role": "info", "name": "AMEMBASSY PARIS", "post": "PARIS"}
    documents = [
        cable("06TOKYO1", date="2006-05-01", post="TOKYO", addressees=["PARIS", info]),
        cable("06TOKYO2", date="2006-05-02", post="TOKYO", addressees=[info, {"role": "info", "name": "ALL POSTS"}]),
        cable("x", addressees=["PARIS"]),
    ]
    assert view("traffic_between_posts", documents) == [
        ("TOKYO", "Embassy Tokyo", "PARIS", "Embassy Paris", 2, 1, d("2006-05-01"), d("2006-05-02")),
    ]


def test_serial_coverage(view, cable):
    documents = [cable(f"06TOKYO{serial}", date="2006-05-01", post="TOKYO", serial=serial) for serial in (2, 4, 8)] + [
        cable("x", serial=5)
    ]
    assert view("serial_coverage", documents) == [("TOKYO", "Embassy Tokyo", 2006, 3, 2, 8, 0.375, 0)]


def test_a_wild_serial_is_left_out_of_the_coverage(view, cable):
    def numbered(*serials):
        return [cable(f"06TOKYO{serial}", date="2006-05-01", post="TOKYO", serial=serial) for serial in serials]

    columns = "serials, highest_serial, coverage, wild_serials"
    assert view("serial_coverage", numbered(*range(1, 21), 90210), columns) == [(20, 20, 1.0, 1)]
    assert view("serial_coverage", numbered(*range(1, 21), 150), columns) == [(21, 150, 0.14, 0)]  # not wild enough
    assert view("serial_coverage", numbered(1, 2, 90210), columns) == [(3, 90210, 3 / 90210, 0)]  # too few to tell
    assert view("serial_coverage", numbered(*range(1, 21), 90210, 90211), columns) == [(22, 90211, 22 / 90211, 0)]


def test_the_date_of_a_missing_cable_is_between_those_of_its_neighbours(view, cable):
    documents = [
        cable("06TOKYO10", date="2006-03-01", post="TOKYO", serial=10),
        cable("06TOKYO20", date="2006-03-11", post="TOKYO", serial=20, references=["06TOKYO12", "06TOKYO21", "X"]),
        cable("05TOKYO11", date="2005-03-11", post="TOKYO", serial=11),
    ]
    columns = "cable_id, post_name, after_date, before_date, estimated_date"
    assert view("missing_references", documents, columns) == [
        ("06TOKYO12", "Embassy Tokyo", d("2006-03-01"), d("2006-03-11"), d("2006-03-03")),
        ("06TOKYO21", "Embassy Tokyo", d("2006-03-11"), None, None),
        ("X", None, None, None, None),
    ]


def test_filing_by_hour(view, cable):
    documents = [
        cable("06TOKYO1", post="TOKYO", dtg=dt.datetime(2006, 5, 1, 23, 59)),
        cable("06TOKYO2", post="TOKYO", dtg=dt.datetime(2006, 5, 2, 23, 0)),
        cable("06X1", post="X", dtg=dt.datetime(2006, 5, 2, 1, 0)),
        cable("06Y1", post="Y", created_at=dt.datetime(2006, 5, 2, 7, 7), created_precision="hour"),
        cable("06Y2", post="Y", created_at=dt.datetime(2006, 5, 2), created_precision="day"),
        cable("x"),
    ]
    assert view("filing_by_hour", documents) == [
        ("TOKYO", "Embassy Tokyo", 23, 8, 2),
        ("X", None, 1, None, 1),
        ("Y", None, 7, None, 1),
    ]


def test_redactions_by_post(view, cable):
    documents = [
        cable("06TOKYO1", post="TOKYO", redactions=3, protected_mentions=2),
        cable("06TOKYO2", post="TOKYO"),
        cable("x", redactions=None),
    ]
    assert view("redactions_by_post", documents) == [
        ("TOKYO", "Embassy Tokyo", "Japan", 2, 1, 3, 0.5, 1, 2),
        (None, None, None, 1, 0, 0, 0.0, 0, 0),
    ]


def test_portion_vs_overall(view, cable):
    def portions(*levels):
        return [{"text": "t", "level": level} for level in levels]

    documents = [
        cable("06A1", classification="SECRET", paragraphs=portions("UNCLASSIFIED", "SECRET", None)),
        cable("06A2", classification="SECRET", paragraphs=portions("CONFIDENTIAL", "UNCLASSIFIED")),
        cable("06A3", classification="UNCLASSIFIED", paragraphs=portions("CONFIDENTIAL")),
        cable("06A4", classification="SECRET", paragraphs=portions(None)),
        cable("06A5", paragraphs=portions("SECRET")),
    ]
    assert view("portion_vs_overall", documents) == [
        ("UNCLASSIFIED", "CONFIDENTIAL", "under-marked", 1, 1.0),
        ("SECRET", "CONFIDENTIAL", "over-marked", 1, 0.5),
        ("SECRET", "SECRET", "consistent", 1, 0.5),
    ]


def test_declassification_calendar(view, cable):
    documents = [
        cable("06A1", classification="SECRET", declassify_on=d("2016-05-10"), declassify_raw="5/10/2016"),
        cable("06A2", classification="SECRET", declassify_on=d("2916-05-10"), declassify_raw="5/10/2916"),
        cable("06A3", classification="SECRET", declassify_raw="OADR"),
        cable("06A4", classification="SECRET"),
        cable("06A5", classification="UNCLASSIFIED"),
    ]
    assert view("declassification_calendar", documents) == [
        (2016, "SECRET", "printed", 1, 1, 0),
        (2916, "SECRET", "printed", 1, 0, 0),
        (None, "SECRET", None, 2, 0, 1),
    ]


def test_declassification_by_cable(view, cable):
    documents = [
        cable("06A1", classification="UNCLASSIFIED", declassify_on=d("2016-05-10")),
        cable("06A2", date=None, classification="SECRET"),
        cable("06A3", classification="UNCLASSIFIED"),
    ]
    assert view("declassification_by_cable", documents, "cable_id, basis, due_on, is_overdue") == [
        ("06A1", "printed", d("2016-05-10"), True),
        ("06A2", None, None, None),
    ]


@pytest.mark.parametrize(
    ("order", "level", "raw", "due"),
    [
        ("11652", "CONFIDENTIAL", "GDS", (1981, "general schedule")),
        ("11652", "SECRET", "GDS", (1983, "general schedule")),
        ("11652", "SECRET", "XGDS-1", (2000, "twenty-five years")),
        ("12065", "SECRET", None, (1981, "six years")),
        ("12065", "SECRET", "RDS-3", (2000, "twenty-five years")),
        ("12356", "SECRET", "OADR", (2000, "twenty-five years")),
        ("12958", "SECRET", None, (1985, "ten years")),
        (None, "SECRET", None, (2000, "twenty-five years")),
    ],
)
def test_what_states_no_date_falls_due_by_rule(view, cable, order, level, raw, due):
    stated = {"executive_order": order, "classification": level, "declassify_raw": raw}
    documents = [cable("75A1", date="1975-05-10", **stated)]
    assert view("declassification_calendar", documents, "due_year, basis, instruction_only") == [
        (*due, int(raw is not None))
    ]


def test_availability(view, cable):
    documents = [
        cable("06A1", date="2006-05-01", classification="SECRET", redactions=2),
        cable("06A2", date="2006-05-01", classification="SECRET", is_partial=True),
        cable("06A3", date="2006-05-01", classification="SECRET"),
    ]
    documents[2].rows["texts"][0]["body"] = " \n"
    assert view("availability", documents) == [(d("2006-05-01"), "SECRET", 3, 1, 1, 1, 1)]


def test_unknown_codes(view, cable):
    documents = [
        cable("06X1", post="ATLANTIS", tags=["ZZZZ", "ETRD", {"tag": "FISH", "kind": "free", "raw": "FISH"}]),
        cable("06X2", post="TOKYO", tags=["ZZZZ"], routing_indicator="RUEHXX"),
    ]
    assert view("unknown_codes", documents) == [
        ("tag", "ZZZZ", 2, "06X1"),
        ("post", "ATLANTIS", 1, "06X1"),
        ("routing_indicator", "RUEHXX", 1, "06X2"),
    ]


def test_gaps(view, cable):
    days = ["2006-01-01", "2006-01-03", "2006-01-05", "2006-03-05", "2006-04-04"]
    documents = [cable(f"06TOKYO{n}", date=day, post="TOKYO") for n, day in enumerate(days)]
    assert view("gaps", documents) == [
        ("TOKYO", "Embassy Tokyo", d("2006-01-06"), d("2006-03-04"), 58, 16.0, "06TOKYO2", "06TOKYO3"),
    ]


def test_country_attention_splits_a_cable_over_its_countries(view, cable):
    documents = [
        cable("06TOKYO1", date="2006-05-01", tags=["JA", "JA", "ETRD"]),
        cable("06TOKYO2", date="2006-05-31", tags=["JA", "FR"]),
        cable("06PARIS3", date="2006-07-01", tags=["FR"]),
        cable("06PARIS4", date="2006-07-02", tags=["ETRD"]),
        cable("x", tags=["FR"]),
    ]
    assert view("country_attention", documents) == [
        ("FR", "France", d("2006-05-01"), 1, 0.5, 0.25, 40.0),
        ("FR", "France", d("2006-07-01"), 1, 1.0, 1.0, 160.0),
        ("JP", "Japan", d("2006-05-01"), 2, 1.5, 0.75, 200.0),
        ("JP", "Japan", d("2006-07-01"), 0, 0.0, 0.0, 0.0),
    ]


def test_places_mentioned(view, cable):
    documents = [
        cable("06TOKYO1", date="2006-05-01", place_mentions=["JP", "JP", "1850147"]),
        cable("06TOKYO2", date="2006-05-31", place_mentions=["JP", "FR"]),
        cable("x", place_mentions=["FR", "YUCS"]),
        cable("06PARIS4", date="2006-07-02"),
    ]
    may = d("2006-05-01"), d("2006-05-31")
    assert view("places_mentioned", documents) == [
        ("FR", "France", "country", "FR", "France", 2, 2, 0.5, d("2006-05-31"), d("2006-05-31"), 1),
        ("JP", "Japan", "country", "JP", "Japan", 2, 3, 0.5, *may, 1),
        ("1850147", "Tokyo", "capital", "JP", "Japan", 1, 1, 0.25, may[0], may[0], 3),
        ("YUCS", "Yugoslavia", "former country", None, None, 1, 1, 0.25, None, None, 3),
    ]


def test_people_mentioned(view, cable):
    documents = [
        cable("06TOKYO1", date="2006-05-01", person_mentions=["Minister Mori", "MINISTER MORI", "Mori"]),
        cable("06TOKYO2", date="2006-05-31", person_mentions=["Senator Mori", "Dr. Abe", "Mr. Abe"]),
        cable("x", person_mentions=["Kim"]),
        *(cable(f"06TOKYO{number}", person_mentions=[f"Minister {MASK} {MASK}"]) for number in range(3, 7)),
    ]
    may = d("2006-05-01"), d("2006-05-31")
    assert view("people_mentioned", documents) == [
        ("MORI", "MINISTER", 2, 4, *may, 1),
        ("ABE", "DR.", 1, 2, may[1], may[1], 2),
        ("KIM", None, 1, 1, None, None, 2),
    ]


def test_attention_by_text(view, cable):
    documents = [
        cable("06TOKYO1", date="2006-05-01", place_mentions=["JP", "1850147", "YUCS"], tags=["FR"]),
        cable("06TOKYO2", date="2006-05-31", place_mentions=["1850147", "FR"], tags=["JA"]),
        cable("06PARIS3", date="2006-07-01", place_mentions=["FR"]),
        cable("06PARIS4", date="2006-07-02", tags=["ETRD"]),
        cable("x", place_mentions=["FR"]),
    ]
    may, july = d("2006-05-01"), d("2006-07-01")
    assert view("attention_by_text", documents) == [
        ("JP", "Japan", may, 2, 1.5, 0.75, 200.0, 0.5, 100.0),
        ("FR", "France", may, 1, 0.5, 0.25, 40.0, 0.5, 100.0),
        ("FR", "France", july, 1, 1.0, 1.0, 160.0, None, None),
        ("JP", "Japan", july, 0, 0.0, 0.0, 0.0, None, None),
    ]


def test_protected_mentions(view, cable):
    documents = [
        cable("06TOKYO1", date="2006-05-01", post="TOKYO", protected_mentions=3),
        cable("06TOKYO2", date="2006-05-01", post="TOKYO"),
        cable("06PARIS3", date="2006-05-01", post="PARIS", protected_mentions=0),
        cable("x", protected_mentions=1),
    ]
    assert view("protected_mentions", documents) == [
        ("TOKYO", "Embassy Tokyo", 2006, 1, 3, 0.5),
        (None, None, None, 1, 1, 1.0),
    ]


def test_tag_overlap_of_references(view, cable):
    documents = [
        cable("06TOKYO1", post="TOKYO", tags=["ETRD", "JA"], references=["06TOKYO2", "06TOKYO2", "06TOKYO3"]),
        cable("06TOKYO2", post="TOKYO", tags=["ETRD", "JA", "JA"], references=["06TOKYO2", "06PARIS9"]),
        cable("06TOKYO3", post="TOKYO", tags=["EAGR"]),
        cable("06TOKYO4", post="TOKYO", references=["06TOKYO1"]),
        cable("x", tags=["ETRD"], references=["06TOKYO1"]),
    ]
    assert view("tag_overlap_of_references", documents) == [
        ("TOKYO", "Embassy Tokyo", 2, 0.5, 0.5),
        (None, None, 1, 1.0, 0.5),
    ]
