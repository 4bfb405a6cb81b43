"""Feeds and documents written to break, spy or hide: refused in a line, or read harmless."""

import gzip
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.commands.ingest import _no_formula
from ingest.errors import SourceError
from ingest.feeds.products import Rejected, read_mapping
from ingest.feeds.rows import read_rows
from ingest.product import Passage, Product
from ingest.sources import Source
from tests.fakes.serving import QuietHandler, serving
from tests.hostile import attacks

FEEDS = attacks("feeds")
MOST_S, MOST_MB = 5.0, 700
"""What an attack of a few megabytes may take."""


def content(attack) -> bytes:
    parts = attack.get("parts") or [[attack["content"], 1]]
    data = "".join(text * times for text, times in parts).encode(attack.get("encoding", "utf-8"))
    for _ in range(int(attack.get("gzip", 0))):
        data = gzip.compress(data, 1)
    return data


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize("attack", FEEDS, ids=lambda attack: attack["id"])
def test_a_hostile_feed_is_refused_or_read_harmless(attack, tmp_path):
    path = tmp_path / attack["name"]
    path.write_bytes(content(attack))
    before, start = memory_mb(), time.process_time()
    if "error" in attack:
        with pytest.raises(SourceError, match=attack["error"]) as told:
            list(Source(str(path)).items())
        assert "root:" not in str(told.value)
        items = []
    else:
        items = list(Source(str(path)).items())
    assert time.process_time() - start < MOST_S
    assert memory_mb() - before < MOST_MB
    rejected = [item for item in items if isinstance(item, Rejected)]
    products = [item for item in items if isinstance(item, Product)]
    if attack.get("rejected", []) != "any":
        assert [item.field for item in rejected] == attack.get("rejected", [])
    assert all(len(item.reason) <= 300 for item in rejected)
    for name, held in (
        ("titles", [item.title for item in products]),
        ("cents", [item.price.cents for item in products]),
        ("links", [link for item in products for link in (item.link, item.image_link)]),
        ("texts", [item.text for item in items if isinstance(item, Passage)]),
    ):
        assert held == attack.get(name, held)
    assert not any("root:" in str(item) for item in items)


def test_a_spreadsheet_runs_nothing_of_the_reject_file():
    assert _no_formula("=1+1 was already read") == "'=1+1 was already read"
    assert _no_formula("price") == "price"


@contextmanager
def feed_server(headers: dict[str, str], body: bytes, status: int = 200) -> Iterator[str]:
    class Handler(QuietHandler):
        def do_GET(self):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as address:
        yield f"{address}/f.jsonl"


def test_a_packed_response_is_no_bomb_either():
    packed = gzip.compress(b"0" * 80_000_000, 1)
    before = memory_mb()
    with (
        feed_server({"content-encoding": "gzip"}, packed) as url,
        pytest.raises(SourceError, match="larger than"),
    ):
        list(read_rows(url))
    assert memory_mb() - before < MOST_MB


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "//[", "gopher:x"])
def test_a_feed_s_redirect_leads_to_the_web_alone(location):
    with feed_server({"location": location}, b"", 302) as url, pytest.raises(SourceError):
        list(read_rows(url))


def test_redirects_that_never_end_do():
    with feed_server({"location": "/f.jsonl"}, b"", 302) as url, pytest.raises(SourceError):
        list(read_rows(url))


@pytest.mark.parametrize(
    "text",
    [
        "fields: !!python/object/apply:os.system ['touch {path}']",
        "fields: {{id: !!python/name:os.system }}",
        "{{",
        "- a",
        "fields: 3",
    ],
)
def test_a_mapping_file_runs_nothing(tmp_path, text):
    ran = tmp_path / "ran"
    (tmp_path / "m.yaml").write_text(text.format(path=ran))
    with pytest.raises(SourceError):
        read_mapping(tmp_path / "m.yaml")
    assert not ran.exists()


def test_a_mapping_of_aliases_does_not_grow(tmp_path):
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    (tmp_path / "m.yaml").write_text("\n".join([*levels, "fields: {id: *a8}"]))
    start = time.process_time()
    with pytest.raises(SourceError):
        read_mapping(tmp_path / "m.yaml")
    assert time.process_time() - start < MOST_S
