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
FREE_BYTES, MOST_TIMES = 64 * 1024**2, 200
"""What compressed data may unpack to: so many bytes, or so many times its size. Feeds pack to a
twentieth, repetitive XML to a hundredth; a bomb to a thousandth."""
_TIMEOUT_S = 60.0
_SQL = ("sqlite:", "postgresql", "mysql", "mariadb", "mssql", "oracle")
_DELIMITERS = ",;\t|"
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".txt": "tsv",
             ".json": "jsonl", ".xml": "xml", ".rss": "xml", ".atom": "xml",
             ".parquet": "parquet"}  # fmt: skip


def read_rows(source: str, *, format: str | None = None, query: str | None = None) -> Iterator[Row]:
    """Yield the rows of a path, an HTTP(S) or SQLAlchemy URL, or `-` for standard input.

    Raises:
        SourceError: it cannot be read at all; what is wrong with single rows is told later.
    """
    if source.startswith(_SQL):
        yield from _sql(source, query)
        return
    data = _bytes(source)
    kind = format or _kind(source) or _sniffed(data)
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


def _sniffed(data: bytes) -> str:
    """Tell the format from how the content begins; empty when it begins like none."""
    if data[:4] == b"PAR1":
        return "parquet"
    text = decoded(data[:4096]).lstrip()
    if text[:1] in ("{", "[", "<"):
        return "xml" if text[0] == "<" else "jsonl"
    header = text.partition("\n")[0]
    return "csv" if any(delimiter in header for delimiter in _DELIMITERS) else ""


def _bytes(source: str) -> bytes:
    try:
        if source == "-":
            data = sys.stdin.buffer.read()
        elif source.startswith(("http://", "https://")):
            data = _download(source)
        else:
            data = Path(source).read_bytes()
    except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
        # Some errors go on with a link to what a status code means.
        raise SourceError(f"cannot read {source}: {str(error).splitlines()[0]}") from error
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, source)
    return data


def _gunzip(data: bytes, source: str) -> bytes:
    import gzip
    import zlib

    most = _most_bytes(len(data))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            plain = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{source} is not a whole gzip file: {error}") from error
    if len(plain) > most:
        raise SourceError(f"{source} unpacks to more than {most >> 20} MiB")
    return plain


def _most_bytes(packed: int) -> int:
    return min(MAX_BYTES, max(FREE_BYTES, MOST_TIMES * packed))


def _download(url: str) -> bytes:
    with httpx.stream("GET", url, timeout=_TIMEOUT_S, follow_redirects=True) as response:
        response.raise_for_status()
        buffer = bytearray()
        for chunk in response.iter_bytes():  # unpacked, when the server packed it
            buffer += chunk
            most = _most_bytes(response.num_bytes_downloaded)
            if len(buffer) > (most if "content-encoding" in response.headers else MAX_BYTES):
                raise SourceError(f"{url} is larger than {most >> 20} MiB")
    return bytes(buffer)


def decoded(data: bytes) -> str:
    """Decode: UTF-8 with or without BOM, UTF-16, else Windows-1252, which holds Latin-1."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if data[:256].count(0) > len(data[:256]) // 4:  # UTF-16 or UTF-32 without a BOM
        best = from_bytes(data[: 1 << 16]).best()
        return data.decode(best.encoding if best else "utf-16", "replace")
    text = data.decode("utf-8-sig", "replace")
    if text.count("\ufffd") <= (len(data) - len(text)) // 10:  # some bytes spoiled at most
        return text
    # Not guessed: in a short Spanish text, guesses go to the alphabets of other countries.
    return data.decode("cp1252", "replace")


def _jsonl(data: bytes) -> Iterator[Row]:
    """Read an object a line, or one array of objects."""
    text = decoded(data)
    if text.lstrip()[:1] == "[":
        try:
            yield from map(_object, json.loads(text))
        except (ValueError, RecursionError) as error:
            raise SourceError(f"the JSON is broken: {error}") from error
        return
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            yield _object(json.loads(line))
        except (ValueError, RecursionError) as error:
            yield {"": f"not JSON: {error}"}


def _object(value: Any) -> Row:
    return value if isinstance(value, dict) else {"": "a JSON object is expected"}


def _separated(data: bytes, delimiter: str | None) -> Iterator[Row]:
    csv.field_size_limit(16 * 1024 * 1024)
    text = decoded(data)
    if delimiter is None:
        header = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if any(row.pop(None, ())):
                yield {"": f"more values than the {len(reader.fieldnames or ())} columns"}
                continue
            yield {k: v for k, v in row.items() if v not in (None, "")}
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
            own: Row = {}
            for child in element:
                namespace, _, key = child.tag.rpartition("}")
                value = (child.text or child.get("href") or "").strip()
                if value and key != "product_detail":
                    (row if "base.google.com" in namespace else own).setdefault(key, value)
            row = own | row  # an Atom entry has an <id> of its own beside <g:id>
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
