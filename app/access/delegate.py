"""This process acting in a shopper's own thread, when a person answers there.

Aegra gives a thread to its owner alone, whoever else asks. The secret is made anew by each process
and sent to that process's own address only.
"""

import base64
import binascii
import hmac
import secrets

from starlette.datastructures import Headers

HEADER = "x-dona-acting-for"
_SECRET = secrets.token_urlsafe(32)


def acting_for(identity: str) -> dict[str, str]:
    """Return the header with which this process comes as `identity`."""
    return {HEADER: f"{_SECRET}.{base64.urlsafe_b64encode(identity.encode()).decode()}"}


def acted_for(headers: Headers) -> str | None:
    """Return the identity that this process comes as; None when it is somebody else who comes."""
    secret, _, coded = headers.get(HEADER, "").partition(".")
    if not hmac.compare_digest(secret.encode(), _SECRET.encode()):
        return None
    try:
        return base64.urlsafe_b64decode(coded).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
