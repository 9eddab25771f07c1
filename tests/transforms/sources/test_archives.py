"""Archives: every member is a document or a rejection with its reason, whatever was done to the bytes."""

import gzip
import io
import lzma
import tarfile
import zipfile
from random import Random

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.decode import decode
from transforms.document import RawDocument, Rejected
from transforms.sources.archives import documents
from transforms.sources.limits import DEFAULT, Limits

TEXTS = {f"cables/{n:02}OSLO{n}.txt": f"UNCLAS OSLO {n:06}\nTAGS: PREL\n".encode() * 40 for n in range(1, 8)}


def tar(members, link=None):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        if link:
            info = tarfile.TarInfo("link")
            info.type, info.linkname = tarfile.SYMTYPE, link
            archive.addfile(info)
    return out.getvalue()


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


PACK = {
    "tar": tar,
    "tar.gz": lambda members: gzip.compress(tar(members)),
    "tar.xz": lambda members: lzma.compress(tar(members)),
    "tar.zst": lambda members: zstandard.compress(tar(members)),
    "zip": zipped,
}


class Pipe(io.RawIOBase):
    """A stream that cannot seek, as standard input is."""

    def __init__(self, data):
        self.data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.data.read(min(len(buffer), 777))
        buffer[: len(data)] = data
        return len(data)


def read(data, limits=DEFAULT, part=(0, 1), name="in.bin"):
    return list(documents(name, io.BytesIO(data), limits, part))


def reasons(found):
    return [item.reason for item in found if isinstance(item, Rejected)]


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("stream", [io.BytesIO, lambda data: io.BufferedReader(Pipe(data))], ids=["file", "pipe"])
def test_every_member_is_a_document(kind, stream):
    found = list(documents("in", stream(PACK[kind](TEXTS.items()))))
    assert {raw.member: raw.raw for raw in found} == TEXTS
    assert [raw.position for raw in found] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("kind", PACK)
def test_workers_share_an_archive(kind):
    data = PACK[kind](TEXTS.items())
    parts = [read(data, part=(i, 3)) for i in range(3)]
    assert sorted((raw for part in parts for raw in part), key=lambda raw: raw.position) == read(data)
    assert [len(part) for part in parts] == [3, 2, 2]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstandard.compress], ids=["gz", "xz", "zst"])
def test_a_compressed_file_is_one_document(pack):
    [raw] = read(pack(b"one") + pack(b"two"))
    assert (raw.member, raw.position, raw.raw) == ("", 1, b"onetwo")


def test_archives_inside_archives_to_a_depth():
    inner = PACK["zip"](TEXTS.items())
    twice = gzip.compress(tar([("a/inner.zip", inner), ("b.tgz", PACK["tar.gz"](TEXTS.items()))]))
    assert [raw.member for raw in read(twice)][::7] == ["a/inner.zip/cables/01OSLO1.txt", "b.tgz/cables/01OSLO1.txt"]
    deep = b"text"
    for _ in range(8):
        deep = gzip.compress(deep)
    assert reasons(read(deep)) == ["archive_too_deep"]


def test_duplicate_names_are_kept_apart():
    found = read(tar([("same.txt", b"one"), ("same.txt", b"two")]))
    assert [(raw.member, raw.position, raw.raw) for raw in found] == [("same.txt", 1, b"one"), ("same.txt", 2, b"two")]


def test_names_are_data_and_links_are_not_followed(tmp_path):
    names = ["/etc/passwd", "../../up.txt", "a\\..\\b.txt", "__MACOSX/._a.txt", "x/.DS_Store"]
    found = read(tar([(name, b"text") for name in names], link="/etc/passwd"))
    assert [item.member for item in found] == [*names[:3], "link"]
    assert reasons(found) == ["not_a_file"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "tar.xz", "tar.zst"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_a_cut_off_archive_gives_what_it_held_and_one_rejection(kind, share):
    data = PACK[kind]([(name, Random(name).randbytes(70_000)) for name in TEXTS])
    for k in (1, 3):
        found = [item for i in range(k) for item in read(data[: int(len(data) * share)], part=(i, k))]
        assert reasons(found) == ["archive_truncated"]
        assert len(found) > 1 or share < 0.5
        assert "documents were read before it" in next(item.detail for item in found if isinstance(item, Rejected))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.9999])
@pytest.mark.parametrize(
    ("method", "sink"),
    [
        (zipfile.ZIP_DEFLATED, io.BytesIO),
        (zipfile.ZIP_DEFLATED, lambda: NoSeek()),
        (zipfile.ZIP_STORED, io.BytesIO),
    ],
    ids=["deflated", "deflated, sizes after", "stored"],
)
def test_a_zip_without_its_directory_gives_the_members_that_are_whole(share, method, sink):
    texts = {name: Random(name).randbytes(70_000) for name in TEXTS}
    out = sink()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in texts.items():
            archive.writestr(name, data)
    packed = out.getvalue()
    for k in (1, 3):
        found = [item for i in range(k) for item in read(packed[: int(len(packed) * share)], part=(i, k))]
        assert reasons(found) == ["archive_truncated"]
        whole = {item.member: item.raw for item in found if isinstance(item, RawDocument)}
        assert whole.items() <= texts.items()
        assert len(whole) == int(7 * share + 0.01)


class NoSeek(io.BytesIO):
    """Makes zipfile write the sizes after the members, as it does into a pipe."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise OSError

    def tell(self):
        raise OSError


def test_a_damaged_zip_member_costs_itself_only():
    data = bytearray(zipped([("a.txt", b"A" * 5000), ("b.txt", b"B" * 5000)]))
    at = data.find(b"a.txt") + 12
    data[at] ^= 0xFF
    for k in (1, 2):
        found = [item for i in range(k) for item in read(bytes(data), part=(i, k))]
        assert reasons(found) == ["archive_damaged"]
        assert [item.member for item in found if isinstance(item, RawDocument)] == ["b.txt"]


@pytest.mark.parametrize("kind", ["tar.gz", "tar.xz"])
def test_no_small_member_in_front_of_the_cut_is_lost(kind):
    texts = {f"{n}.txt": Random(n).randbytes(1_000).hex().encode() for n in range(200)}
    data = PACK[kind](texts.items())
    found = read(data[: len(data) * 9 // 10])
    assert len(found) > (170 if kind == "tar.gz" else 100)
    assert reasons(found) == ["archive_truncated"]


def test_a_damaged_member_inside_a_tar_is_reported_once_whoever_reads_it():
    cut = gzip.compress(Random(1).randbytes(9_000))[:-20]
    data = tar([("a.txt", b"text"), ("b.txt.gz", cut), ("c.txt", b"text")])
    for k in (1, 2, 3):
        found = [item for i in range(k) for item in read(data, part=(i, k))]
        assert reasons(found) == ["archive_truncated"]
        assert sorted(item.member for item in found) == ["a.txt", "b.txt.gz", "c.txt"]


def test_a_bad_header_in_the_middle_is_reported():
    data = bytearray(tar(TEXTS.items()))
    data[data.find(b"cables/04OSLO4") + 150] ^= 0xFF  # its checksum
    found = read(bytes(data))
    assert reasons(found) == ["archive_damaged"]
    assert len(found) == 4


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstandard.compress], ids=["gz", "xz", "zst"])
def test_bombs_are_let_go_of(pack):
    zeros = pack(bytes(60 << 20))
    small = Limits(document=1 << 20, free=8 << 20, ratio=100)
    assert reasons(read(zeros, small))[0] in ("too_large", "archive_bomb")
    assert reasons(read(pack(tar([("zeros", bytes(60 << 20))])), small))[0] in ("too_large", "archive_bomb")
    assert "archive_bomb" in reasons(read(pack(tar([(str(n), bytes(900_000)) for n in range(100)])), small))


def test_zip_bombs_and_huge_members():
    small = Limits(document=1 << 20, free=8 << 20, ratio=100)
    found = read(zipped([(str(n), bytes(900_000)) for n in range(100)]), small)
    assert reasons(found) == ["archive_bomb"]
    assert reasons(read(zipped([("a", b"x" * (2 << 20)), ("b", b"b")]), small)) == ["too_large"]


def test_limits_on_members_and_names():
    assert reasons(read(tar([(str(n), b"") for n in range(9)]), Limits(members=5))) == ["too_many_members"]
    assert reasons(read(tar([("n" * 2_000_000, b"")]))) == ["archive_damaged"]


def test_an_archive_without_files_says_so():
    assert reasons(read(zipped([]))) == ["empty_archive"]
    assert reasons(read(gzip.compress(tar([("__MACOSX/._a.txt", b"")])))) == ["empty_archive"]


@pytest.mark.parametrize(
    "members", [[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")], [("mimetype", b"odt")]]
)
def test_an_office_file_is_one_document(members):
    packed = zipped(members)
    assert [document.raw for document in read(packed)] == [packed]
    (document,) = read(tar([("letter.docx", packed)]))
    assert isinstance(decoded := decode(document), Rejected)
    assert decoded.detail.endswith(":letter.docx is an office file or electronic book: save it as plain text")


def test_rows_of_a_table_inside_an_archive_are_documents():
    rows = b"".join(
        b'"%d","1/15/2007 12:03","07OSLO%d","Embassy Oslo","UNCLASSIFIED","","H","B"\n' % (n, n) for n in range(1, 6)
    )
    data = gzip.compress(tar([("cables.csv", rows), ("07OSLO9.txt", b"text")]))
    found = read(data)
    assert [raw.format for raw in found] == ["cables-csv"] * 5 + [None]
    assert b"".join(raw.raw for raw in found[:5]) == rows
    assert {raw for i in range(2) for raw in read(data, part=(i, 2))} == set(found)


@given(st.data(), st.sampled_from(sorted(PACK)))
@settings(max_examples=150)
def test_no_damage_raises(data, kind):
    packed = bytearray(PACK[kind](list(TEXTS.items())[:3]))
    for at in data.draw(st.lists(st.integers(0, len(packed) - 1), max_size=6)):
        packed[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(packed)))
    for item in read(bytes(packed[:cut])):
        assert isinstance(item, (RawDocument, Rejected))
        if isinstance(item, Rejected):
            assert item.detail.startswith("in.bin")
