"""Products that a message puts together, or holds against what was spoken of."""

import re
from collections.abc import Sequence

from graph.ports import Retrieval
from graph.retrieval.catalog import marked, sources_of
from graph.retrieval.follow_ups import kind_request
from graph.retrieval.kin import told_apart
from graph.retrieval.search import ProductSearch
from graph.state import Source
from graph.text import stems
from graph.understanding.conversation import (
    by_ordinal,
    chooses,
    focus_of,
    names_a_thing,
    swaps,
    told_by,
)
from graph.understanding.lexicon import CONTAINERS, read_terms
from graph.understanding.named import thing_named
from graph.understanding.plurals import singular
from graph.understanding.purchase import adds, asks_of_purchase
from graph.understanding.request import SearchRequest
from graph.understanding.several import COUNTED, points, things_listed
from graph.understanding.telling import holds, names_a_kind, telling, tokens
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Hit, Index
from ingest.units import fold

BESIDE = 2
"""Of what is named beside another, how many are read."""


class Together:
    """What stands beside the products shown: added, listed, compared, or named anew."""

    def __init__(self, index: Index, products: ProductSearch) -> None:
        """Bind what is searched; `products` finds by words and meaning."""
        self._index = index
        self._products = products

    async def put(
        self, text: str, previous: SearchRequest | None, shown: Sequence[Source], spoken: str
    ) -> Retrieval | None:
        """Return what was spoken of with what is put beside it, or in its place."""
        if not shown:
            return None
        kept, wanted = list(shown), text
        if swapped := swaps(text):
            old, wanted = swapped
            out = {source["id"] for source in by_ordinal(old, shown) or told_by(old, shown)}
            kept = [source for source in shown if source["id"] not in out]
        elif not adds(text):
            return None
        elif len(shown) > 2:
            kept = focus_of(shown, spoken) if spoken else []
        request, hits, _ = await self._products.search(wanted, top_k=BESIDE)
        vocabulary = await self._products.vocabulary.read()
        if kept and not names_a_kind(wanted, vocabulary):
            words = telling(wanted, vocabulary) or ()
            hits = await told_apart(self._index, kept[0]["payload"], words) or hits
        known = {source["id"] for source in kept}
        if not hits or hits[0].payload["id"] in known:
            return None
        sources = [*marked(kept), *sources_of(hits[:1], len(kept) + 1)]
        return Retrieval(sources, request.model_dump(mode="json"))

    async def listed(
        self, text: str, previous: SearchRequest | None, shown: Sequence[Source], spoken: str
    ) -> Retrieval | None:
        """Return each thing of a list whose sum is asked: three, or two with one shown before."""
        if not asks_of_purchase(text):
            return None
        vocabulary = await self._products.vocabulary.read()
        sources: dict[str, Source] = {}
        notes = []
        request = previous or SearchRequest(text=text)
        parts = [p for p in things_listed(text) if points(p) or _is_thing(p, vocabulary)]
        names = [COUNTED.sub("", part, count=1) for part in parts]
        for name in names:
            if told := [s for s in shown if _is_told(name, s)]:
                found = told[:1]
            elif not points(name) or names_a_thing(name, vocabulary):
                request, hits, _ = await self._products.search(name, top_k=BESIDE)
                found = sources_of(sorted(hits, key=lambda hit: -_figures_held(name, hit))[:1])
            else:
                found = focus_of(shown, spoken)[:1]
            sources |= {source["id"]: source for source in found}
            notes += [] if found else [f"No encontré {name} en el catálogo."]
        spoken_of = {*sources} & {source["id"] for source in shown}
        two = len(parts) < 3 and not spoken_of and not all(map(COUNTED.match, parts))
        if two or len(sources) < 2:
            return None  # "el A y el B": two that are asked of
        return Retrieval(marked([*sources.values()]), request.model_dump(mode="json"), notes)

    async def held_against(
        self, first: Source, name: str, shown: Sequence[Source]
    ) -> Retrieval | None:
        """Return what was spoken of and the one that it is held against, of its kind if it is."""
        vocabulary = await self._products.vocabulary.read()
        others = [source for source in told_by(name, shown) if source["id"] != first["id"]]
        words = telling(name, vocabulary)
        if not others and words:
            others = sources_of(await told_apart(self._index, first["payload"], words))
        if not others and names_a_thing(name, vocabulary):
            _, hits, _ = await self._products.search(name, top_k=1)
            others = sources_of(hits)
        there = [source for source in others if source["id"] != first["id"]]
        if not there:
            return None
        request = kind_request(first["payload"], None)
        return Retrieval(marked([first, there[0]]), request.model_dump(mode="json"))

    async def named_anew(
        self, text: str, previous: SearchRequest | None, shown: Sequence[Source], spoken: str
    ) -> Retrieval | None:
        """Return the product that an article names and that none of those shown is."""
        vocabulary = await self._products.vocabulary.read()
        words = thing_named(text, vocabulary) if shown and not chooses(text) else ()
        held = " ".join(fold(f"{s['title']} {s['payload']}") for s in shown)
        if not words or singular(words[0]) in held:
            return None
        like = focus_of(shown, spoken)[0]["payload"]
        hits = await told_apart(self._index, like, words)
        request = kind_request(like, previous) if hits and like["category_keys"] else None
        if request is None:
            request, hits, _ = await self._products.search(" ".join(words), top_k=BESIDE)
            names = {name for term in read_terms(words[0]) for name in term}
            hits = [hit for hit in hits if any(holds(hit.payload, *n.split()) for n in names)]
        hits = hits[:1]
        return Retrieval(sources_of(hits), request.model_dump(mode="json")) if hits else None


def _is_thing(part: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a part of a list names something; what is counted may be of one title alone."""
    counted = COUNTED.match(part)
    named = re.findall(r"[a-z]{3,}", part[counted.end() :]) if counted else []
    return names_a_thing(part, vocabulary) or any(map(vocabulary.is_title_word, named))


def _figures_held(name: str, hit: Hit) -> int:
    """Count the figures of a name that a title says: "de 5 escalones" is not the one of 7."""
    return sum(holds(hit.payload, w) for w in tokens(name) if any(map(str.isdigit, w)))


def _is_told(name: str, source: Source) -> bool:
    """Tell whether a title says all the words that tell one thing of a list."""
    words = [w for w in tokens(name) if len(w) > 2 and stems(w) and not points(w)]
    words = [w for w in words if singular(w) not in CONTAINERS] or words  # "paquetes de huggies"
    return bool(words) and holds(source["payload"], *words)
