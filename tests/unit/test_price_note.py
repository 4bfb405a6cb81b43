"""That nothing costs so little is never said beside what does."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from graph.retrieval.needs import Message
from graph.retrieval.relevance import Relevance
from graph.retrieval.search import ProductSearch
from graph.understanding.lexicon import read_terms
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.filters import Filter
from ingest.index.payload import product_payload
from ingest.index.port import Hit, Query
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

VOCABULARY = Vocabulary(words={"juguete": 1, "cana": 1}, products=500)


class Shelf:
    """Finds everything on it, but for a filter all that is cheap."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits

    async def search(self, query: Query) -> list[Hit]:
        most = 10**9 if query.filter == Filter() else 5000_00
        return [hit for hit in self._hits if hit.payload["current_cents"] <= most]


def hit(title: str, price: str, cosine: float) -> Hit:
    return Hit(product_payload(product(id=title, title=title, price=price)), 0.016, cosine)


@pytest.mark.parametrize("cheap_cosine", [0.83, 0.89])
async def test_what_costs_less_is_not_shown_beside_the_note(cheap_cosine):
    request = SearchRequest(text="juguete", terms=read_terms("juguete"), price_max=5000_00)
    shelf: Any = Shelf([
        hit("Juguete Kong", "23600.00 ARS", 0.87), hit("Caña", "4200.00 ARS", cheap_cosine)
    ])  # fmt: skip
    search = ProductSearch(shelf, WordEmbedder())
    found = await search._under_filters(
        Message("juguete hasta 5000 pesos", VOCABULARY, (), 5), request, "juguete",
        np.zeros(1, np.float32), Relevance(request, VOCABULARY),
    )  # fmt: skip
    assert found
    hits, note = found
    assert [h.payload["title"] for h in hits] == ["Juguete Kong"]
    assert note == "No encontré por menos de $ 5.000; lo más parecido es esto."
