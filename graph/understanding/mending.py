"""What a misspelt word means to a store: a noisy channel over its words, the lexicon's and Spanish.

Costs are n for odds of 10^(-n/100), as in `spanish.frequencies`, so they add up: what is meant is
said often, and is easily mistaken so. Source: Kernighan, Church & Gale 1990.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property, lru_cache
from heapq import nsmallest
from math import log10

from graph.understanding import spanish
from graph.understanding.lexicon import EMPTY, HEARD, KNOWN, SYNONYMS
from graph.understanding.needs import is_told
from graph.understanding.plurals import singular
from graph.understanding.sounds import sounds
from graph.understanding.spelling import ALIKE, ASKING, SHORTEST, Speller, is_spanish, is_verb
from graph.understanding.verbs import commanded, plain_forms

DISCOUNT, SMOOTHED = 0.5, 50_000
"""What a word's count is taken to be too high by, and the words that the titles of a catalog hold
at least, for what is rare in it."""
ELSEWHERE, OTHER_FORM = 60, 30
"""How much rarer a word is in a store than elsewhere when its catalog has it not, and how much
rarer in a form that the catalog has not."""
PARTICLE, SPOKEN, SLANG, UNHEARD, NEVER = 200, 400, 560, 680, 5000
"""How rare "de" and its like are, the lexicon's words at most, common ones and others, what only
a dictionary has, and what is not written."""
UNKNOWN, UNKNOWN_LETTER = 350, 80
"""How rare letters are that are no word, and how much rarer with each."""
USUAL, EASY = 300, 40
"""How rare a word is that is mistaken as often as it is said, and how much less what is short or
always said is mistaken."""
DOUBT, SURE = 60, 150
"""How much likelier than what is written, in the same measure, what is meant must be: a word of the
store's than letters that are no word, and than a word that is said elsewhere; or one that is not
the store's where a make may stand."""
NO_NAME = 150
"""How much rarer an infinitive is where a thing or its make is named."""
SPACE, SHORTEST_PART, LONGER_PART = 150, 2, 4
"""What it costs to miss or to slip in a space, and letters of the words beside it: of each, and of
one that is right."""
MOST_MEANT, MOST_PERHAPS, MOST_REMEMBERED = 8, 3, 20_000
"""Words kept that one may mean, of which these may be searched for too, and words remembered."""
SHORTEST_BEGUN, LEAST_CUT = 6, 3
"""Letters with which a title word begins, and how many more it has, to be what is cut short."""
_INFINITIVE = re.compile(r"[aei]r$")
Meaning = tuple[int, str]
"""What a reading costs, and what it reads."""
NONE: Meaning = (NEVER, "")


class Mending:
    """Knows which words a store is spoken to with, and what others mean."""

    def __init__(self, titles: Mapping[str, int], fields: Mapping[str, int]) -> None:
        """Take the folded words of titles, and of other fields, and how many products bear each."""
        self._borne = {**fields, **titles}
        self._titles = sorted(titles)
        self._said = sum(titles.values()) + SMOOTHED
        self._lexicon = KNOWN - _misheard()
        self._own = self._borne.keys() | self._lexicon | HEARD.keys() | EMPTY | ASKING
        self._meant = lru_cache(MOST_REMEMBERED)(self._search)
        self._meanings = lru_cache(MOST_REMEMBERED)(self._weighed)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._own)

    def prepare(self) -> None:
        """Build what is otherwise built at the first misspelt word."""
        is_spanish("")
        spanish.speller()
        _ = self._speller

    def meant(self, word: str, *, named: bool = False) -> str | None:
        """Return what a misspelt word means, None when it is as it should be, or unknown.

        Two words when it is two that were written as one. `named` tells that it stands where a
        thing or its make is named: "notebook acer" is of no "hacer".
        """
        return self._meant(word, named)

    def _search(self, word: str, named: bool) -> str | None:
        written = spanish.frequencies().get(word, NEVER)
        if word in self._borne or word in HEARD:
            return None
        if written <= spanish.COMMON and _is_listed(word):
            return None
        if is_spanish(commanded(word) or ""):
            return None  # "comparalos"
        if word + "s" in self._borne and singular(word + "s") != singular(word):
            return word + "s"  # "pañale" is no singular
        if any(form in self._borne for form in _forms(word)) or self._is_cut_short(word):
            return None
        cost, found = self._likeliest(word, named)
        if written == NEVER:
            cost, found = min((cost, found), self._parted(word))
        is_own, is_known = self._is_own(word), self._is_word(word)
        is_form = found.startswith(word) or word.startswith(found)
        if is_form and (is_known or _is_listed(word) or _INFINITIVE.search(word)):
            return None  # "centrifugar" is another form of "centrifuga", and no slip
        if found in self._borne and sounds(found) == sounds(word):
            doubt = 0
        elif is_own:
            return None
        else:
            is_foreign = named and not all(map(self._is_own, found.split()))
            doubt = SURE if is_known or is_foreign else DOUBT
        return found if cost + doubt <= self._rarity(word) else None

    def _is_cut_short(self, word: str) -> bool:
        """Tell whether a title word begins with a word and goes on: "portabicis"."""
        begun = singular(word)
        if len(begun) < SHORTEST_BEGUN:
            return False
        at = bisect_left(self._titles, begun)
        longer = self._titles[at : bisect_left(self._titles, begun + "\uffff")]
        return any(len(whole) >= len(begun) + LEAST_CUT for whole in longer)

    def perhaps(self, word: str) -> tuple[str, ...]:
        """Return what a string that is no word may mean of the catalog, the likeliest first."""
        if len(word) < SHORTEST or not word.isalpha() or self._is_word(word) or _is_listed(word):
            return ()
        rarity = self._rarity(word)
        near = (w for cost, w in self._meanings(word) if cost <= rarity + DOUBT)
        return tuple(w for w in near if w in self._borne)[:MOST_PERHAPS]

    def joined(self, first: str, second: str) -> str | None:
        """Return the one word that two were meant to be: "phil ips"."""
        parts = (first, second)
        if min(map(len, parts)) < SHORTEST_PART or any(part in EMPTY for part in parts):
            return None
        if all(map(self._is_own, parts)):
            return None
        whole = first + second
        right = [self._is_word(part) for part in parts]
        cost, found = NONE
        if not all(right) and self._is_word(whole):
            cost, found = self._rarity(whole), whole
        elif not any(right):
            near = self._meanings(whole, twice=False)  # the space was a slip too
            cost, found = next(iter(near), NONE)
        elif not any(map(self._is_own, parts)):
            heard = [(ALIKE + self._rarity(w), w) for w in self._speller.sounding(whole)]
            cost, found = min(heard, default=NONE)
        if cost == NEVER:
            return None
        apart = sum(min(self._rarity(w), self._likeliest(w)[0]) for w in parts)
        return found if cost + SPACE + DOUBT <= apart else None

    def _parted(self, word: str) -> Meaning:
        """Return the two words that one may be, written without a space."""
        best = NONE
        for n in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            parts = word[:n], word[n:]
            right = [p for p in parts if p in self._own or spanish.is_known(p)]
            if max(map(len, right), default=0) >= LONGER_PART:
                read = [(self._rarity(p), p) if p in right else self._likeliest(p) for p in parts]
                best = min(best, (SPACE + sum(c for c, _ in read), " ".join(w for _, w in read)))
        return best

    def _likeliest(self, word: str, named: bool = False) -> Meaning:
        meanings = self._meanings(word)
        if named:
            meanings = [(cost + NO_NAME * self._is_action(w), w) for cost, w in meanings]
        return min(meanings, default=NONE)

    def _is_action(self, word: str) -> bool:
        """Tell whether a word is an infinitive, and nothing sold: "mujer" has no gerund."""
        if word in self._borne or not _INFINITIVE.search(word):
            return False
        endings = ("ando",) if word.endswith("ar") else ("iendo", "yendo")
        return any(spanish.is_known(word[:-2] + ending) for ending in endings)

    def _weighed(self, word: str, twice: bool = True) -> list[Meaning]:
        """Return what a word may be misspelt for, the likeliest first; `twice` as in `Speller`."""
        spellers = spanish.speller(), self._speller
        common, own = (speller.meanings(word, twice=twice) for speller in spellers)
        mistakes = common | own
        costs = (
            (cost + max(self._written(w), USUAL) + EASY * (w in EMPTY or len(w) < 4), w)
            for w, cost in mistakes.items()
        )
        return nsmallest(MOST_MEANT, costs)

    def _rarity(self, word: str) -> int:
        """Return how rare a word is, said to this store: what is no word, the rarer the longer."""
        others = {*_forms(word), *plain_forms(word)} - {word}
        n = min(self._written(word), *(self._written(w) + OTHER_FORM for w in others))
        if n > UNHEARD and (_is_listed(word) or is_told(word)):
            return UNHEARD
        return min(n, UNKNOWN + UNKNOWN_LETTER * len(word))

    def _written(self, word: str) -> int:
        plain = spanish.frequencies().get(word, NEVER)
        n = plain + ELSEWHERE
        if count := self._borne.get(word):
            n = min(n, round(-100 * log10((count - DISCOUNT) / self._said)))
        if word in self._lexicon or word in EMPTY or word in ASKING:
            n = min(n, SPOKEN if plain <= spanish.COMMON else SLANG)
        return min(n, PARTICLE) if len(word) < SHORTEST and word in EMPTY else n

    def _is_word(self, word: str) -> bool:
        return self._is_own(word) or spanish.is_known(word)

    def _is_own(self, word: str) -> bool:
        """Tell whether a word is the catalog's, the lexicon's, or one that asks or tells a need."""
        return any(form in self._own for form in _forms(word)) or is_told(word)


@lru_cache(1)
def _misheard() -> frozenset[str]:
    """Return the lexicon's entries that are no words but how one of their names is misspelt.

    "labarropas" stands there for whoever writes so, and must not be what "labarropa" is right for.
    """
    return frozenset(
        said for said, names in SYNONYMS.items()
        if not spanish.is_known(said) and sounds(said) in {sounds(n) for n in names if n != said}
    )  # fmt: skip


def _is_listed(word: str) -> bool:
    """Tell whether a dictionary has the word, or the verb that it is a form of."""
    return is_spanish(word) or is_verb(word)


def _forms(word: str) -> tuple[str, ...]:
    return word, singular(word), word + "s", re.sub(r"(?<=\w{3})es$", "", word)
