"""Rank the sentences of policies for the questions that are asked of them, by words and by meaning.

    python -m benchmarks.policies [--passages N] [--limit N]

Policies and questions are those of `data/generator` that the generator trains on or validates with;
its test part is left out. Each question is put to its own passage among N - 1 others, drawn by a
seed. A ranking is right at n when its first n sentences hold, in that passage, all that the answer
must tell.
"""

import argparse
import random
import re
from collections.abc import Sequence
from typing import Any

from app.settings import ROOT, Settings
from graph.policies.inquiry import Inquiry
from graph.policies.meaning import SentenceVectors
from graph.policies.ranking import Told, rank
from graph.retrieval.catalog import source_of
from graph.state import Source
from graph.training.generation.bank import patterns, read_bank
from ingest.encoder.embedder import E5Embedder
from ingest.units import fold

SEED = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=16)
    parser.add_argument("--limit", type=int, default=400)
    arguments = parser.parse_args()
    banks = [read_bank(ROOT / "data" / "generator", part) for part in ("train", "validation")]
    slots = {name: values[len(values) // 2] for name, values in banks[0].slots.items()}
    policies = [policy for bank in banks for policy in bank.policies]
    sources = [_source(policy, slots, n) for n, policy in enumerate(policies, 1)]
    embedder = E5Embedder(Settings().cache)
    vectors = SentenceVectors(embedder)
    rng = random.Random(SEED)
    asked = [
        (source, question, patterns(ask, slots))
        for source, policy in zip(sources, policies, strict=True)
        for ask in policy["ask"] for question in ask["q"]
    ]  # fmt: skip
    asked = rng.sample(asked, min(arguments.limit, len(asked)))
    right = {"words": [0, 0], "meaning and words": [0, 0]}
    for own, question, wanted in asked:
        others = [source for source in sources if source is not own]
        store = [own, *rng.sample(others, min(arguments.passages - 1, len(others)))]
        rng.shuffle(store)
        inquiry = Inquiry(question)
        rankings = {
            "words": rank(inquiry, store),
            "meaning and words": rank(inquiry, store, vectors.meaning(inquiry, store)),
        }
        for name, ranking in rankings.items():
            for place, first in enumerate((1, 3)):
                right[name][place] += _holds(ranking[:first], own, wanted)
    print(f"{len(asked)} questions, {arguments.passages} passages each\n")
    print("| ranking | first | first three |\n| --- | --- | --- |")
    for name, counts in right.items():
        print(f"| {name} | " + " | ".join(f"{count / len(asked):.3f}" for count in counts) + " |")


def _source(policy: dict[str, Any], slots: dict[str, str], marker: int) -> Source:
    text = policy["text"].format(**slots)
    payload = {"id": f"p{marker}", "title": policy["title"], "text": text, "link": ""}
    return source_of(payload | {"kind": "policy"}, marker)


def _holds(told: Sequence[Told], own: Source, wanted: Sequence[re.Pattern[str]]) -> bool:
    sentences = [fold(one.sentence) for one in told if one.source["id"] == own["id"]]
    return all(any(pattern.search(text) for text in sentences) for pattern in wanted)


if __name__ == "__main__":
    main()
