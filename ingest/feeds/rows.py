"""Read the rows of a feed, whatever its format, as dictionaries of its own columns."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from ingest.errors import SourceError
from ingest.feeds.opened import decoded, encoding_of, opened

Row = dict[str, Any]

_SQL = ("sqlite:", "postgresql", "mysql", "mariadb", "mssql", "oracle")
_DELIMITERS = ",;\t|"
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".txt": "tsv",
             ".json": "jsonl", ".xml": "xml", ".rss": "xml", ".atom": "xml",
             ".parquet": "parquet"}  # fmt: skip


def read_rows(
    source: str,
    *,
    format: str | None = None,
    query: str | None = None,
    scratch: Path | None = None,
) -> Iterator[Row]:
    """Yield the rows of a path, an HTTP(S) or SQLAlchemy URL, or `-` for standard input.

    `scratch`: the folder for what has to be copied before it is read.

    Raises:
        SourceError: it cannot be read at all; what is wrong with single rows is told later.
    """
    if source.startswith(_SQL):
        yield from _sql(source, query)
        return
    readers: dict[str, Callable[[BinaryIO], Iterator[Row]]] = {
        "jsonl": _jsonl, "csv": lambda f: _separated(f, None), "tsv": lambda f: _separated(f, "\t"),
        "xml": _xml, "parquet": _parquet,
    }  # fmt: skip
    with opened(source, scratch) as file:
        kind = format or _kind(source) or _sniffed(file)
        if kind not in readers:
            raise SourceError(
                f"{source}: unknown format; name one with --format {'|'.join(readers)}"
            )
        yield from readers[kind](file)


def _kind(source: str) -> str:
    path = Path(source.split("?")[0])
    suffixes = [s.lower() for s in path.suffixes if s.lower() != ".gz"]
    return _SUFFIXES.get(suffixes[-1], "") if suffixes else ""


def _sniffed(file: BinaryIO) -> str:
    """Tell the format from how the content begins; empty when it begins like none."""
    data = file.read(4096)
    file.seek(0)
    if data[:4] == b"PAR1":
        return "parquet"
    text = decoded(data).lstrip()
    if text[:1] in ("{", "[", "<"):
        return "xml" if text[0] == "<" else "jsonl"
    header = text.partition("\n")[0]
    return "csv" if any(delimiter in header for delimiter in _DELIMITERS) else ""


@contextmanager
def _text(file: BinaryIO, newline: str) -> Iterator[io.TextIOWrapper]:
    text = io.TextIOWrapper(file, encoding_of(file), errors="replace", newline=newline)
    try:
        yield text
    finally:
        text.detach()  # else it closes the file, which is not its own


def _jsonl(file: BinaryIO) -> Iterator[Row]:
    """Read an object a line, or one array of objects."""
    with _text(file, "\n") as text:
        while (first := text.read(1)).isspace():
            pass
        text.seek(0)
        if first == "[":
            try:
                yield from map(_object, json.load(text))
            except (ValueError, RecursionError) as error:
                raise SourceError(f"the JSON is broken: {error}") from error
            return
        for line in text:
            if not line.strip():
                continue
            try:
                yield _object(json.loads(line.removesuffix("\n")))
            except (ValueError, RecursionError) as error:
                yield {"": f"not JSON: {error}"}


def _object(value: Any) -> Row:
    return value if isinstance(value, dict) else {"": "a JSON object is expected"}


def _separated(file: BinaryIO, delimiter: str | None) -> Iterator[Row]:
    csv.field_size_limit(16 * 1024 * 1024)
    with _text(file, "") as text:
        if delimiter is None:
            delimiter = max(_DELIMITERS, key=text.readline().count)
            text.seek(0)
        reader = csv.DictReader(text, delimiter=delimiter)
        try:
            for row in reader:
                if any(row.pop(None, ())):
                    yield {"": f"more values than the {len(reader.fieldnames or ())} columns"}
                    continue
                # A column without a name is an index that a spreadsheet or pandas wrote.
                yield {k: v for k, v in row.items() if k and v not in (None, "")}
        except csv.Error as error:
            raise SourceError(f"the table breaks at line {reader.line_num}: {error}") from error


def _xml(file: BinaryIO) -> Iterator[Row]:
    """Read a Google Merchant feed, RSS items or Atom entries, with its `g:` fields."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    details: list[dict[str, str]] = []
    inside: list[Any] = []
    try:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                inside.append(element)
                continue
            inside.pop()
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
                value = (child.text or child.get("href") or "").strip() or _parts(child)
                if value and key != "product_detail":
                    (row if "base.google.com" in namespace else own).setdefault(key, value)
            row = own | row  # an Atom entry has an <id> of its own beside <g:id>
            if details:
                row["attributes"], details = details, []
            yield row
            if inside:
                inside[-1].remove(element)  # cleared, it would still be one more for each row
    except DefusedXmlException as error:
        raise SourceError(
            f"the XML declares entities or a DTD, which is refused: {error}"
        ) from error
    except ParseError as error:
        raise SourceError(f"the XML is broken: {error}") from error


def _parts(element: Any) -> str:
    """Write what a field holds in elements of its own as Merchant's tables do: `6:9816.67 ARS`."""
    return ":".join(text for part in element if (text := (part.text or "").strip()))


def _parquet(file: BinaryIO) -> Iterator[Row]:
    try:
        import polars
    except ImportError as error:
        raise SourceError("Parquet needs polars: pip install 'dona[feeds]'") from error
    try:
        frame = polars.read_parquet(io.BytesIO(file.read()))
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
