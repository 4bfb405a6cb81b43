"""What the knowledge side raises.

IngestError
├── EncoderError        the encoder's weights, adapter or cache cannot be read or built
├── SourceError         a feed or document source cannot be read at all
├── PlanRefused         applying the plan would lose data that nobody asked to lose
└── IndexFailure
    ├── IndexUnavailable    the index is empty, closed, or cannot be reached
    ├── IndexMismatch       another encoder or schema filled the index
    └── IndexLocked         another process is writing
"""

from typing import Any


class IngestError(Exception):
    """Root of everything that this package raises on purpose."""


class EncoderError(IngestError):
    """The encoder's weights, adapter or cache cannot be read or built."""


class SourceError(IngestError):
    """A feed or document source cannot be read at all."""


class PlanRefused(IngestError):
    """Applying the plan would lose data that nobody asked to lose."""

    def __init__(self, reason: str, report: Any = None) -> None:
        """Keep the job's `Report`: which rows were rejected explains an empty plan."""
        super().__init__(reason)
        self.report = report


class IndexFailure(IngestError):
    """Root of the index's errors."""


class IndexUnavailable(IndexFailure):
    """The index is empty, closed, or cannot be reached."""


class IndexMismatch(IndexFailure):
    """Another encoder or schema filled the index."""


class IndexLocked(IndexFailure):
    """Another process is writing to the index."""
