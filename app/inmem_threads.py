"""Where one in-memory LangGraph server keeps its threads: beside its index, and nobody else's.

That server writes `.langgraph_api`, which threads and runs there are, every ten seconds in whatever
folder it stands in, and the conversations beside it (`app/inmem_checkpoints.py`).
Two in one folder would write over each other's, so each stands in a folder of its own, locked.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dotenv import load_dotenv
from sqlalchemy import make_url

from app.settings import ROOT, Settings

HELD = ".langgraph_api"
LISTED = ".langgraph_ops.pckl"

_log = logging.getLogger("dona.server")


def threads_folder(settings: Settings) -> Path:
    """Return the folder: by default the index's name and `.threads`."""
    index = settings.index.path
    return index.with_name(f"{index.name}.threads")


@contextmanager
def standing_in(folder: Path, settings: Settings) -> Iterator[None]:
    """Go to the folder for good, alone; what the settings name by relative paths stays where it is.

    The server's modules read the settings again, there.

    Raises:
        OSError: it cannot be written, or another server has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OSError(
                f"another server keeps its threads in {folder}: stop it, or give this one an index "
                "of its own (DONA_INDEX__PATH)"
            ) from error
        take_over(ROOT / HELD, folder / HELD)
        load_dotenv(Path(".env").absolute())
        os.environ.update(_absolute(settings))
        os.chdir(folder)
        yield


def take_over(before: Path, now: Path) -> None:
    """Move the threads of a version before, which kept them in its own checkout, once."""
    if (before / LISTED).exists() and not now.exists():  # the folder alone is made by an import
        shutil.move(before, now)
        _log.warning("the threads of a version before were moved from %s to %s", before, now)


def _absolute(settings: Settings) -> dict[str, str]:
    found = {
        "DONA_INDEX__PATH": str(settings.index.path.absolute()),
        "DONA_CACHE": str(settings.cache.absolute()),
        "DONA_STORE__SOURCE": str(settings.store.source.absolute()),
    }
    if settings.access.keys:
        found["DONA_ACCESS__KEYS"] = str(settings.access.keys.absolute())
    if settings.handoff.database:
        url = make_url(settings.handoff.database)
        if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
            url = url.set(database=str(Path(url.database or "").absolute()))
        found["DONA_HANDOFF__DATABASE"] = url.render_as_string(hide_password=False)
    return found
