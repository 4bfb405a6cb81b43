"""Serve the `semantic-router` package from an environment of its own (`make rivals`).

It caps packages that DONA needs newer, so this file runs there and imports nothing of DONA's. Lines
of JSON come in: the vectors of every route, answered "ready"; then one vector a query, answered
with its route or null.
"""

import json
import sys

from semantic_router import Route
from semantic_router.encoders import DenseEncoder
from semantic_router.routers import IndexedRouter


class GivenVectors(DenseEncoder):  # type: ignore[misc]
    """Return the vectors that DONA's encoder computed, by their keys."""

    vectors: dict[str, list[float]]

    def __call__(self, docs: list[str]) -> list[list[float]]:
        return [self.vectors[key] for key in docs]


def main() -> None:
    """Build the router of the first line, then answer until the input ends."""
    encoder = GivenVectors(name="given", vectors={})
    routes = []
    for name, vectors in json.loads(sys.stdin.readline()).items():
        keys = [f"{name} {n}" for n in range(len(vectors))]
        encoder.vectors.update(zip(keys, vectors, strict=True))
        routes.append(Route(name=name, utterances=keys))
    router = IndexedRouter(encoder=encoder, routes=routes)
    answer("ready")
    for line in sys.stdin:
        encoder.vectors["query"] = json.loads(line)
        answer(router("query").name)


def answer(value: str | None) -> None:
    """Print one line of JSON at once."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
