"""`dona evaluate retrieval`: the retriever, its legs alone, and LangChain's way, in one run."""

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.retrieval.stories import Stories
from graph.training.ranking import ndcg, recall, reciprocal_rank
from graph.training.retrieval_data import Wanted, meets, read_queries
from graph.training.retrieval_rivals import TOP_K, Search, Understood, ways_to_search
from ingest.encoder.embedder import Embedder
from ingest.index.port import Index


@dataclass(frozen=True)
class Report:
    """What one way of searching did. Shares are in [0, 1], latencies in ms."""

    name: str
    recall_at_5: float
    ndcg_at_10: float
    mrr: float
    first_right: float
    satisfied: float
    """Share of the hits, for queries with constraints, that meet them all."""
    right_empties: float
    """Share of the requests for what is not sold that got nothing."""
    p50_ms: float
    p95_ms: float
    per_kind: Mapping[str, float]
    """Kind of query → nDCG@10, or the share of right empties."""
    missed: Sequence[str]
    """Queries with nDCG@10 under `POOR`, or with hits where nothing is right."""


POOR = 0.5
WARM_UP = "se me rompió la canilla y pierde agua"
"""A need: the authored stories too, which a server reads when it starts, are read before timing."""


async def evaluate_all(
    data: Path, index: Index, embedder: Embedder, *,
    stories: Callable[[], Stories] | None = None,
) -> list[Report]:  # fmt: skip
    """Return a report for each way of searching; see `ways_to_search`.

    Raises:
        TrainingError: the queries cannot be read, or the rival is not installed.
    """
    products = [payload async for payload in index.scroll("product")]
    queries = read_queries(data, products)
    groups = {payload["id"]: payload["group_key"] for payload in products}
    ways = ways_to_search(index, embedder, products, stories=stories)
    return [await evaluate(name, search, queries, groups) for name, search in ways]


async def evaluate(
    name: str, search: Search, queries: Sequence[Wanted], groups: Mapping[str, str]
) -> Report:
    """Measure one way of searching; `groups` maps a product's id to its variants' key."""
    await search(WARM_UP, None)
    gc.collect()
    gc.freeze()  # as a server does: no collection goes through the whole catalog while it is timed
    scores: dict[str, list[float]] = defaultdict(list)
    kinds: dict[str, list[float]] = defaultdict(list)
    missed = []
    for wanted in queries:
        if wanted.previous and isinstance(search, Understood):
            await search.turn_before(wanted.previous)
        start = time.perf_counter()
        found = await search(wanted.query, wanted.previous)
        scores["ms"].append((time.perf_counter() - start) * 1000)
        if wanted.must:
            scores["satisfied"] += [float(meets(p, wanted.must)) for p in found]
        if not wanted.relevant:
            measured = float(not found)
            scores["empty"].append(measured)
        else:
            grades: dict[str, int] = {}
            for id_, grade in wanted.relevant.items():
                grades[groups[id_]] = max(grade, grades.get(groups[id_], 0))
            ranked = list(dict.fromkeys(p["group_key"] for p in found))
            measured = ndcg(ranked, grades, TOP_K)
            scores["ndcg"].append(measured)
            scores["recall"].append(recall(ranked, grades))
            scores["mrr"].append(reciprocal_rank(ranked, grades))
            scores["first"].append(float(bool(ranked) and ranked[0] in grades))
        kinds[wanted.kind].append(measured)
        if measured < POOR:
            missed.append(wanted.query)
    mean = {key: float(np.mean(values)) for key, values in scores.items()}
    return Report(
        name=name,
        recall_at_5=mean["recall"],
        ndcg_at_10=mean["ndcg"],
        mrr=mean["mrr"],
        first_right=mean["first"],
        satisfied=mean.get("satisfied", 1.0),
        right_empties=mean.get("empty", 1.0),
        p50_ms=float(np.percentile(scores["ms"], 50)),
        p95_ms=float(np.percentile(scores["ms"], 95)),
        per_kind={kind: float(np.mean(values)) for kind, values in sorted(kinds.items())},
        missed=missed,
    )
