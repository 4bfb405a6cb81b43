"""Whatever the composer says of the demo store, the checker proves: no false alarm."""

import itertools
import json
from pathlib import Path

import pytest

from graph.checking.checker import ClaimChecker
from graph.composer.composer import Composer
from graph.ports import DraftRequest
from graph.retrieval.catalog import source_of
from ingest.index.payload import product_payload
from ingest.product import Product

pytestmark = pytest.mark.integration

FEEDS = (Path(__file__).resolve().parents[2] / "data" / "store" / "products").glob("*.jsonl")
PRODUCTS = [
    Product.model_validate(json.loads(line))
    for feed in sorted(FEEDS)
    for line in feed.read_text(encoding="utf-8").splitlines()
]
TURNS = (
    ("mostrame lo que tengas", "product_search", 5),
    ("cuánto sale?", "product_question", 1),
    ("qué medidas y características tiene?", "product_question", 1),
    ("compará los dos", "product_question", 2),
)


@pytest.mark.parametrize(("question", "route", "size"), TURNS, ids=[t[0] for t in TURNS])
async def test_no_answer_of_the_composer_is_refused(question, route, size):
    composer, checker = Composer("Tienda Ñandú"), ClaimChecker()
    refused = []
    for start in range(len(PRODUCTS)):
        group = itertools.islice(itertools.cycle(PRODUCTS), start, start + size)
        sources = [source_of(product_payload(p), n) for n, p in enumerate(group, 1)]
        request = DraftRequest(question, route, sources, [], [])
        text = "".join([piece async for piece in composer.draft(request)])
        check = await checker.check(question, text, sources)
        refused += [c for c in check.claims if not check.supported and c["reason"]]
    assert refused == []
