"""What a webhook is told, signed as the Standard Webhooks specification says.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import time

PREFIX = "whsec_"


def key_of(secret: str) -> bytes:
    """Return the key that a secret stands for: base64 after `whsec_`, else its own bytes.

    Raises:
        ValueError: it is not base64.
    """
    if not secret.startswith(PREFIX):
        return secret.encode()
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


def signed(body: bytes, id_: str, secret: str, at: int | None = None) -> dict[str, str]:
    """Return the headers of a request: its id, time and HMAC-SHA256 over both and the body."""
    at = int(time.time()) if at is None else at
    message_id = f"msg_{id_}"
    digest = hmac.digest(key_of(secret), f"{message_id}.{at}.".encode() + body, hashlib.sha256)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
