"""Archives with nothing of the machine or the hour in them, and what is inside one."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile


def tar_gz(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), mtime=0)


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def pack(name: str, members: list[tuple[str, bytes]]) -> bytes:
    """Bytes of the archive `name`, by its suffix."""
    if name.endswith(".tar.gz"):
        return tar_gz(members)
    if name.endswith(".zip"):
        return zipped(members)
    return gzip.compress(members[0][1], mtime=0)


def unpack(name: str, data: bytes) -> bytes:
    """Uncompressed content of an archive, to compare two that were compressed by different libraries."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(info.filename.encode() + archive.read(info) for info in archive.infolist())
    return gzip.decompress(data) if name.endswith(".gz") else data
