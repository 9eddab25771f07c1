"""Lakes whose folders are by month: the same rows as in a lake by year, in finer folders."""

import datetime as dt
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from pipeline.publish import publish_all
from schemas.tables import TABLES
from warehouse.checks import run_checks
from warehouse.commit import Run, commit
from warehouse.connection import LakeError, Resources, identifier
from warehouse.dataset import FOLDER
from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.search_texts import Texts

BY_POST = ("cables", "texts", "paragraphs")
NULL = "__HIVE_DEFAULT_PARTITION__"
NO_TIME = dt.timedelta(0)
# these are of the moment at which a run ended
NOT_COMPARED = {("runs", "finished_at")}


@pytest.fixture
def shards(cable, reject, stage):
    """Two deliveries: cables of some months and posts, one without date and post; then a correction and more."""

    def tokyo(serial, date, raw=None):
        text = [{"text": "One."}, {"text": "Two."}]
        return cable(f"06TOKYO{serial}", raw, date=date, post="TOKYO", tags=["ETRD"], paragraphs=text)

    first = [tokyo(1, "2006-05-01", b"first"), tokyo(2, "2006-05-31"), tokyo(3, "2006-11-01")]
    first += [cable("06OSLO1", date="2006-05-02", post="OSLO"), cable("X", post=None), reject(b"eggs and milk")]
    second = [
        tokyo(1, "2006-05-01", b"corrected"),
        tokyo(4, "2006-11-30"),
        cable("07OSLO2", date="2007-01-01", post="OSLO"),
    ]
    return [stage(first, "run-1", 1), stage(second, "run-2", 2)]


def new_lake(folder, grain="", resources=None):
    folder.mkdir()
    if grain:
        (folder / "lake.toml").write_text(f'grain = "{grain}"\n')
    return Lake.open(folder, resources=resources)


@pytest.fixture
def lakes(tmp_path):
    """Two empty lakes, by year and by month."""
    with new_lake(tmp_path / "by-year") as by_year, new_lake(tmp_path / "by-month", "month") as by_month:
        yield by_year, by_month


def deliver(lake, shards, number):
    commit(lake, Run(f"run-{number}", dt.datetime(2026, 1, number)), [shards[number - 1]])
    publish_all(lake)


def columns(table):
    return ", ".join(identifier(name) for name in table.column_names if (table.name, name) not in NOT_COMPARED)


def rows(connection, table, source):
    return sorted(connection.execute(f"SELECT {columns(table)} FROM {source}").fetchall(), key=repr)  # noqa: S608


def of_lake(lake, table):
    """Number of current files of the lake in each folder of a table."""
    files = lake.connection.execute("SELECT data_file FROM ducklake_list_files('lake', ?)", [table]).fetchall()
    top = lake.place.folder / "data" / "main" / table
    return Counter(str(Path(path).parent.relative_to(top)) for (path,) in files)


def of_dataset(lake, table):
    """The same of the plain data set."""
    top = (lake.place.folder / FOLDER / table).resolve()
    return Counter(str(path.parent.relative_to(top)) for path in top.rglob("*.parquet"))


def assert_same_rows(by_year, by_month):
    for name, table in TABLES.items():
        expected = rows(by_year.connection, table, identifier(name))
        assert rows(by_month.connection, table, identifier(name)) == expected, name
        files = f"'{by_month.place.folder / FOLDER / name}/**/*.parquet'"
        assert rows(duckdb.connect(), table, files) == expected, name
    assert not [result.check.name for result in run_checks(by_month, thorough=True) if result.failed]


def test_the_rows_are_those_of_a_lake_by_year(lakes, shards):
    for number in (1, 2):
        for lake in lakes:
            deliver(lake, shards, number)
        assert_same_rows(*lakes)
    for lake in lakes:
        maintain(lake, NO_TIME, NO_TIME)
        publish_all(lake)
    assert_same_rows(*lakes)


def test_files_are_in_folders_by_year_month_and_post(lakes, shards):
    _, lake = lakes
    deliver(lake, shards, 1)
    expected = {
        "year=2006/month=5/post=OSLO", "year=2006/month=5/post=TOKYO", "year=2006/month=11/post=TOKYO",
        f"year={NULL}/month={NULL}/post={NULL}",
    }  # fmt: skip
    for files in (of_lake, of_dataset):
        assert files(lake, "cables") == files(lake, "texts") == dict.fromkeys(expected, 1)
        assert files(lake, "paragraphs") == dict.fromkeys([folder for folder in expected if "TOKYO" in folder], 1)
        assert files(lake, "tags") == {"year=2006": 1}

    deliver(lake, shards, 2)
    maintain(lake, NO_TIME, NO_TIME)
    publish_all(lake)
    expected |= {"year=2007/month=1/post=OSLO"}
    for files in (of_lake, of_dataset):
        assert files(lake, "cables") == files(lake, "texts") == dict.fromkeys(expected, 1)


def test_months_are_those_of_the_dates(lakes, shards):
    _, lake = lakes
    deliver(lake, shards, 1)
    for name in BY_POST:
        found = lake.connection.execute(
            f"SELECT DISTINCT t.month, month(c.date) FROM {name} t JOIN cables c USING (cable_id) ORDER BY ALL"  # noqa: S608
        ).fetchall()
        assert found == [(5, 5), (11, 11)] + ([(None, None)] if name != "paragraphs" else [])


def test_a_query_of_the_published_file_may_call_something_month(lakes, shards):
    _, lake = lakes
    deliver(lake, shards, 1)
    sql = "SELECT date_trunc('month', date) AS month, count(*) FROM cables GROUP BY month ORDER BY month NULLS LAST"
    with duckdb.connect(str(lake.place.warehouse), read_only=True) as connection:
        assert [count for _, count in connection.execute(sql).fetchall()] == [3, 1, 1]


def test_texts_of_hits_are_found(lakes, shards):
    _, lake = lakes
    deliver(lake, shards, 1)
    found = Texts(lake.place).bodies([("06TOKYO2", 2006, "TOKYO"), ("06TOKYO3", 2006, "TOKYO"), ("X", None, "")])
    assert found == {name: f"body of {name}" for name in ("06TOKYO2", "06TOKYO3", "X")}


@pytest.mark.parametrize(("made", "named"), [("", "month"), ("year", "month"), ("month", "year")])
@pytest.mark.parametrize("read_only", [False, True])
def test_the_grain_of_a_lake_stays(tmp_path, made, named, read_only):
    folder = tmp_path / "lake"
    new_lake(folder, made).close()
    (folder / "lake.toml").write_text(f'grain = "{named}"\n')
    with pytest.raises(LakeError, match=f'lake.toml: grain = "{named}": this lake was made with grain') as refused:
        Lake.open(folder, read_only=read_only)
    assert "\n" not in str(refused.value)


def test_the_lake_itself_remembers_its_grain(tmp_path):
    folder = tmp_path / "lake"
    new_lake(folder, "month").close()
    (folder / "lake.toml").unlink()
    with Lake.open(folder) as lake:
        assert lake.grain == "month"


def test_an_unknown_grain(tmp_path):
    with pytest.raises(LakeError, match="lake.toml: grain: give year or month"):
        new_lake(tmp_path / "lake", "day")


@pytest.mark.campaign
@pytest.mark.parametrize("grain", ["year", "month"])
def test_as_many_folders_as_cables_fit_into_memory(tmp_path, cable, stage, grain):
    """All of them at once would need 400 MB."""
    dates = [f"{year}-{year % 12 + 1:02}-01" for year in range(1950, 2010)]
    folders = [(date, f"POST{number}") for date in dates for number in range(10)]
    shard = stage([cable(f"{post} {date}", date=date, post=post) for date, post in folders], "run-1", 1)
    with new_lake(tmp_path / "lake", grain, Resources("300MB", 2)) as lake:
        deliver(lake, [shard], 1)
        for files in (of_lake, of_dataset):
            found = files(lake, "cables")
            assert (len(found), found.total()) == (600, 600)
