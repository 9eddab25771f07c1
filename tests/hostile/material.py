"""Hostile sources, one maker a case, named as in docs/hostile-input.md."""

import gzip
import io
import os
import random
import socket
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

Telegram = Callable[[int], str]
Maker = Callable[[Path, Telegram], None]
MAKERS: dict[str, Maker] = {}

LONG_LINE = int(os.environ.get("CABLELAKE_LONG_LINE_MB", "50")) << 20
TOWER = "A CABLE ON ONE LINE "


def case(name: str) -> Callable[[Maker], Maker]:
    def keep(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return keep


def tar(path: Path, members: Iterable[tuple[str, bytes]], mode: str = "w") -> None:
    with tarfile.open(path, mode) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def row(number: int, cable_id: str, origin: str = "Embassy Quito", body: str = "1. (C) The growers wait.") -> str:
    fields = (str(number), "2/13/2007 14:30", cable_id, origin, "CONFIDENTIAL", "", "P 131430Z FEB 07", body)
    return ",".join(f'"{field}"' for field in fields) + "\n"


@case("path-traversal-tar")
def _(folder, telegram):
    names = ("../../../escaped.txt", "/escaped.txt", "a/../../escaped.txt", "a\\..\\escaped.txt")
    tar(folder / "a.tar", [(name, telegram(n).encode()) for n, name in enumerate(names, 1000)])


@case("path-traversal-zip")
def _(folder, telegram):
    names = ("../../../escaped.txt", "/escaped.txt", "C:\\escaped.txt")
    (folder / "a.zip").write_bytes(zipped((name, telegram(n).encode()) for n, name in enumerate(names, 1010)))


@case("links-tar")
def _(folder, telegram):
    with tarfile.open(folder / "a.tar", "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"link-{kind.decode()}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)


@case("links-zip")
def _(folder, telegram):
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")


@case("duplicate-members")
def _(folder, telegram):
    texts = [telegram(1020).encode(), telegram(1021).encode(), telegram(1020).encode()]
    tar(folder / "a.tar", [("same.txt", text) for text in texts])


@case("nested-archives")
def _(folder, telegram):
    inner = zipped([("a.txt", telegram(1030).encode())])
    tar(folder / "a.tgz", [("inner.zip", inner)], "w:gz")


@case("nested-too-deep")
def _(folder, telegram):
    data = telegram(1031).encode()
    for _ in range(30):
        data = gzip.compress(data)
    (folder / "a.gz").write_bytes(data)


@case("bomb-gzip")
def _(folder, telegram):
    with gzip.open(folder / "a.txt.gz", "wb") as file:
        for _ in range(200):
            file.write(bytes(1 << 20))


@case("bomb-tar-xz")
def _(folder, telegram):
    # not all alike, or they are one document
    tar(folder / "a.tar.xz", ((f"{n}.txt", bytes((1 << 20) + n)) for n in range(150)), "w:xz")


@case("bomb-zip")
def _(folder, telegram):
    (folder / "a.zip").write_bytes(zipped((f"{n}.txt", b" " * ((1 << 20) + n)) for n in range(100)))


@case("bomb-zip-lying")
def _(folder, telegram):
    """A member whose stated size is a thousandth of what it unpacks to."""
    data = zipped([("a.txt", bytes(40 << 20))])
    size = struct.pack("<I", 40 << 20)
    (folder / "a.zip").write_bytes(data.replace(size, struct.pack("<I", 40 << 10)))


@case("archive-encrypted")
def _(folder, telegram):
    data = bytearray(zipped([("a.txt", telegram(1040).encode())]))
    data[data.find(b"PK\x03\x04") + 6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    (folder / "a.zip").write_bytes(data)


@case("archive-cut-off")
def _(folder, telegram):
    tar(folder / "a.tar", [("a.txt", telegram(1041).encode()), ("b.txt", telegram(1042).encode() * 20)])
    whole = (folder / "a.tar").read_bytes()
    (folder / "a.tar").write_bytes(whole[:5_000])


@case("sparse-5-gb")
def _(folder, telegram):
    with (folder / "a.txt").open("wb") as file:
        file.truncate(5 << 30)


@case("sparse-5-gb-csv")
def _(folder, telegram):
    with (folder / "cables.csv").open("wb") as file:
        file.write(row(1, "07QUITO1050").encode())
        file.truncate(5 << 30)


@case("long-line")
def _(folder, telegram):
    with (folder / "a.txt").open("wb") as file:
        for _ in range(LONG_LINE >> 20):
            file.write((TOWER * 60_000).encode()[: 1 << 20])


@case("long-line-within-the-limit")
def _(folder, telegram):
    words = "THE GROWERS WAIT " * 500_000
    (folder / "a.txt").write_text(telegram(1051).replace("The growers expect", words))


@case("long-line-csv")
def _(folder, telegram):
    with (folder / "cables.csv").open("w") as file:
        file.write(row(1, "07QUITO1052"))
        file.write(row(2, "07QUITO1053", body=TOWER * (LONG_LINE // len(TOWER))))
        file.write(row(3, "07QUITO1054"))


@case("nul-bytes")
def _(folder, telegram):
    (folder / "a.txt").write_bytes(telegram(1060).encode().replace(b"growers", b"grow\x00ers"))


@case("nothing-but-nul-bytes")
def _(folder, telegram):
    (folder / "a.txt").write_bytes(bytes(10_000))


@case("random-bytes")
def _(folder, telegram):
    (folder / "a.txt").write_bytes(random.Random(1).randbytes(100_000))


@case("control-characters")
def _(folder, telegram):
    odd = "\x1b[31m\x07\x08\u202e\u200b\ufeff\ud7ff\ufffd\U0001f33b"
    (folder / "a.txt").write_text(telegram(1061).replace("growers", odd), encoding="utf-8")


@case("invalid-utf-8")
def _(folder, telegram):
    odd = "São Paulo, Łódź, Αθήνα ".encode() + b"\xff\xfe\x80 \xc3\x28 \xed\xa0\x80 \xf8\x88\x80\x80\x80"
    (folder / "a.txt").write_bytes(telegram(1062).encode().replace(b"growers", odd))


@case("utf-16")
def _(folder, telegram):
    (folder / "a.txt").write_bytes(telegram(1063).encode("utf-16"))
    (folder / "b.txt").write_bytes(telegram(1064).encode("utf-16-be"))
    (folder / "c.txt").write_bytes(telegram(1065).encode("utf-16-le")[:-1])


@case("utf-32-and-byte-order-marks")
def _(folder, telegram):
    (folder / "a.txt").write_bytes(telegram(1066).encode("utf-32"))
    (folder / "b.txt").write_bytes(telegram(1067).encode("utf-8-sig"))


@case("cp1252")
def _(folder, telegram):
    text = telegram(1068).replace("growers", "“growers” – Québec")
    (folder / "a.txt").write_bytes(text.encode("cp1252"))


@case("mojibake")
def _(folder, telegram):
    odd = "São Tomé – “growers”".encode().decode("cp1252", "replace").encode().decode("latin-1")
    (folder / "a.txt").write_text(telegram(1069).replace("growers", odd), encoding="utf-8")


@case("csv-unbalanced-quotes")
def _(folder, telegram):
    broken = row(2, "07QUITO1071").replace('growers wait."', "growers wait.")
    (folder / "cables.csv").write_text(row(1, "07QUITO1070") + broken + row(3, "07QUITO1072"))


@case("csv-missing-columns")
def _(folder, telegram):
    short = '"2","2/13/2007 14:30","07QUITO1074","Embassy Quito"\n'
    (folder / "cables.csv").write_text(row(1, "07QUITO1073") + short + row(3, "07QUITO1075"))


@case("csv-a-million-columns")
def _(folder, telegram):
    wide = '"2","2/13/2007 14:30",' + ",".join(['"x"'] * 1_000_000) + "\n"
    (folder / "cables.csv").write_text(row(1, "07QUITO1076") + wide + row(3, "07QUITO1077"))


@case("html-scripts")
def _(folder, telegram):
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    text = telegram(1080).replace("growers", script)
    (folder / "a.html").write_text(f"<html><body><pre>{text}</pre>{script}</body></html>")


@case("html-broken-tags")
def _(folder, telegram):
    text = telegram(1081).replace("growers", "<b <i <<>> &#99999999; &nosuch; </pre")
    (folder / "a.html").write_text(f"<html><body><pre>{text}" + "<div" * 50_000)


@case("html-deep-nesting")
def _(folder, telegram):
    (folder / "a.html").write_text("<div>" * 100_000 + f"<pre>{telegram(1082)}</pre>")


@case("ids-that-would-escape")
def _(folder, telegram):
    ids = ("../../../etc/passwd", "07QUITO'; DROP TABLE cables; --", "/absolute", "07QUITO\\..\\1", "a" * 3_000, "\x00")
    (folder / "cables.csv").write_text("".join(row(n, cable_id) for n, cable_id in enumerate(ids, 1)))


@case("posts-with-odd-characters")
def _(folder, telegram):
    posts = (
        "../../../Embassy",
        "Embassy post=x/year=1",
        "Embassy '; DROP TABLE cables; --",
        "Embassy %2e%2e%2f",
        "é ñ",
    )
    rows = (row(n, f"07{post.upper()}{n}", post) for n, post in enumerate(posts, 1))
    (folder / "cables.csv").write_text("".join(rows), encoding="utf-8")
    (folder / "a.txt").write_text(telegram(1090).replace("AMEMBASSY QUITO", "AMEMBASSY ../../../UP"))


@case("names-with-odd-characters")
def _(folder, telegram):
    names = [b"'; DROP TABLE documents; --.txt", b"new\nline.txt", b"\xff\xfe.txt", b"%00.txt", b"-rf", b"*.txt"]
    for n, name in enumerate(names, 1100):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(telegram(n))


@case("folder-of-links-and-devices")
def _(folder, telegram):
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere").symlink_to(folder / "gone")
    (folder / "zero").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # the name of a socket must be short
        server.bind("socket")
        os.chdir(here)
    (folder / "a.txt").write_text(telegram(1110))


@case("very-deep-folders")
def _(folder, telegram):
    deep = folder
    for _ in range(60):
        deep = deep / "deep"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(telegram(1111))
