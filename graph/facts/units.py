"""How many units of each product a question counts: "llevo 3", "2 flip 6 y 3 go 3".

A figure counts units only where nothing else claims it: no amount, no measure, no product's name,
no pack, no ordinal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.checking.spelled import WORDS
from graph.facts.content import CONTENT, content_of
from graph.facts.subjects import LITTLE, own_words, shared_words, spelt
from graph.state import Source
from graph.understanding.amounts import parse_amounts
from graph.understanding.plurals import singular
from graph.understanding.purchase import SEPARATOR, only_counts
from graph.understanding.several import POINTING
from ingest.units import fold, parse_quantities

_NUMBER = re.compile(
    rf"(?<![\w.,$])(?:\d{{1,2}}|{'|'.join(w for w, n in WORDS.items() if 1 < n < 100)}|una?)"
    r"(?!\w|[.,]\d|\s*[%°])"
)
_WISHED = re.compile(
    r"\b(?:llev\w+|compr\w+|quier\w+|quisier\w+|necesit\w+|dame|mand\w+|pone\w+|anota\w*|"
    r"agreg\w+|sum(?:a|o|e|as|es|ar)(?:me|le|les|nos)?|serian?|salen|cuestan|saldrian|"
    r"costarian)\s*(?:los |las )?$"
)
_LISTED = re.compile(
    r"(?:^|[,;¿?]|\b(?:son|cuanto(?: es)?|sale|me|por|x|y|e|mas|para|con|de a))\s*$"
)
"""Before a figure that may count: it does beside a price that is asked, or the word "unidades"."""
_ASKS = re.compile(
    r"\b(?:cuanto|total|precio|salen?|serian?|saldrian?|costarian?|cuestan?|queda[n]?|debo|alcanza\w*|"
    r"llego|unidades|suman?|iguales)\b"
)
SO_MANY_OF = re.compile(
    rf"^\W*(?:(?:y|e|ok|dale|bueno)\s+)*(?:\d{{1,2}}|{'|'.join(WORDS)})\s+de\s+"
    r"(?:l[oa]s|es[oa]s|est[oa]s)(?! cuotas)(?: [a-z]+){0,3}\W*$"
)
"""A message that asks what so many come to without a word that asks: "y 4 de los azules?"."""
_COUNTED = (
    rf"(?:\d{{1,2}}|{'|'.join(WORDS)})\s+"
    r"(?!(?:cuotas?|pagos?|mes(?:es)?|dias?|anos?|veces)\b)[a-z]{4,}"
)
LISTS = re.compile(
    rf"^\W*(?:(?:hola|buenas|ok|dale|bueno|y|me|quiero|necesito|llevo|dame|anotame)\W+)*"
    rf"{_COUNTED}(?: [a-z0-9.,]+){{0,5}}?(?:,? (?:y|e|mas)|,|\s*\+) {_COUNTED}"
)
"""A message that lists what is bought, each thing with its count: "2 mates y 3 termos"."""
_SEEN = re.compile(
    r"\b(?:vi|vimos|vieron|estaba\w*|encontr\w+|consegu\w+|pagu?[eo]|pagan?|vend\w+|ofrec\w+|"
    r"public\w+|costaba|salia|dijeron|baj[oa]\w*|subi\w*)\b[^,;.?]{0,25}$"
)
"""Before "por 85": what was seen elsewhere at that price."""
_PACKED = re.compile(
    r"\b(?:packs?|cajas?|sets?|combos?|bolsas?|paquetes?|kits?|juegos?|blister|tiras?)\s+"
    r"(?:de|x|por)\s*$"
)
_PAID = (
    r"(?:en|con|por|al?) (?:\d{1,2} |la |una )?(?:cuotas?|pagos?|efectivo|contado|tra?n?sf\w*|"
    r"debito|credito|tarjeta|mercado ?pago|mp)"
)
"""How what is counted is to be paid: "quiero 3 en 6 cuotas", "llevo 2 por transferencia"."""
_FOLLOWS = re.compile(
    r"\s*(?:$|[?!,;.)]|(?:de|del|para|unidad(?:es)?|u|iguales|mas|junt[oa]s|en total|en cuanto|"
    rf"{_PAID}|cuanto|como|me|por favor|y|si|cajas?|packs?|paquetes?|pares|docenas?|bultos?|"
    r"bolsas?|latas?|botellas?|frascos?|potes?|rollos?|sobres?|bidones|sachets?|es[oa]s|est[oa]s)\b)"
)


_APART = re.compile(r"\b(?:y|e|mas)\b|[,+]")
_NO_COUNT = re.compile(r"\b(?:de|el|la|los|las|x|por|talle|numero|nro\.?|n[°º])\s*$|-$")
"""Before a figure that counts nothing, though a noun follows."""
_HELD = re.compile(
    r"\b(?:con|para|hasta|trae\w*|traig\w*|tien\w*|teng\w*|viene\w*|entra\w*|incluye\w*|somos|"
    r"pes\w*|tom[oa]\w*|com[eo]\w*|us[ao]\w*)\s*$"
)
"""Before a figure of what a thing has, or of whom it is for: "trae 5 tomas?", "somos 6"."""
_OF_THOSE = re.compile(r"\s*(?:de\s+)?(?:es[aeo]s|est[aeo]s)\b")
_BOUGHT = re.compile(r"(?:^|[,;:.¿?+]|\b(?:y|e|mas|me|es|son|sale|cuesta|seria|saldria|total))\s*$")
"""Before a weight that is bought, and not one that a thing or somebody has."""
_WEIGHED = re.compile(
    rf"(?<![\w.,])(\d+(?:[.,]\d+)?|un|medio|{'|'.join(WORDS)})\s*"
    r"(kilos?|kgs?|litros?|lts?|l|gramos?|grs?|g|ml|cc)( y (?:medio|cuarto))?\s+de\s+([a-z]+)"
)
"""So much of a thing: "2 kilos de yerba"."""


@dataclass(frozen=True)
class _Count:
    units: int
    start: int
    end: int


def units_of(question: str, product: Source) -> int:
    """Return how many units of the one product at hand are asked for; 1 when none are counted."""
    names = own_words([product])[0]
    for message in reversed(question.split(SEPARATOR)):  # the last that counts or names it
        counts = [c.units for c in _counts(message, [product])]
        if len(counts) == 1 and counts[0] > 1:
            return counts[0]
        if counts or any(word in names for _, word in spelt(message)):
            return 1
    return 1


def units_of_each(question: str, products: Sequence[Source]) -> list[int] | None:
    """Return how many of each product are asked for; None when a count is of none that is named.

    A count is of the product that is named next in its message: "2 flip 6 y 3 go 3".
    """
    asks = _asks(fold(question))
    units = [1] * len(products)
    for message in question.split(SEPARATOR):
        places = places_of(message, products)
        weighed = _weighed(fold(message), products)
        if weighed is None:
            return None
        counted = set[int]()
        for count in [*_counts(message, products, asks=asks), *weighed]:
            after = [(at, n) for n, at in enumerate(places) if at is not None and count.end <= at]
            if not after:
                return None
            which = min(after)[1]
            if which in counted or places.count(places[which]) > 1:
                return None  # one of the counts is of something else, or of either of two
            counted.add(which)
            units[which] = count.units
    return units


def uncounted(question: str, products: Sequence[Source]) -> str:
    """Return the folded question without its counts: "2 fernet" names no Coca of 2,25 L."""
    asks, told = _asks(fold(question)), []
    for message in question.split(SEPARATOR):
        text = fold(message)
        for count in _counts(message, products, asks=asks):
            text = text[: count.start] + " " * (count.end - count.start) + text[count.end :]
        told.append(text)
    return SEPARATOR.join(told)


def places_of(message: str, products: Sequence[Source]) -> list[int | None]:
    """Return where each product is named first; what only points is of the one not named.

    "2 de esas y una cola"; "3 huggies y 2 toallitas", of which both are Huggies.
    """
    text = fold(message)
    owned = own_words(products)
    places = []
    for n, own in enumerate(owned):  # "zero" before "coca", which two of three have
        at = _place(text, own.difference(*owned[:n], *owned[n + 1 :]))
        places.append(_place(text, own) if at is None else at)
    if places.count(None) == 1 < len(products):
        common = shared_words(products)
        pointed = [m.start() for m in POINTING.finditer(text)]
        named = [at for at in places if at is not None]
        pointed += [
            at for at, word in spelt(text)
            if word in common and not word.isdigit()
            and all(_APART.search(text[min(at, other) : max(at, other)]) for other in named)
        ]  # fmt: skip
        places[places.index(None)] = min(pointed, default=None)
    return places


def _asks(text: str) -> bool:
    asks = _ASKS.search(text) or SO_MANY_OF.search(text) or LISTS.search(text)
    return bool(asks) or only_counts(text)


def _place(text: str, own: set[str]) -> int | None:
    """Return where a product is named first, by its size where nothing else tells it apart."""
    places = [(at, word) for at, word in spelt(text) if word in own]
    names = [at for at, word in places if not word.isdigit()]
    sizes = [at for at, _ in places if re.search(r"\b(?:de|x)\s+$", text[:at])]
    return next(iter(names or sizes), None)


def _counts(question: str, products: Sequence[Source], *, asks: bool | None = None) -> list[_Count]:
    text = fold(question)
    asks = _asks(text) if asks is None else asks
    taken = [(a.start, a.end) for a in parse_amounts(text) if a.is_money or a.cents >= 100_00]
    taken += [(q.start, q.end) for q in parse_quantities(text) if q.dimension != "count"]
    titles = [fold(source["title"]) for source in products]
    words = {singular(word) for title in titles for word in re.findall(r"[a-z]{2,}", title)}
    words -= LITTLE
    figures = {figure for title in titles for figure in re.findall(r"\d+", title)}
    nouns = {singular(noun[0]) for title in titles if (noun := re.search(r"[a-z]{2,}", title))}
    brands = " ".join(fold(source["payload"].get("brand") or "") for source in products)
    nouns |= {*map(singular, re.findall(r"[a-z]{2,}", brands))}
    found = []
    for match in _NUMBER.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if any(start <= match.start() < end for start, end in taken):
            continue
        if _PACKED.search(before) or _is_name(match.group(), before, after, figures, words):
            continue
        listed = (
            _LISTED.search(before) and asks and (match.group() not in figures or len(products) > 1)
        )
        noun = re.match(r"\s*(?:de\s+)?([a-z]+)", after)
        of_noun = noun is not None and singular(noun[1]) in words
        is_held = _NO_COUNT.search(before) or _HELD.search(before)
        apart = of_noun and len(products) > 1 and match.group() not in figures
        is_thing = noun is not None and (singular(noun[1]) in nouns or apart)
        counts = is_thing and asks and not is_held
        counts = counts or (asks and bool(_OF_THOSE.match(after)))
        if not (_WISHED.search(before) or listed or counts) or _SEEN.search(before):
            continue
        if _FOLLOWS.match(after) or of_noun:
            units = WORDS.get(match.group()) or int(match.group())
            found.append(_Count(units, *match.span()))
    if len(products) == 1 and asks and not found:
        found += _weighed(text, products) or []
    return [c for c in found if c.units > 1 or len(products) > 1]


def _weighed(text: str, products: Sequence[Source]) -> list[_Count] | None:
    """Return how many packs a weight or a volume is: "3 kilos" of what holds 500 g are 6.

    None when what is bought so is no whole number of packs, or holds what is not known.
    """
    found = []
    for match in _WEIGHED.finditer(text):
        before, noun = text[: match.start()], singular(match[4])
        named = [
            p for p in products if noun in map(singular, re.findall(r"[a-z]+", fold(p["title"])))
        ]
        if not named or not (_BOUGHT.search(before) or _WISHED.search(before)):
            continue
        held = content_of(named[0])
        figure = {"un": 1, "medio": 0.5, **WORDS}.get(match[1], match[1])
        said = parse_quantities(f"{figure} {match[2]}".replace(".", ","))
        if held is None or len(named) > 1 or match[3] or not said:
            return None
        packs = round(said[0].value / held.value, 6)
        known = CONTENT & {*map(fold, named[0]["payload"]["attributes"])}
        if said[0].dimension != held.dimension or packs < 1 or packs != int(packs):
            return None
        if packs > 1 and not known:
            return None  # what a washing machine takes is no content
        found.append(_Count(int(packs), match.start(), match.end(2)))
    return found


def _is_name(figure: str, before: str, after: str, figures: set[str], words: set[str]) -> bool:
    """Tell whether a figure stands in a title beside what stands before it: "go 3", "x 6"."""
    if figure not in figures:
        return False
    last = re.search(r"([a-z]+)\s*$", before)
    if last and last[1] in ("x", "por", "de"):
        return True
    return bool(last and singular(last[1]) in words)
