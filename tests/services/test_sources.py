"""Objects of an S3 store as sources."""

import csv
import io
import tarfile

import pytest

from pipeline.discover import discover
from pipeline.errors import UsageError
from pipeline.reading import documents
from pipeline.s3_objects import StoreError
from pipeline.shards import Piece, divide


@pytest.fixture
def prefix(services, tmp_path, telegram, monkeypatch):
    """A prefix with two telegrams, an archive of two, a table of three, and something hidden."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.setenv(name, services.environment[name])
    prefix = f"s3://cables/{tmp_path.name}/in"
    put(services, f"{prefix}/a/07QUITO301.txt", telegram(301).encode())
    put(services, f"{prefix}/07QUITO302.txt", telegram(302).encode())
    put(services, f"{prefix}/.hidden/07QUITO303.txt", telegram(303).encode())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for serial in (304, 305):
            info = tarfile.TarInfo(f"07QUITO{serial}.txt")
            info.size = len(telegram(serial))
            archive.addfile(info, io.BytesIO(telegram(serial).encode()))
    put(services, f"{prefix}/two.tar.gz", packed.getvalue())
    table = io.StringIO()
    for number in (1, 2, 3):
        header, body = telegram(400 + number).split("BT\n")
        row = (number, "2/13/2007 14:30", f"07QUITO{400 + number}", "Embassy Quito", "CONFIDENTIAL", "", header, body)
        csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(row)
    put(services, f"{prefix}/cables.csv", table.getvalue().encode())
    return prefix


def put(services, address, content):
    with services.files.open_output_stream(address.removeprefix("s3://")) as stream:
        stream.write(content)


def read(files):
    return [raw for shard in divide(files) for raw in documents(shard.pieces)]


def test_objects_archives_and_tables_below_a_prefix(prefix, tmp_path):
    found = discover([prefix], tmp_path)
    names = [file.name.removeprefix(prefix) for file in found.files]
    assert names == ["/07QUITO302.txt", "/a/07QUITO301.txt", "/cables.csv", "/two.tar.gz"]
    raws = read(found.files)
    assert len(raws) == 1 + 1 + 3 + 2
    assert {raw.source for raw in raws} == {file.name for file in found.files}


def test_a_table_is_read_in_ranges(prefix, tmp_path):
    (table,) = discover([f"{prefix}/cables.csv"], tmp_path).files
    whole = [raw.raw for raw in read([table])]
    pieces = [
        Piece(table.name, table.path, start, start + 300 if start + 300 < table.size else None)
        for start in range(0, table.size, 300)
    ]
    assert [raw.raw for raw in documents(pieces)] == whole and len(whole) == 3


def test_what_is_written_anew_has_another_fingerprint(prefix, services, tmp_path, telegram):
    address = f"{prefix}/07QUITO302.txt"
    (before,) = discover([address], tmp_path).files
    put(services, address, telegram(302).encode() + b"\nNNNN\n")
    (after,) = discover([address], tmp_path).files
    assert after.fingerprint != before.fingerprint


def test_the_data_of_the_lake_are_no_source(prefix, tmp_path):
    assert [file.name for file in discover([prefix], tmp_path, data=f"{prefix}/a/").files] == [
        f"{prefix}/{name}" for name in ("07QUITO302.txt", "cables.csv", "two.tar.gz")
    ]


@pytest.mark.parametrize("address", ["s3://cables/nothing-here", "s3://no-such-bucket/x", "s3://no-such-bucket/"])
def test_an_address_of_nothing(address, prefix, tmp_path):
    with pytest.raises(UsageError, match="no object is there"):
        discover([address], tmp_path)


def test_a_prefix_may_be_empty(prefix, tmp_path):
    assert discover(["s3://cables/nothing-here/"], tmp_path).files == ()


def test_wrong_credentials(prefix, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mistaken-secret")
    with pytest.raises(StoreError, match="access denied: look at AWS_ACCESS_KEY_ID") as refused:
        discover([prefix], tmp_path)
    assert "mistaken-secret" not in str(refused.value)
