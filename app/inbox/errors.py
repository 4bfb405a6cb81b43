"""What goes wrong with the inbox.

InboxError
├── InboxUnavailable
└── NotDelivered
"""


class InboxError(Exception):
    """Root of them all."""


class InboxUnavailable(InboxError):
    """The database cannot be opened or written."""


class NotDelivered(InboxError):
    """A person's answer did not reach the conversation; nothing was changed."""
