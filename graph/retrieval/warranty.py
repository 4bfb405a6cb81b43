"""The warranty that a product's own data tell, which is not that of the store's terms."""

import re
from collections.abc import Sequence

from graph.checking.lexis import root, roots
from graph.policies.asked import read_asked
from graph.retrieval.search import ProductSearch
from graph.retrieval.turn import sources_of
from graph.state import Source
from graph.understanding.telling import holds, names_a_kind, tokens
from graph.understanding.vocabulary import Vocabulary
from ingest.units import fold

WARRANTY = re.compile(r"\bgarantias?\b")
"""What depends on the product, and what most catalogs leave to the terms."""
_AND = re.compile(r"\W*(?:y|e|o)\b")
MOST_NAMED = 3
"""Products that a name may mean: what more of them hold is a kind, and kinds have terms."""
_ASKING = frozenset([
    "a", "ano", "anos", "con", "cual", "cuanta", "cuanto", "cuantos", "da", "dan", "de", "del",
    "dura", "el", "es", "esa", "ese", "esta", "este", "fabrica", "garantia", "garantias", "hola",
    "la", "las", "lo", "los", "mes", "meses", "o", "oficial", "para", "por", "q", "que", "saber",
    "son", "tiempo", "tiene", "tienen", "trae", "traen", "un", "una", "viene", "vienen", "y",
])  # fmt: skip
"""Words that ask which warranty it is, and not how it is used or what it covers; the others of such
a message name the product."""


def tells_warranty(sources: Sequence[Source]) -> bool:
    """Tell whether the catalog itself says the warranty of some of them."""
    return any(
        WARRANTY.search(fold(" ".join(s["payload"]["attributes"]))) for s in sources
        if s["kind"] == "product"
    )  # fmt: skip


def names_beside(text: str) -> list[str]:
    """Return the words of a question of the warranty that may name what it is of."""
    return [word for word in tokens(text) if word not in _ASKING]


def asks_which_warranty(text: str, vocabulary: Vocabulary, told: Sequence[str]) -> bool:
    """Tell whether a message asks which warranty a thing, or a part, has, and nothing else.

    `told` is what the store's terms say: "extendida" is another matter where they lack it.
    """
    if not WARRANTY.search(fold(text)):
        return False
    terms = roots(fold(" ".join(told)))
    return all(
        root(word) in terms or not word.isalpha() or vocabulary.is_title_word(word)
        or word in vocabulary.brands_by_first_word or names_a_kind(word, vocabulary)
        for word in names_beside(text)
    )  # fmt: skip


def goes_on_with_warranty(text: str, before: str) -> bool:
    """Tell whether a message only names another thing after a question of the warranty."""
    goes_on = _AND.match(fold(text)) and not read_asked(text).kinds
    return bool(WARRANTY.search(fold(before)) and goes_on and names_beside(text))


async def asks_own_warranty(
    text: str, spoken_of: Sequence[Source], products: ProductSearch
) -> bool:
    """Tell whether a message asks which warranty a product has that tells it, and nothing else.

    `spoken_of`: what is meant where the message names nothing.
    """
    if not WARRANTY.search(fold(text)):
        return False
    meant = spoken_of
    if named := names_beside(text):
        _, hits, _ = await products.search(" ".join(named), top_k=MOST_NAMED + 1)
        meant = sources_of([hit for hit in hits if holds(hit.payload, *named)])
    is_one = 0 < len(meant) <= MOST_NAMED
    return is_one and all(tells_warranty([source]) for source in meant)
