"""A request's constraints as an index filter, and the order in which they give way."""

import re
from collections.abc import Iterator, Sequence
from string import capwords

from graph.state import Source
from graph.understanding.amounts import parse_amounts
from graph.understanding.colors import agreeing
from graph.understanding.plurals import forms
from graph.understanding.refinement import CHEAPER, DEARER
from graph.understanding.request import SearchRequest
from graph.understanding.size_names import names_of
from graph.wording import write_money
from ingest.index.filters import Condition, Either, Filter, Match, Range
from ingest.index.payload import DENIED
from ingest.index.port import Payload
from ingest.product import MAY_BE_HAD
from ingest.units import fold

NEAR = 0.3
"""How far what is offered instead of an exact measure may lie from it, as a share."""
MEASURES = "con esas medidas"
LETTERS = 3
"""Of a size that is no word: S, XXL."""


def build_filter(request: SearchRequest, without: tuple[tuple[str, ...], ...] = ()) -> Filter:
    """Translate every constraint; `without` holds the title words of each "sin X"."""
    must: list[Condition] = []
    must_not: list[Condition] = []
    if request.price_min is not None or request.price_max is not None:
        must.append(Range("current_cents", gte=request.price_min, lte=request.price_max))
    for key, values in (
        ("category_keys", request.categories),
        ("color_keys", request.colors),
        ("size_key", request.sizes),
    ):
        if values:
            must.append(Match(key, values))
    if request.brands:
        told = [brand for brand in request.brands if brand in request.titled_brands]
        must.append(_of_brand(request.brands, told))
    must += features_of(request)
    must += [Range(f"num.{n.key}", gte=n.gte, lte=n.lte) for n in request.numbers]
    must += [Match("title_words", words) for words in (*without, *request.titled)]
    if request.in_stock:
        there = MAY_BE_HAD if request.stock_untold else ("in_stock",)
        must.append(Match("availability", there))
    if request.on_offer:
        must.append(Range("sale_price_cents", gt=0))
    for key, values in (
        ("color_keys", request.not_colors),
        ("feature_keys", request.not_tags),
        ("title_words", request.not_words),
    ):
        if values:
            must_not.append(Match(key, values))
    if denied := tuple(f"{tag}{DENIED}" for tag in request.tags if "=" not in tag):
        must_not.append(Match("tags", denied))  # whatever the title says
    if request.not_brands:
        must_not.append(_of_brand(request.not_brands, request.not_brands))
    if request.not_colors:  # many products tell their colour in the title alone
        shades = tuple(form for color in request.not_colors for form in agreeing(color))
        must_not.append(Match("title_words", shades))
    return Filter(tuple(must), tuple(must_not))


def features_of(request: SearchRequest) -> list[Condition]:
    """Return the conditions of the features that a request names."""
    words = dict(request.tag_words)
    return [_bears(tag, words.get(tag, "")) for tag in request.tags]


def _bears(tag: str, said: str) -> Condition:
    """Match what has a feature, by its fields or by what its title says.

    What was `said` by itself, "inalámbrica", any field may say; what was said with its attribute's
    name, "poco riego", no other attribute: what needs little upkeep may need much water.
    """
    _, is_text, value = tag.partition("=")
    if said or not is_text:
        told = value or tag
        return Match("feature_keys", tuple(dict.fromkeys((tag, told, *forms(said or told)))))
    field = Match("feature_keys", (tag,))
    titled = tuple(Match("title_words", (word,)) for word in re.findall(r"\w+", value))
    return Either((Filter((field,)), Filter(titled))) if titled else field


def _of_brand(brands: Sequence[str], told: Sequence[str]) -> Condition:
    """Match what is of one of the brands, by its field or, for those `told` so, by its title."""
    field = Match("brand_key", tuple(brands))
    named = [tuple(re.findall(r"\w+", brand)) for brand in told]
    by_title = [
        Filter(tuple(Match("title_words", (w,)) for w in words)) for words in named if words
    ]
    return Either((Filter((field,)), *by_title)) if by_title else field


def relaxations(request: SearchRequest, message: str) -> Iterator[tuple[SearchRequest, str]]:
    """Yield ever looser requests, each with what to tell the shopper who wrote the message.

    That the catalog tells the stock gives way first, then preferences (measures, features, colour,
    size), then the sale, the money, the brand; at last the category, which was inferred. What was
    excluded outright never gives way, nor does the sale where nothing else is named.
    """
    said = fold(message)
    loosened: SearchRequest = request
    told: list[str] = []
    if request.in_stock:  # it is told of what was found: a looser request finds both kinds
        loosened = loosened.model_copy(update={"stock_untold": True})
        yield loosened, ""
    if lacked := [tag.removeprefix("sin ") for tag in request.tags if tag.startswith("sin ")]:
        # Those that do not name it are shown, and that none says so is told: bread may hold gluten.
        tags = tuple(tag for tag in loosened.tags if not tag.startswith("sin "))
        words = tuple(form for word in lacked for form in (word, word + "s"))
        loosened = loosened.model_copy(
            update={"tags": tags, "not_words": (*loosened.not_words, *words)}
        )
        lacks = " ni ".join(f"«sin {word}»" for word in lacked)
        yield loosened, none_says(lacks)
        told.append(f"con {lacks}")
    words = tuple(size for size in request.sizes if size.isalpha() and len(size) > LETTERS)
    if request.colors or words:
        shades = tuple(form for color in request.colors for form in agreeing(color))
        titled = [shades] if shades else []
        sizes = tuple(size for size in request.sizes if size not in words)
        yield (
            loosened.model_copy(
                update={"colors": (), "sizes": sizes, "titled": (*titled, *((w,) for w in words))}
            ),
            "",
        )
    if request.numbers:
        near = tuple(
            n.model_copy(update={"gte": n.gte * (1 - NEAR), "lte": n.lte * (1 + NEAR)})
            if n.gte and n.lte else n
            for n in request.numbers
        )  # fmt: skip
        if near != request.numbers:
            yield loosened.model_copy(update={"numbers": near}), _note([MEASURES])
        told.append(MEASURES)
        loosened = loosened.model_copy(update={"numbers": ()})
        yield loosened, _note(told)
    if loosened.tags:
        named = [f"con «{tag.replace('=', ': ')}»" for tag in loosened.tags]
        loosened = loosened.model_copy(update={"tags": ()})
        yield loosened, _note([*told, *named])
        told.append("con todo lo que pedís")  # what more gives way may show some that have them
    if request.colors or request.sizes:
        said_sizes = [
            s for s in request.sizes if re.search(rf"\b{re.escape(s.split()[0])}\b", said)
        ]
        if request.colors and request.sizes:  # another colour fits who wears that size
            of_size = loosened.model_copy(update={"colors": ()})
            yield of_size, _note([*told, f"en {' ni '.join(request.said_colors)}"])
        wanted = [*request.said_colors, *_sizes_told(said_sizes)]
        told.append(f"en {' y '.join(wanted)}" if wanted else "en ese talle")
        loosened = loosened.model_copy(update={"colors": (), "sizes": ()})
        yield loosened, _note(told)
    if request.on_offer and request.terms:
        told.insert(0, "nada en oferta")
        loosened = loosened.model_copy(update={"on_offer": False})
        yield loosened, _note(told)
    if request.price_min is not None or request.price_max is not None:
        told.append(_price_told(request, said))
        loosened = loosened.model_copy(update={"price_min": None, "price_max": None})
        yield loosened, _note(told)
    if request.brands:
        told.append(_brands_told(request.brands))
        loosened = loosened.model_copy(update={"brands": ()})
        yield loosened, _note(told)
    if request.categories:
        yield request.model_copy(update={"categories": ()}), ""
        yield loosened.model_copy(update={"categories": ()}), _note(told) if told else ""


def is_of_measures(note: str) -> bool:
    """Tell whether a note of `relaxations` says that measures gave way, and nothing else."""
    return note == _note([MEASURES])


def keeps_money(looser: SearchRequest, request: SearchRequest) -> bool:
    """Tell whether neither price nor brand gave way."""
    return keeps_price(looser, request) and looser.brands == request.brands


def keeps_price(looser: SearchRequest, request: SearchRequest) -> bool:
    bounds = request.price_min, request.price_max
    return (looser.price_min, looser.price_max) == bounds


def costs_within(payload: Payload, request: SearchRequest) -> bool:
    """Tell whether a product costs what the request asks for."""
    low, high = request.price_min, request.price_max
    cents = payload["current_cents"]
    return (low is None or cents >= low) and (high is None or cents <= high)


def none_says(words: str) -> str:
    """Say that nothing shown says what was asked, told as it is quoted."""
    return f"Ninguno dice {words} en su ficha; lo más parecido es esto."


def untold_stock(sources: Sequence[Source]) -> list[str]:
    """Return the note on those of which the catalog does not say the stock that was asked for."""
    held = [s["payload"]["availability"] for s in sources if s["kind"] == "product"]
    if "unknown" not in held:
        return []
    if len(held) == 1:
        return ["No tengo el dato de stock de este producto."]
    these = "estos" if {*held} == {"unknown"} else "algunos de estos"
    return [f"No tengo el dato de stock de {these} productos."]


def without_brands(note: str, brands: Sequence[str]) -> str:
    """Return a note of `relaxations` without the brands that gave way; empty if that was all."""
    told = _brands_told(brands)
    return "" if note == _note([told]) else note.replace(f", {told};", ";")


def _brands_told(brands: Sequence[str]) -> str:
    return f"de {' o '.join(map(capwords, brands))}"


def _sizes_told(sizes: Sequence[str]) -> list[str]:
    own = [s for s in sizes if not any(s != other and other in names_of(s) for other in sizes)]
    return list(dict.fromkeys(f"talle {size.split()[0].upper()}" for size in own))


def _price_told(request: SearchRequest, message: str) -> str:
    """Tell the bounds as the message does: figures that it does not state are nobody's."""
    bounds = [cents for cents in (request.price_min, request.price_max) if cents is not None]
    if not {*bounds} <= {amount.cents for amount in parse_amounts(message)}:
        if CHEAPER.search(message):
            return "más barato"
        return "más caro" if DEARER.search(message) else "dentro de ese presupuesto"
    low = None if request.price_min is None else write_money(request.price_min)
    high = None if request.price_max is None else write_money(request.price_max)
    if low and high:
        return f"entre {low} y {high}"
    return f"por menos de {high}" if high else f"por más de {low}"


def _note(told: list[str]) -> str:
    return f"No encontré {', '.join(told)}; lo más parecido es esto."
