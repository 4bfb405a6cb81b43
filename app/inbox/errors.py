"""What goes wrong with the inbox.

InboxError
├── InboxUnavailable    (a `HandoffError` of the graph, too)
├── AnsweredAlready
└── NotDelivered
"""

from graph.errors import HandoffError


class InboxError(Exception):
    """Root of them all."""


class InboxUnavailable(InboxError, HandoffError):
    """The database cannot be opened, read or written."""


class AnsweredAlready(InboxError):
    """Somebody else's words are in the conversation."""

    def __init__(self, id: str, answer: str) -> None:
        super().__init__(f"{id} was answered already")
        self.answer = answer


class NotDelivered(InboxError):
    """A person's answer did not reach the conversation; nothing was changed."""
