"""What a request says and no title holds: a make, a model by its figure, a word of the thing."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from graph.retrieval.asked import Asked, count
from graph.retrieval.titles import Stems, stems
from graph.understanding.request import SearchRequest
from graph.understanding.sounds import sounds
from graph.understanding.spelling import ASKING, is_spanish, is_verb
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Hit

LEAST_TELLING = 5
JUDGING = frozenset([
    "bueno", "buena", "buenos", "buenas", "lindo", "linda", "lindos", "lindas", "comodo", "comoda",
    "comodos", "comodas", "barato", "barata", "baratos", "baratas", "economico", "economica",
    "mejor", "mejores", "calidad", "precio", "marca", "grande", "grandes", "chico", "chica",
    "chicos", "chicas", "potente", "rapido", "rapida", "moderno", "moderna", "confiable", "nuevo",
    "nueva", "facil", "regalo", "casa", "familia", "personas", "gente", "alguna", "alguno", "otra",
    "otro", "otras", "otros", "presupuesto", "oferta", "ofertas", "disponible", "stock", "recien",
])  # fmt: skip
"""Words that judge or ask, and that no title says."""


def other_models(request: SearchRequest, hits: Sequence[Hit]) -> list[str]:
    """Return the models said by a figure, "iphone 16", of which the hits are of other figures."""
    titles = [set(hit.payload["title_words"]) for hit in hits]
    found = []
    for (name, *_), (figure, *_) in pairwise(request.terms):
        if not (name.isalpha() and figure.isdigit() and len(figure) < 3) or is_spanish(name):
            continue
        said = re.search(rf"\b{re.escape(name)} {figure}\b", request.text)
        named = [words for words in titles if name in words]
        others = [w for words in named for w in words if w.isdigit() and len(w) == len(figure)]
        if said and others and not any(figure in words for words in named):
            found.append(f"{name} {figure}")
    return found


def unknown_words(request: SearchRequest, asked: Asked, vocabulary: Vocabulary) -> list[str]:
    """Return the words said that are nobody's and that no title holds, such as a make not sold."""
    return [
        word
        for n, term in enumerate(request.terms)
        if len(term) == 1 and n not in asked.purposes
        for word in term[0].split()
        if word.isalpha()
        and not is_spanish(word)
        and not is_verb(word)
        and not count(word, vocabulary)
        and word not in ASKING
        and word not in vocabulary.attribute_words
        and word not in " ".join((*request.brands, *request.colors))
    ]


def unsaid_beside(
    request: SearchRequest, asked: Asked, missing: Collection[int], told: Stems
) -> str:
    """Return the first word of the `missing` terms that stands beside the thing named.

    Neither what judges or asks, nor what the stems `told` of the descriptions say, as it sounds.
    """
    heard = {*map(sounds, told)}
    for n in sorted(missing):
        term = request.terms[n]
        word = term[0]
        if (
            word in asked.shades
            or len(term) > 1
            or len(word) < LEAST_TELLING
            or " " in word
            or heard.intersection(map(sounds, stems(word)))
        ):
            continue
        beside = rf"\b{re.escape(request.terms[asked.head][0])}\s+{re.escape(word)}\b"
        judges = word in JUDGING or word in ASKING or is_verb(word) or not is_spanish(word)
        if re.search(beside, request.text) and not judges:
            return word
    return ""
