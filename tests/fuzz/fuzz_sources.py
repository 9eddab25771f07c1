"""Coverage-guided fuzzing of the way from a file to its documents: archives, compressed files, tables, mailboxes.

PDF files are left out: what reads them is an outside library, which is not what this looks for.
"""

import gzip
import io
import sys
import tarfile
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["transforms"]):
    from transforms.document import RawDocument, Rejected
    from transforms.sources import archives, to_document
    from transforms.sources.limits import Limits

CORPUS = Path(__file__).with_name("corpus")
LIMITS = Limits(document=1 << 20, free=1 << 20, members=1_000, spool=4 << 20)
_NAMES = ("a.txt", "a.zip", "a.tar", "a.txt.gz", "a.csv", "a.mbox", "a.jsonl", "a.html")


def _plain(data: bytes) -> bytes:
    return data


def _zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/1.txt", data)
        archive.writestr("a/2.txt", data[::2])
    return packed.getvalue()


def _tarred(data: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in ("a/1.txt", "a/2.csv"):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


_CONTAINERS = (_plain, _zipped, _tarred, gzip.compress, lambda data: gzip.compress(_tarred(data)))


def one_input(data: bytes) -> None:
    """The first bytes choose the container, the file's name, and the place and value of a byte damaged in it."""
    if len(data) < 6 or b"%PDF" in data:
        return
    packed = bytearray(_CONTAINERS[data[0] % len(_CONTAINERS)](data[5:]))
    if data[2] % 2:
        packed[int.from_bytes(data[2:4]) % len(packed)] = data[4]
    name = _NAMES[data[1] % len(_NAMES)]
    found = list(archives.documents(name, io.BytesIO(bytes(packed)), LIMITS))
    assert found, "a file without an outcome"
    for one in found:
        document = to_document(one) if isinstance(one, RawDocument) else one
        assert not isinstance(document, Rejected) or document.reason != "failed", document.detail


if __name__ == "__main__":
    atheris.Setup([*sys.argv, str(CORPUS)], one_input)
    atheris.Fuzz()
