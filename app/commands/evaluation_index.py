"""An index apart for evaluations and benchmarks, in the cache: a second run finds it there."""

from pathlib import Path

from app.commands.progress import progress_bar
from app.settings import Settings
from ingest.encoder.embedder import Embedder
from ingest.feeds.products import read_mapping
from ingest.index.served import EdgeIndex
from ingest.sources import Source
from ingest.sync.edge_target import EdgeTarget
from ingest.sync.job import sync


async def open_evaluation_index(
    source: str, mapping: Path | None, settings: Settings, embedder: Embedder
) -> EdgeIndex:
    """Make the index equal to the catalog and open it; whoever opens it closes it.

    Raises:
        IngestError: the source, its mapping or the index cannot be read.
    """
    folder = settings.cache / "evaluation" / Path(source).name
    items = Source(source, read_mapping(mapping), scratch=folder).items()
    with progress_bar() as progress:
        await sync(items, EdgeTarget(folder), embedder, allow_mass_delete=True, progress=progress)
    return EdgeIndex(folder, encoder=embedder.fingerprint)
