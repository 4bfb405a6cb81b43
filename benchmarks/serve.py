"""What serving costs: a trivial turn against the graph in process, a crowd, memory, first paint.

    python -m benchmarks.serve                                  # starts `dona serve` itself
    python -m benchmarks.serve --aegra .venv-aegra              # and Aegra, which needs PostgreSQL
    python -m benchmarks.serve --url http://127.0.0.1:2026 --pid PID   # a server that runs already

Turns are streamed with the LangGraph SDK, as a store's own page would; its client shares the
machine with the server. The ways of a trivial turn take turns (A B A B…), so that a machine that
gets busy makes both slower. Shoppers of the crowd write again as soon as they are answered.
"""

import argparse
import asyncio
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from app.runtime import open_runtime
from app.settings import ROOT, Settings
from tests.e2e.conftest import free_port
from tests.e2e.services import postgresql

TRIVIAL = "gracias!"
"""Read once: the router remembers it, in process as in the server."""
CONVERSATION = (
    "hola",
    "tenes heladera no frost x menos de 1{:02}0 lucas?",
    "zapatillas para correr talle 42, hasta 2{:02} lucas",
    "la segunda cuánto sale?",
    "hacen envíos a Rosario? a Mitre {}00",
)
"""What every shopper says, numbered: the router remembers none but the greeting."""
DONA = [sys.executable, "-m", "app.cli"]
"""The command line of this checkout."""


async def main(given: argparse.Namespace) -> None:
    if given.url:
        show(await measured("server", given.url, given.pid, given), is_first=True)
    else:
        async with running([*DONA, "serve", "--load"]) as (address, pid):
            show(await measured("in-memory server", address, pid, given), is_first=True)
    if given.aegra:
        python = str(Path(given.aegra).absolute() / "bin" / "python")
        with TemporaryDirectory() as folder, postgresql(Path(folder), free_port()) as database:
            serve = ["env", f"DATABASE_URL={database}", python, *DONA[1:], "serve", "--load"]
            async with running([*serve, "--aegra"]) as (address, pid):
                show(await measured("Aegra, PostgreSQL", address, pid, given))


def show(row: dict[str, str], *, is_first: bool = False) -> None:
    """Print a row of the table."""
    if is_first:
        print("| " + " | ".join(row) + " |\n" + "| --- " * len(row) + "|")
    print("| " + " | ".join(row.values()) + " |", flush=True)


async def measured(name: str, address: str, pid: int, given: argparse.Namespace) -> dict[str, str]:
    """Return a row of the table, of the server at an address."""
    here, there = (await overhead(Settings(), address, given.turns)).values()
    before_s = cpu_s(pid) if pid else 0.0
    taken, errors, wall_s = await crowd(address, given.shoppers)
    spent_s = (cpu_s(pid) if pid else 0.0) - before_s
    used = f"{spent_s / len(taken) * 1000:.0f}" if pid else "—"
    memory = "{:.0f}, {:.0f}".format(*memory_mb(pid)) if pid else "—"
    requests, transferred = await first_paint(address)
    return {
        "server": name,
        "trivial turn in process, p50 ms": f"{_p50(here):.1f}",
        "through the server, p50, p95 ms": f"{_p50(there):.1f}, {_p95(there):.1f}",
        "overhead, p50 ms": f"{_p50(there) - _p50(here):.1f}",
        f"{given.shoppers} shoppers: turns, errors": f"{len(taken)}, {errors}",
        "p50, p95 s": f"{_p50(taken) / 1000:.2f}, {_p95(taken) / 1000:.2f}",
        "turns/s": f"{len(taken) / wall_s:.1f}",
        "CPU ms a turn, of its process": used,
        "memory, peak MB": memory,
        "first paint": f"{transferred / 1000:.1f} KB in {requests}",
    }


@asynccontextmanager
async def running(command: list[str]) -> AsyncIterator[tuple[str, int]]:
    """Serve on a free port until the block ends; yield the address and the process."""
    port = free_port()
    run = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient() as client:
            while run.poll() is None and not await _ready(client, address):
                await asyncio.sleep(0.2)
        yield address, run.pid
    finally:
        run.send_signal(signal.SIGINT)
        run.wait()


def cpu_s(pid: int) -> float:
    """Return the processor seconds that a process has taken; Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _ready(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(f"{address}/ready", timeout=60)).is_success
    except httpx.TransportError:
        return False


async def overhead(settings: Settings, address: str, turns: int) -> dict[str, list[float]]:
    """Return the milliseconds of trivial turns, in process and through the server."""
    # The index of a running server has its owner; a trivial turn opens none.
    runtime = await asyncio.to_thread(open_runtime, settings, checkpointer=InMemorySaver())
    taken: dict[str, list[float]] = {"graph in process": [], "server": []}
    async with _shopper(address) as client:
        thread = (await client.threads.create())["thread_id"]
        for number in range(-5, turns):
            begun = time.perf_counter()
            config = {"configurable": {"thread_id": str(number)}}
            await runtime.graph.ainvoke({"messages": [HumanMessage(TRIVIAL)]}, config)
            middle = time.perf_counter()
            if number % 20 == 0:  # a conversation of twenty turns, not one that never ends
                thread = (await client.threads.create())["thread_id"]
            start = time.perf_counter()
            await say(client, thread, TRIVIAL)
            if number >= 0:
                taken["graph in process"].append((middle - begun) * 1000)
                taken["server"].append((time.perf_counter() - start) * 1000)
    return taken


async def crowd(address: str, shoppers: int) -> tuple[list[float], int, float]:
    """Return the milliseconds of every turn, how many failed, and the seconds of the whole."""
    taken: list[float] = []
    errors = 0

    async def shopper(number: int) -> None:
        nonlocal errors
        async with _shopper(address) as client:
            thread = (await client.threads.create())["thread_id"]
            for words in CONVERSATION:
                start = time.perf_counter()
                try:
                    await say(client, thread, words.format(number))
                except Exception as error:  # whatever goes wrong is what is counted
                    errors += 1
                    sys.stderr.write(f"{type(error).__name__}: {error}\n")
                taken.append((time.perf_counter() - start) * 1000)

    begun = time.perf_counter()
    await asyncio.gather(*map(shopper, range(shoppers)))
    return taken, errors, time.perf_counter() - begun


@asynccontextmanager
async def _shopper(address: str) -> AsyncIterator[LangGraphClient]:
    secret = {"x-dona-shopper": uuid4().hex}
    async with get_client(url=address, api_key=None, headers=secret, timeout=60) as client:
        yield client


async def say(client: LangGraphClient, thread: str, words: str) -> None:
    """Stream a turn to its end.

    Raises:
        RuntimeError: it ended without an answer.
    """
    said = {"messages": [{"role": "user", "content": words}]}
    verdict = None
    async for part in client.runs.stream(
        thread, "dona", input=said, stream_mode=["custom", "values"]
    ):
        if part.event == "error":
            raise RuntimeError(str(part.data))
        if part.event == "values":
            verdict = part.data.get("verdict")
    if not verdict:
        raise RuntimeError(f"no answer to {words!r}")


def memory_mb(pid: int) -> tuple[float, float]:
    """Return the resident memory of a process now and at its peak; Linux."""
    status = Path(f"/proc/{pid}/status").read_text()
    now, peak = (int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmHWM"))  # type: ignore[index]
    return now / 1024, peak / 1024


async def first_paint(address: str) -> tuple[int, int]:
    """Return the requests and bytes, headers too, of the page, its styles and its modules."""
    seen: dict[str, int] = {}
    async with httpx.AsyncClient(base_url=address) as client:

        async def get(path: str) -> None:
            if path in seen:
                return
            seen[path] = 0
            response = await client.get(path)
            headers = sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
            seen[path] = response.num_bytes_downloaded + headers
            for found in re.findall(
                r'(?:href|src)="(/web/[^"]+)"|from "\./([^"]+)"', response.text
            ):
                await get(found[0] or f"/web/{found[1]}")

        await get("/")
    return len(seen), sum(seen.values())


def _p50(taken: list[float]) -> float:
    return statistics.median(taken)


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--pid", type=int, default=0)
    parser.add_argument("--aegra", default="", help="the environment that Aegra is installed in")
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--shoppers", type=int, default=32)
    asyncio.run(main(parser.parse_args()))
