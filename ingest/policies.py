"""Policy documents → passages: one a heading, each readable alone, with its heading path."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from langchain_text_splitters import MarkdownHeaderTextSplitter, RecursiveCharacterTextSplitter
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.errors import SourceError
from ingest.feeds.opened import decoded
from ingest.product import Passage
from ingest.sources import document_name
from ingest.text import visible, without_tags
from ingest.units import fold

MAX_CHARACTERS = 1500
"""A longer section is cut between paragraphs: some 350 pieces, more than the encoder reads."""

_HEADINGS = [("#", "1"), ("##", "2"), ("###", "3")]


def read_passages(path: Path, *, link: str = "") -> Iterator[Passage]:
    """Cut a Markdown, HTML or PDF document into passages.

    Raises:
        SourceError: the file cannot be read.
    """
    try:
        updated_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        markdown = _markdown(path)
    except (OSError, ValueError, PyPdfError) as error:
        raise SourceError(f"cannot read {path}: {error}") from error
    document = document_name(path)
    sections = MarkdownHeaderTextSplitter(_HEADINGS, strip_headers=True).split_text(markdown)
    pieces = RecursiveCharacterTextSplitter(chunk_size=MAX_CHARACTERS, chunk_overlap=0)
    seen: dict[str, int] = {}
    for section in sections:
        headings = [section.metadata[n] for _, n in _HEADINGS if n in section.metadata]
        slug = _slug(headings[-1]) if headings[1:] else ""
        for text in pieces.split_text(section.page_content):
            key = f"{document}#{slug}" if slug else document
            seen[key] = seen.get(key, 0) + 1
            again = f"{key}-{seen[key]}" if slug else f"{key}#{seen[key]}"
            yield Passage(
                id=key if seen[key] == 1 else again,
                title=" > ".join(headings) or path.stem,
                text=text,
                link=link,
                updated_at=updated_at,
            )


def _markdown(path: Path) -> str:
    if path.suffix.lower() == ".pdf":
        pages = PdfReader(BytesIO(path.read_bytes())).pages
        return visible("\n\n".join(page.extract_text() for page in pages))
    text = visible(decoded(path.read_bytes()))
    return without_tags(text) if path.suffix.lower() == ".md" else _html_as_markdown(text)


def _html_as_markdown(html: str) -> str:
    """Keep what is read: headings as `#`, blocks apart; no scripts, menus or page headers."""
    page = BeautifulSoup(html, "html.parser")
    for tag in page(["script", "style", "head", "nav", "header", "footer", "template"]):
        tag.decompose()
    for text in page.find_all(string=True):  # white space of the markup means nothing
        if type(text) is NavigableString:  # no comment, no doctype
            text.replace_with(re.sub(r"\s+", " ", text))
    for item in page("li"):
        block = item
        while (first := next((c for c in block.children if str(c).strip()), None)) and (
            isinstance(first, Tag) and first.name in ("p", "div")
        ):
            block = first  # the mark goes where the text begins: `<li><p>`
        block.insert(0, "- ")
    for table in page("table"):
        _write_rows(table)
    for tag in page(["p", "li", "div", "section", "tr", "br", "dt", "dd", "h4", "h5", "h6"]):
        tag.insert_before("\n\n")
        tag.insert_after("\n\n")
    for tag in page(["td", "th"]):
        tag.insert_after(" ")
    for level in (1, 2, 3):
        for tag in page(f"h{level}"):
            title = " ".join(tag.get_text(" ").split())
            tag.replace_with(f"\n\n{'#' * level} {title}\n\n")
    lines = (line.strip() for line in page.get_text().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _write_rows(table: Tag) -> None:
    """Put Markdown rows in place of a table whose cells have a row and a column each.

    What only lays out a page, or spans cells, is left: its text would come under a wrong column.
    """
    rows = [(row, row(["td", "th"])) for row in table("tr")]
    cells = [cell for _, found in rows for cell in found]
    if table(["table", "ul", "ol", "h1", "h2", "h3"]) or len({len(found) for _, found in rows}) > 1:
        return
    if len(cells) < 2 * len(rows) or any(c.get("rowspan") or c.get("colspan") for c in cells):
        return
    for row, found in rows:
        texts = [" ".join(cell.get_text(" ").split()).replace("|", "/") for cell in found]
        is_header = row is rows[0][0] and all(cell.name == "th" for cell in found)
        line = f"| {' | '.join(texts)} |"
        row.string = f"{line}\n{'|---' * len(texts)}|" if is_header else line


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(heading)).strip("-")
