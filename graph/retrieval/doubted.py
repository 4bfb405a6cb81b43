"""Messages taken for an order's or for out of scope that the terms or the catalog answer."""

import re
from collections.abc import Sequence
from typing import Any

from graph.composer.topics import beside_names, topics_of
from graph.facts.kinds import told_of_kind
from graph.facts.prices import asks_sale_end
from graph.facts.unknown import unknown_fact
from graph.policies.asked import adds_one
from graph.policies.offers import is_on_offer
from graph.policies.unspoken import LIKELY
from graph.ports import Retrieval
from graph.retrieval.policies import ASKED, MOST, PolicySearch
from graph.retrieval.titles import first_words, titled_in_full
from graph.routes import Route
from graph.state import Source
from graph.text import stems
from graph.understanding.conversation import asks_noun_of, focus_of
from graph.understanding.core import is_sold
from graph.understanding.lexicon import EMPTY, KNOWN
from graph.understanding.parse import parse_request
from graph.understanding.plurals import singular
from graph.understanding.purchase import asks_to_keep
from graph.understanding.request import SearchRequest
from graph.understanding.rules import (
    acts_said,
    asks_rule,
    in_general,
    is_of_one_order,
    is_task,
)
from graph.understanding.several import asks_policy
from graph.understanding.spelling import ASKING, is_spanish
from graph.understanding.telling import holds
from graph.understanding.vocabulary import Vocabulary
from ingest.units import fold

OF_RULES, IN_SCOPE = 1.2, 2.2
"""Relevance from which the store's terms are told to who may ask of an order, and from which a
message is theirs though it was taken for out of scope."""
TOLD = 1.7
"""Relevance from which it is theirs too where what was learned says that they likely answer it:
"cortan vidrio?", and not "cortan el pelo?"."""

_THE = re.compile(r"\b(?:el|la|los|las)\s+([a-z]{4,})")
FEW = 4
"""Words of a message that does no more than name one of the products shown."""
SHORTEST_NAME = 4
"""Letters of a word that names a product by itself."""


async def doubted(
    route: Route,
    text: str,
    previous: dict[str, Any] | None,
    policies: PolicySearch,
    vocabulary: Vocabulary,
    top_k: int,
) -> Retrieval:
    """Return the passages by which a message is of the store's terms, if they answer it.

    What is out of scope has to be told whole: after a question of shipping everything is near.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    is_order = route == "order_status"
    nothing = Retrieval([], previous or {})
    if not is_order and ASKED in (previous or {}) and adds_one(text):
        # "y dólares?" after the means of payment goes on with them, whatever they say of it.
        asked, sources = await policies.find(
            text, vocabulary, previous=previous, limit=min(top_k, MOST)
        )
        said = stems(beside_names(text, []))
        told = [source for source in sources if said & stems(fold(f"{source['payload']}"))]
        return Retrieval(told, (previous or {}) | {ASKED: asked}, route="store_policy")
    if is_task(text) or (is_of_one_order(text) if is_order else not _may_ask(text)):
        return nothing
    asked, sources = await policies.find(
        in_general(text) if is_order else text,
        vocabulary,
        previous=previous if is_order else None,
        limit=min(top_k, MOST),
    )
    if _best(sources) < OF_RULES if is_order else not _is_theirs(sources):
        return nothing
    if not is_order and ASKED in (previous or {}):  # it is theirs: it may go on with the one before
        asked, sources = await policies.find(
            text, vocabulary, previous=previous, limit=min(top_k, MOST)
        )
    request = (previous or {"text": text}) | {ASKED: asked}
    return Retrieval(sources, request, route=None if is_order else "store_policy")


def _may_ask(text: str) -> bool:
    return asks_rule(text) or bool(acts_said(text))


def _best(sources: Sequence[Source]) -> float:
    return max((near for source in sources for near in source["near"].values()), default=0.0)


def _is_theirs(sources: Sequence[Source]) -> bool:
    """Tell whether the terms answer what was not taken for theirs."""
    likely = any(
        source.get("likely", 0.0) >= LIKELY and _best([source]) >= TOLD for source in sources
    )
    return likely or _best(sources) >= IN_SCOPE


async def served(
    text: str, previous: dict[str, Any] | None, policies: PolicySearch, vocabulary: Vocabulary
) -> Retrieval:
    """Return the passages that speak of what a message wants the store to do with its goods.

    "Cortan caños?" names a product, and asks for none.
    """
    acts = {stem for stem in stems(acts_said(text)) if not vocabulary.is_title_word(stem)}
    found = Retrieval([], previous or {})
    if acts:
        found = await doubted("out_of_scope", text, previous, policies, vocabulary, MOST)
    told = fold(" ".join(_sentence_first(source) for source in found.sources[:1]))
    return found if acts & stems(told) else Retrieval([], previous or {})


def _sentence_first(source: Source) -> str:
    return max(source["near"], key=lambda text: source["near"][text], default="")


def names_told(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the words of a message that titles have and that are nobody else's: "el potus".

    Neither kinds nor makes, and none of what is wanted of any assistant, whatever it names. Where
    an attribute is asked, everybody's words after an article too: "el romero", "la menta".
    """
    if is_task(text):
        return ()
    words = re.findall(rf"[a-z]{{{SHORTEST_NAME},}}", fold(text))
    asks = not vocabulary.attribute_words.isdisjoint(words)
    things = set(_THE.findall(fold(text))) - ASKING - vocabulary.attribute_words if asks else set()
    plain = ASKING | EMPTY | KNOWN | vocabulary.brands_by_first_word.keys()
    return tuple(
        word for word in words
        if vocabulary.is_title_word(word) and singular(word) not in vocabulary.category_stems
        and (word in things
             or (not is_spanish(word) and plain.isdisjoint((word, singular(word)))))
    )  # fmt: skip


def names_goods(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether all that a message says is of goods: "la pollera de jean en S".

    Of each thing, title words, colours, sizes; one word alone may be said of anything.
    """
    request = parse_request(text, vocabulary)
    goods = all(is_sold(term, vocabulary, request) for term in request.terms)
    return len(request.terms) > 1 and goods and not is_task(text)


def are_called_so(found: Retrieval) -> bool:
    """Tell whether the first product found begins as what was asked for is called."""
    request = SearchRequest.model_validate(found.request)
    names = stems(" ".join(name for term in request.terms[:1] for name in term))
    begun = [first_words(titled_in_full(s["payload"])) for s in found.sources[:1]]
    return bool(begun and names & stems(" ".join(begun[0])))


def names_one_shown(text: str, shown: Sequence[Source]) -> bool:
    """Tell whether a message of a few words does no more than name one shown: "y el abus?"."""
    words = fold(text).split() if not is_task(text) else []
    said = [w.strip("¿?!.,") for w in words]
    names = [w for w in said if len(w) >= SHORTEST_NAME and w not in ASKING | EMPTY]
    named = any(all(holds(s["payload"], name) for name in names) for s in shown)
    return bool(names) and len(words) <= FEW and named


def route_by_shown(
    route: Route, text: str, shown: Sequence[Source], spoken: str, *, of_terms: bool = False
) -> Route:
    """Return the route of a message that may be of a product shown, whatever it was taken for.

    "Cuánto tarda en cargar?" is of what was spoken of, where its description tells it; "hasta
    cuándo?" of its offer, where it is on one; "me lo reservás?" of what the store does. What only
    names another one shown is of that one, unless the terms were spoken of last (`of_terms`).
    """
    about = focus_of(shown, spoken)
    offered = len(about) == 1 and is_on_offer(about[0]["payload"])
    if offered and route != "order_status" and asks_sale_end(text):
        return "product_question"
    if about and asks_to_keep(text):
        return "store_policy"
    its_own = len(about) == 1 and route != "order_status" and not asks_policy(text)
    if (its_own and told_of_kind(text, about[0])) or asks_noun_of(text, shown):
        return "product_question"
    names = route == "out_of_scope" or (route == "store_policy" and not of_terms)
    if names and not asks_policy(text) and names_one_shown(text, shown):
        return "product_question"
    return route


def answers(found: Retrieval, text: str, names: Sequence[str]) -> list[Source]:
    """Return the products found that a message names, if they say all that it asks of them.

    Its price, "compará el potus con la monstera", and "es tóxico para gatos?" where the description
    speaks of it.
    """
    named = [s for s in found.sources if any(_is_of(s, name) for name in names)]
    covered = all(any(holds(s["payload"], name) for s in named) for name in names)
    if found.notes or not (named and covered):
        return []
    topics = topics_of(text, named)
    named = found.sources if topics.compare else named
    said = stems(" ".join(source["payload"]["description"] for source in named))
    asks = not topics.nothing or stems(beside_names(text, named)) & said
    return named if asks and not unknown_fact(text, named, asks_offer=False) else []


def _is_of(source: Source, name: str) -> bool:
    """Tell whether a product is called so: everybody's words begin its title."""
    begins = not is_spanish(name) or name in first_words(titled_in_full(source["payload"]))
    return begins and holds(source["payload"], name)
