"""A webhook's receiver over real HTTP, which may refuse the first calls."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeHook:
    """What arrived: (headers, body) of each call, refused ones too."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.url = ""
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.taken = threading.Event()


@contextmanager
def fake_hook(refusals: int = 0, port: int = 0) -> Iterator[FakeHook]:
    hook = FakeHook(refusals)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            hook.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
            taken = len(hook.calls) > hook.refusals
            self.send_response(200 if taken else 503)
            self.send_header("content-length", "0")
            self.end_headers()
            if taken:
                hook.taken.set()

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        hook.url = f"http://127.0.0.1:{server.server_port}/handoff"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()
