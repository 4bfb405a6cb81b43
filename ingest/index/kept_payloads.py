"""Payloads that were read since the last write: shoppers ask for the same products again."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from ingest.index.port import Payload

PAYLOADS_KEPT = 5_000
"""About 4 KB each as objects: what shoppers ask for again and again stays, the rest is read."""


class KeptPayloads:
    """Keeps what `read` gives for a point's id; to make it objects costs more than a search's leg.

    Several threads may ask, and forget.
    """

    def __init__(self, read: Callable[[list[Any]], dict[Any, Payload]]) -> None:
        """Take what reads points from the engine: those that exist, by id."""
        self._read = read
        self._lock = Lock()
        self._kept: OrderedDict[Any, Payload] = OrderedDict()
        self._changes = 0
        """Writes begun or ended, of offers too."""

    def of(self, ids: Sequence[Any]) -> dict[Any, Payload]:
        """Return the payloads of the points that exist, reading what is not kept. Blocking."""
        stamp = self._changes
        found = self.kept(ids)
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            read = self._read(missing)
            found |= read
            with self._lock:
                if stamp == self._changes:  # else they may be of before the write
                    self._kept.update(read)
                    while len(self._kept) > PAYLOADS_KEPT:
                        self._kept.popitem(last=False)
        return found

    def kept(self, ids: Sequence[Any]) -> dict[Any, Payload]:
        """Return, of the payloads, those that need not be read."""
        with self._lock:
            found = {id_: self._kept[id_] for id_ in ids if id_ in self._kept}
            for id_ in found:
                self._kept.move_to_end(id_)
        return found

    def forget(self) -> None:
        """Drop all: a write may have changed them."""
        with self._lock:
            self._changes += 1
            self._kept.clear()
