"""What `dona ingest` can be pointed at, and of what each kind of source speaks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from ingest.errors import SourceError
from ingest.feeds.products import FirstOnly, Mapping, Rejected, read_row, stamped
from ingest.feeds.rows import Row, read_rows
from ingest.index.port import Kind
from ingest.product import Passage, Product

DOCUMENTS = (".md", ".html", ".htm", ".pdf")
"""Suffixes of policy documents."""
POLICIES = "policies"
"""Their folder in a source; they may be in folders of it."""

KNOWN = {"", *Product.model_fields}
"""Columns that are a product's fields; under no name, a row tells why it cannot be read."""
Item = Product | Passage | Rejected
Scope = Callable[[Kind, str], bool]
"""Tells whether a source speaks for (kind, id): what it does not name there is gone."""


def everything(kind: Kind, id_: str) -> bool:
    return True


@dataclass(frozen=True)
class Source:
    """A feed, a document, or a folder of both: `products/*` and `policies/*`."""

    where: str
    """A path, an HTTP(S) or SQLAlchemy URL, or `-` for standard input."""
    mapping: Mapping = field(default_factory=Mapping)
    format: str | None = None
    """Of the feed, when neither its name nor its content tells."""
    query: str | None = None
    """SQL of a database."""
    version: datetime | None = None
    """When the source was written: the date of rows that have none."""
    scratch: Path | None = field(default=None, compare=False)
    """Folder for what has to be copied before it is read; the system's own when there is none."""
    unread: dict[str, None] = field(default_factory=dict, compare=False)
    """Columns met so far that no product has, where no mapping tells what to do with them."""
    met: dict[str, None] = field(default_factory=dict, compare=False)
    """Columns met so far, where a mapping names some: in the rows that could be read."""

    @cached_property
    def _document(self) -> str:
        """The name of the document that it is; its folder is looked at once, not for every id."""
        return document_name(Path(self.where))

    @property
    def absent(self) -> list[str]:
        """Columns that the mapping names and no row had; none where no row was met."""
        return sorted(self.mapping.columns - self.met.keys()) if self.met else []

    def items(self) -> Iterator[Item]:
        """Yield what the source holds, in order; of a repeated id, the first.

        Raises:
            SourceError: there is nothing that can be read.
        """
        feeds, documents = self.parts()
        first = FirstOnly()
        for feed in feeds:
            for number, row in self.rows(feed):
                for item in self.read(row, number, feed):
                    if isinstance(item, Product):
                        item = first.checked(item.id, number, self.label(feed)) or item
                    yield item
        if documents:
            # Its readers of HTML and PDF are slow to import, and a feed needs none.
            from ingest.policies import read_passages
        for document in documents:
            yield from read_passages(Path(document))

    def parts(self) -> tuple[list[str], list[str]]:
        """Return the feeds and the documents that the source is made of.

        Raises:
            SourceError: a folder holds neither.
        """
        path = Path(self.where)
        if not path.is_dir():
            return ([], [self.where]) if _is_document(path) else ([self.where], [])
        feeds = sorted(str(p) for p in (path / "products").glob("*") if p.is_file())
        documents = sorted(str(p) for p in (path / POLICIES).rglob("*") if _is_document(p))
        if not feeds and not documents:
            raise SourceError(f"{path} holds neither products/ nor policies/")
        return feeds, documents

    def rows(self, feed: str) -> Iterator[tuple[int, Row]]:
        """Yield the rows of a feed with their numbers, from 1.

        Raises:
            SourceError: it cannot be read at all.
        """
        rows = read_rows(feed, format=self.format, query=self.query, scratch=self.scratch)
        yield from enumerate(rows, 1)

    def read(self, row: Row, number: int, feed: str) -> Iterator[Product | Rejected]:
        """Yield the product that a row of a feed is, and what of it is none."""
        if not self.mapping.fields:
            unread = row.keys() - KNOWN - self.mapping.columns
            self.unread.update(dict.fromkeys(unread))
        if self.mapping.columns and "" not in row:
            self.met.update(dict.fromkeys(row))
        for item in read_row(row, self.mapping, number, self.label(feed)):
            if self.version and isinstance(item, Product):
                item = stamped(item, self.version)
            yield item

    def label(self, feed: str) -> str:
        """Name a feed for the reject file; empty when it is the only one."""
        return "" if feed == self.where else Path(feed).name

    def speaks_for(self, kind: Kind, id_: str) -> bool:
        """Tell the scope: a folder speaks of all, a feed of products, a document of itself."""
        path = Path(self.where)
        if _is_document(path) and not path.is_dir():
            return kind == "policy" and id_.partition("#")[0] == self._document
        return kind == "product" or path.is_dir()


def document_name(path: Path) -> str:
    """Return what the ids of a document's passages begin with: no other document has it.

    It is the file's name without its suffix, which stays where another document of the folder
    differs by it alone; below `policies/`, with the folders that it is in.
    """
    path = path.absolute()
    twins = [p for p in path.parent.glob("*") if p.stem == path.stem and _is_document(p)]
    inside = next((p for p in path.parents if p.name == POLICIES), path.parent)
    return (path if len(twins) > 1 else path.with_suffix("")).relative_to(inside).as_posix()


def _is_document(path: Path) -> bool:
    return path.suffix.lower() in DOCUMENTS
