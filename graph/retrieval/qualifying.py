"""Whether a follow-up says which of those before, "el repostero", or names a thing of its own."""

from graph.retrieval.relevance import Relevance
from graph.understanding.refinement import goes_on
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.filters import Filter, Match
from ingest.index.port import Index, Query

NAMED_SHARE = 0.25
"""Of what a search finds, the share that begins with what is named: a thing is asked for."""
MOSTLY = 0.5
"""Of the titles that hold a word, the share that begins with it when it names a thing."""
MOST_QUALITIES = 2
"""Words of a follow-up that names no thing of its own."""
READ = 24
"""Hits that tell."""


async def relation(
    index: Index,
    text: str,
    said: SearchRequest,
    refined: SearchRequest,
    previous: SearchRequest,
    vocabulary: Vocabulary,
) -> dict[str, bool]:
    """Return what the catalog tells of how a message goes on, by the names of `refine`.

    `said` is the request by itself, `refined` what it is as a follow-up that tells nothing more.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
    """
    if await _which_of_those(index, refined, previous, vocabulary):
        return {"qualifies": True}
    another = goes_on(text) and await _is_of_another(index, said, previous, vocabulary)
    return {"is_of_another": another}


async def _which_of_those(
    index: Index, request: SearchRequest, previous: SearchRequest, vocabulary: Vocabulary
) -> bool:
    """Tell whether a short request says only which of the things before is meant.

    Titles do not begin with it, and some that begin with the thing before hold it.
    """
    heads = {previous.terms[0][0].split()[0]} if previous.terms else set()
    # "descafeinado" is another name of a coffee: it qualifies the coffee before.
    said = [
        term for term in request.terms
        if len(term) == 1 or any(heads.intersection(name.split()) for name in term[1:])
    ]  # fmt: skip
    if not previous.terms or not 0 < len(said) == len(request.terms) <= MOST_QUALITIES:
        return False
    if set(previous.terms) & set(request.terms):
        return False  # it leans on the request before already
    alone, before = Relevance(request, vocabulary), Relevance(previous, vocabulary)
    words = tuple(Match("title_words", words) for words in alone.words())
    if len(words) < len(said):
        return False
    name = " ".join(term[0] for term in said)
    found = await index.search(Query("product", READ, text=name))
    if alone.heads(found) >= NAMED_SHARE:
        return False
    both = f"{previous.text} {name}"
    held = await index.search(Query("product", READ, text=both, filter=Filter(words)))
    return before.heads(held) > 0


async def _is_of_another(
    index: Index, request: SearchRequest, previous: SearchRequest, vocabulary: Vocabulary
) -> bool:
    """Tell whether what a request says first is a thing of its own, whatever its category is.

    Titles begin with it, and none that begins with the thing before holds it: "y top negro?" after
    leggings.
    """
    first = request.terms[:1]
    if not (first and previous.terms) or first[0] in previous.terms:
        return False
    alone = Relevance(SearchRequest(text=first[0][0], terms=first), vocabulary)
    holding = tuple(Match("title_words", words) for words in alone.words())
    if not holding:
        return False
    found = await index.search(Query("product", READ, text=first[0][0], filter=Filter(holding)))
    before = Relevance(previous, vocabulary)
    return alone.heads(found) >= MOSTLY and not before.heads(found)
