"""Products that a message lists, or names anew beside what was spoken of."""

import re

from graph.ports import Retrieval
from graph.retrieval.follow_ups import kind_request
from graph.retrieval.kin import told_apart
from graph.retrieval.search import ProductSearch
from graph.retrieval.turn import BESIDE, Turn, marked, sources_of
from graph.state import Source
from graph.text import stems
from graph.understanding.conversation import (
    chooses,
    names_a_thing,
    points_at_two,
)
from graph.understanding.lexicon import CONTAINERS, read_terms
from graph.understanding.named import thing_named
from graph.understanding.parse import parse_request
from graph.understanding.plurals import singular
from graph.understanding.purchase import adds, asks_of_purchase
from graph.understanding.request import SearchRequest
from graph.understanding.several import COUNTED, MEASURED, asks_policy, points, things_listed
from graph.understanding.telling import holds, names_a_kind, tokens
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Hit, Index
from ingest.units import fold

MOST_LISTED = 10
"""Things of a list that are searched for."""
_COUNTED_THING = re.compile(
    r"(?:\d{1,2}|una?) (?!cuotas?|pagos?|mes|ano|dia|vez)[a-z]{4,}(?: [a-z]+)?"
)


_PRICED = re.compile(r"\b(?:cuanto (?:sale|cuesta|esta|vale)n?|(?:que )?precio|a cuanto)\b")
"""Asks the price of a thing, which no part of another has."""


async def each_of_a_list(turn: Turn, products: ProductSearch, index: Index) -> Retrieval | None:
    """Return each thing of a list whose sum is asked: three, or two with one shown before."""
    text, vocabulary = turn.text, turn.vocabulary
    if not asks_of_purchase(text) or (adds(text) and not points(text)):
        return None
    sources: dict[str, Source] = {}
    request = turn.previous or SearchRequest(text=text)
    listed = [*dict.fromkeys(things_listed(text))][:MOST_LISTED]
    parts = [p for p in listed if points(p) or _is_thing(p, vocabulary)]
    parts = [p for p in parts if names_a_kind(p, vocabulary) or not points_at_two(p)]
    lacking = [p for p in listed if p not in parts and _COUNTED_THING.fullmatch(p)]
    lacking = [p for p in lacking if not (asks_policy(p) or asks_of_purchase(p))]
    notes = [f"No encontré {_uncounted(part)} en el catálogo." for part in lacking]
    for name in map(_uncounted, parts):
        if told := [s for s in turn.shown if _is_told(name, s)]:
            found = [min(told, key=lambda source: len(tokens(source["title"])))]
        elif not points(name) or names_a_thing(name, vocabulary):
            request, hits, _ = await products.search(name, top_k=BESIDE)
            found = sources_of(sorted(hits, key=lambda hit: -_figures_held(name, hit))[:1])
        else:
            found = turn.focus[:1]
        if any(source["id"] in sources for source in found):
            return None  # two things of the list would be one
        sources |= {source["id"]: source for source in found}
        notes += [] if found else [f"No encontré {name} en el catálogo."]
    spoken_of = {*sources} & {source["id"] for source in turn.shown}
    two = len(parts) < 3 and not spoken_of and not all(map(COUNTED.match, parts))
    if two or len(sources) < 2:
        return None  # "el A y el B": two that are asked of
    return Retrieval(marked([*sources.values()]), request.model_dump(mode="json"), notes)


async def named_anew(turn: Turn, products: ProductSearch, index: Index) -> Retrieval | None:
    """Return the product that an article names and that none of those shown is."""
    text, shown = turn.text, turn.shown
    if not (turn.is_question and shown) or chooses(text):
        return None
    words = thing_named(text, turn.vocabulary)
    prices = _PRICED.search(fold(text))  # "viene con funda" is none that is sold
    held = " ".join(fold(s["title"] if prices else f"{s['title']} {s['payload']}") for s in shown)
    if not words or singular(words[0]) in held:
        return None
    like = turn.focus[0]["payload"]
    hits = await told_apart(index, like, words)
    said = parse_request(text, turn.vocabulary, about=fold(like["title"]))
    request = kind_request(like, turn.previous, said) if hits and like["category_keys"] else None
    if request is None:
        alone = len(words) < 2 and words[0] not in turn.vocabulary.brands_by_first_word
        if alone and not prices:
            return None  # "el vaso" of a blender is a part of it
        request, hits, _ = await products.search(" ".join(words), top_k=BESIDE)
        if alone:
            hits = [
                hit
                for hit in hits
                if singular(tokens(hit.payload["title"])[0]) == singular(words[0])
            ]
        names = {name for term in read_terms(words[0]) for name in term}
        hits = [hit for hit in hits if any(holds(hit.payload, *n.split()) for n in names)]
        spoken = stems(f"{like['title']} {like['product_type']}")  # a case for what was spoken of
        hits.sort(key=lambda hit: -len(stems(hit.payload["title"]) & spoken))
    hits = hits[:1]
    return Retrieval(sources_of(hits), request.model_dump(mode="json")) if hits else None


def _uncounted(part: str) -> str:
    """Return the name of what a part of a list counts or measures."""
    return MEASURED.sub("", COUNTED.sub("", part, count=1), count=1)


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
