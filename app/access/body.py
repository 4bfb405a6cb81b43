"""How much a client may send, counted as it arrives: `content-length` is only what it says."""

from starlette.types import Message, Receive

from app.access.errors import Refused


async def read_whole(receive: Receive, most_bytes: int) -> Receive:
    """Read a request's body; return a `receive` that gives it, then what else comes.

    Raises:
        Refused: it is larger than `most_bytes` (413).
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
    whole: Message = {"type": "http.request", "body": b"".join(chunks), "more_body": False}
    waiting = [whole]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def small_messages(receive: Receive, most_bytes: int) -> Receive:
    """Return a WebSocket's `receive` that hangs up on a message larger than `most_bytes`."""

    async def checked() -> Message:
        message = await receive()
        content = message.get("bytes") or (message.get("text") or "").encode()
        if len(content) > most_bytes:
            return {"type": "websocket.disconnect", "code": 1009}
        return message

    return checked
