"""What a client may send.

How much, counted as it arrives: `content-length` is only what it says. And as JSON, what is JSON: a
server behind the gate may store what it cannot read again, or fail on it.
"""

import json
from collections.abc import Callable
from typing import NoReturn

import orjson
from starlette.types import Message, Receive

from app.access.errors import Refused


async def read_whole(
    receive: Receive,
    most_bytes: int,
    *,
    is_json: bool = False,
    look: Callable[[bytes], bytes] | None = None,
) -> Receive:
    """Read a request's body; return a `receive` that gives it, then what else comes.

    `look` returns what goes on of JSON, or refuses it.

    Raises:
        Refused: it is larger than `most_bytes` (413), or is no JSON and should be (400).
    """
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return receive
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > most_bytes:
            raise Refused(413, f"Es demasiado largo: hasta {most_bytes // 1024} KB por pedido.")
        more = message.get("more_body", False)
    body = b"".join(chunks)
    if is_json and body.strip():
        body = strict(body)
        body = look(body) if look else body
    whole: Message = {"type": "http.request", "body": body, "more_body": False}
    waiting = [whole]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def strict(body: bytes) -> bytes:
    """Return JSON that every reader takes; half an emoji, cut by a telephone, becomes a `?`.

    Raises:
        Refused: it is not JSON: NaN, nested beyond measure, or not at all (400).
    """
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            read = json.loads(body, parse_constant=_no_number)
            return json.dumps(read, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
        except (ValueError, RecursionError) as error:
            raise Refused(400, "El pedido no es JSON.") from error
    return body


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def small_messages(receive: Receive, most_bytes: int) -> Receive:
    """Return a WebSocket's `receive` that hangs up on a message larger than `most_bytes`."""

    async def checked() -> Message:
        message = await receive()
        content = message.get("bytes") or (message.get("text") or "").encode()
        if len(content) > most_bytes:
            return {"type": "websocket.disconnect", "code": 1009}
        return message

    return checked
