"""The words that a catalog gives its own names to: brands, categories, colours, features."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from ingest.index.port import Index

TYPO_SCORE = 86.0
"""Least RapidFuzz ratio (0–100) at which a long word is taken for a misspelt name."""
CORRECTION_SCORE = 84.0
"""Least ratio at which a word that no title has is taken for a misspelt one that titles have."""
SHORTEST_FUZZY = 5
"""Names with fewer letters are matched to the letter: too much is one typo away from them."""


@dataclass(frozen=True)
class Vocabulary:
    """Folded names with how many products bear them."""

    brands: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    colors: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    number_keys: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    """The words of titles."""

    @cached_property
    def brands_by_length(self) -> list[str]:
        return sorted((b for b in self.brands if len(b) > 1), key=len, reverse=True)

    @cached_property
    def features(self) -> list[str]:
        """Tags that are true or false, longest first."""
        return sorted((t for t in self.tags if "=" not in t), key=len, reverse=True)

    @cached_property
    def category_stems(self) -> dict[str, str]:
        """`heladera` and `heladeras` → the category as the index spells it."""
        return {singular(name): name for name in self.categories}

    @cached_property
    def category_words(self) -> set[str]:
        """Words of category names: "arena" for cats is not the brand of swimsuits."""
        return {word for name in self.categories for word in name.split()}

    @cached_property
    def words_by_initial(self) -> dict[str, list[str]]:
        """The words of titles, five letters or more, by their first letter."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            if len(word) >= SHORTEST_FUZZY and not any(c.isdigit() for c in word):
                found.setdefault(word[0], []).append(word)
        return found

    def corrected(self, word: str) -> str:
        """Return the title word that a misspelt word means, or the word itself."""
        if len(word) < SHORTEST_FUZZY or any(c.isdigit() for c in word):
            return word
        if word in self.words or singular(word) in self.words or word + "s" in self.words:
            return word
        near = self.words_by_initial.get(word[0], [])
        found = process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=CORRECTION_SCORE)
        return found[0] if found else word

    def closest_brand(self, word: str) -> str | None:
        """Return the brand that a misspelt word means, if one is near."""
        if len(word) < SHORTEST_FUZZY:
            return None
        long_names = [brand for brand in self.brands if len(brand) >= SHORTEST_FUZZY]
        found = process.extractOne(word, long_names, scorer=fuzz.ratio, score_cutoff=TYPO_SCORE)
        return found[0] if found and found[0][0] == word[0] else None


async def load_vocabulary(index: Index) -> Vocabulary:
    """Read the vocabulary from the index's facets."""
    return Vocabulary(
        brands=await index.facet("brand_key", limit=20_000),
        categories=await index.facet("category_keys"),
        colors=await index.facet("color_keys"),
        sizes=await index.facet("size_key"),
        tags=await index.facet("tags", limit=5_000),
        number_keys=await index.facet("number_keys"),
        words=await index.facet("title_words", limit=100_000),
    )


def singular(phrase: str) -> str:
    """Drop the plural of each word, the Spanish way: `freidoras de aire` → `freidora de aire`."""
    return " ".join(_singular(word) for word in phrase.split())


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ces"):
        return word[:-3] + "z"
    if (
        len(word) > 4
        and re.search(r"[^aeiou]es$", word)
        and not word.endswith(("ches", "tes", "ques", "bres", "fles", "bles", "ples", "tres"))
    ):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def names_in(text: str, names: Iterable[str]) -> list[tuple[int, int, str]]:
    """Find the names that stand as whole words in `text`: (start, end, name), none overlapping."""
    found: list[tuple[int, int, str]] = []
    for name in names:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), name))
    return sorted(found)
