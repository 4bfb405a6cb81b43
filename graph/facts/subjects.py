"""Which of the sources a question speaks of: near-identical titles told apart by their words."""

import re
from collections.abc import Sequence

from graph.state import Source
from graph.understanding.lexicon import read_terms
from graph.understanding.plurals import singular
from ingest.units import fold

LITTLE = frozenset(["a", "e", "o", "u", "y", "de", "la", "el", "los", "las", "con", "para", "x"])
_ALL_OF_THEM = re.compile(r"\b(?:l[oa]s (?:dos|tres|[23])|amb[oa]s|cada un[oa]|es[oa]s|est[oa]s)\b")
_TWO_NAMES = re.compile(r"[a-z]{4,}-[a-z]{4,}")
_WORD = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)*\+?")


def subjects(question: str, products: Sequence[Source]) -> list[Source]:
    """Return the products that the question names best; the first when it names none.

    A title's word that all the titles share tells none of them apart. A word of the title that the
    question leaves out counts against it: "X200" is not "X200 Plus".
    """
    if len(products) < 2:
        return list(products)
    asked, own = _words(question), own_words(products)
    told = [len(asked & words) for words in own]
    if not any(told):
        if _ALL_OF_THEM.search(fold(question)):
            return list(products)
        named = len(asked & _words(products[0]["title"])) > 1
        base = [p for p, words in zip(products, own, strict=True) if not words and named]
        return base[:1] or list(products[:1])
    scores = [matched - 0.1 * len(words - asked) for matched, words in zip(told, own, strict=True)]
    # Equal but for what neither names: both are meant.
    return [p for p, score in zip(products, scores, strict=True) if score == max(scores)]


def compared(question: str, products: Sequence[Source]) -> list[Source]:
    """Return the products that a comparison names; all of them when it names fewer than two.

    One whose named words another has too, and more, is only alike: "Roca 2" beside "Roca 1".
    """
    chosen = named_apart(question, products)
    return chosen if len(chosen) > 1 else list(products)


def named_apart(question: str, products: Sequence[Source]) -> list[Source]:
    """Return the products of which the question says a word that not all the titles share."""
    asked, own = _words(question), own_words(products)
    told = [asked & words for words in own]
    named = [n for n, words in enumerate(told) if words]
    telling = [
        n for n in named
        if not any(told[n] < told[o] or (told[n] == told[o] and own[o] < own[n]) for o in named)
    ]  # fmt: skip
    chosen = telling if len(telling) > 1 else named
    return [products[n] for n in chosen]


def beside_titles(question: str, products: Sequence[Source]) -> str:
    """Return the folded question without the words of the titles: they ask of nothing."""
    titles = {word for source in products for word in re.findall(r"\w+", fold(source["title"]))}
    return " ".join(w for w in re.findall(r"\w+", fold(question)) if w not in titles - LITTLE)


def own_words(products: Sequence[Source]) -> list[set[str]]:
    """Return the words of each title that not all the titles share; nor a kind's other name."""
    shared = shared_words(products) | _one_kind(products)
    return [_words(source["title"]) - shared for source in products]


def _one_kind(products: Sequence[Source]) -> set[str]:
    """Return the nouns of the titles where they name one kind: "bici" and "bicicleta"."""
    heads = {words[0][1] for source in products if (words := spelt(source["title"]))}
    if len(heads) < 2:
        return set()
    names = [{singular(name) for term in read_terms(head) for name in term} for head in heads]
    return heads if any(heads <= kind for kind in names) else set()


def shared_words(products: Sequence[Source]) -> set[str]:
    """Return the words that the titles of all the products share; none of one alone."""
    titles = [_words(source["title"]) for source in products]
    return set.intersection(*titles) if len(titles) > 1 else set()


def spelt(text: str) -> list[tuple[int, str]]:
    """Return the words of a text as titles are compared by them, each with where it begins."""
    found = []
    for match in _WORD.finditer(fold(text)):
        found.append((match.start(), re.sub(r"[-/.]", "", match.group())))
        if _TWO_NAMES.fullmatch(match.group()):  # "coca" of Coca-Cola
            found += [(match.start(), part) for part in match.group().split("-")]
    return [
        (start, singular(word) if word.isalpha() and len(word) > 2 else word)
        for start, word in found if word not in LITTLE
    ]  # fmt: skip


def _words(text: str) -> set[str]:
    return {word for _, word in spelt(text)}
