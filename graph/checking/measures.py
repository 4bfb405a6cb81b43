"""Quantities with units, counts and bare numbers: each is of the attribute it speaks of."""

import re

from graph.checking.bare_numbers import check_number, is_derived
from graph.checking.clauses import QUESTION
from graph.checking.context import ClaimType, Context
from graph.checking.coverage import check_need
from graph.checking.dates import check_dates
from graph.checking.evidence import NUMBER, Evidence, plain_number
from graph.checking.fits import is_within
from graph.checking.identity import code_spans
from graph.checking.lexis import root, roots
from graph.checking.money import looks_like_price
from graph.checking.reached import reached_measure
from graph.checking.rounding import HEDGE
from graph.checking.situations import in_time, is_long_ago, is_situation
from graph.checking.spans import apart, spans_alike, together
from graph.checking.spelled import said_numbers
from graph.checking.spoken import is_written, spoken_amounts
from graph.state import Claim
from graph.understanding.attributes import mentioned_attributes
from ingest.units import Quantity, fold, parse_quantities

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
_BARE = re.compile(r"\s*(?:[,.;:)\-/]|$|(?:a|y|o|u|e|al|en|para|con|hasta|como|si)\b)")
"""What follows a number that counts no noun of its own."""
_BOUND = re.compile(r"\b(?:menos de|no lleg\w+ a(?: los)?|mas de|supera\w*(?: los)?)\s*$")
NEAR = 0.15
"""How far a bound may be from the figure that it rounds, as a share."""
WHOLE = 5
"""From here on a hedged whole number may leave out less than a half: "casi 6" for 5,7."""
EXACT, HEDGED = 0.002, 0.03
"""Relative tolerance of a measure: rounding of a conversion, and of a hedged figure."""


def check_measures(context: Context) -> list[Claim]:
    """Check the segment's measures against its cited sources."""
    text = _asked_blanked(context)
    quantities = _joined(parse_quantities(text), text)
    asked = {(q.dimension, q.value) for q in parse_quantities(context.question)}
    names = {fold(name) for e in context.evidence.values() for name in e.attributes}
    claims: list[Claim | None] = []
    needed, taken = check_need(context)
    claims += needed
    for quantity in quantities:
        if any(start <= quantity.start < end for start, end in taken):
            continue
        stated = (quantity.dimension, quantity.value) in asked or told_number(
            text[quantity.start : quantity.end]
        ) in map(plain_number, NUMBER.findall(context.question))
        if stated and (not context.cited or _ROOM.search(text[: quantity.start])):
            continue
        if stated and any(
            meant(context, quantity) for meant in (_beside_the_true_one, _divides, is_within)
        ):
            continue
        if is_situation(context.question, quantity, text) and (
            not context.products
            or (quantity.dimension in ("days", "months") and is_long_ago(text, quantity))
        ):
            claims.append(in_time(context, quantity))
            continue
        if text[quantity.start : quantity.end].replace(" ", "") in names:
            continue  # "5G" is no weight
        if quantity.dimension == "count" and any(a.is_money for a in spoken_amounts(text)):
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
    taken += [*spans, *((q.start, q.end) for q in quantities)]
    taken += [
        (a.start, a.end)
        for a in spoken_amounts(text)
        if (a.is_money or looks_like_price(a, text)) and not is_written(a, text, context.cited)
    ]
    taken += [
        match.span()
        for match in re.finditer(
            r"\d+(?:[.,]\d+)?\s?(?:%|por ciento)|\d+\s+(?:cuotas?|pagos?|sin interes)", text
        )
    ]
    taken += code_spans(text)
    claims += [check_number(context, m) for m in NUMBER.finditer(text) if _is_free(m, taken)]
    return [claim for claim in claims if claim]


def _asked_blanked(context: Context) -> str:
    """Blank the figures of a question that some source writes: it asks, and tells nothing."""
    known = set().union(*(e.numbers for e in context.evidence.values()))
    return QUESTION.sub(
        lambda asked: NUMBER.sub(
            lambda m: " " * len(m.group()) if plain_number(m.group()) in known else m.group(),
            asked.group(),
        ),
        context.text,
    )


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


def _divides(context: Context, asked: Quantity) -> bool:
    """Tell whether so many of the shopper's measure make the product's: "4 tazas de 150 ml"."""
    counts = said_numbers(context.text)
    held = [q for e in context.products for name, q in e.measures if q.dimension == asked.dimension]
    return any(abs(n * asked.value - q.value) < asked.value for q in held for n in counts)


def _measure(context: Context, quantity: Quantity) -> Claim:
    told = context.text[quantity.start : quantity.end]
    if not context.cited:
        return context.not_found("marker", f"«{told}» no tiene fuente")
    hedged = bool(HEDGE.search(context.text[: quantity.start]))
    if any(_bounds(context.text[: quantity.start], quantity, e) for e in context.products):
        return context.supported("measure", context.products[0])
    if hedged and any(
        q.dimension == quantity.dimension and q.start != quantity.start
        and abs(q.value - quantity.value) <= BESIDE * q.value
        for q in parse_quantities(context.text)
    ):  # fmt: skip
        return context.supported("measure", context.cited[0])  # the exact one stands beside it
    if hedged and is_derived(context, float(told_number(told))):
        return context.supported("arithmetic")
    if together(context, quantity) or reached_measure(context, quantity):
        return context.supported("arithmetic", context.cited[0])
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
            _matches(
                context, source, same, hedged or "inches" in (same.dimension, quantity.dimension)
            )
            is True
            for same in spans_alike(quantity, told, working=source.kind == "policy")
        ):
            verdict = True
        if verdict is True:
            return context.supported("measure" if source.kind == "product" else "policy", source)
        reasons.append(verdict)
    kind: ClaimType = "measure" if context.products else "policy"
    reason = next((r for r in reasons if r), f"«{told}» no está en la fuente")
    contradicts = any(reasons)
    return (context.contradicted if contradicts else context.not_found)(kind, reason, sources[0])


def _bounds(before: str, told: Quantity, product: Evidence) -> bool:
    """Tell whether "menos de 2 kg" is the next round figure above what the product has."""
    match = _BOUND.search(before)
    if not match or told.value != round(told.value, 1):
        return False
    sign = 1 if match.group().startswith(("menos", "no lleg")) else -1
    return any(
        q.dimension == told.dimension and 0 < sign * (told.value - q.value) <= NEAR * told.value
        for name, q in product.measures if name
    )  # fmt: skip


def _is_of_price(text: str, quantity: Quantity) -> bool:
    """Tell what a price is for, "$ 900 cada 100 gramos", from a measure of the product."""
    before = text[: quantity.start]
    if re.search(r"\bcada\s*$", before) and any(a.is_money for a in spoken_amounts(text)):
        return quantity.dimension in ("mass", "volume", "length")  # "cada 100 ml salen $ 900"
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
    return any(not match.group(1) and _BARE.match(policy.text[match.end() :]) for match in written)


def _matches(context: Context, source: Evidence, told: Quantity, hedged: bool) -> bool | str:
    """Return True, or why not: the value of the attribute meant, or an empty string."""
    same = [(name, q) for name, q in source.measures if q.dimension == told.dimension]
    equal = [name for name, q in same if _equal(told.value, q.value, hedged)]
    # Which attribute is meant is read in the clause around the figure, not in the whole sentence.
    clause = _clause(context.text, told)
    names = list(dict.fromkeys(name for name, _ in same if name))  # in the order told
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
    if not same and told.dimension in ("people", "count") and _is_count(source, told.value):
        return True
    if meant or len(names) == 1:
        name = meant[0] if meant else next(iter(names))
        right = next(q for n, q in same if n == name)
        return f"{name} es {right.value:g} {right.unit}"
    return ""


def _is_count(source: Evidence, value: float) -> bool:
    """Tell whether some attribute is just this number: "Comensales: 8"."""
    return any(str(held).strip() == f"{value:g}" for held in source.attributes.values())


def _clause(text: str, quantity: Quantity) -> str:
    before = re.split(rf"[,;.()]|{_BESIDE}", text[: quantity.start])[-1]
    after = re.split(rf"[,;:.()]|{_BESIDE}", text[quantity.end :])[0]
    return f"{before} {after}"


def _equal(told: float, actual: float, hedged: bool) -> bool:
    tolerance = HEDGED if hedged else EXACT
    if hedged and told == int(told) >= WHOLE and abs(told - actual) < 0.5:
        return True
    return abs(told - actual) <= max(abs(actual) * tolerance, 1e-6)
