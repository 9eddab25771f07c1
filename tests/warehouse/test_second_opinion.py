"""The views against a second computation: Polars over the staged files, with no SQL and no lake between them."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import reparse
from tests.loading import NOW, load
from warehouse.lake import Lake
from warehouse.publish import publish

SAMPLE = Path(__file__).parents[2] / "sample" / "cables"


def build(folder, source):
    """Publish a lake of a source; the warehouse connection, and the rows as the parser gave them."""
    with Lake.open(folder / "lake") as lake:
        load(lake, [source])
        reparse.join_sections(lake, "run", NOW)
        path = publish(lake)
        tables = {
            name: lake.connection.execute(f'FROM "{name}"').pl()  # noqa: S608 (names from here)
            for name in ("cables", "tags", "references", "cable_versions", "paragraphs")
        }
    return duckdb.connect(str(path), read_only=True), tables


@pytest.fixture(scope="module", params=["sample", "pages"])
def both(request, tmp_path_factory):
    source = SAMPLE
    if request.param == "pages":
        source = request.getfixturevalue("shared") / "cables" / "wikileaks-html.tar.gz"
    connection, tables = build(tmp_path_factory.mktemp(request.param), source)
    yield connection, tables
    connection.close()


def rows(connection, sql):
    return sorted(connection.execute(sql).fetchall(), key=str)


def month(column):
    return pl.col(column).dt.truncate("1mo")


def test_tag_frequencies(both):
    connection, tables = both
    dated = tables["cables"].select("cable_id", "date")
    counted = (
        tables["tags"].unique(["cable_id", "tag"]).join(dated, on="cable_id").group_by("tag")
        .agg(pl.len(), pl.col("date").min().alias("first"), pl.col("date").max().alias("last"))
    )  # fmt: skip
    assert rows(connection, "SELECT tag, cables, first_date, last_date FROM tag_frequencies") == sorted(
        counted.rows(), key=str
    )


def test_classification_counts(both):
    connection, tables = both
    counted = (
        tables["cables"]
        .with_columns(month("date").alias("month"), pl.col("handling").list.sort().list.join(", ").fill_null(""))
        .group_by("month", "post", "classification", "handling").len()
    )  # fmt: skip
    found = rows(connection, "SELECT month, post, classification, handling, cables FROM classification_counts")
    assert found == sorted(counted.rows(), key=str)


def test_precedence_by_month(both):
    connection, tables = both
    counted = (
        tables["cables"].with_columns(month("date").alias("month"), pl.col("precedence").str.head(1))
        .group_by("month", "precedence").len()
    )  # fmt: skip
    assert rows(connection, "SELECT month, precedence, cables FROM precedence_by_month") == sorted(
        counted.rows(), key=str
    )


def test_post_activity(both):
    connection, tables = both
    secret = pl.col("classification").is_in(["CONFIDENTIAL", "SECRET", "TOP SECRET"]).mean().round(9)
    counted = (
        tables["cables"]
        .group_by("post")
        .agg(
            pl.len(),
            pl.col("date").min().alias("first"),
            month("date").n_unique() - pl.col("date").is_null().any(),
            secret,
        )
    )
    found = rows(
        connection,
        "SELECT post, cables, first_date, coalesce(active_months, 0), round(classified_share, 9) FROM post_activity",
    )
    assert found == sorted(counted.rows(), key=str)


def test_references(both):
    connection, tables = both
    cables = tables["cables"].select("cable_id")
    cited = tables["references"].filter(kind="cable").drop_nulls("target").select("cable_id", "target").unique()
    missing = cited.join(cables, left_on="target", right_on="cable_id", how="anti").group_by("target").len()
    assert rows(connection, "SELECT cable_id, citations FROM missing_references") == sorted(missing.rows(), key=str)
    held = cited.filter(pl.col("cable_id") != pl.col("target")).join(
        cables, left_on="target", right_on="cable_id", how="semi"
    )
    assert rows(connection, "SELECT cable_id, citations FROM reference_hubs") == sorted(
        held.group_by("target").len().rows(), key=str
    )
    assert sizes_of_threads(held) == [size for (size,) in connection.execute(
        "SELECT cables FROM threads ORDER BY cables DESC"
    ).fetchall()]  # fmt: skip


def sizes_of_threads(edges):
    """Sizes of the connected parts of a graph, by union and find."""
    parent: dict[str, str] = {}

    def root(node):
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in edges.rows():
        parent[root(one)] = root(other)
    sizes: dict[str, int] = {}
    for node in list(parent):
        sizes[root(node)] = sizes.get(root(node), 0) + 1
    return sorted(sizes.values(), reverse=True)


def test_totals_reconcile_across_views(both):
    connection, tables = both
    total = tables["cables"].height
    for sql in (
        "SELECT sum(cables) FROM classification_counts",
        "SELECT sum(cables) FROM post_activity",
        "SELECT sum(cables) FROM precedence_by_month",
        "SELECT sum(cables) FROM availability",
        "SELECT count(*) FROM cable_versions WHERE is_current",
    ):
        assert connection.execute(sql).fetchone() == (total,), sql
    assert (
        connection.execute("SELECT sum(cables) FROM threads").fetchone()
        == connection.execute("SELECT count(*) FROM thread_members").fetchone()
    )
