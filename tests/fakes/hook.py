"""A webhook's receiver over real HTTP, which may refuse the first calls."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.serving import QuietHandler, serving


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

    class Handler(QuietHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            hook.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
            taken = len(hook.calls) > hook.refusals
            self.send_response(200 if taken else 503)
            self.send_header("content-length", "0")
            self.end_headers()
            if taken:
                hook.taken.set()

    with serving(Handler, port) as address:
        hook.url = f"{address}/handoff"
        yield hook
