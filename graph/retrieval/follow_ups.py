"""What a follow-up asks of the kind of thing that was spoken of, and of no other kind."""

import re
from collections.abc import Sequence

from graph.retrieval.constraints import features_of
from graph.retrieval.hits import is_sold_out
from graph.retrieval.kin import MOST_KIN, in_order, next_after, told_apart
from graph.understanding.conversation import asks_next, of_all, that_does
from graph.understanding.lexicon import read_terms
from graph.understanding.negation import negated_spans
from graph.understanding.order import read_sort, superlative
from graph.understanding.parse import parse_request
from graph.understanding.refinement import qualifies_only
from graph.understanding.request import SearchRequest, Sort
from graph.understanding.several import VERB
from graph.understanding.telling import holds, names_a_kind, telling
from graph.understanding.vocabulary import Vocabulary
from ingest.index.filters import Condition, Match
from ingest.index.port import Hit, Index, Payload
from ingest.units import fold

MOST_TOLD = 3
"""Products that a few words tell, and all of which are meant."""
_WITH = re.compile(r"\s*[¿?]?\s*(?:(?:y|o|pero)[\s,]+)?con\b(?!\s+es(?:t?[aeo])s?\b)")
_AND_FOR = re.compile(r"\s*[¿?]?\s*y\s+para\s+(?!(?:el|la|los|las)\b)[^?.!;]{2,24}[\s?.!]*")
"""All of a question that turns to another by what it is for: "y para ruta 700?"."""
NOTHING_SAID = SearchRequest(text="")
CHEAPEST = Sort(key="current_cents", direction="asc")
_POINTS = re.compile(
    r"\s*[¿?]?\s*(?:(?:y|o|e|pero|ah|che|bueno|bue|dale|ahora|entonces|mejor)[\s,]+)*"
    r"(?:(?:de|para)\s+)?(?:el|la|los|las|una?|algun[oa]?|en)\b"
    r"(?!\s+(?:que\s+)?(?:mas|menos)\b)"
)
"""How a message begins that names one by what tells it: "y la hp?", "el de 85", "una digital"."""


async def of_the_kind(
    index: Index,
    text: str,
    like: Payload,
    previous: SearchRequest | None,
    vocabulary: Vocabulary,
    *,
    is_question: bool = False,
) -> tuple[SearchRequest, list[Hit]] | None:
    """Return the products of the kind of `like` that a follow-up means; None when it is none.

    A question that says a figure which `like` has not is of another: "y para ruta 700?".
    """
    if not like["category_keys"]:
        return None
    said = parse_request(text, vocabulary, about=fold(like["title"]))
    request = kind_request(like, previous, said)
    if asks_next(text):
        order = _order(text, like, previous)
        hits = await next_after(index, like, order)
        return request.model_copy(update={"sort": order}), hits
    if of_all(text):
        order = read_sort(fold(text), dict.fromkeys(like["num"], 1)) or CHEAPEST
        hits = await in_order(index, like, order, (), MOST_KIN)
        refused = negated_spans(fold(text), [])
        lacking = telling(" ".join(fold(text)[a:b] for a, b in refused), vocabulary) or ()
        having = [w for w in telling(text, vocabulary) or () if w not in lacking]
        told = [
            hit for hit in hits
            if holds(hit.payload, *having) and not any(holds(hit.payload, w) for w in lacking)
        ]  # fmt: skip
        hits = (told or hits)[:MOST_TOLD]
        there = [hit for hit in hits if not is_sold_out(hit)]
        return request.model_copy(update={"sort": order}), there or hits
    words = telling(text, vocabulary)
    figures = [word for word in words or () if any(map(str.isdigit, word))]
    other = is_question and figures and _AND_FOR.fullmatch(fold(text))
    if other and not holds(like, *figures):
        hits = await told_apart(index, like, words or ()) or await told_apart(index, like, figures)
        return (request, _best(hits, like)) if hits else None
    if names_a_kind(text, vocabulary):
        return None
    conditions = _that_does(text, previous)
    names = _POINTS.match(fold(text)) or (_WITH.match(fold(text)) and qualifies_only(text))
    if words is None or not (conditions or (words and names)):
        return None
    if conditions and not words:
        hits = await in_order(index, like, CHEAPEST, conditions, MOST_TOLD)
    else:
        hits = await told_apart(index, like, words, conditions)
        if not hits and (verb := VERB.search(fold(text))):  # "y el note 13 es 5g?" asks whether
            words = telling(fold(text)[: verb.start()], vocabulary) or ()
            hits = await told_apart(index, like, words, conditions)
    hits = [hit for hit in hits if hit.payload["id"] != like["id"]]
    if not hits:
        return None
    return request, _best(hits, like)


def kind_request(
    like: Payload, previous: SearchRequest | None, said: SearchRequest = NOTHING_SAID
) -> SearchRequest:
    """Return the request for a kind of thing, with the features that were asked before.

    Colour and size are as `said` now, or as before.
    """
    kind = like["category_keys"][-1]
    before = previous or NOTHING_SAID
    return SearchRequest(
        text=kind,
        terms=read_terms(kind),
        categories=(kind,),
        colors=said.colors or before.colors,
        sizes=said.sizes or before.sizes,
        tags=before.tags,
        tag_words=before.tag_words,
        sort=before.sort,
    )


def _that_does(text: str, previous: SearchRequest | None) -> tuple[Condition, ...]:
    """Return what one must meet "que sí tenga": what was asked before; "que sí tengas": stock."""
    does = that_does(text)
    if does is None:
        return ()
    if does == "stock" or not (previous and previous.tags):
        return (Match("availability", ("in_stock",)),)
    return tuple(features_of(previous))


def _order(text: str, like: Payload, previous: SearchRequest | None) -> Sort:
    """Return the order in which the next one follows: the one named, the one before, the price."""
    numbers = dict.fromkeys(like["num"], 1)
    named = re.search(r"\b(?:en|de|por)\s+(\w{4,})", fold(text))
    if named and (found := superlative(f"el mas {named[1]}", numbers)):
        return found[0]
    return previous.sort if previous and previous.sort else CHEAPEST


def _best(hits: Sequence[Hit], like: Payload) -> list[Hit]:
    """Return the nearest, one of each group, and of its group all when it is that of `like`."""
    if hits[0].payload["group_key"] == like["group_key"]:
        return [hit for hit in hits if hit.payload["group_key"] == like["group_key"]][:MOST_TOLD]
    groups = {hit.payload["group_key"]: hit for hit in reversed(hits)}
    return list(reversed(list(groups.values())))[:MOST_TOLD]
