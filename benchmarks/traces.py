"""What tracing costs a turn: none, an exporter, a collector that is down.

    python -m benchmarks.traces --turns 100

Real turns over the index that the settings name, in process; the ways take turns (A B C A B C…),
so that a machine that gets busy makes all of them slower.
"""

import argparse
import asyncio
import socket
import statistics
import time

from langchain_core.messages import HumanMessage
from opentelemetry.sdk.trace import TracerProvider

from app.runtime import open_runtime
from app.settings import Settings, TracesSettings
from app.tracing.export import batch_processor
from app.tracing.turns import facts_of
from graph.build import build_graph
from graph.tracing.turns import TurnTracer
from tests.fakes.phoenix import fake_phoenix

QUESTIONS = (
    "tenes heladera no frost?",
    "hacen envíos a Rosario?",
    "gracias!",
    "zapatillas talle 42",
)


async def main(turns: int) -> None:
    runtime = open_runtime(Settings())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        down = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with fake_phoenix() as collector:
        graphs = {"no endpoint": runtime.graph}
        providers = []
        for name, url in (("collector up", collector.url), ("collector down", down)):
            provider = TracerProvider(shutdown_on_exit=False)
            provider.add_span_processor(batch_processor(TracesSettings(endpoint=url)))
            facts = facts_of(runtime.settings, runtime.index, runtime.embedder)
            graphs[name] = build_graph(runtime.deps, TurnTracer(provider.get_tracer("b"), facts))
            providers.append(provider)
        taken: dict[str, list[float]] = {name: [] for name in graphs}
        for number in range(-4, turns):
            for name, graph in graphs.items():
                said = {"messages": [HumanMessage(QUESTIONS[number % len(QUESTIONS)])]}
                start = time.perf_counter()
                await graph.ainvoke(said)
                if number >= 0:
                    taken[name].append((time.perf_counter() - start) * 1000)
        print("| way | p50 ms | p95 ms |\n| --- | --- | --- |")
        for name, all_ms in taken.items():
            p95 = statistics.quantiles(all_ms, n=20)[-1]
            print(f"| {name} | {statistics.median(all_ms):.1f} | {p95:.1f} |")
        for name, provider in zip(("up", "down"), providers, strict=True):
            start = time.perf_counter()
            provider.shutdown()
            print(f"leaving with the collector {name}: {time.perf_counter() - start:.2f} s")
        spans = len(collector.spans)
        print(f"arrived: {spans} spans of {turns + 4} turns")
    await runtime.index.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=100)
    asyncio.run(main(parser.parse_args().turns))
