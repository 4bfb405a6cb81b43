"""The words that a catalog gives its own names to: brands, categories, colours, features."""

import asyncio
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from graph.understanding.features import Features
from graph.understanding.lexicon import EMPTY, KNOWN
from graph.understanding.mending import Mending
from graph.understanding.plurals import singular
from graph.understanding.size_names import LETTERS, names_of
from graph.understanding.spans import places
from graph.understanding.spelling import ASKING, SHORTEST
from graph.understanding.verbs import plain_forms
from ingest.index.payload import DENIED
from ingest.index.port import Index
from ingest.units import whole_quantity

MOST_BY_OTHERS = 3
"""Titles that may say a brand's name, for each product of the brand."""
MOST_OF_A_CODE = 40
"""Products that may share the beginning of a code: more, and it is no code."""
LEAST_COMMON = 3
"""Titles that hold a word which names something sold."""
SMALL = 200
"""Products for each title more that it takes: of a small store, one is enough."""
LEAST_CARELESS, CARELESS_SHARE = 3, 0.1
"""Titles that name a brand without having it, at least and as a share of those that have it, from
which the feed is careless with its brands."""
_OF_A_KIND = frozenset([
    "el", "la", "los", "las", "de", "del", "en", "y", "e", "producto", "productos", "articulo",
    "articulos", "cosa", "cosas", "categoria", "seccion", "rubro",
])  # fmt: skip
"""What may stand beside the name of a category: "productos de limpieza"."""
_CODE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{4,}$")
_MEASURE = re.compile(r"(?:x?\d+[a-z]{1,4}|[a-z]\d{1,2})$")
"""`500gr`, `x24`, `r29`: figures that many titles hold."""
_COUNT = re.compile(r"x\d+$")
"""`x4`: how many there are in a pack, though some feed takes it for a brand."""


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
    products: int = 0

    @cached_property
    def brands_by_first_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for brand in self.brands:
            is_count = brand.isdigit() or _COUNT.match(brand)
            if len(brand) > 1 and not is_count and not self._is_plain_word(brand):
                found.setdefault(brand.split()[0], []).append(brand)
        return found

    def _is_plain_word(self, brand: str) -> bool:
        """Tell whether titles of other brands say it: `queso` is what a thing is."""
        return self.words.get(brand, 0) > MOST_BY_OTHERS * self.brands[brand]

    @cached_property
    def features(self) -> Features:
        """The attributes, by the words that say them."""
        return Features(self.tags, self.words, frozenset(self.category_words))

    @cached_property
    def attribute_words(self) -> set[str]:
        """The words of attribute names: `ram`, `frost`."""
        names = (*self.number_keys, *(tag.partition("=")[0] for tag in self.tags))
        return {word for name in names for word in re.split(r"[_ ]", name)}

    @cached_property
    def value_words(self) -> set[str]:
        """The words of what attributes are: `shimano`, `acero`."""
        return {w for tag in self.tags for w in re.findall(r"[a-z]{3,}", tag.partition("=")[2])}

    @cached_property
    def valued(self) -> dict[str, str]:
        """What says a tag with its value: `carga frontal` → `carga=frontal`."""
        pairs = (tag.partition("=") for tag in self.tags if "=" in tag)
        return {f"{name} {value}": f"{name}={value}" for name, _, value in pairs if value != "no"}

    @cached_property
    def category_stems(self) -> dict[str, str]:
        """`heladera` and `heladeras` → the category as the index spells it."""
        return {singular(name): name for name in self.categories}

    def categories_named(self, text: str, brands: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the categories that a folded text names, whole or in part, and nothing but brands.

        "iluminacion" names `iluminacion`; "calzado", `indumentaria y calzado`.
        """
        beside = {*_OF_A_KIND, *(word for brand in brands for word in brand.split())}
        named = " ".join(word for word in text.split() if word not in beside)
        return self._categories_by_part.get(singular(named), ())

    @cached_property
    def _categories_by_part(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for name in self.categories:
            for part in {name, *re.split(r",\s*|\s+[ye]\s+", name)}:
                words = " ".join(w for w in re.findall(r"\w+", part) if w not in _OF_A_KIND)
                if words:
                    found.setdefault(singular(words), []).append(name)
        return {part: tuple(names) for part, names in found.items()}

    def said_by_fields(self, forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the categories and the tags that hold one of a word's forms, by payload key."""
        keys = {key: {name: None for form in forms for name in words.get(form, ())}
                for key, words in self._fields_by_word.items()}  # fmt: skip
        return {key: tuple(names) for key, names in keys.items() if names}

    @cached_property
    def _fields_by_word(self) -> dict[str, dict[str, list[str]]]:
        tags = {tag: tag.partition("=")[2] or tag for tag in self.tags if not tag.endswith(DENIED)}
        told = {"category_keys": {name: name for name in self.categories}, "tags": tags}
        found: dict[str, dict[str, list[str]]] = {key: {} for key in told}
        for key, texts in told.items():
            for name, text in texts.items():
                for word in {*re.findall(r"\w+", text)} - EMPTY:
                    found[key].setdefault(word, []).append(name)
        return found

    @cached_property
    def category_words(self) -> set[str]:
        """Words of category names: "arena" for cats is not the brand of swimsuits."""
        return {word for name in self.categories for word in name.split()}

    @cached_property
    def measured_words(self) -> set[str]:
        """Words of the names of measured attributes: "ram", "bateria"."""
        return {word for key in self.number_keys for word in key.split("_") if len(word) > 2}

    @cached_property
    def generic(self) -> set[str]:
        """Names of kinds and colours: a brand of the same name is not meant."""
        return {*self.category_stems, *self.category_words, *self.colors}

    @cached_property
    def _without_apostrophes(self) -> dict[str, str]:
        """`lays` → the brand `lay's`."""
        bare = {re.sub(r"['’]", "", brand): brand for brand in self.brands if " " not in brand}
        return {word: brand for word, brand in bare.items() if word not in self.brands}

    @cached_property
    def mending(self) -> Mending:
        """What misspelt words mean to this catalog."""
        held: dict[str, int] = dict.fromkeys(self.attribute_words, 1)
        for names in (self.brands, self.categories, self.colors, self.sizes, self.tags):
            for name, count in names.items():
                for word in re.findall(r"[a-z]+", name):
                    held[word] = max(count, held.get(word, 0))
        return Mending(self.words, held)

    def prepare(self) -> None:
        """Build what spelling needs, which is otherwise built at the first misspelt word."""
        self.mending.prepare()
        self.features.prepare()
        _ = self._codes

    def meant(self, word: str, *, named: bool = False) -> str | None:
        """Return what a misspelt folded word means, None when it is as it should be, or unknown.

        `named` tells that it stands where a thing or its make is named.
        """
        return self._without_apostrophes.get(word) or self.mending.meant(word, named=named)

    def names(self, word: str) -> bool:
        """Tell whether a folded word is what something sold is called by."""
        if len(word) < SHORTEST or word in EMPTY or word in ASKING:
            return False
        return word in KNOWN or self.is_title_word(word)

    def in_titles(self, word: str) -> str:
        """Return a word as titles have it: without pronouns and diminutive where they have none."""
        forms = plain_forms(word)
        return next((form for form in forms if self.is_title_word(form)), word)

    def is_told_by_titles(self, brand: str) -> bool:
        """Tell whether many titles say a brand that the feed does not give them."""
        own = self.brands.get(brand, 0)
        said = min((self.words.get(word, 0) for word in re.findall(r"\w+", brand)), default=0)
        return said - own >= max(LEAST_CARELESS, CARELESS_SHARE * own)

    def is_title_word(self, word: str) -> bool:
        return word in self.words or singular(word) in self.words or word + "s" in self.words

    def is_common(self, word: str) -> bool:
        """Tell whether so many titles hold the word that it names something sold."""
        least = min(LEAST_COMMON, 1 + self.products // SMALL)
        return self.words.get(word, 0) + self.words.get(singular(word), 0) >= least

    def sizes_of(self, token: str) -> tuple[str, ...]:
        """Return the catalog's sizes that a word calls: `g` → `g x44`; `40` → `40`, `39/40`."""
        return tuple(
            size for size in self.sizes if token in names_of(size) and not whole_quantity(size)
        )

    @cached_property
    def worn_letters(self) -> frozenset[str]:
        """The sizes of letters that are worn more often than titles say the letters."""
        return frozenset(
            size for size, count in self.sizes.items()
            if re.fullmatch(LETTERS, size) and count > self.words.get(size, 0)
        )  # fmt: skip

    def tags_saying(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the tags whose value holds one of the words: `gas` → `combustible=gas natural`."""
        wanted = {*words}
        if not wanted:
            return ()
        return tuple(tag for tag in self.tags if wanted & {*tag.partition("=")[2].split()})

    def codes_beginning(self, code: str) -> tuple[str, ...]:
        """Return the title words that begin with a code, such as `rt38`; none when many do."""
        found = _beginning(self._codes, code)
        products = sum(self.words[word] for word in found)
        return tuple(found) if products <= MOST_OF_A_CODE else ()

    def words_beginning(self, letters: str) -> list[str]:
        """Return the title words that begin with some letters, in order."""
        return _beginning(self._sorted_words, letters)

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self.words)

    @cached_property
    def _codes(self) -> list[str]:
        return sorted(w for w in self.words if _CODE.match(w) and not _MEASURE.match(w))


def _beginning(words: list[str], letters: str) -> list[str]:
    return words[bisect_left(words, letters) : bisect_left(words, letters + "\uffff")]


async def load_vocabulary(index: Index) -> Vocabulary:
    """Read the vocabulary from the index's facets."""
    vocabulary = Vocabulary(
        brands=await index.facet("brand_key", limit=20_000),
        categories=await index.facet("category_keys"),
        colors=await index.facet("color_keys"),
        sizes=await index.facet("size_key"),
        tags=await index.facet("tags", limit=5_000),
        number_keys=await index.facet("number_keys"),
        words=await index.facet("title_words", limit=100_000),
        products=(await index.info()).counts.get("product", 0),
    )
    # Thousands of words are indexed by their sound: 0.2 s that no turn should wait for.
    await asyncio.to_thread(vocabulary.prepare)
    return vocabulary


def names_in(text: str, names: Iterable[str]) -> list[tuple[int, int, str]]:
    """Find the names that stand as whole words in `text`: (start, end, name), none overlapping."""
    found: list[tuple[int, int, str]] = []
    said = {"", *re.findall(r"\w+", text)}
    for name in names:
        if _first_word(name) not in said:
            continue  # a catalog has a thousand of them
        for at in places(name, text):
            stop = at + len(name)
            if not any(start < stop and at < end for start, end, _ in found):
                found.append((at, stop, name))
    return sorted(found)


@lru_cache(maxsize=100_000)
def _first_word(name: str) -> str:
    """Return the word that a name begins with; nothing when it begins with none."""
    word = re.match(r"\w+", name)
    return word.group() if word else ""
