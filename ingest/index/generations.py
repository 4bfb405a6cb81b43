"""Generations of the index on disk, and the pointer that says which one is served.

    <index>/generations/0007/{manifest.json, shard/}
    <index>/CURRENT                                     the name of the served one

The pointer changes by one atomic rename: readers see the old generation or the new one.
"""

import os
import shutil
import time
from pathlib import Path

from ingest.errors import IndexFailure

CURRENT, GENERATIONS = "CURRENT", "generations"
KEPT = 2
"""Generations that stay on disk: the served one, and the one to roll back to."""
SNAPSHOT_S = 3600
"""Age after which a temporary copy has no reader any more."""


def current(index: Path) -> Path | None:
    """Return the folder of the served generation; None when nothing was ever loaded."""
    try:
        name = (index / CURRENT).read_text().strip()
    except FileNotFoundError:
        return None
    return index / GENERATIONS / name


def names(index: Path) -> list[str]:
    """Return the names of the generations on disk, the newest last."""
    return sorted(folder.name for folder in (index / GENERATIONS).glob("*"))


def pointer_stamp(index: Path) -> int:
    """Return a number that changes whenever the pointer does."""
    try:
        return (index / CURRENT).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def next_folder(index: Path) -> Path:
    """Return an unused folder for a generation about to be built.

    Raises:
        IndexFailure: the index folder cannot be written.
    """
    parent = index / GENERATIONS
    try:
        parent.mkdir(parents=True, exist_ok=True)
        last = max((int(p.name) for p in parent.iterdir() if p.name.isdigit()), default=0)
    except OSError as error:
        raise IndexFailure(f"cannot write {parent}: {error.strerror}") from error
    return parent / f"{last + 1:04d}"


def switch(index: Path, generation: Path) -> None:
    """Serve `generation` from now on, and forget the oldest ones.

    Raises:
        IndexFailure: the pointer cannot be written; the old generation stays served.
    """
    temporary = index / f"{CURRENT}.{os.getpid()}"
    try:
        with temporary.open("w") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, index / CURRENT)
    except OSError as error:
        raise IndexFailure(f"cannot switch to {generation.name}: {error.strerror}") from error


def sweep(index: Path) -> None:
    """Remove what a killed run left unfinished, and generations too old to roll back to.

    Call it under the writer's lock: a folder newer than the served one is being built, or dead.
    """
    served = current(index)
    folders = sorted((index / GENERATIONS).glob("*"))
    for left in index.glob("snapshot.*"):  # of a killed `dona index status`
        if time.time() - left.stat().st_mtime > SNAPSHOT_S:
            shutil.rmtree(left, ignore_errors=True)
    finished = [f for f in folders if served and f.name <= served.name]
    for folder in folders:
        if folder not in finished[-KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


def rollback(index: Path) -> Path:
    """Serve the generation before the served one, and return its folder.

    Raises:
        IndexFailure: there is none.
    """
    served = current(index)
    before = [f for f in sorted((index / GENERATIONS).glob("*")) if served and f.name < served.name]
    if not before:
        raise IndexFailure(f"{index} keeps no earlier generation to go back to")
    switch(index, before[-1])
    return before[-1]
