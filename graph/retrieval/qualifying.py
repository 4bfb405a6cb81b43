"""A follow-up that names no thing of its own says which of those before: "el repostero"."""

from graph.retrieval.relevance import Relevance
from graph.understanding.request import SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.index.filters import Filter, Match
from ingest.index.port import Index, Query

NAMED_SHARE = 0.25
"""Of what a search finds, the share that begins with what is named: a thing is asked for."""
MOST_QUALITIES = 2
"""Words of a follow-up that names no thing of its own."""
READ = 24
"""Hits that tell."""


async def which_of_those(
    index: Index, request: SearchRequest, previous: SearchRequest, vocabulary: Vocabulary
) -> bool:
    """Tell whether a short request says only which of the things before is meant.

    Titles do not begin with it, and some that begin with the thing before hold it.

    Raises:
        IndexUnavailable: the index cannot be opened or reached.
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
