"""Mixed traffic on a running server while its catalog changes: what a long day would break.

    python -m benchmarks.soak --minutes 60                 # starts `dona serve` itself
    python -m benchmarks.soak --minutes 10 --shoppers 2

Shoppers hold authored conversations, one after the other, each on a thread of its own. Every few
seconds the price and the stock of a product are posted to the catalog, and a watcher asks for it.
Every price that any answer cites or shows is compared with what was posted. Prints a table, and
exits 1 when a limit is broken: an error, a price served `LATE_S` after another was acknowledged in
its place, or memory that grew by more than `MOST_GROWTH` after the warm-up.
"""

import argparse
import asyncio
import itertools
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

from app.settings import ROOT, Settings
from benchmarks.serve import memory_mb
from ingest.money import parse_money

LATE_S = 2.0
MOST_GROWTH = 0.05
WARM_UP = 0.2
"""Of the time: caches fill, threads and allocators settle."""
WATCHED = 40
"""Products whose prices move."""
TOKEN = "soak"
DONA = [sys.executable, "-m", "app.cli"]
"""The command line of this checkout."""
CONVERSATIONS: list[list[str]] = tomllib.loads(
    Path(__file__).with_name("conversations.toml").read_text(encoding="utf-8")
)["conversations"]


@dataclass
class Prices:
    """What each watched product costs, and has cost."""

    titles: dict[str, str]
    told: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    """Id → (when the price before it was known to be replaced, cents), oldest first."""

    def posted(self, id_: str, cents: int) -> None:
        """Note a price that is on its way: from now on it may be served."""
        self.told[id_].append((float("inf"), cents))

    def acknowledged(self, id_: str) -> None:
        self.told[id_][-1] = (time.monotonic(), self.told[id_][-1][1])

    def lateness(self, id_: str, cents: int) -> float:
        """Return for how many seconds a price served now has been replaced; none has: 0.

        A price that was never posted has been wrong for ever.
        """
        moments = self.told[id_]
        for place in range(len(moments) - 1, -1, -1):
            if moments[place][1] == cents:
                replaced = moments[place + 1][0] if place + 1 < len(moments) else float("inf")
                return max(0.0, time.monotonic() - replaced)
        return float("inf")


@dataclass
class Outcome:
    """What happened."""

    turns_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    prices_seen: int = 0
    updates: int = 0
    sent_again: int = 0
    """Updates whose connection was cut: sent again under the same key, as an ERP does."""
    update_ms: list[float] = field(default_factory=list)
    memory_mb: list[tuple[float, float]] = field(default_factory=list)
    """(seconds since the start, resident MB)."""


class Soak:
    """The traffic of one run, all of it on one event loop."""

    def __init__(self, address: str, pid: int, prices: Prices, seconds: float, seed: int) -> None:
        self._address, self._pid, self._prices = address, pid, prices
        self._begun = time.monotonic()
        self._end = self._begun + seconds
        self._draw = random.Random(seed)
        self.outcome = Outcome()

    async def run(self, shoppers: int, every_s: float) -> Outcome:
        tasks = [self._memory(), self._tell(), self._updates(every_s)]
        await asyncio.gather(*tasks, *(self._shopper() for _ in range(shoppers)))
        return self.outcome

    def _going(self) -> bool:
        return time.monotonic() < self._end

    async def _shopper(self) -> None:
        while self._going():
            title = self._draw.choice(list(self._prices.titles.values()))
            async with shopper(self._address) as client:
                try:
                    thread = (await client.threads.create())["thread_id"]
                except Exception as error:
                    self._failed("thread", error)
                    continue
                for words in self._draw.choice(CONVERSATIONS):
                    await self._turn(client, thread, words.format(title=title))

    async def _turn(self, client: LangGraphClient, thread: str, words: str) -> None:
        start = time.monotonic()
        try:
            values = await say(client, thread, words)
        except Exception as error:  # whatever goes wrong is what is counted
            self._failed(words, error)
            return
        self.outcome.turns_ms.append((time.monotonic() - start) * 1000)
        for told in [*(values.get("citations") or []), *(values.get("products") or [])]:
            if told["id"] not in self._prices.titles or not told["price"]:
                continue
            self.outcome.prices_seen += 1
            late_s = self._prices.lateness(told["id"], parse_money(told["price"]).cents)
            if late_s > LATE_S:
                self.outcome.late.append(f"{told['id']} at {told['price']}: {late_s:.1f} s late")

    async def _updates(self, every_s: float) -> None:
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with (
            # Sooner than the server hangs up: a request on its way then is lost.
            httpx.AsyncClient(
                base_url=self._address,
                headers=headers,
                timeout=60,
                limits=httpx.Limits(keepalive_expiry=2),
            ) as client,  # fmt: skip
            shopper(self._address) as watcher,
        ):
            while self._going():
                id_, title = self._draw.choice(list(self._prices.titles.items()))
                cents = self._draw.randrange(10_000, 2_000_000) * 100
                self._prices.posted(id_, cents)
                start = time.monotonic()
                item = {"id": id_, "price": f"{cents // 100}.00 ARS",
                        "quantity": self._draw.randrange(1, 30)}  # fmt: skip
                try:
                    await self._post(client, item)
                    self._prices.acknowledged(id_)
                    self.outcome.updates += 1
                    self.outcome.update_ms.append((time.monotonic() - start) * 1000)
                    thread = (await watcher.threads.create())["thread_id"]
                    await self._turn(watcher, thread, f"cuanto sale {title}?")
                except Exception as error:
                    self._failed("update", error)
                await asyncio.sleep(every_s * self._draw.uniform(0.5, 1.5))

    async def _post(self, client: httpx.AsyncClient, item: dict[str, Any]) -> None:
        key = {"idempotency-key": uuid4().hex}
        again = retry_if_exception_type(httpx.TransportError)
        async for attempt in AsyncRetrying(retry=again, stop=stop_after_attempt(3), reraise=True):
            with attempt:
                self.outcome.sent_again += attempt.retry_state.attempt_number > 1
                answer = await client.post(
                    "/catalog/products", json={"products": [item]}, headers=key
                )
                answer.raise_for_status()

    async def _memory(self) -> None:
        while self._going():
            now, _ = memory_mb(self._pid)
            self.outcome.memory_mb.append((time.monotonic() - self._begun, now))
            await asyncio.sleep(min(2.0, max(0.1, (self._end - self._begun) / 200)))

    async def _tell(self) -> None:
        while self._going():
            await asyncio.sleep(min(30.0, max(0.0, self._end - time.monotonic())))
            o = self.outcome
            print(
                f"{time.monotonic() - self._begun:.0f} s: {len(o.turns_ms)} turns, {o.updates} "
                f"updates, {len(o.errors)} errors, {len(o.late)} late prices, "
                f"{o.memory_mb[-1][1]:.0f} MB",
                file=sys.stderr,
            )

    def _failed(self, what: str, error: Exception) -> None:
        self.outcome.errors.append(f"{what}: {type(error).__name__}: {error}"[:300])


def growth(samples: Iterable[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the memory after the warm-up and at the end, MB, and by which share it grew.

    Each is the median of a tenth of the samples: one garbage collection more or less is no growth.
    """
    kept = [mb for _, mb in samples]
    kept = kept[int(len(kept) * WARM_UP) :]
    tenth = max(1, len(kept) // 10)
    first, last = statistics.median(kept[:tenth]), statistics.median(kept[-tenth:])
    return first, last, last / first - 1


async def say(client: LangGraphClient, thread: str, words: str) -> dict[str, Any]:
    """Stream a turn to its end, and return the state that it left.

    Raises:
        RuntimeError: it ended without an answer.
    """
    values: dict[str, Any] = {}
    said = {"messages": [{"role": "user", "content": words}]}
    async for part in client.runs.stream(
        thread, "dona", input=said, stream_mode=["custom", "values"]
    ):
        if part.event == "error":
            raise RuntimeError(str(part.data))
        if part.event == "values":
            values = part.data
    if not values.get("verdict") and not values.get("answer"):
        raise RuntimeError(f"no answer to {words!r}")
    return values


@asynccontextmanager
async def shopper(address: str) -> AsyncIterator[LangGraphClient]:
    secret = {"x-dona-shopper": uuid4().hex}
    async with get_client(url=address, api_key=None, headers=secret, timeout=60) as client:
        yield client


def watched() -> Prices:
    """Choose products of the demo store to be watched, with their prices of today."""
    rows = [
        orjson.loads(line)
        for feed in sorted((ROOT / "data" / "store" / "products").glob("*.jsonl"))
        for line in feed.read_bytes().splitlines()
    ]
    plain = [row for row in rows if "sale_price" not in row]
    chosen = plain[:: max(1, len(plain) // WATCHED)][:WATCHED]
    told = {row["id"]: [(0.0, parse_money(row["price"]).cents)] for row in chosen}
    return Prices({row["id"]: row["title"] for row in chosen}, told)


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[tuple[str, int]]:
    """Serve the demo store from an index of its own; yield address and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = {
        "DONA_INDEX__PATH": str(folder / "index"), "DONA_SERVER__PORT": str(port),
        "DONA_CACHE": str(Settings().cache.absolute()), "DONA_CATALOG__TOKEN": TOKEN,
    }  # fmt: skip
    with (folder / "server.log").open("w") as log:
        run = subprocess.Popen(
            [*DONA, "serve", "--load"], cwd=ROOT, env={**os.environ, **places},
            stdout=log, stderr=log,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            async with httpx.AsyncClient() as client:
                for _ in itertools.count():
                    if run.poll() is not None:
                        raise SystemExit((folder / "server.log").read_text())
                    try:
                        if (await client.get(f"{address}/ready", timeout=60)).is_success:
                            break
                    except httpx.TransportError:
                        await asyncio.sleep(0.2)
            yield address, run.pid
        finally:
            run.send_signal(signal.SIGINT)
            run.wait()


async def main(minutes: float, shoppers: int, every_s: float, seed: int) -> int:
    """Run, print the table, and return the exit code."""
    with tempfile.TemporaryDirectory(prefix="soak.") as folder:
        async with server(Path(folder)) as (address, pid):
            soak = Soak(address, pid, watched(), minutes * 60, seed)
            found = await soak.run(shoppers, every_s)
    first, last, grown = growth(found.memory_mb)
    p50, p95 = (statistics.quantiles(found.turns_ms, n=20)[at] for at in (9, 18))
    print(f"| {minutes:g} minutes, {shoppers} shoppers, an update every {every_s:g} s | |")
    print("| --- | --- |")
    print(f"| turns | {len(found.turns_ms):,} |\n| errors | {len(found.errors)} |")
    print(f"| a turn, p50, p95 | {p50:.0f}, {p95:.0f} ms |")
    print(f"| catalog updates | {found.updates:,} |")
    print(f"| of them sent again, their connection cut | {found.sent_again} |")
    print(f"| an update, p50 | {statistics.median(found.update_ms):.0f} ms |")
    print(f"| prices of moving products seen | {found.prices_seen:,} |")
    print(f"| served {LATE_S:g} s after they were replaced | {len(found.late)} |")
    print(f"| memory after the warm-up, at the end | {first:.0f}, {last:.0f} MB ({grown:+.1%}) |")
    for told in (*found.errors[:20], *found.late[:20]):
        print(told, file=sys.stderr)
    return int(bool(found.errors or found.late or grown > MOST_GROWTH))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--shoppers", type=int, default=3)
    parser.add_argument("--every", type=float, default=3.0, help="Seconds between two updates.")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.minutes, given.shoppers, given.every, given.seed)))
