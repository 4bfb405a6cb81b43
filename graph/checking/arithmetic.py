"""Amounts that no source writes and arithmetic gives: totals, differences, a kilo's price."""

import re
from itertools import combinations

from graph.answer import MARKER
from graph.checking.context import Context
from graph.checking.evidence import PERCENT, Evidence
from graph.checking.instalments import COUNT_WORDS, INSTALMENTS, count_of
from graph.checking.rounding import HEDGE, HEDGED_TOLERANCE
from graph.state import Claim
from graph.understanding.amounts import Amount, parse_amounts
from graph.wording import write_money
from ingest.money import parse_decimal
from ingest.units import fold

ROUNDED_CENTS = 100
"""A computed amount may be told without its cents."""

DIFFERENCE = re.compile(
    r"\b(diferencia|mas (?:car[oa]|barat[oa])|(?:\$|pesos|cuesta|sale)?.{0,12}\b(?:mas|menos) que|"
    r"ahorras|te ahorras|ahorro|de mas|de menos|descuento de|rebaja de|bonificacion de)\b"
)
MORE = re.compile(r"\s*(?:mas|menos|de (?:descuento|rebaja|ahorro|diferencia))\b(?! o)")
TOTAL = re.compile(
    r"\b(total|suman?|junt[oa]s|los dos|las dos|ambos|ambas|los tres|las tres|"
    r"en conjunto|por (?:las|"
    r"los) \d+|x ?\d+|\d+ unidades)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:con|compras? (?:de|por)|gast\w+|llev\w+|compr[aá]s|pagas|pagar|pedido de|"
    r"monto de|tus|efectivo|"
    r"transferencia|debito|si son)\W*$"
)
_FREE = re.compile(r"\b(?:gratis|gratuit[oa]|sin cargo|sin costo|bonificad[oa]|no pagas)\b")
_FROM = re.compile(r"\b(?:desde|superior\w*|mayor\w*|mas de|a partir|supera\w*)\b")
_GRANTS = _FREE
_LEFT_OVER = re.compile(
    r"\b(?:sobran?|te quedan?(?! en| a)|te quedarian?|sobrarian?|faltan?|faltarian?|"
    r"queda de vuelto|vuelto)\b"
)


COUNT = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,]*\d)")
"""A figure that may count units: the 2 of "$ 2.000" counts none."""


def _near(told: int, computed: float, hedged: bool) -> bool:
    """Compare with a computed amount, which may be told to the peso."""
    return abs(told - computed) < (computed * HEDGED_TOLERANCE if hedged else ROUNDED_CENTS)


def unit_price(product: Evidence, told: int, unit: str) -> bool:
    dimension = {"kilo": "mass", "kg": "mass", "litro": "volume", "l": "volume"}.get(unit)
    contents = [q.value for _, q in product.measures if q.dimension == (dimension or "mass")]
    scale = 0.1 if unit.startswith("100") else 1.0
    assert product.current_cents is not None
    return any(
        value > 0 and abs(product.current_cents / value * scale - told) < ROUNDED_CENTS
        for value in contents
    )


def multiple(context: Context, amount: Amount) -> Claim | None:
    """Accept n units of a product, or one of a pack: "tres botellas", "cada pañal"."""
    text = context.text
    counts = {int(n) for n in COUNT.findall(text)}
    counts |= {n for word, n in COUNT_WORDS.items() if re.search(rf"\b{word}\b", text)}
    hedged = bool(HEDGE.search(text[: amount.start]))
    for product in context.products:
        if product.current_cents is None:
            continue
        if any(product.current_cents * n == amount.cents for n in counts if n > 1):
            return context.supported("arithmetic", product)
        packs = [q.value for name, q in product.measures if q.dimension == "count" and name]
        packs += [
            float(value) for name, value in product.attributes.items()
            if "unidades" in name and isinstance(value, int | float) and not isinstance(value, bool)
        ]  # fmt: skip
        if re.search(r"\b(?:cada|por|la) \w+", text) and any(
            _near(amount.cents, product.current_cents / n, hedged) for n in packs if n > 1
        ):
            return context.supported("arithmetic", product)
    return None


def with_policy_discount(context: Context, amount: Amount) -> Claim | None:
    """Accept a price less the percentage of a cited policy: 10 % off by bank transfer."""
    shares = [parse_decimal(n) for policy in context.policies for n in PERCENT.findall(policy.text)]
    for product in context.products:
        if product.current_cents is not None and any(
            abs(product.current_cents * (100 - share) / 100 - amount.cents) < ROUNDED_CENTS
            for share in shares
        ):
            return context.supported("arithmetic", product)
    return None


def difference(context: Context, amount: Amount) -> Claim | None:
    """Recompute a difference of prices, or what the sale saves."""
    for product in context.products:
        if product.list_cents and product.current_cents is not None and (
            product.list_cents - product.current_cents == amount.cents != 0
        ):  # fmt: skip
            return context.supported("arithmetic", product)
    prices = [e.current_cents for e in context.cited_products if e.current_cents is not None]
    if any(abs(a - b) == amount.cents for a, b in combinations(prices, 2)):
        return context.supported("arithmetic")
    if any(amount.cents in (e.current_cents, e.list_cents) for e in context.products):
        return None
    told = write_money(amount.cents, amount.currency)
    return context.contradicted("arithmetic", f"{told} no es la diferencia de los precios")


def total(context: Context, amount: Amount) -> Claim | None:
    """Recompute a total: the cited prices together, or n units of one."""
    prices = [e.current_cents for e in context.cited_products if e.current_cents is not None]
    if len(here := _prices_here(context)) > 1:
        prices = here
    sums = {sum(group) for n in (2, 3, 4) for group in combinations(prices, n)}
    counts = {int(n) for n in COUNT.findall(context.text)} | {2, 3}
    sums |= {
        e.current_cents * n for e in context.products if e.current_cents for n in counts if n > 1
    }
    if amount.cents in sums:
        return context.supported("arithmetic")
    if any(amount.cents in (e.current_cents, e.list_cents) for e in context.products):
        return None
    return context.contradicted("arithmetic", f"{write_money(amount.cents)} no es el total")


def _prices_here(context: Context) -> list[int]:
    """Return the prices of the products that the sentence cites."""
    markers = {int(n) for n in MARKER.findall(context.segment.sentence)}
    return [
        e.current_cents for m, e in context.evidence.items() if m in markers and e.current_cents
    ]


def is_sum(context: Context, amount: Amount) -> bool:
    """Tell whether the amount is the sum of all the products that the sentence cites."""
    prices = _prices_here(context)
    return len(prices) > 1 and sum(prices) == amount.cents


def left_over(context: Context, amount: Amount) -> Claim | None:
    """Recompute what is left of, or missing from, the money that the shopper has."""
    if not _LEFT_OVER.search(context.text[: amount.start][-40:]):
        return None
    asked = {a.cents for a in parse_amounts(fold(context.question)) if a.cents >= 100_00}
    asked |= {a.cents for a in parse_amounts(context.text) if a.start < amount.start}
    for product in context.products:
        if product.current_cents is not None and any(
            abs(abs(a - product.current_cents) - amount.cents) < ROUNDED_CENTS for a in asked
        ):
            return context.supported("arithmetic", product)
    told = write_money(amount.cents, amount.currency)
    return context.contradicted("arithmetic", f"{told} no es lo que sobra o falta")


def of_policy(context: Context, amount: Amount) -> Claim | None:
    """Judge an amount that a policy does not write: a purchase supposed, or what it comes to."""
    sentence = fold(context.segment.sentence)
    spoken = parse_amounts(sentence) + [
        a for a in parse_amounts(fold(context.question)) if a.cents >= 100_00
    ]
    asked = {a.cents for a in parse_amounts(fold(context.question))}
    supposed = {a.cents for a in spoken if a.cents != amount.cents}
    before = context.text[: amount.start]
    shares = [parse_decimal(n) for n in PERCENT.findall(context.text)] or [
        parse_decimal(n) for policy in context.policies for n in PERCENT.findall(policy.text)
    ]
    if any(
        abs(base * (100 + sign * share) / 100 - amount.cents) < ROUNDED_CENTS
        or abs(base * share / 100 - amount.cents) < ROUNDED_CENTS
        for base in supposed for share in shares for sign in (-1, 1)
    ):  # fmt: skip
        return context.supported("arithmetic")
    if match := INSTALMENTS.search(context.text):
        count = count_of(match)
        if any(abs(base - amount.cents * count) < ROUNDED_CENTS * count for base in supposed):
            return context.supported("arithmetic")
        if match.end() <= amount.start:
            return None
    if amount.cents in asked or {amount.cents // 1000, amount.cents // 100_000} & asked or (
        _SUPPOSED.search(before)
    ):  # fmt: skip
        return _threshold(context, amount)
    return None


def _threshold(context: Context, amount: Amount) -> Claim | None:
    """Hold a supposed purchase against the amount from which a policy grants something."""
    for policy in context.policies:
        for clause in re.split(r"(?<=[a-z0-9])\. ", policy.text):
            limits = [a.cents for a in parse_amounts(clause) if a.is_money]
            if len(limits) > 1 or not limits or not _GRANTS.search(clause):
                limits = [c for c in limits if _FROM.search(clause) and c > 0][-1:]
            if not limits or not _FREE.search(clause):
                continue
            free = _FREE.search(context.text)
            denied = free and re.search(r"\bno\b[^,;.]{0,25}$", context.text[: free.start()])
            if free and bool(denied) == (amount.cents >= limits[0]):
                return context.contradicted("policy", "el mínimo es otro", policy)
    return context.supported("policy")
