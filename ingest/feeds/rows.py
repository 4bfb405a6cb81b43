"""Read the rows of a feed, whatever its format, as dictionaries of its own columns."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
from charset_normalizer import from_bytes

from ingest.errors import SourceError

Row = dict[str, Any]

MAX_BYTES = 2 * 1024**3
"""Of a source read over HTTP: a catalog of ten million products is smaller."""
_TIMEOUT_S = 60.0
_SQL = ("sqlite:", "postgresql", "mysql", "mariadb", "mssql", "oracle")
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".txt": "tsv",
             ".xml": "xml", ".rss": "xml", ".atom": "xml", ".parquet": "parquet"}  # fmt: skip


def read_rows(source: str, *, format: str | None = None, query: str | None = None) -> Iterator[Row]:
    """Yield the rows of a path, an HTTP(S) or SQLAlchemy URL, or `-` for standard input.

    Raises:
        SourceError: it cannot be read at all; what is wrong with single rows is told later.
    """
    if source.startswith(_SQL):
        yield from _sql(source, query)
        return
    data, kind = _bytes(source), format or _kind(source)
    readers: dict[str, Callable[[bytes], Iterator[Row]]] = {
        "jsonl": _jsonl, "csv": lambda d: _separated(d, None), "tsv": lambda d: _separated(d, "\t"),
        "xml": _xml, "parquet": _parquet,
    }  # fmt: skip
    if kind not in readers:
        raise SourceError(f"{source}: unknown format; name one with --format {'|'.join(readers)}")
    yield from readers[kind](data)


def _kind(source: str) -> str:
    path = Path(source.split("?")[0])
    suffixes = [s.lower() for s in path.suffixes if s.lower() != ".gz"]
    return _SUFFIXES.get(suffixes[-1], "") if suffixes else ""


def _bytes(source: str) -> bytes:
    try:
        if source == "-":
            data = sys.stdin.buffer.read()
        elif source.startswith(("http://", "https://")):
            data = _download(source)
        else:
            data = Path(source).read_bytes()
    except (OSError, httpx.HTTPError) as error:
        raise SourceError(f"cannot read {source}: {error}") from error
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, source)
    return data


def _gunzip(data: bytes, source: str) -> bytes:
    import gzip
    import zlib

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            plain = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{source} is not a whole gzip file: {error}") from error
    if len(plain) > MAX_BYTES:
        raise SourceError(f"{source} unpacks to more than {MAX_BYTES >> 30} GiB")
    return plain


def _download(url: str) -> bytes:
    with httpx.stream("GET", url, timeout=_TIMEOUT_S, follow_redirects=True) as response:
        response.raise_for_status()
        buffer = bytearray()
        for chunk in response.iter_bytes():
            buffer += chunk
            if len(buffer) > MAX_BYTES:
                raise SourceError(f"{url} is larger than {MAX_BYTES >> 30} GiB")
    return bytes(buffer)


def _text(data: bytes) -> str:
    """Decode: UTF-8 (with or without BOM), else what the bytes look like (Latin-1, UTF-16…)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data[: 1 << 20]).best()
        return data.decode(best.encoding if best else "cp1252", "replace")


def _jsonl(data: bytes) -> Iterator[Row]:
    for line in _text(data).split("\n"):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            yield {"": f"not JSON: {error}"}
            continue
        yield row if isinstance(row, dict) else {"": "a JSON object is expected"}


def _separated(data: bytes, delimiter: str | None) -> Iterator[Row]:
    csv.field_size_limit(16 * 1024 * 1024)
    text = _text(data)
    if delimiter is None:
        header = text.partition("\n")[0]
        delimiter = max(",;\t|", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield {k: v for k, v in row.items() if k is not None and v not in (None, "")}
    except csv.Error as error:
        raise SourceError(f"the table breaks at line {reader.line_num}: {error}") from error


def _xml(data: bytes) -> Iterator[Row]:
    """Read a Google Merchant feed, RSS items or Atom entries, with its `g:` fields."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    details: list[dict[str, str]] = []
    try:
        for _, element in iterparse(io.BytesIO(data), forbid_dtd=True):
            name = element.tag.rpartition("}")[2]
            if name == "product_detail":
                detail = {e.tag.rpartition("}")[2]: (e.text or "").strip() for e in element}
                details.append({"name": detail.get("attribute_name", ""),
                                "value": detail.get("attribute_value", "")})  # fmt: skip
            if name not in ("item", "entry"):
                continue
            row: Row = {}
            for child in element:
                key = child.tag.rpartition("}")[2]
                value = (child.text or child.get("href") or "").strip()
                if value and key != "product_detail":
                    row.setdefault(key, value)
            if details:
                row["attributes"], details = details, []
            yield row
            element.clear()
    except DefusedXmlException as error:
        raise SourceError(
            f"the XML declares entities or a DTD, which is refused: {error}"
        ) from error
    except ParseError as error:
        raise SourceError(f"the XML is broken: {error}") from error


def _parquet(data: bytes) -> Iterator[Row]:
    try:
        import polars
    except ImportError as error:
        raise SourceError("Parquet needs polars: pip install 'dona[feeds]'") from error
    try:
        frame = polars.read_parquet(io.BytesIO(data))
    except polars.exceptions.PolarsError as error:
        raise SourceError(f"the Parquet file is broken: {error}") from error
    for row in frame.iter_rows(named=True):
        yield {key: value for key, value in row.items() if value is not None}


def _sql(url: str, query: str | None) -> Iterator[Row]:
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import SQLAlchemyError

    if not query:
        raise SourceError("a database needs --query 'SELECT …'")
    try:
        engine = create_engine(url)
        with engine.connect() as connection:
            for row in connection.execution_options(stream_results=True).execute(text(query)):
                yield {k: v for k, v in row._mapping.items() if v is not None}
        engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        raise SourceError(f"the query failed: {error}") from error
