"""A handler served over real HTTP, on a port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class QuietHandler(BaseHTTPRequestHandler):
    """Prints no line a request."""

    def log_message(self, *args):
        pass


@contextmanager
def serving(
    handler: type[BaseHTTPRequestHandler], port: int = 0, host: str = "127.0.0.1"
) -> Iterator[str]:
    """Serve until the end of the block; yield the address, without a slash at its end."""
    with ThreadingHTTPServer((host, port), handler) as server:
        # An answer that nobody reads on must not hold the tests.
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://{host}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
