"""Open a feed, wherever it is, as a file that is read piece by piece: it may not fit the memory."""

import codecs
import gzip
import io
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import httpx
from charset_normalizer import from_bytes

from ingest.errors import SourceError

MAX_BYTES = 2 * 1024**3
"""Of a source read over HTTP: a catalog of ten million products is smaller."""
FREE_BYTES, MOST_TIMES = 64 * 1024**2, 200
"""What compressed data may unpack to: so many bytes, or so many times its size. Feeds pack to a
twentieth, repetitive XML to a hundredth; a bomb to a thousandth."""
PIECE = 1 << 20
"""Bytes read at a time."""
IN_MEMORY = 16 * 1024**2
"""Bytes of a feed that cannot be read again, before it is put in a temporary file."""
_TIMEOUT_S = 60.0


@contextmanager
def opened(source: str, scratch: Path | None = None) -> Iterator[BinaryIO]:
    """Open a path, an HTTP(S) URL, or `-` for standard input, at its beginning; unpacks gzip.

    What cannot be read again is copied to the folder `scratch`, where there is one: the system's
    own for temporary files may be small, or memory.

    Raises:
        SourceError: it cannot be read, or was written to meanwhile: half of it may be of before.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_found(source, scratch))
            if file.read(2) == b"\x1f\x8b":
                file.seek(0)
                file = stack.enter_context(_unpacked(file, source, scratch))
            file.seek(0)
            yield file
        except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
            # Some errors go on with a link to what a status code means.
            raise SourceError(f"cannot read {source}: {str(error).splitlines()[0]}") from error


@contextmanager
def _found(source: str, scratch: Path | None) -> Iterator[BinaryIO]:
    if source.startswith(("http://", "https://")):
        with _temporary(scratch) as copy:
            _download(source, copy)
            yield copy
    elif source == "-":
        with _copied(sys.stdin.buffer, scratch) as copy:
            yield copy
    else:
        with open(source, "rb") as file:
            if not file.seekable():  # a pipe
                with _copied(file, scratch) as copy:
                    yield copy
                return
            before = os.fstat(file.fileno())
            yield file
            after = os.fstat(file.fileno())
            if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                raise SourceError(f"{source} was written to while it was read: run it again")


@contextmanager
def _copied(file: BinaryIO, scratch: Path | None) -> Iterator[BinaryIO]:
    with _temporary(scratch) as copy:
        shutil.copyfileobj(file, copy, PIECE)
        yield copy


def _temporary(scratch: Path | None) -> BinaryIO:
    is_there = scratch and scratch.is_dir()  # a Ray worker may be elsewhere
    folder = str(scratch) if is_there else None
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(IN_MEMORY, dir=folder))


@contextmanager
def _unpacked(file: BinaryIO, source: str, scratch: Path | None) -> Iterator[BinaryIO]:
    most = _most_bytes(file.seek(0, io.SEEK_END))
    file.seek(0)
    with _temporary(scratch) as copy:
        try:
            with gzip.GzipFile(fileobj=file) as packed:
                while piece := packed.read(PIECE):
                    copy.write(piece)
                    if copy.tell() > most:
                        raise SourceError(f"{source} unpacks to more than {most >> 20} MiB")
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise SourceError(f"{source} is not a whole gzip file: {error}") from error
        yield copy


def _most_bytes(packed: int) -> int:
    return min(MAX_BYTES, max(FREE_BYTES, MOST_TIMES * packed))


def _download(url: str, copy: BinaryIO) -> None:
    with httpx.stream("GET", url, timeout=_TIMEOUT_S, follow_redirects=True) as response:
        response.raise_for_status()
        is_packed = "content-encoding" in response.headers
        for chunk in response.iter_bytes():  # unpacked, when the server packed it
            copy.write(chunk)
            most = _most_bytes(response.num_bytes_downloaded) if is_packed else MAX_BYTES
            if copy.tell() > most:
                raise SourceError(f"{url} is larger than {most >> 20} MiB")


def decoded(data: bytes) -> str:
    """Decode what may be in any encoding that feeds come in."""
    return data.decode(encoding_of(io.BytesIO(data)), "replace")


def encoding_of(file: BinaryIO) -> str:
    """Tell: UTF-8 with or without BOM, UTF-16, else Windows-1252, which holds Latin-1.

    The file is left at its beginning.
    """
    head = file.read(1 << 16)
    file.seek(0)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if head[:256].count(0) > len(head[:256]) // 4:  # UTF-16 or UTF-32 without a BOM
        best = from_bytes(head).best()
        # None fits when a byte is spoiled or missing; "utf-16" read by pieces would want a BOM.
        is_big = head[::2].count(0) > head[1::2].count(0)
        return best.encoding if best else "utf-16-be" if is_big else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    size = characters = spoiled = 0
    while True:
        piece = file.read(PIECE)
        text = decoder.decode(piece, final=not piece)
        size, characters = size + len(piece), characters + len(text)
        spoiled += text.count("\ufffd")
        if not piece:
            break
    file.seek(0)
    # Some bytes spoiled at most. Else it is not guessed: in a short Spanish text, guesses go to the
    # alphabets of other countries.
    return "utf-8-sig" if spoiled <= (size - characters) // 10 else "cp1252"
