"""Rows of a list or a table that are of another branch or place than the one asked."""

import re
from collections.abc import Iterator, Sequence

from graph.checking.lexis import ACTS, policy_roots
from graph.policies.asked import answers, days_told
from graph.policies.inquiry import Inquiry
from graph.policies.sentences import label_of
from graph.state import Source
from graph.text import stems
from ingest.units import fold

BRANCHES = frozenset(("open", "hours", "where", "contact"))
"""What is asked of branches, which headings tell apart as labels do."""
_ALL = re.compile(r"\b(?:otr[oa]s?|ademas|tod[oa]s|cada|demas|ningun[oa]?|algun[oa]?)\b")
_GENERAL = frozenset(
    stem for word in ("local", "sucursal", "tienda", "zona", "barrio", "sede", "casa")
    for stem in stems(word)
)  # fmt: skip


def rows_of_others(inquiry: Inquiry, sentences: Sequence[tuple[Source, int, str]]) -> set[int]:
    """Return which sentences are rows beside the one that the question names by its label.

    What tells of something that the named row does not, of time beside cost, stays.
    """
    said = fold(inquiry.question)
    if _ALL.search(said):
        return set()
    asked, kinds = _naming(said), inquiry.asked.kinds
    others: set[int] = set()
    for rows in _lists(sentences, by_heading=bool(kinds & BRANCHES)):
        labels = {label: _naming(label) for label in rows}
        in_all = frozenset.intersection(*labels.values())
        held = {label: (words & asked) - in_all for label, words in labels.items()}
        named = [
            label for label, words in held.items()
            if words and not any(words < more for more in held.values())
        ]  # fmt: skip
        told = {n: {kind for kind in kinds if answers(kind, fold(sentences[n][2]))}
                for of_it in rows.values() for n in of_it}  # fmt: skip
        known = set().union(*(told[n] for label in named for n in rows[label]))
        if named and (known or not kinds):
            unnamed = (n for label in rows if label not in named for n in rows[label])
            others.update(n for n in unnamed if told[n] <= known)
    return others


def _lists(
    sentences: Sequence[tuple[Source, int, str]], *, by_heading: bool
) -> Iterator[dict[str, list[int]]]:
    """Yield the rows of each list by their labels, those of days left out."""
    lists: dict[str, dict[str, list[int]]] = {}
    for n, (source, _, text) in enumerate(sentences):
        above, _, heading = fold(source["title"]).rpartition(" > ")
        label = fold(label_of(text))
        if label and not days_told(label):
            lists.setdefault(source["id"], {}).setdefault(label, []).append(n)
        elif above and by_heading:
            lists.setdefault(f"{above} >", {}).setdefault(heading, []).append(n)
    yield from (rows for rows in lists.values() if len(rows) > 1)


def _naming(folded: str) -> frozenset[str]:
    """Return the stems that may tell a branch or a place: no acts of stores, nor what all are."""
    return frozenset(s for s in stems(folded) - _GENERAL if not policy_roots(s) & ACTS)
