"""Read a message into a `SearchRequest`, by rule, over the catalog's own vocabulary."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from graph.understanding.amounts import parse_amounts, pesos_in_figures
from graph.understanding.brands import read_brands
from graph.understanding.counts import counted
from graph.understanding.lexicon import EMPTY, KNOWN, SYNONYMS, Terms, as_written, read_terms
from graph.understanding.needs import Need, read_need
from graph.understanding.negation import (
    lacked_words,
    lacking_features,
    lacking_plainly,
    negated_spans,
    negated_words,
)
from graph.understanding.numbers import in_figures, read_numbers
from graph.understanding.order import ORDERS, read_sort, superlative
from graph.understanding.paying import without_paying
from graph.understanding.plain import in_plain_words, written_out
from graph.understanding.plurals import singular
from graph.understanding.prices import parse_price_range
from graph.understanding.request import SearchRequest
from graph.understanding.sizes import read_sizes, spans_untitled
from graph.understanding.spans import Span, inside, places
from graph.understanding.spelling import asked_plainly, is_spanish
from graph.understanding.suits import thing_first
from graph.understanding.vocabulary import Vocabulary, names_in
from ingest.index.payload import code_key
from ingest.units import fold

LONGEST = 1000
"""Characters that are read of a message."""


@dataclass(frozen=True)
class Like:
    """What products like those asked for have."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    """How many of them bear each payload number."""
    cents: tuple[int, int] | None = None
    """The least and the most that they cost."""
    borne: frozenset[str] = frozenset()
    """Names of the attributes that most of them have."""


ANYTHING = Like()
UNKNOWN = Like(cents=(0, 10**14))
"""Before the probe: any bounded figure may be a price, and is no word to search with."""

_MEASURED = re.compile(r"\d|[½¼¾]|\b(?:mas|menos|mayor|menor|docena)")
"""A figure, a dozen or a degree."""
_STOCK = re.compile(
    r"\b(?:que\s+(?:haya|tengas|te\s+queden?)$|(?:que\s+)?(?:tenga[ns]?|haya|con|en|hay)\s+stock|disponib(?:les?|ilidad)|entrega\s+inmediata|para\s+llevar\s+ya)\b"
)
_ON_OFFER = re.compile(
    r"\b(?:(?:l[ao]s?|que|cuales)\s+)*(?P<no>(?:no|sin)\s+)?"
    r"(?:(?:este|esten|esta|estan|hay|haya|tenga[ns]?|sea[ns]?)\s+)?"
    r"(?:en|de)\s+(?:oferta|promo(?:cion)?|rebaja|liquidacion|descuento)(?:e?s)?\b"
    r"|\bofertas?\b(?:\s+(?:de|en|para)\b)?|\brebajad[oa]s?\b"
)
"""Asks for what is on sale."""
_IS_IT_ON_OFFER = re.compile(r"(?<!que )(?<!cual )(?<!cuales )\b(?:esta|estan)\s+(?:en|de)\s+\w+")
"""Asks it of what is named: "el taladro está en oferta?" bounds nothing."""
_MADE_OF = re.compile(
    r"\bde que (?:material |tela )?(?:es|son|esta[n]?(?: hech[oa]s?)?) (?:el|la|l[oa]s|su) (\w+)"
)
"""Of what a part is made: "de qué es la suela?" names no colour."""
_LIMIT = re.compile(
    r"\b(?:mostra(?:me)?|dame|pasame|decime|tirame|recomenda(?:me)?)\s+(?:solo\s+)?(\d{1,2}|un|una|dos|tres|cuatro|cinco)\b(?!\s*(?:kg|l|lts?|gb|pulgadas))"
)
_COUNTS = {"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5}
_ADULT = re.compile(
    r"\b(?:para|pa|de)\s+(?:una?\s+)?(?:persona\s+)?(?:adult[oa]s?|grande)\b(?!\s+de)"
)
_FOR_CHILDREN = ("infantil", "infantiles", "kids", "junior")

_ASIDE = re.compile(
    r"\balgo\s+(?:para|pa|pal)\s+\w+[aei]r\w*\s*[?,;:.]+(?=.*\w)|"
    r"\b(?:para|pa|pal)\s+(\w+[aei]r(?:[mts]e|nos|l[aeo]s?)?(?:\s+\w+){1,5})\s*,\s*"
    r"(?=(?!(?:que|y|o|pero|si|no|ni|es|se|me|lo|la|el|los|las|de|con|sin|en|por|para|a|hasta|mas|"
    r"menos|cual|algo)\b)[a-z]{4})"
)
"""A purpose of its own, before the thing is named: "algo para acompañar? queso tenés?",
"para quedar bien con mi jefe, whisky"."""
NAILS = "uñas"
"""Left with its tilde: what is not to be taken for an article."""
_STORY = (
    r"me|se|te|le|nos|que|no|hay|tengo|tiene|tenemos|quiero|quiere|queremos|voy|va|vamos|ando|anda|"
    r"estoy|esta|es|mi|mis|para|pa|pal|algo|necesito|viene|vienen|buscaba|busco|cuando|como"
)
"""Words with which a story begins."""
_BEGUN = re.compile(rf"\b(?:{_STORY})\b")
_AIM = re.compile(r"\b(?:para|pa|pal)\s+(?:\w{1,3}\s+)*$")
PEOPLE = frozenset(
    ["nene", "nena", "nenes", "nenas", "bebe", "beba", "gorda", "gordo", "pibe", "piba"]
)
Story = Literal["no", "maybe", "yes"]

_OPENING = re.compile(
    r"\s*(?:(?:listo|dale|ok(?:ey)?|bueno|genial|perfecto|joya|buenisimo|barbaro|gracias|de una|"
    r"bien|ah|uh|che)\b[\s,.!]+)+(?=\w)"
)
"""What a message begins with that goes on from an answer, and asks for nothing."""
_FILLER = re.compile(
    r"\b(?:(?:me|nos)\s+(?:quede|quedamos|quedo)\s+sin|(?:estoy|estamos|ando)\s+sin|me\s+olvide|"
    r"se\s+(?:me|nos)\s+(?:termin|acab|romp|perdi|gast)\w+|hola+|buenas|buen\s+dia|buenos\s+dias|buenas\s+tardes|buenas\s+noches|che|por\s+favor|porfa|xfa|gracias|"
    r"no\s+(?:hay|tenes|tienen|tendran|te\s+quedan?)(?=\s*[?]?\s*$)|busco|buscaba|buscando|necesito|necesitaria|quiero|quisiera|queria|andaba|ando|me\s+gustaria|teng[ao]s?|tengan|tenes|tienen|tiene|"
    r"tendran|tendras|hay|venden|vendes|me\s+(?:mostras|recomendas|recomienda[ns]?|pasas|podes\s+mostrar|conviene)|"
    r"mostrame|mostra|recomendame|dame|pasame|consigo|algun|alguna|algunos|algunas|algo|uno|unos|unas|"
    r"(?<!\bpara )(?<!\bpa )(?<!\bpal )(?:una|un)|"
    r"opciones|precio|precios|cuanto\s+(?:sale|salen|cuesta[ns]?|esta[ns]?)|q|que|tipo|buen|buena|bueno|linda|lindo|"
    r"favor|saben|barat[oa]s?|economic[oa]s?|no\s+(?:muy|tan)\s+car[oa]s?|si|estoy|esta|este|me|para\s+regalar|regalo|y|o|de\s+marca|"
    r"(?:me\s+)?(?:guardas|reservas|separas|apartas|anotas|agregas|sumas)|(?:guarda|reserva|separa|"
    r"aparta|anota|agrega|suma|pone)(?:me|le|melo|mela|les)|(?:agregando|sumando)(?:le)?)\b"
)

_COVERED = re.compile(
    r"\b(?:(?:para|son|unos|unas|tengo|como|de) )*\d+(?:[.,]\d+)? ?"
    r"(?:m2|mts2|mt2|metros? cuadrados?)\b"
    r"|\b(?:a )?(?:\d|una|dos|tres|cuatro) manos?\b(?! (?:de|a|libres?)\b)"
)
"""What is to be covered, and in how many coats, where titles tell no area: "30 m2 a dos manos"."""


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
    message = in_plain_words(message[:LONGEST], vocabulary)
    text = as_written(fold(message), vocabulary.words)
    text = asked_plainly(text, vocabulary.words)
    if opening := _OPENING.match(text):
        text = " " * opening.end() + text[opening.end() :]
    text = thing_first(text, vocabulary)
    text = without_paying(in_figures(pesos_in_figures(lacking_plainly(text))))
    taken: list[Span] = []

    price = parse_price_range(text, like.cents)
    taken += price.spans
    said = vocabulary.features.said(text, like.borne)
    features = [(feature.at, feature.end, feature.tag) for feature in said]
    numbers = read_numbers(text, taken, vocabulary, like.numbers)
    negated = negated_spans(text, features)
    brands, not_brands = read_brands(text, vocabulary, negated)
    shades = _agreeing(vocabulary)
    colors = names_in(text, shades)
    not_colors = tuple(shades[c] for s, _, c in colors if inside(s, negated))
    of_parts = [match.span(1) for match in _MADE_OF.finditer(text)]
    limit = _LIMIT.search(text)
    named = [(start, end) for start, end, _ in names_in(text, brands)]
    counts = counted(text, taken, named)
    lacking = lacking_features(text, features)
    # Of "dulce", which begins the brand Dulce Reina, what is dulce is refused too.
    said_brands = brands + tuple(brand for brand in not_brands if places(brand, text))
    not_words = negated_words(text, negated, said_brands, colors)
    if _ADULT.search(text):
        not_words = (*not_words, *_FOR_CHILDREN)
    without = [(at, at + len(word)) for word in lacking for at in places(word, text)]
    refused = [*negated, *without]
    measured = superlative(text, like.numbers or vocabulary.number_keys)
    ordered = [measured[1]] if measured else []
    demands = [
        (feature.start, feature.end) for feature in said
        if feature.name in like.borne and not vocabulary.features.is_titled(feature.tag)
    ]  # fmt: skip
    need = read_need(text)
    demanded = {word for start, end in demands for word in text[start:end].split()}
    if need and need.words <= demanded:  # "algo dulce apto vegano" is of something sweet
        need = read_need(_blanked(text, demands))
    offer = [] if _IS_IT_ON_OFFER.search(text) else [*_ON_OFFER.finditer(text)]
    on_offer = any(not (m["no"] or inside(m.start(), negated)) for m in offer)
    told = [*negated, *without, *counts, *ordered, *demands, *(m.span() for m in offer)]
    sizes = read_sizes(text, vocabulary, about)
    told += spans_untitled(text, sizes, vocabulary)
    if "m2" not in vocabulary.words:
        covered = [m.span() for m in _COVERED.finditer(text)]
        told += covered
        taken += covered
    residual = _in_titles(
        _residual(text, taken, told, _nails(message), vocabulary).split(),
        vocabulary,
        need.words if need else frozenset(),
    )
    terms = read_terms(residual)
    story = _story(text, need, terms, vocabulary)
    if need and story == "no" and need.weight < 2:
        need = None  # one word beside the thing named: "clases de yoga"
    is_any = re.search(rf"\balgo (?:\w+ )?{re.escape(residual)}\b", text)  # "algo dulce"
    if need and need.weight < 2 and len(terms) == 1 and vocabulary.is_title_word(residual):
        need, story = (need, story) if is_any else (None, "no")  # the thing itself: "azúcar"
    if need and story != "no":  # "un cumple de pibes" asks for nothing of a brand Pibes
        brands = tuple(b for b in brands if not all(map(_is_plain, b.split())))
    return SearchRequest(
        text=residual,
        terms=_doubted(terms, vocabulary),
        serves=need.names if need else (),
        aptest=need.first if need else 0,
        told=need.weight if need else 0,
        story=story,
        codes=_codes(text, taken),
        price_min=price.low,
        price_max=price.high,
        brands=brands,
        titled_brands=tuple(brand for brand in brands if vocabulary.is_told_by_titles(brand)),
        not_brands=not_brands,
        categories=_categories(residual, vocabulary),
        colors=_with_shades(
            [shades[c] for s, _, c in colors if not inside(s, [*negated, *of_parts])],
            vocabulary.colors,
        ),
        not_colors=not_colors,
        sizes=sizes,
        tags=tuple(dict.fromkeys((
            *(f.tag for f in said if not (f.denied or inside(f.at, refused))),
            *(
                vocabulary.valued[phrase]
                for start, _, phrase in names_in(text, vocabulary.valued)
                if not inside(start, negated)
            ),
            *lacking,
        ))),
        tag_words=tuple(
            (f.tag, words) for f in said if f.by_itself and (words := text[f.at : f.end]) != f.tag
        ),
        not_tags=(
            *(f.tag for f in said if f.denied or inside(f.at, refused)),
            *(f"con {word}" for word in lacked_words(text)),
            *vocabulary.tags_saying(not_words),
        ),
        not_words=not_words,
        numbers=numbers,
        in_stock=bool(_STOCK.search(text)),
        on_offer=on_offer,
        sort=read_sort(text, like.numbers),
        limit=(_COUNTS.get(limit.group(1)) or int(limit.group(1))) or None if limit else None,
    )  # fmt: skip


def leans_on_products(message: str) -> bool:
    """Tell whether a message may be read otherwise once products like those asked for are known.

    Only figures are, and orders by a measure: "menos de 300", "el que más cuadros tiene".
    """
    text = in_figures(pesos_in_figures(fold(written_out(message[:LONGEST]))))
    return bool(_MEASURED.search(text) or parse_amounts(text))


def _is_plain(word: str) -> bool:
    return is_spanish(word) or not SYNONYMS.keys().isdisjoint((word, word.removesuffix("s")))


def _story(text: str, need: Need | None, terms: Terms, vocabulary: Vocabulary) -> Story:
    """Tell whether what the message names first is the need's: "la caspa", not "un shampoo".

    What neither titles nor the lexicon have is the story's once it has begun: "se me cae …".
    """
    if need is None:
        return "no"
    for term in terms:
        words = term[0].split()
        if words[0] in PEOPLE and len(words) == 1:
            continue  # of whom it tells: "la nena tiene piojos"
        said = places(words[0], text)
        told = said and _BEGUN.search(text[: said[-1]])
        if need.words.intersection(words):
            if need.is_sure:
                return "yes"
            if len(term) > 1 and not need.words.issuperset(set(words) - EMPTY):
                return "no"  # a thing called so: "pasta de dientes" tells of no teeth
            aim = next((m for at in said if (m := _AIM.search(text[:at]))), None)
            return "yes" if aim and _names_nothing(text[: aim.start()], terms) else "maybe"
        if len(term) > 1 or all(vocabulary.is_common(w) for w in words):
            return "no"
        if not told and need.weight < 2:
            return "no"
    return "yes"


def _names_nothing(before: str, terms: Terms) -> bool:
    said = set(re.findall(r"\w+", before))
    return not any(said.intersection(term[0].split()) for term in terms)


def _in_titles(words: Sequence[str], vocabulary: Vocabulary, right: frozenset[str]) -> str:
    """Return the words as titles or the lexicon have them; `right` are as they should be."""
    return " ".join(
        word if word in KNOWN or word in EMPTY or word in right else vocabulary.in_titles(word)
        for word in words
    )


def _doubted(terms: Terms, vocabulary: Vocabulary) -> Terms:
    """Return the terms with what those that are no word may mean: any of it will do."""
    return tuple(
        (*term, *vocabulary.mending.perhaps(term[0])) if len(term) == 1 else term for term in terms
    )


def _agreeing(vocabulary: Vocabulary) -> dict[str, str]:
    """Return the colours by how they agree with a noun: negro, negra, negros; azul, azules."""
    names = {c: c for c in vocabulary.colors if len(c) > 2}
    names |= {c[:-1] + "a": c for c in names if c.endswith("o") and c[:-1] + "a" not in names}
    plurals = {form + ("s" if form[-1] in "aeiou" else "es"): c for form, c in names.items()}
    return plurals | names


def _with_shades(colors: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the colours said, then the catalog's shades of them: "verde" is "verde oliva" too."""
    shades = (s for color in colors for s in known if s.startswith(f"{color} "))
    return tuple(dict.fromkeys((*colors, *shades)))


def _codes(text: str, taken: list[Span]) -> tuple[str, ...]:
    """Return the runs of one to four words that may be a code, squeezed, longest first."""
    words = [m for m in re.finditer(r"[a-z0-9][a-z0-9./-]*", text) if not inside(m.start(), taken)]
    found = []
    for size in (4, 3, 2, 1):
        for i in range(len(words) - size + 1):
            code = code_key("".join(w.group() for w in words[i : i + size]))
            digits = sum(c.isdigit() for c in code)
            if 4 <= len(code) <= 24 and digits and (digits < len(code) or len(code) >= 7):
                found.append(code)
    return tuple(dict.fromkeys(found))[:40]


def _unless_named(aside: re.Match[str], vocabulary: Vocabulary) -> str:
    """Return nothing for a purpose; what tells a thing stays: "para mujer talle 38, negras"."""
    words = (aside[1] or "").split()
    named = any(vocabulary.names(word) or not word.isalpha() for word in words)
    return aside[0] if named else " "


def _nails(message: str) -> bool:
    """Tell whether nails are named: folded, "uñas" is an article."""
    return bool(re.search(r"uñas?\b", message[:LONGEST].lower()))


def _categories(residual: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the category that the request names first, in the index's spelling."""
    words = singular(residual).split()
    for size in (4, 3, 2, 1):
        if len(words) >= size:
            name = vocabulary.category_stems.get(" ".join(words[:size]))
            if name:
                return (name,)
    return ()


def _blanked(text: str, spans: Sequence[Span]) -> str:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _residual(
    text: str, taken: list[Span], negated: list[Span], nails: bool, vocabulary: Vocabulary
) -> str:
    """Return the text without bounds, negations, counts, filler and punctuation."""
    plain = _blanked(text, [*taken, *negated])
    plain = _ASIDE.sub(lambda aside: _unless_named(aside, vocabulary), plain)
    if nails:
        plain = re.sub(r"\bunas?\b", NAILS, plain)
    for pattern in (_STOCK, *ORDERS, _LIMIT, _FILLER):
        plain = pattern.sub(" ", plain)
    return " ".join(re.sub(r"[^\w\s\"/.-]", " ", plain).split())
