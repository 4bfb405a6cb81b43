"""An OpenAI-compatible chat endpoint that writes slowly, over real HTTP."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.serving import QuietHandler, serving


class SlowEndpoint:
    """Streams `words`, one every `pause_s`; `asked` counts the drafts begun."""

    def __init__(self, words: list[str], pause_s: float) -> None:
        self.words, self.pause_s = words, pause_s
        self.url = ""
        self.asked = threading.Semaphore(0)


@contextmanager
def slow_endpoint(words: list[str], pause_s: float) -> Iterator[SlowEndpoint]:
    """Serve on a free port of this machine."""
    endpoint = SlowEndpoint(words, pause_s)

    class Handler(QuietHandler):
        def do_GET(self):
            self._begin("application/json")
            self.wfile.write(b'{"data": []}')

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self._begin("text/event-stream")
            endpoint.asked.release()
            for word in [*endpoint.words, None]:
                delta = {"content": word} if word else {}
                choice = {"index": 0, "delta": delta, "finish_reason": None if word else "stop"}
                chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "x",
                         "choices": [choice]}  # fmt: skip
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()
                time.sleep(endpoint.pause_s)
            self.wfile.write(b"data: [DONE]\n\n")

        def _begin(self, kind: str):
            self.send_response(200)
            self.send_header("content-type", kind)
            self.end_headers()

    with serving(Handler) as address:
        endpoint.url = f"{address}/v1"
        yield endpoint
