"""Policy documents → passages: one a heading, each readable alone, with its heading path."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from langchain_text_splitters import MarkdownHeaderTextSplitter, RecursiveCharacterTextSplitter

from ingest.errors import SourceError
from ingest.product import Passage
from ingest.units import fold

SUFFIXES = (".md", ".html", ".htm", ".pdf")
MAX_CHARACTERS = 1500
"""A longer section is cut between paragraphs: some 350 pieces, more than the encoder reads."""

_HEADINGS = [("#", "1"), ("##", "2"), ("###", "3")]


def read_passages(path: Path, *, link: str = "") -> Iterator[Passage]:
    """Cut a Markdown, HTML or PDF document into passages.

    Raises:
        SourceError: the file cannot be read, or its reader is not installed.
    """
    try:
        updated_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        markdown = _markdown(path)
    except (OSError, ValueError, ImportError) as error:
        raise SourceError(f"cannot read {path}: {error}") from error
    sections = MarkdownHeaderTextSplitter(_HEADINGS, strip_headers=True).split_text(markdown)
    pieces = RecursiveCharacterTextSplitter(chunk_size=MAX_CHARACTERS, chunk_overlap=0)
    seen: dict[str, int] = {}
    for section in sections:
        headings = [section.metadata[n] for _, n in _HEADINGS if n in section.metadata]
        slug = _slug(headings[-1]) if headings[1:] else ""
        for text in pieces.split_text(section.page_content):
            key = f"{path.stem}#{slug}" if slug else path.stem
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
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8-sig")
    if path.suffix == ".pdf":
        from langchain_community.document_loaders import PyPDFLoader

        return "\n\n".join(page.page_content for page in PyPDFLoader(str(path)).lazy_load())
    from langchain_community.document_loaders import BSHTMLLoader

    return "\n\n".join(
        d.page_content for d in BSHTMLLoader(str(path), open_encoding="utf-8").lazy_load()
    )


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(heading)).strip("-")
