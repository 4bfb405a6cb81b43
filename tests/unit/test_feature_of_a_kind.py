"""A feature asked of a kind of thing is had by what bears the category, whatever its title says."""

import numpy as np

from graph.retrieval.needs import Message
from graph.retrieval.relevance import Relevance
from graph.retrieval.search import ProductSearch
from graph.understanding.lexicon import read_terms
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.payload import product_payload
from ingest.index.port import Hit
from tests.fakes.embedder import WordEmbedder
from tests.fakes.products import product

VOCABULARY = Vocabulary(words={"parlante": 20, "torre": 4}, products=500)


def hit(title, *, karaoke):
    fields = {"product_type": "Audio > Parlantes", "attributes": {"karaoke": karaoke}}
    return Hit(product_payload(product(id=title, title=title, **fields)), 0.016, 0.88)


class Shelf:
    """An index of which only features filter."""

    hits = (hit("Parlante Sonar", karaoke=False), hit("Torre Ombú", karaoke=True))

    async def search(self, query):
        asked = [m.any_of for m in query.filter.must if m.key == "feature_keys"]
        return [
            h for h in self.hits if all({*tags} & {*h.payload["feature_keys"]} for tags in asked)
        ]


async def found(text, tag):
    request = SearchRequest(text=text, terms=read_terms(text), tags=(tag,))
    search = ProductSearch(Shelf(), WordEmbedder())
    hits, note = await search._under_filters(
        Message(text, VOCABULARY, (), 5),
        request,
        text,
        np.zeros(4, np.float32),
        Relevance(request, VOCABULARY),
    )
    return [h.payload["title"] for h in hits], note


async def test_a_feature_does_not_give_way_where_another_of_the_kind_has_it():
    assert await found("parlantes", "karaoke") == (["Torre Ombú"], "")


async def test_a_feature_that_none_of_the_kind_has_gives_way():
    titles, note = await found("parlantes", "wifi")
    assert titles[0] == "Parlante Sonar"
    assert note == "No encontré con «wifi»; lo más parecido es esto."
