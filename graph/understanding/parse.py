"""Read a message into a `SearchRequest`, by rule, over the catalog's own vocabulary."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.understanding.bounds import AROUND, read_bound
from graph.understanding.lexicon import EMPTY, KNOWN, SYNONYMS, read_terms
from graph.understanding.negation import lacking_features, negated_spans, negated_words
from graph.understanding.plurals import singular
from graph.understanding.prices import parse_price_range
from graph.understanding.request import NumberBound, SearchRequest, Sort
from graph.understanding.vocabulary import Vocabulary, names_in
from ingest.index.payload import code_key
from ingest.money import parse_decimal
from ingest.units import CANONICAL, Quantity, fold, parse_quantities

LEAST_USUAL = 3
"""Products of the probe that must have a number before a quantity is taken for it."""
LONGEST = 1000
"""Characters that are read of a message."""


@dataclass(frozen=True)
class Like:
    """What products like those asked for have."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    """How many of them bear each payload number."""
    cents: tuple[int, int] | None = None
    """The least and the most that they cost."""


ANYTHING = Like()
UNKNOWN = Like(cents=(0, 10**14))
"""Before the probe: any bounded figure may be a price, and is no word to search with."""

_STOCK = re.compile(
    r"\b(?:(?:que\s+)?(?:tenga[ns]?|haya|con|en|hay)\s+stock|disponibles?|entrega\s+inmediata|para\s+llevar\s+ya)\b"
)
_CHEAPEST = re.compile(
    r"\b(?:(?:el|la|los|las|lo)\s+)?(?:mas\s+(?:barat|economic)\w+|menor\s+precio|mas\s+accesibles?)\b|\bbarat\w+\s+barat\w+"
)
_DEAREST = re.compile(r"\b(?:(?:el|la|los|las|lo)\s+)?mas\s+(?:car[oa]s?|costos[oa]s?|premium)\b")
_LARGEST = re.compile(
    r"\b(?:el|la|los|las|lo)?\s*(?:mas\s+grandes?|(?:de|con)\s+(?:mayor|mas)\s+capacidad)\b"
)
_SMALLEST = re.compile(
    r"\b(?:el|la|los|las|lo)?\s*mas\s+(?:chic[oa]s?|pequen[oa]s?|compact[oa]s?)\b"
)
_LIMIT = re.compile(
    r"\b(?:mostra(?:me)?|dame|pasame|decime|tirame|recomenda(?:me)?)\s+(?:solo\s+)?(\d{1,2}|un|una|dos|tres|cuatro|cinco)\b(?!\s*(?:kg|l|lts?|gb|pulgadas))"
)
_COUNTS = {"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5}
_SIZE = re.compile(
    r"\b(?:talles?|numero|nro|num|n°|t)\.?\s+([0-9]{1,3}(?:[.,/]\d{1,2})?|x{0,4}[sml]|unico)\b"
)
_FOOTWEAR = re.compile(
    r"\b(?:zap\w*|botin\w*|botas?|borcegos?|ojotas?|llantas|championes|sandalias?|pantuflas?)\b"
)
_TROUSERS = re.compile(r"\b(?:jeans?|pantalon\w*|jogging|bermudas?)\b")
_BARE_SIZE = re.compile(
    r"(?<![\w.,$])(2[2-9]|3[0-9]|4[0-9]|5[0-6])(?![\w.,]*\d)(?!\s*(?:lucas|mil|k\b|kg|cm|gb|pulg|\"|%))"
)

_RANGE_FROM = re.compile(r"\b(?:de|entre|desde)\s+(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:a|y|hasta|-)\s*$")
_SAID_MEASURE = re.compile(
    r"\b(?:(un|una|medio|media|cuarto(?:\s+de)?|dos|tres|cuatro|cinco|seis|ocho|diez)\s+|(?<=\bde )|(?<=\bx )|"
    r"(?<=\bpor ))(kilos?|kg|litros?|lts?|metros?|gramos?|teras?|pulgadas)(\s+y\s+(?:medio|cuarto))?\b"
)
_SAID_NUMBERS = {"": 1.0, "cuarto": 0.25, "cuarto de": 0.25, "un": 1.0, "una": 1.0, "medio": 0.5, "media": 0.5, "dos": 2.0, "tres": 3.0,
                 "cuatro": 4.0, "cinco": 5.0, "seis": 6.0, "ocho": 8.0, "diez": 10.0}  # fmt: skip

_FILLER = re.compile(
    r"\b(?:hola+|buenas|buen\s+dia|buenos\s+dias|buenas\s+tardes|buenas\s+noches|che|por\s+favor|porfa|xfa|gracias|"
    r"busco|buscaba|buscando|necesito|necesitaria|quiero|quisiera|queria|andaba|ando|me\s+gustaria|teng[ao]s?|tengan|tenes|tienen|tiene|"
    r"tendran|tendras|hay|venden|vendes|me\s+(?:mostras|recomendas|recomienda[ns]?|pasas|podes\s+mostrar|conviene)|"
    r"mostrame|mostra|recomendame|dame|pasame|consigo|algun|alguna|algunos|algunas|algo|una|uno|unos|unas|un|"
    r"opciones|precio|precios|cuanto\s+(?:sale|salen|cuesta[ns]?|esta[ns]?)|q|que|tipo|buen|buena|bueno|linda|lindo|"
    r"favor|saben|barat[oa]s?|economic[oa]s?|si|estoy|esta|este|me|para\s+regalar|regalo|y|o|de\s+marca)\b"
)


def parse_request(
    message: str,
    vocabulary: Vocabulary,
    like: Like = ANYTHING,
    *,
    about: str = "",
) -> SearchRequest:
    """Read a message; never raises.

    `like` tells what such products are: whether "8 kg" of a washing machine is its capacity or its
    weight, and whether "menos de 300" is pesos or thousands. `about` is what a follow-up goes on
    about: "en 44" is a size when it is shoes.
    """
    text = _SAID_MEASURE.sub(_in_figures, fold(message[:LONGEST]))
    taken: list[tuple[int, int]] = []

    price = parse_price_range(text, like.cents)
    taken += price.spans
    features = names_in(text, vocabulary.features)
    numbers = _numbers(text, taken, vocabulary, like.numbers)
    negated = negated_spans(text, features)
    brands, not_brands = _brands(text, vocabulary, negated)
    colors = names_in(text, [c for c in vocabulary.colors if len(c) > 2] + _feminine(vocabulary))
    not_colors = tuple(_base(c, vocabulary) for s, _, c in colors if _inside(s, negated))
    limit = _LIMIT.search(text)
    lacking = lacking_features(text, features)
    not_words = negated_words(text, negated, brands + not_brands, colors)
    without = [(m.start(), m.end()) for word in lacking for m in re.finditer(rf"\b{word}\b", text)]
    residual = _spelt(_residual(text, taken, [*negated, *without]).split(), vocabulary)
    return SearchRequest(
        text=residual,
        terms=read_terms(residual),
        codes=_codes(text, taken),
        price_min=price.low,
        price_max=price.high,
        brands=brands,
        not_brands=not_brands,
        categories=_categories(residual, vocabulary),
        colors=tuple(dict.fromkeys(
            _base(c, vocabulary) for s, _, c in colors if not _inside(s, negated)
        )),
        not_colors=not_colors,
        sizes=_sizes(text, vocabulary, about),
        tags=(
            *(name for start, _, name in features if not _inside(start, negated)),
            *lacking,
        ),
        not_tags=tuple(tag.replace("sin ", "con ", 1) for tag in lacking),
        not_words=not_words,
        numbers=numbers,
        in_stock=bool(_STOCK.search(text)),
        sort=_sort(text, like.numbers),
        limit=(_COUNTS.get(limit.group(1)) or int(limit.group(1))) or None if limit else None,
    )  # fmt: skip


def _in_figures(measure: re.Match[str]) -> str:
    """Return "medio kilo" as "0,5 kilo"."""
    more = measure.group(3) or ""
    number = _SAID_NUMBERS[measure.group(1) or ""]
    number += 0.5 if "medio" in more else 0.25 if more else 0
    return f"{number:g} {measure.group(2)}".replace(".", ",")


def _spelt(words: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return the words as titles or the lexicon spell them: "micro hondas" is one of them."""
    spelt: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        joined = vocabulary.corrected("".join(words[at : at + 2]))
        if (
            at + 1 < len(words)
            and vocabulary.is_title_word(joined)
            and not any(
                vocabulary.is_title_word(w) or w in KNOWN or w in EMPTY for w in words[at : at + 2]
            )
        ):
            spelt.append(joined)
            at += 2
            continue
        known = word in KNOWN or word in EMPTY
        spelt.append(word if known else vocabulary.corrected(word))
        at += 1
    return " ".join(spelt)


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _numbers(
    text: str,
    taken: list[tuple[int, int]],
    vocabulary: Vocabulary,
    likely: Mapping[str, int],
) -> tuple[NumberBound, ...]:
    bounds = []
    quantities = [q for q in parse_quantities(text) if not _inside(q.start, taken)]
    for quantity in quantities:
        key = _number_key(text, quantity, vocabulary, likely)
        if key is None:
            continue
        bound = read_bound(text, quantity.start, quantity.end)
        low = high = quantity.value
        if lower := _RANGE_FROM.search(text[: quantity.start]):
            figure = re.match(r"[\d.,]+", text[quantity.start :])
            scale = quantity.value / float(parse_decimal(figure.group() if figure else "1"))
            low = float(parse_decimal(lower.group(1))) * scale
            bound = replace(bound, start=lower.start())
        elif bound.side in ("min", "max"):
            low, high = (quantity.value, None) if bound.side == "min" else (None, quantity.value)  # type: ignore[assignment]
        else:
            # "de 50 pulgadas" is met by 49.5 and 51; "alrededor de" reaches further.
            slack = AROUND if bound.side == "about" else 0.025
            low, high = quantity.value * (1 - slack), quantity.value * (1 + slack)
        bounds.append(NumberBound(key=key, gte=low, lte=high))
        taken.append((bound.start, bound.end))
    return tuple(bounds)


def _number_key(
    text: str, quantity: Quantity, vocabulary: Vocabulary, likely: Mapping[str, int]
) -> str | None:
    """Choose the payload number that a quantity bounds; None when the catalog has none."""
    suffix = "_" + re.sub(r"[^a-z0-9]+", "_", fold(CANONICAL[quantity.dimension])).strip("_")
    # Two hits of the probe with such a number are a coincidence: a tent among mattresses.
    usual = {key for key, count in likely.items() if count >= LEAST_USUAL}
    keys = [key for key in (usual or vocabulary.number_keys) if key.endswith(suffix)]
    around = text[max(0, quantity.start - 40) : quantity.end + 25]
    keys = [key for key in keys if not key.startswith("garantia") or "garant" in around]
    if not keys:
        return None

    def rank(key: str) -> tuple[bool, bool, int]:
        name = key.removesuffix(suffix).replace("_", " ")
        named = any(len(w) > 3 and w[:4] in around for w in name.split())
        carries = bool(re.search(r"banqu|aguant|soport|hasta \d+ (?:kg|kilos)", around))
        # What a thing weighs or measures outside is rarely what is asked without naming it.
        outside = name.startswith(_OUTSIDE) and "maximo" not in name
        hinted = named or (carries and "maximo" in name)
        return (hinted, not outside, (likely or vocabulary.number_keys)[key])

    return max(keys, key=rank)


_OUTSIDE = ("peso", "alto", "ancho", "profundidad")
"""Attributes of a thing's outside."""


def _brands(
    text: str, vocabulary: Vocabulary, negated: list[tuple[int, int]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = {m.group(): m.start() for m in re.finditer(r"[a-z0-9&'.+-]{2,}", text)}
    exact = [(start, name) for start, _, name in names_in(text, _candidates(text, vocabulary))]
    known = {name for _, name in exact}
    generic = vocabulary.generic
    for word, start in words.items():
        if word in generic or singular(word) in generic or any(word in name for name in known):
            continue
        if (brand := vocabulary.closest_brand(word)) and brand not in known:
            exact.append((start, brand))
    wanted = tuple(dict.fromkeys(n for s, n in exact if not _inside(s, negated)))
    unwanted = tuple(dict.fromkeys(n for s, n in exact if _inside(s, negated)))
    return tuple(n for n in wanted if n not in unwanted), unwanted


def _candidates(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the brands whose first word stands in the text, longest first: a cheap sieve."""
    words = set(re.findall(r"[^\s,;:!?()]+", text))
    found = [b for word in words for b in vocabulary.brands_by_first_word.get(word, ())]
    skip = vocabulary.generic | _COMMON | SYNONYMS.keys()
    kept = (b for b in found if b not in skip)
    return sorted(kept, key=len, reverse=True)


_COMMON = {
    "sin marca", "la", "el", "dia", "mas", "uno", "casa", "max", "sol", "play", "top", "aire",
}  # fmt: skip


def _feminine(vocabulary: Vocabulary) -> list[str]:
    return [c[:-1] + "a" for c in vocabulary.colors if c.endswith("o")] + [
        c + "s" for c in vocabulary.colors
    ]


def _base(color: str, vocabulary: Vocabulary) -> str:
    for candidate in (color, color[:-1] + "o", color[:-1]):
        if candidate in vocabulary.colors:
            return candidate
    return color


def _sizes(text: str, vocabulary: Vocabulary, about: str) -> tuple[str, ...]:
    found = [m.group(1) for m in _SIZE.finditer(text)]
    worn = f"{about} {text}"
    if not found and (_FOOTWEAR.search(worn) or _TROUSERS.search(worn)):
        found = [m.group(1) for m in _BARE_SIZE.finditer(text)]
    # "queen", "king": words that are a size and nothing else.
    found += [w for w in text.split() if len(w) > 3 and w.isalpha() and w in vocabulary.sizes]
    return tuple(dict.fromkeys(size for token in found for size in vocabulary.sizes_of(token)))


def _codes(text: str, taken: list[tuple[int, int]]) -> tuple[str, ...]:
    """Return the runs of one to four words that may be a code, squeezed, longest first."""
    words = [m for m in re.finditer(r"[a-z0-9][a-z0-9./-]*", text) if not _inside(m.start(), taken)]
    found = []
    for size in (4, 3, 2, 1):
        for i in range(len(words) - size + 1):
            code = code_key("".join(w.group() for w in words[i : i + size]))
            digits = sum(c.isdigit() for c in code)
            if 4 <= len(code) <= 24 and digits and (digits < len(code) or len(code) >= 7):
                found.append(code)
    return tuple(dict.fromkeys(found))[:40]


def _categories(residual: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the category that the request names first, in the index's spelling."""
    words = singular(residual).split()
    for size in (4, 3, 2, 1):
        if len(words) >= size:
            name = vocabulary.category_stems.get(" ".join(words[:size]))
            if name:
                return (name,)
    return ()


def _sort(text: str, likely: Mapping[str, int]) -> Sort | None:
    if _CHEAPEST.search(text):
        return Sort(key="current_cents", direction="asc")
    if _DEAREST.search(text):
        return Sort(key="current_cents", direction="desc")
    size = next(
        (
            key
            for name in ("capacidad", "pantalla")
            for key in sorted(likely, key=lambda k: -likely[k])
            if key.startswith(name)
        ),
        None,
    )
    if size and _LARGEST.search(text):
        return Sort(key=f"num.{size}", direction="desc")
    if size and _SMALLEST.search(text):
        return Sort(key=f"num.{size}", direction="asc")
    return None


def _residual(text: str, taken: list[tuple[int, int]], negated: list[tuple[int, int]]) -> str:
    """Return the text without bounds, negations, filler and punctuation."""
    kept = list(text)
    for start, end in [*taken, *negated]:
        kept[start:end] = " " * (end - start)
    plain = "".join(kept)
    for pattern in (_STOCK, _CHEAPEST, _DEAREST, _LARGEST, _SMALLEST, _LIMIT, _FILLER):
        plain = pattern.sub(" ", plain)
    return " ".join(re.sub(r"[^\w\s\"/.-]", " ", plain).split())
