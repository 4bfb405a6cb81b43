"""Quantities with units, counts and bare numbers: each is of the attribute it speaks of."""

import re

from graph.checking.context import ClaimType, Context
from graph.checking.dates import check_dates
from graph.checking.evidence import NUMBER, Evidence, plain_number
from graph.checking.identity import code_spans
from graph.checking.lexis import root, roots
from graph.checking.money import looks_like_price
from graph.checking.reached import reached_measure
from graph.checking.spans import apart, spans_alike
from graph.state import Claim
from graph.understanding.amounts import parse_amounts
from graph.understanding.attributes import mentioned_attributes
from ingest.units import Quantity, fold, parse_quantities

HEDGE = re.compile(
    r"\b(unos|unas|casi|cerca de|alrededor de|aprox\w*|mas o menos|(?:algo|un poco|"
    r"poco|poquito|apenas) (?:mas|menos) de)\W*$"
)
_ROOM = re.compile(
    r"\b(?:espacio|hueco|lugar|entra\w*|tu|tus|pediste|buscas|buscabas|necesitas|"
    r"menos de|en|para)\W+"
    r"(?:un[oa]?s? |el |los |las |de ){0,3}$|\btus? \w+ de\s*$"
)
"""What the shopper measured, told back."""
_OTHER_SIZE = re.compile(
    r"\bno (?:tengo|tenemos|hay|vendemos|trabajamos|me queda|nos queda)\b[^,;.]*$"
)
_OTHER_SIZE_AFTER = re.compile(
    r"\s*(?:no|ya no) (?:l[oa]s? )?(?:tengo|tenemos|hay|vendemos|me queda|nos queda)\b"
)
"""What the store has not: "de medio litro no tengo"."""
_FAMILY = re.compile(r"\b(?:familia|grupo|pareja|casa|hogar|equipo)\w*(?: de| para)?\s*$")
_BESIDE = r"\b(?:y|contra|frente a|vs)\b"
BESIDE = 0.12
"""How far a rounded figure may be from an exact one told with it."""
DERIVED = 0.06
"""How far an openly rounded computation may be off, as a share."""
WHOLE = 5
"""From here on a hedged whole number may leave out less than a half: "casi 6" for 5,7."""
EXACT, HEDGED = 0.002, 0.03
"""Relative tolerance of a measure: rounding of a conversion, and of a hedged figure."""


def check_measures(context: Context) -> list[Claim]:
    """Check the segment's measures against its cited sources."""
    text = context.text
    quantities = _joined(parse_quantities(text), text)
    asked = {(q.dimension, q.value) for q in parse_quantities(context.question)}
    claims: list[Claim | None] = []
    for quantity in quantities:
        stated = (quantity.dimension, quantity.value) in asked or told_number(
            text[quantity.start : quantity.end]
        ) in map(plain_number, NUMBER.findall(context.question))
        if stated and (not context.cited or _ROOM.search(text[: quantity.start])):
            continue
        if stated and _beside_the_true_one(context, quantity):
            continue
        if quantity.dimension == "count" and any(a.is_money for a in parse_amounts(text)):
            continue  # "3 unidades serían $ 900": the money rule multiplies
        if _OTHER_SIZE.search(text[: quantity.start]) or _OTHER_SIZE_AFTER.match(
            text[quantity.end :]
        ):
            continue
        if _is_of_price(text, quantity):
            continue
        if claim := apart(context, quantity):
            claims.append(claim)
            continue
        if quantity.dimension == "people" and _FAMILY.search(text[: quantity.start]):
            continue
        claims.append(_measure(context, quantity))
    dated, spans = check_dates(context)
    claims += dated
    taken = [*spans, *((q.start, q.end) for q in quantities)]
    taken += [
        (a.start, a.end) for a in parse_amounts(text) if a.is_money or looks_like_price(a, text)
    ]
    taken += [
        match.span()
        for match in re.finditer(
            r"\d+(?:[.,]\d+)?\s?(?:%|por ciento)|\d+\s+(?:cuotas?|pagos?)", text
        )
    ]
    taken += code_spans(text)
    claims += [_number(context, m) for m in NUMBER.finditer(text) if _is_free(m, taken)]
    return [claim for claim in claims if claim]


def _is_free(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return not any(start <= match.start() < end for start, end in taken)


def _beside_the_true_one(context: Context, asked: Quantity) -> bool:
    """Tell whether the shopper's figure is held against the product's: "105 kilos, carga 110"."""
    told = {plain_number(n) for n in NUMBER.findall(context.text)}
    held = [q for e in context.products for name, q in e.measures if name]
    return any(
        q.dimension == asked.dimension and q.value != asked.value and f"{q.value:g}" in told
        for q in held
    )


def _measure(context: Context, quantity: Quantity) -> Claim:
    told = context.text[quantity.start : quantity.end]
    if not context.cited:
        return context.not_found("marker", f"«{told}» no tiene fuente")
    hedged = bool(HEDGE.search(context.text[: quantity.start]))
    if hedged and any(
        q.dimension == quantity.dimension and q.start != quantity.start
        and abs(q.value - quantity.value) <= BESIDE * q.value
        for q in parse_quantities(context.text)
    ):  # fmt: skip
        return context.supported("measure", context.cited[0])  # the exact one stands beside it
    if hedged and _derived(context, float(told_number(told))):
        return context.supported("arithmetic")
    if context.products and reached_measure(context, quantity):
        return context.supported("arithmetic", context.products[0])
    reasons = []
    sources = [*context.subjects(_clause(context.text, quantity)), *context.policies]
    for source in sources:
        if source.kind == "policy" and (
            _written_bare(source, told)
            or (
                quantity.dimension == "months"
                and _written_bare(source, f"{quantity.value:g} meses")
            )
        ):
            return context.supported("policy", source)
        verdict = _matches(context, source, quantity, hedged)
        if verdict is not True and any(
            _matches(context, source, same, hedged) is True for same in spans_alike(quantity, told)
        ):
            verdict = True
        if verdict is True:
            return context.supported("measure" if source.kind == "product" else "policy", source)
        reasons.append(verdict)
    kind: ClaimType = "measure" if context.products else "policy"
    reason = next((r for r in reasons if r), f"«{told}» no está en la fuente")
    contradicts = any(reasons)
    return (context.contradicted if contradicts else context.not_found)(kind, reason, sources[0])


def _is_of_price(text: str, quantity: Quantity) -> bool:
    """Tell what a price is for, "$ 900 cada 100 gramos", from a measure of the product."""
    before = text[: quantity.start]
    if re.search(r"\bcada\s*$", before) and any(a.is_money for a in parse_amounts(text)):
        return quantity.dimension in ("mass", "volume", "length")  # "cada 100 ml salen $ 900"
    if re.search(r"\$\s?[\d.,]+\s*(?:pesos )?(?:cada|por|x|los|las|/)\s*$", before):
        return True
    after = re.match(
        r"\s*(?:de \w+ )?(?:extras? ?|mas ?|, ?)*(?:son|serian?|salen?|cuestan?|"
        r"te salen)?\s*\$",
        text[quantity.end :],
    )
    return bool(after) and quantity.dimension in ("mass", "volume", "length", "count")


def _joined(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Add up "1 hora 50 minutos"."""
    found: list[Quantity] = []
    for quantity in quantities:
        last = found[-1] if found else None
        if (
            last
            and last.dimension == quantity.dimension == "hours"
            and last.value >= 1 > quantity.value
            and text[last.end : quantity.start].strip() in ("", "y", "con")
        ):  # fmt: skip
            found[-1] = Quantity(last.value + quantity.value, "hours", last.start, quantity.end)
        else:
            found.append(quantity)
    return found


def told_number(told: str) -> str:
    """Return the number of a measure as plain digits."""
    match = NUMBER.match(told)
    return plain_number(match.group()) if match else "0"


def _derived(context: Context, value: float) -> bool:
    """Tell whether a rounded figure is a product or a ratio of figures asked and held."""
    held = {n for e in context.cited for n in e.numbers if re.fullmatch(r"[\d.]+", n)}
    spoken = {plain_number(n) for n in NUMBER.findall(f"{fold(context.question)} {context.text}")}
    first, second = (
        {float(n) for n in numbers if re.fullmatch(r"\d+(\.\d+)?", n)} - {0.0, 1.0, value}
        for numbers in (spoken, spoken | held)
    )
    return any(
        abs(result - value) <= DERIVED * value
        for a in first for b in second for result in (a * b, a / b)
    )  # fmt: skip


def _written_bare(policy: Evidence, told: str) -> bool:
    """Tell whether a policy writes the number without the unit: "de 4 a 7", "de 9 a 14".

    The unit must then be an hour, or one that the policy uses.
    """
    number, unit = re.match(r"([\d.,]+)\s?(.*)", told).groups()  # type: ignore[union-attr]
    if unit not in ("hs", "h", "horas", "hora") and root(unit) not in roots(policy.text):
        return False
    units = (
        r"(?:dias|dia|hs|horas|hora|h|meses|mes|anos|semanas|personas|unidades|kg|km|cuotas|%|"
        r"por ciento)"
    )
    written = re.finditer(
        rf"(?<![\d.,$]){re.escape(number)}(?![\d]|[.,]\d)(\s?{units}\b)?", policy.text
    )
    return any(not match.group(1) for match in written)


def _matches(context: Context, source: Evidence, told: Quantity, hedged: bool) -> bool | str:
    """Return True, or why not: the value of the attribute meant, or an empty string."""
    same = [(name, q) for name, q in source.measures if q.dimension == told.dimension]
    equal = [name for name, q in same if _equal(told.value, q.value, hedged)]
    # Which attribute is meant is read in the clause around the figure, not in the whole sentence.
    clause = _clause(context.text, told)
    names = {name for name, _ in same if name}
    meant = [name for name in mentioned_attributes(clause, names) if name in names]
    literal = [name for name in meant if name in clause]
    if literal and not any(name in equal for name in literal):
        right = next(q for name, q in same if name == literal[0])
        return f"{literal[0]} es {right.value:g} {right.unit}"
    if equal:
        if meant and not set(meant) & set(equal) and any(name for name in equal):
            right = next(q for name, q in same if name == meant[0])
            return f"{meant[0]} es {right.value:g} {right.unit}"
        return True
    if meant or len(names) == 1:
        name = meant[0] if meant else next(iter(names))
        right = next(q for n, q in same if n == name)
        return f"{name} es {right.value:g} {right.unit}"
    return ""


def _clause(text: str, quantity: Quantity) -> str:
    before = re.split(rf"[,;.()]|{_BESIDE}", text[: quantity.start])[-1]
    after = re.split(rf"[,;:.()]|{_BESIDE}", text[quantity.end :])[0]
    return f"{before} {after}"


def _equal(told: float, actual: float, hedged: bool) -> bool:
    tolerance = HEDGED if hedged else EXACT
    if hedged and told == int(told) >= WHOLE and abs(told - actual) < 0.5:
        return True
    return abs(told - actual) <= max(abs(actual) * tolerance, 1e-6)


def _number(context: Context, match: re.Match[str]) -> Claim | None:
    """A number without a unit must stand in a cited source, near the word it counts."""
    written = match.group()
    value = plain_number(written)
    asked = {plain_number(n) for n in NUMBER.findall(fold(context.question))}
    text = context.text
    if re.match(r"\s*[.)]\s", text[match.end() :]) and not text[: match.start()].strip(" -"):
        return None  # a list's own numbering
    if value.count(".") > 1:  # "7.1.4", or digits that somebody spoiled: no quantity
        told = any(value in source.numbers for source in context.cited)
        return None if told else context.not_found("measure", f"«{written}» no está en la fuente")
    if any(float(value) * 100 in _prices(context, source) for source in context.cited):
        return context.supported("price", context.cited[0])  # "214.500 + 18.500"
    cents = {(e.current_cents or 0) % 100 for e in context.products}
    if re.search(r"\bpesos con\s*$", text[: match.start()]) and float(value) in cents:
        return None
    if not context.cited:
        return (
            None
            if value in asked or len(value) == 1
            else context.not_found("marker", f"«{written}» no tiene fuente")
        )
    if any(
        amount.cents == (product.current_cents or 0) * float(value) != 0
        for amount in parse_amounts(text) for product in context.products
    ):  # fmt: skip
        return None  # it multiplies a price, which the money rule recomputed
    if re.match(r"\s*°", text[match.end() :]) and (claim := _degrees(context, match, value)):
        return claim
    if any(
        name and name in text and q.dimension == "length" and q.value == 100 * float(value)
        for e in context.products for name, q in e.measures
    ):  # fmt: skip
        return context.supported("measure", context.products[0])  # "2,40 de largo"
    if re.match(r"(?:[:.]\d\d)?\s*de la (?:tarde|noche)", text[match.end() :]):
        value = f"{float(value) + 12:g}"  # "las 7 de la tarde" of what opens until 19
    nouns = re.match(
        r"(?:\s+(?!en\b|con\b|de\b|y\b|por\b|a\b|para\b|o\b)[a-z]{2,}){1,3}", text[match.end() :]
    )
    for source in context.cited:
        if value not in source.numbers:
            continue
        if nouns and not all(_counted(source, value, noun) for noun in nouns.group().split()):
            continue
        return context.supported("measure" if source.kind == "product" else "policy", source)
    if value in asked:
        return None
    if HEDGE.search(text[: match.start()]) and _derived(context, float(value)):
        return context.supported("arithmetic")
    if context.products and reached_measure(context, float(value)):
        return context.supported("arithmetic", context.products[0])
    kind: ClaimType = "measure" if context.products else "policy"
    return context.not_found(kind, f"«{written}» no está en la fuente", context.cited[0])


def _prices(context: Context, source: Evidence) -> set[int]:
    """Return the prices of a source that a bare figure may be, the old one beside the new."""
    if source.kind == "policy":
        return source.cents_in_text
    told = {amount.cents for amount in parse_amounts(context.text)}
    prices = {source.current_cents or 0}
    if source.current_cents in told:
        prices.add(source.list_cents or 0)
    return {cents for cents in prices if cents >= 1000_00}


def _counted(source: Evidence, value: str, noun: str) -> bool:
    """Tell whether the source gives this number to this noun, if it speaks of the noun at all."""
    stem = noun[:5].rstrip("s")
    for name, attribute in source.attributes.items():
        if fold(name).startswith(stem) or f" {stem}" in fold(name):
            number = attribute.get("value") if isinstance(attribute, dict) else attribute
            if isinstance(number, str) and re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", number):
                return plain_number(number) == value
            if isinstance(number, int | float) and not isinstance(number, bool):
                return plain_number(str(number)) == value
    if len(noun) < 3:
        return True
    near = re.findall(
        rf"(?<!\w)(\d+(?:[.,]\d+)*)\s+(?:\w+\s+){{0,1}}{re.escape(stem)}", source.text
    )
    return not near or value in {plain_number(number) for number in near}


def _degrees(context: Context, match: re.Match[str], value: str) -> Claim | None:
    """Degrees are of the attribute that the clause names whole: confort is not extrema."""
    clause = re.split(r"[,;.()]|\by\b", context.text[: match.start()])[-1]
    for product in context.products:
        named = [
            str(held) for name, held in product.attributes.items()
            if roots(fold(name)) - {"de"} <= roots(clause)
        ]  # fmt: skip
        if named and not any(
            value in {plain_number(n) for n in NUMBER.findall(held)} for held in named
        ):
            return context.contradicted("measure", f"la fuente dice {named[0]}", product)
    return None
