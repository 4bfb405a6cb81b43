"""Products for a need: the best of each kind that serves, in turns."""

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from graph.retrieval.hits import is_sold_out, value
from graph.retrieval.titles import FIRST, field_stems, headed, stems, title_stems
from graph.understanding.lexicon import read_terms
from graph.understanding.plurals import forms, singular
from graph.understanding.request import SearchRequest, Sort
from graph.understanding.spelling import is_spanish
from graph.understanding.vocabulary import Vocabulary
from ingest.index.filters import Condition, Either, Filter, Match
from ingest.index.port import Hit, Index, Query

MOST_NAMES = 12
"""Names that are searched for a need: each is a search of its own."""
LEAST_OF_A_NAME, MOST_OF_A_NAME, SPARE = 5, 10, 3
"""Hits read of each name, and how many in all for each one that is shown."""
MOST_IN_ORDER = 60
"""Hits read of each name where an order is asked for, "la más barata"."""


async def serving(
    index: Index, request: SearchRequest, filter_: Filter, vocabulary: Vocabulary, top_k: int
) -> list[Hit]:
    """Return what begins with a name that serves, one of each name in turns.

    A need has several answers: whoever has guests wants to see drinks beside snacks.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    sold = [n for n, name in enumerate(request.serves) if _is_sold(name, vocabulary)]
    found: dict[int, list[Hit]] = {}
    for places in (sold[:top_k], sold[top_k:MOST_NAMES]):
        # As many kinds as are shown fill the first turn: no other would be seen.
        if sum(map(bool, found.values())) < top_k:
            each = min(max(SPARE * top_k // max(len(sold), 1), LEAST_OF_A_NAME), MOST_OF_A_NAME)
            asked = [_asked(request.serves[n], filter_, request, vocabulary, each) for n in places]
            hits = await index.search_each(asked) if asked else []
            found |= {n: _begun(request.serves[n], h) for n, h in zip(places, hits, strict=True)}
    first = [hits for n, hits in found.items() if n < request.aptest]
    more = [hits for n, hits in found.items() if n >= request.aptest]
    groups: dict[str, Hit] = {}
    for hit in chain(_ordered(first, request.sort), _ordered(more, request.sort)):
        groups.setdefault(hit.payload["group_key"], hit)
    return [hit.scored(1 / place) for place, hit in enumerate(groups.values(), 1)]


def told_alike(
    request: SearchRequest, stories: Sequence[tuple[float, tuple[str, ...]]]
) -> SearchRequest:
    """Return the request for what serves the stories (score, names), nearest first; at least one.

    What the patterns take the message for fills up. A brand in words of everybody's is the
    story's: "se raspó el nene" asks for no El Nene.
    """
    serves = [_called(names) for _, names in stories]
    plain = all(is_spanish(word) for brand in request.brands for word in brand.split())
    return request.model_copy(
        update={
            "serves": tuple(dict.fromkeys(chain(*serves, request.serves))),
            "aptest": len(serves[0]),
            "brands": () if plain else request.brands,
            "categories": (),
        }
    )


def _called(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names, and what else titles call the same."""
    others = (term[1:] for name in names for term in read_terms(name) if term[0] == name)
    return tuple(dict.fromkeys((*names, *chain(*others))))


def _asked(
    name: str, filter_: Filter, request: SearchRequest, vocabulary: Vocabulary, limit: int
) -> Query:
    """Ask for products whose titles hold all of a name, or its first word, and fields the others.

    Of those, the ones that say what the message tells come first: insecticides "mata mosquitos".
    """
    thing, *beside = name.split()
    words = (Match("title_words", _forms(thing)), *(_said(word, vocabulary) for word in beside))
    filter_ = Filter((*filter_.must, *words), filter_.must_not)
    if sort := request.sort:
        order = (sort.key, sort.direction)
        return Query("product", MOST_IN_ORDER, filter=filter_, sort=order)
    return Query("product", limit, text=f"{name} {request.text}", filter=filter_)


def _begun(name: str, hits: Sequence[Hit]) -> list[Hit]:
    """Keep the products whose titles begin with a name, sold out ones last."""
    named, beside = stems(name), stems(" ".join(name.split()[1:]))
    begun = []
    for hit in hits:
        held = title_stems(hit.payload) | (beside & field_stems(hit.payload))
        if headed(named, hit.payload, held) == FIRST:
            begun.append(hit)
    return sorted(begun, key=is_sold_out)


def _forms(word: str) -> tuple[str, ...]:
    """Return a word as titles write it: in singular and plural, of either gender."""
    one = singular(word)
    other = one[:-1] + {"a": "o", "o": "a"}.get(one[-1], one[-1])
    return tuple(dict.fromkeys((*forms(word), other, other + "s")))


def _said(word: str, vocabulary: Vocabulary) -> Condition:
    """Match what says a word by its title, its category or an attribute: "Perros > Alimento"."""
    told = vocabulary.said_by_fields(_forms(word))
    titled = Match("title_words", _forms(word))
    ways = (titled, *(Match(key, names) for key, names in told.items()))
    return Either(tuple(Filter((way,)) for way in ways)) if told else titled


def _is_sold(name: str, vocabulary: Vocabulary) -> bool:
    thing, *beside = name.split()
    titled = {word for word in name.split() if any(f in vocabulary.words for f in _forms(word))}
    return thing in titled and all(
        word in titled or vocabulary.said_by_fields(_forms(word)) for word in beside
    )


def _ordered(kinds: Sequence[Sequence[Hit]], sort: Sort | None) -> Iterator[Hit]:
    """Yield one hit of each kind in turns, or all in the order asked for, sold out ones last."""
    if not sort:
        return _in_turns(kinds)
    sign = -1 if sort.direction == "desc" else 1
    return iter(sorted(chain(*kinds), key=lambda h: (is_sold_out(h), sign * value(h, sort.key))))


def _in_turns(kinds: Sequence[Sequence[Hit]]) -> Iterator[Hit]:
    return (hit for turn in zip_longest(*kinds) for hit in turn if hit is not None)
