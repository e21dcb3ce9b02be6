"""Archives and compressed files: ZIP, tar, gzip, bzip2, xz, zstd; also DOCX, ODT, EPUB and XLSX, which are ZIPs.

Nothing is unpacked to the disk, and names of members are only told. A member has at most `MAX_MEMBER` bytes and
`MOST_RATIO` times its packed ones; archives lie at most `DEEPEST` deep in each other, with `MOST_MEMBERS` members.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, cast

import zstandard

from indexer.readers.document import DEEPEST, MAX_BYTES, Document
from indexer.readers.source import Made, Passed, Reached, Rejected

__all__ = [
    "DAMAGES", "MAX_MEMBER", "MOST_MEMBERS", "MOST_RATIO", "Unpackable", "iter_tar", "iter_zip", "members_of",
    "peeked", "unpacked",
]  # fmt: skip

MAX_MEMBER = MAX_BYTES
MOST_RATIO = 200
MOST_MEMBERS = 100_000
_LEAST = 1 << 20
"""Bytes up to which no ratio is too great."""
_PIECE = 1 << 18
_PEEKED = 1 << 13
Read = Callable[[Document], Iterator[Made]]
Office = Callable[[Document, zipfile.ZipFile, set[str]], Iterator[Made]]
DAMAGES = (
    zlib.error, lzma.LZMAError, zstandard.ZstdError, struct.error, EOFError, OSError, ValueError, IndexError
)  # fmt: skip
"""What reading a packed stream raises."""


class Unpackable(ValueError):
    """Why something is not unpacked."""


def bounded(stream: IO[bytes], packed: int) -> bytes:
    """All that a stream gives, if that is no more than a member may have. Unpackable."""
    parts: list[bytes] = []
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > MAX_MEMBER:
            raise Unpackable(f"more than {MAX_MEMBER >> 20} MiB when it is unpacked")
        if size > _LEAST and packed and size > packed * MOST_RATIO:
            raise Unpackable(f"more than {MOST_RATIO} times as long when it is unpacked")
        parts.append(piece)
    return b"".join(parts)


def members_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of a ZIP. Unpackable if there are too many."""
    found = [one for one in archive.infolist() if not one.is_dir()]
    if len(found) > MOST_MEMBERS:
        raise Unpackable(f"more than {MOST_MEMBERS:,} members")
    return found


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of one. Unpackable."""
    if info.flag_bits & 1:
        raise Unpackable("encrypted")
    try:
        with archive.open(info) as stream:
            return bounded(stream, info.compress_size)
    except (*DAMAGES, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        if isinstance(error, Unpackable):
            raise
        raise Unpackable(f"damaged: {error}") from error


def iter_zip(document: Document, read: Read, office: Office) -> Iterator[Made]:
    """What the members of a ZIP are; a DOCX, ODT, EPUB or XLSX is one document."""
    with document.open() as file:
        try:
            archive = zipfile.ZipFile(file)
            infos = members_of(archive)
        except (zipfile.BadZipFile, *DAMAGES) as error:
            yield document.rejected(f"a ZIP that cannot be read: {error}", "fetch it again")
            return
        names = {info.filename for info in infos}
        if names & {
            "word/document.xml",
            "content.xml",
            "META-INF/container.xml",
            "xl/workbook.xml",
            "xl/workbook.bin",
        }:
            yield from office(document, archive, names)
            return
        if document.depth >= DEEPEST:
            yield document.passed("archive", f"more than {DEEPEST} archives in each other", "unpack it")
            return
        yield from in_turn(_zipped(document, archive, infos), read)


def _zipped(
    document: Document, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]
) -> Iterator[Document | Rejected | Passed]:
    for info in infos:
        name = info.filename
        if hidden(name):
            yield Passed(f"{document.place}/{name}", "hidden file", "its name begins with a dot")
            continue
        try:
            yield document.member(name, member(archive, info))
        except Unpackable as error:
            yield document.member(name, b"").rejected(str(error), "unpack the archive, and take it out or mend it")


def iter_tar(document: Document, read: Read) -> Iterator[Made]:
    """What the files of a tar are, packed by gzip, bzip2 or xz or not; links and devices are none."""
    if document.depth >= DEEPEST:
        yield document.passed("archive", f"more than {DEEPEST} archives in each other", "unpack it")
        return
    yield from in_turn(_tarred(document), read)


def _tarred(document: Document) -> Iterator[Document | Rejected | Passed]:
    count = 0
    with document.open() as file:
        try:
            with tarfile.open(fileobj=file, mode="r|*") as archive:
                for info in archive:
                    count += 1
                    if count > MOST_MEMBERS:
                        yield document.rejected(f"more than {MOST_MEMBERS:,} members", "unpack it")
                        return
                    if info.isdir():
                        continue
                    if not info.isfile() or hidden(info.name):
                        yield Passed(f"{document.place}/{info.name}", "no file", "a link, a device or hidden")
                        continue
                    stream = archive.extractfile(info)
                    if info.size > MAX_MEMBER or stream is None:
                        one = document.member(info.name, b"")
                        yield one.rejected(f"more than {MAX_MEMBER >> 20} MiB", "unpack the archive")
                        continue
                    yield document.member(info.name, stream.read())
        except (tarfile.TarError, *DAMAGES) as error:
            yield document.rejected(f"a tar that cannot be read further: {error}", "fetch it again")


def hidden(name: str) -> bool:
    """Whether a member is one that a folder would hide, or that macOS adds."""
    return any(part.startswith(".") and part not in (".", "..") for part in name.split("/")) or name.startswith(
        "__MACOSX/"
    )


_AHEAD = 8


def in_turn(found: Iterator[Document | Rejected | Passed | Reached], read: Read) -> Iterator[Made]:
    """What each is, in order; some are begun ahead, since those that are taken apart elsewhere take their time."""
    begun: list[Iterator[Made]] = []
    for one in found:
        begun.append(read(one) if isinstance(one, Document) else iter((one,)))
        if len(begun) > _AHEAD:
            yield from begun.pop(0)
    for ahead in begun:
        yield from ahead


def peeked(document: Document, kind: str) -> bytes:
    """The first bytes that a compressed file holds, as far as they are sound. One of DAMAGES if none is."""
    if kind == "gzip":
        return zlib.decompressobj(31).decompress(document.head(), _PEEKED)
    with unpacked(document, kind) as stream:
        return stream.read(_PEEKED)


@contextmanager
def unpacked(document: Document, kind: str) -> Iterator[IO[bytes]]:
    """The stream that a compressed file holds. Errors come when it is read."""
    with document.open() as file, _stream(file, kind) as stream:
        yield stream


def _stream(file: IO[bytes], kind: str) -> IO[bytes]:
    if kind == "gzip":
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if kind == "bzip2":
        return bz2.BZ2File(file)
    if kind == "xz":
        return lzma.LZMAFile(file)
    packed = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(file, read_across_frames=True)
    return io.BufferedReader(packed)
