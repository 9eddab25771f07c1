"""Which files the arguments stand for, and how they are divided."""

import errno
import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.discover import SourceFile, discover
from pipeline.errors import UsageError
from pipeline.shards import Piece, Shard, divide

ROW = b'"%d","12/28/1966 18:48","66BUENOSAIRES2481","Embassy Buenos Aires","UNCLASSIFIED","","HEADER","TEXT %d"\n'


def names(found, top):
    return [os.path.relpath(file.path, top) for file in found.files]


def test_folder_is_walked_in_order_without_hidden_entries_and_the_lake(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/.hidden", ".git/config", "lake/data/x.parquet"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    found = discover([str(tmp_path)], tmp_path / "spool", without=tmp_path / "lake")
    assert names(found, tmp_path) == ["b.txt", "a/z.txt"]
    assert found.hidden == 2


def test_the_lake_itself_is_no_source(tmp_path):
    with pytest.raises(UsageError, match="is the lake itself"):
        discover([f"{tmp_path}/."], tmp_path / "spool", without=tmp_path)
    (tmp_path / "inbox").mkdir()
    assert not discover([str(tmp_path / "inbox")], tmp_path / "spool", without=tmp_path).files


def test_a_file_is_read_once_however_often_it_is_named(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "circle").symlink_to(tmp_path)
    found = discover([str(tmp_path / "a.txt"), str(tmp_path), str(tmp_path / "*.txt")], tmp_path / "spool")
    assert names(found, tmp_path) == ["a.txt"]


def test_glob_may_cross_folders(tmp_path):
    (tmp_path / "x" / "y").mkdir(parents=True)
    (tmp_path / "x" / "y" / "a.txt").write_text("a")
    (tmp_path / "x" / "b.html").write_text("b")
    assert names(discover([f"{tmp_path}/**/*.txt"], tmp_path / "spool"), tmp_path) == ["x/y/a.txt"]


def test_file_whose_name_has_glob_characters_is_that_file(tmp_path):
    (tmp_path / "a[1].txt").write_text("a")
    assert names(discover([str(tmp_path / "a[1].txt")], tmp_path / "spool"), tmp_path) == ["a[1].txt"]


@pytest.mark.parametrize(
    ("argument", "message"),
    [("nowhere", "no such file"), ("*.nothing", "no file matches"), ("ftp://host/x", "only local files")],
)
def test_argument_that_names_nothing_is_an_error(tmp_path, monkeypatch, argument, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=message) as error:
        discover([argument], tmp_path / "spool")
    assert argument in str(error.value) and "\n" not in str(error.value)


def test_what_is_no_file_is_kept_with_its_problem(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken").symlink_to(tmp_path / "gone")
    os.mkfifo(folder / "pipe")
    problems = {file.name.rsplit("/", 1)[-1]: file.problem for file in discover([str(folder)], tmp_path / "s").files}
    assert problems == {"broken": "No such file or directory", "pipe": "neither a file nor a folder"}


def test_standard_input_is_spooled_and_never_taken_for_unchanged(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"telegram")))
    (file,) = discover(["-"], tmp_path / "spool").files
    assert (file.name, file.size, file.fingerprint) == ("-", 8, "")


def test_standard_input_is_whole_after_an_attempt_that_failed(tmp_path, monkeypatch):
    class Flaky(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError(errno.EIO, "Input/output error")
            return super().read(4)

    stream = Flaky(b"UNCLAS OSLO")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
    with pytest.raises(OSError):
        discover(["-"], tmp_path)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"AS OSLO")))
    for _ in range(2):
        (file,) = discover(["-"], tmp_path).files
        assert Path(file.path).read_bytes() == b"UNCLAS OSLO"


def test_fingerprint_changes_with_the_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a")
    before = discover([str(path)], tmp_path).files[0].fingerprint
    path.write_text("b")
    os.utime(path, ns=(0, 0))
    assert discover([str(path)], tmp_path).files[0].fingerprint != before


def test_file_name_that_is_not_utf8_is_reported_in_escapes(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_bytes(b"x")
    (file,) = discover([str(tmp_path)], tmp_path / "spool").files
    assert file.name.endswith("caf\\xe9.txt")
    (shard,) = divide([file])
    assert Shard.load(shard.save(tmp_path)) == shard


@given(st.lists(st.integers(0, 40 << 20), max_size=40), st.integers(1, 8))
def test_every_file_is_in_one_shard(sizes, workers):
    files = [SourceFile(f"{n}.txt", f"/nowhere/{n}.txt", size) for n, size in enumerate(sizes)]
    shards = divide(files, workers)
    assert [piece.name for shard in shards for piece in shard.pieces] == [file.name for file in files]
    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert sum(shard.size for shard in shards) == sum(sizes)


def test_big_table_is_cut_into_byte_ranges(tmp_path):
    path = tmp_path / "cables.csv"
    path.write_bytes(b"".join(ROW % (n, n) for n in range(60_000)))
    (file,) = discover([str(path)], tmp_path).files
    shards = divide([file], workers=2)
    pieces = [piece for shard in shards for piece in shard.pieces]
    assert len(pieces) > 2
    assert [piece.start for piece in pieces[1:]] == [piece.stop for piece in pieces[:-1]]
    assert (pieces[0].start, pieces[-1].stop) == (0, None)


def test_big_archive_is_shared_by_the_workers():
    file = SourceFile("a.tar.gz", "/nowhere/a.tar.gz", 40 << 20)
    pieces = [piece for shard in divide([file], workers=2) for piece in shard.pieces]
    assert pieces == [
        Piece("a.tar.gz", "/nowhere/a.tar.gz", part=(0, 2)),
        Piece("a.tar.gz", "/nowhere/a.tar.gz", part=(1, 2)),
    ]
