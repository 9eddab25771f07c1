"""Files to documents: archives and compressed files are expanded while they are read, tables are cut into rows.

A member's name is only data: no path is made from it, and links and devices are not followed. Whatever cannot be read
becomes a Rejected with its reason; everything read before it is kept.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Literal, cast

from transforms import pdf
from transforms.document import WHOLE_FORMATS, Format, RawDocument, Rejected
from transforms.sources import compilations, mail_parts, tables, zip_remains
from transforms.sources.limits import DEFAULT, Limits
from transforms.sources.unpack import Compression, Unpacked, UnreadableError, compression

Kind = Literal["tar", "zip"] | Compression | None

# what the standard library's readers raise on bytes that were made to break them
_CORRUPT = (ValueError, KeyError, IndexError, OverflowError, EOFError, struct.error, zlib.error)

_HEAD = 1_024
_SPOOLED_IN_MEMORY = 16 << 20
_LONGEST_NAME = 1 << 20
# what file managers leave in archives
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def documents(
    name: str,
    stream: BinaryIO,
    limits: Limits = DEFAULT,
    part: tuple[int, int] = (0, 1),
    form: Format | None = None,
) -> Iterator[RawDocument | Rejected]:
    """Documents of one file: the file itself, its telegrams, its rows, or the members of an archive (.tar, .zip, .gz,
    .zst or .xz, also nested).

    The file's bytes decide what it is, not its name. `part` (i, k) yields every k-th document, starting with the i-th,
    so that k workers can share one archive; only part 0 reports problems of the archive as a whole. `form` forces a
    format. An OSError of the stream itself is not caught.
    """
    expansion = _Expansion(name, limits, part, form)
    try:
        yield from expansion.leaves(stream, "", 0)
    except UnreadableError as error:
        yield from expansion.failure("", error.reason, str(error))
    if expansion.count == 0 and part[0] == 0 and not expansion.failed:
        yield expansion.rejected("", "empty_archive", "the archive holds no files")


def _kind(head: bytes) -> Kind:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head[257:262] == b"ustar":
        return "tar"
    return compression(head)


@dataclass(slots=True)
class _Expansion:
    """A walk through one source. `count` is the number of documents seen so far, whether or not in this part."""

    source: str
    limits: Limits
    part: tuple[int, int]
    form: Format | None
    count: int = 0
    failed: bool = False

    def leaves(self, stream: BinaryIO, member: str, layer: int) -> Iterator[RawDocument | Rejected]:
        """Documents in a stream; the stream itself if it is not an archive."""
        head, stream = _peek(stream)
        kind = _kind(head)
        if kind is None:
            yield from self._documents(stream, head, member, layer)
            return
        unpacked = None
        try:
            if layer > 2 * self.limits.depth + 1:  # most archives have two layers: .tar in .gz
                raise UnreadableError("archive_too_deep", f"archives are nested more than {self.limits.depth} deep")
            if kind == "tar":
                yield from self._tar(stream, member, layer)
            elif kind == "zip":
                yield from self._zip(stream, member, layer)
            else:
                unpacked = Unpacked(stream, kind, self.limits)
                yield from self.leaves(cast(BinaryIO, io.BufferedReader(unpacked, 1 << 17)), member, layer + 1)
        except UnreadableError as error:
            if error.origin not in (None, unpacked):
                raise  # the failure of an archive around this one
            # only the part that reads a damaged document sees the damage; every part sees a damaged archive
            yield from self.failure(member, error.reason, str(error), mine=error.member == member)
        except tarfile.TarError as error:
            cut = "end of data" in str(error) or "truncated" in str(error)
            yield from self.failure(member, "archive_truncated" if cut else "archive_damaged", f"tar: {error}")
        except _CORRUPT as error:
            yield from self.failure(member, "archive_damaged", f"{type(error).__name__}: {error}")

    def rejected(self, member: str, reason: str, detail: str, position: int = 0) -> Rejected:
        """A rejected member, or at position 0 the archive as a whole."""
        place = f"{self.source}:{member}" if member else self.source
        return Rejected(self.source, member, position, b"", "read", reason, f"{place}: {detail}")

    def failure(self, member: str, reason: str, detail: str, mine: bool = False) -> Iterator[Rejected]:
        self.failed = True
        if mine or self.part[0] == 0:
            yield self.rejected(member, reason, f"{detail}; {self.count:,} documents were read before it")

    def _is_mine(self) -> bool:
        """Count a document, and say whether it belongs to this part."""
        self.count += 1
        if self.count > self.limits.members:
            raise UnreadableError("too_many_members", f"more than {self.limits.members:,} documents", self)
        return (self.count - 1) % self.part[1] == self.part[0]

    def _documents(self, stream: BinaryIO, head: bytes, member: str, layer: int) -> Iterator[RawDocument | Rejected]:
        table = tables.sniff(head, member or self.source) if self.form in (None, "cables-csv") else None
        if isinstance(table, tables.NotUnderstood) and self.form is None:
            if self._is_mine():
                yield self._refused(stream, member, table)
        elif isinstance(table, tables.Table) or self.form == "cables-csv":
            yield from self._rows(stream, member, table if isinstance(table, tables.Table) else tables.Table("rows"))
        elif self._is_mine():
            yield from self._telegrams(stream, member, layer)

    def _rows(self, stream: BinaryIO, member: str, table: tables.Table) -> Iterator[RawDocument | Rejected]:
        if table.kind == "parquet" and not _seekable(stream):
            with self._spooled(stream) as spool:
                yield from self._rows(spool, member, table)
            return
        for row in tables.rows(self.source, stream, table, self.limits, member):
            if self._is_mine():
                yield row

    def _refused(self, stream: BinaryIO, member: str, table: tables.NotUnderstood) -> Rejected:
        raw = self._document(stream, member)
        place = f"{self.source}:{member}" if member else self.source
        data = raw.raw if len(raw.raw) <= self.limits.document else b""
        detail = f"{place} is {table.what}"
        return Rejected(self.source, member, self.count, data, "detect", "table_not_understood", detail)

    def _telegrams(self, stream: BinaryIO, member: str, layer: int) -> Iterator[RawDocument | Rejected]:
        """The telegrams of a file, each a document; the file itself if it holds only one.

        The telegrams of a PDF file are stretches of its text layer, those of an e-mail its parts. The file itself
        follows at position 0, so that it is kept.
        """
        raw = self._document(stream, member)
        if self.form in WHOLE_FORMATS:
            yield self._whole(raw)
        elif raw.raw.startswith(pdf.SIGNATURE) and len(raw.raw) <= self.limits.document:
            text = pdf.text_layer(raw.raw).text.encode("utf-8", "replace")
            found = compilations.parts(text)
            if len(found) > 1:
                yield from (replace(raw, position=start + 1, raw=text[start:end]) for start, end in found)
            yield replace(raw, position=0 if len(found) > 1 else self.count)
        elif len(raw.raw) <= self.limits.document and mail_parts.is_coded(raw.raw):
            yield from self._mail(raw, layer)
        else:
            yield from self._parts(raw, stream)

    def _mail(self, mail: RawDocument, layer: int) -> Iterator[RawDocument | Rejected]:
        """The parts of an e-mail, as if they were members of an archive, then the e-mail itself, so that it is kept."""
        inner = _Expansion(self.source, self.limits, (0, 1), self.form)
        try:
            for name, content in mail_parts.parts(mail.raw):
                yield from inner.leaves(io.BytesIO(content), _join(mail.member, name), layer + 1)
        except (*_CORRUPT, LookupError, RecursionError, UnreadableError) as error:
            detail = f"the e-mail cannot be split into its parts ({error})"
            yield self.rejected(mail.member, "mail_damaged", detail, self.count)
        yield replace(mail, position=0) if inner.count else mail

    def _parts(self, raw: RawDocument, stream: BinaryIO) -> Iterator[RawDocument | Rejected]:
        """Parts of a text file, which may exceed the limit for a document: at most twice that limit is in memory."""
        limit, data, begin = self.limits.document, raw.raw, 0
        while True:
            found = compilations.parts(data)
            is_rest = len(data) <= limit
            if len(found) == 1 and not begin:
                yield self._whole(raw)
                return
            for start, end in found if is_rest else found[:-1]:
                yield replace(raw, position=begin + start + 1, raw=data[start:end])
            if is_rest:
                return
            if len(found) == 1:
                yield self._too_large(raw.member, begin + 1)
                return
            begin += found[-1].start
            data = data[found[-1].start :] + self._read(stream, limit, raw.member)

    def _document(self, stream: BinaryIO, member: str) -> RawDocument:
        """A file, cut off one byte after the limit for a document."""
        data = self._read(stream, self.limits.document + 1, member)
        return RawDocument(self.source, member, self.count, data, self.form)

    def _read(self, stream: BinaryIO, size: int, member: str) -> bytes:
        try:
            return stream.read(size)
        except UnreadableError as error:
            error.member = member
            raise

    def _whole(self, raw: RawDocument) -> RawDocument | Rejected:
        """A file as one document, unless it is too large."""
        return raw if len(raw.raw) <= self.limits.document else self._too_large(raw.member, self.count)

    def _too_large(self, member: str, position: int) -> Rejected:
        detail = f"larger than {self.limits.document:,} bytes, the limit for one document"
        return self.rejected(member, "too_large", detail, position)

    def _tar(self, stream: BinaryIO, member: str, layer: int) -> Iterator[RawDocument | Rejected]:
        ending: list[type[Exception]] = []
        header = _header_class(ending)
        mode: Literal["r:", "r|"] = "r:"
        if not _seekable(stream):
            mode, stream = "r|", cast(BinaryIO, _Pieces(stream))
        with tarfile.open(fileobj=stream, mode=mode, tarinfo=header) as archive:
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # it would keep every header in memory
                path = _join(member, info.name)
                if info.isdir() or _is_litter(path):
                    continue
                if not info.isreg():
                    if self._is_mine():
                        yield self.rejected(path, "not_a_file", "a link or device, which is not followed", self.count)
                    continue
                content = archive.extractfile(info)
                if content is not None:
                    yield from self.leaves(cast(BinaryIO, content), path, layer + 1)
        if ending and ending[-1] is not tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            empty = ending[-1] is tarfile.EmptyHeaderError  # type: ignore[attr-defined]
            what = "ends without its end marker" if empty else "continues with something that is not a member"
            raise UnreadableError("archive_truncated" if empty else "archive_damaged", f"the tar file {what}")

    def _zip(self, stream: BinaryIO, member: str, layer: int) -> Iterator[RawDocument | Rejected]:
        if not _seekable(stream):
            with self._spooled(stream) as spool:
                yield from self._zip(spool, member, layer)
            return
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            yield from self._zip_remains(stream, member, layer)
            detail = f"the zip file has no directory, which should be at its end ({error})"
            raise UnreadableError("archive_truncated", detail) from None
        if _is_one_document(archive):
            stream.seek(0)
            if self._is_mine():
                yield self._whole(self._document(stream, member))
            return
        size = stream.seek(0, io.SEEK_END)
        unpacked = 0
        for info in archive.infolist():
            path = _join(member, info.filename)
            if info.is_dir() or _is_litter(path):
                continue
            unpacked += info.file_size
            if unpacked > self.limits.free and unpacked > size * self.limits.ratio:
                raise UnreadableError("archive_bomb", f"{size:,} bytes unpack to more than {unpacked:,}")
            yield from self._zip_member(archive, info, path, layer)

    def _zip_remains(self, stream: BinaryIO, member: str, layer: int) -> Iterator[RawDocument | Rejected]:
        """The undamaged members of a zip file that has lost its directory."""
        try:
            for name, content in zip_remains.members(stream, self.limits):
                path = _join(member, name)
                if not name.endswith("/") and not _is_litter(path):
                    yield from self.leaves(content, path, layer + 1)
        except UnreadableError as error:
            if error.reason == "archive_bomb":
                raise UnreadableError(error.reason, str(error)) from None

    def _zip_member(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, layer: int
    ) -> Iterator[RawDocument | Rejected]:
        before = self.count
        try:
            if info.external_attr >> 28 == 0o12:
                raise NotImplementedError("a link, which is not followed")
            with archive.open(info) as content:
                yield from self.leaves(cast(BinaryIO, content), path, layer + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            yield from self._member_failure(path, before, "archive_damaged", f"the member is damaged ({error})")
        except (RuntimeError, NotImplementedError) as error:
            reason = "encrypted" if info.flag_bits & 1 else "not_a_file"
            yield from self._member_failure(path, before, reason, str(error))

    def _member_failure(self, path: str, before: int, reason: str, detail: str) -> Iterator[Rejected]:
        """Every part counts a member that failed before it was counted; after that, only its own part has seen it."""
        if self.count > before or self._is_mine():
            yield self.rejected(path, reason, detail, self.count)

    def _spooled(self, stream: BinaryIO) -> BinaryIO:
        spool = cast(BinaryIO, SpooledTemporaryFile(max_size=_SPOOLED_IN_MEMORY))  # noqa: SIM115 (closed by the reader)
        for block in iter(lambda: stream.read(1 << 20), b""):
            if spool.tell() > self.limits.spool:
                raise UnreadableError("too_large", f"a zip file over {self.limits.spool:,} bytes inside an archive")
            spool.write(block)
        spool.seek(0)
        return spool


def _peek(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, and a stream that still begins with them."""
    head = stream.read(_HEAD)
    if _seekable(stream):
        stream.seek(-len(head), io.SEEK_CUR)
        return head, stream
    return head, cast(BinaryIO, io.BufferedReader(_Joined(head, stream), 1 << 17))


def _seekable(stream: BinaryIO) -> bool:
    try:
        return stream.seekable()
    except AttributeError:  # a member of a tar file that is read as a stream
        return False


class _Pieces:
    """A stream that returns what is available, up to a length, so that an error does not lose the bytes before it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)


class _Joined(io.RawIOBase):
    """Bytes already read, followed by the rest of their stream."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._read = _Pieces(stream).read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] or self._read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def _header_class(ending: list[type[Exception]]) -> type[tarfile.TarInfo]:
    """A tar header class that records how the archive ended, which tarfile does not report, and refuses huge names."""

    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Header:
            try:
                info = super().frombuf(buf, encoding, errors)
            except tarfile.HeaderError as error:
                ending.append(type(error))
                raise
            if info.type in b"LKxgX" and info.size > _LONGEST_NAME:
                raise tarfile.ReadError("a name of more than a megabyte")
            return info

    return Header


def _join(member: str, name: str) -> str:
    path = name.encode("utf-8", "replace").decode("utf-8")  # names can hold lone surrogates
    return f"{member}/{path}" if member else path


def _is_one_document(archive: zipfile.ZipFile) -> bool:
    """Whether a zip file is an office file (.docx, .odt) or e-book: each kind must have a certain member."""
    names = archive.namelist()
    return "[Content_Types].xml" in names or names[:1] == ["mimetype"]


def _is_litter(path: str) -> bool:
    return path.endswith(_LITTER[1:]) or _LITTER[0] in path or path.rsplit("/", 1)[-1].startswith("._")
