"""Prices, discounts, instalments, differences and totals: recomputed in integer cents."""

import re
from itertools import combinations

from graph.checking.context import Context
from graph.checking.evidence import PERCENT, Evidence
from graph.state import Claim
from graph.understanding.amounts import Amount, parse_amounts
from graph.wording import write_money
from ingest.money import parse_decimal
from ingest.units import fold

_HEDGE = re.compile(
    r"\b(unos|unas|casi|cerca de|alrededor de|aprox\w*|mas o menos|poco mas de|rondan?)\s*$"
)
ROUNDED_CENTS = 100
"""A computed amount may be told without its cents."""
HEDGED_TOLERANCE = 0.01
"""A hedged amount may be off by this share: more would mislead."""

_LIST_PRICE = re.compile(
    r"\b(antes|precio de lista|(?:paso|pasa|bajo|baja|cayo|rebajado) de|en vez de|en lugar de|"
    r"rebajad[oa] de|bajo de|estaba|tachado|"
    r"costaba|salia|precio anterior)\b\W*(?:\w+\W+){0,2}$"
)
_BUDGET = re.compile(
    r"\b(con|tenes|tus|llegas|menos de|hasta|tope|maximo|presupuesto|debajo de|encima de|"
    r"arriba de|mas de|entre|"
    r"pediste|buscabas|dijiste|y)\b\W*(?:\w+\W+){0,3}$"
)
_INSTALMENTS = re.compile(
    r"\b(\d{1,2}|una|dos|tres|seis|nueve|doce|dieciocho|veinticuatro)\s+(?:cuotas?|pagos?)\b"
)
_DIFFERENCE = re.compile(
    r"\b(diferencia|mas (?:car[oa]|barat[oa])|(?:\$|pesos|cuesta|sale)?.{0,12}\b(?:mas|menos) que|"
    r"ahorras|te ahorras|de mas|de menos|descuento de|rebaja de|bonificacion de)\b"
)
_MORE = re.compile(r"\s*(?:mas|menos)\b(?! o)")
_TOTAL = re.compile(
    r"\b(total|junt[oa]s|los dos|las dos|ambos|ambas|los tres|las tres|en conjunto|por (?:las|"
    r"los) \d+|x ?\d+|\d+ unidades)\b"
)
_UNIT_PRICE = re.compile(r"\b(?:por|el|cada|x)\s+(kilo|kg|litro|l|unidad|100 ?g)\b")
_COUNT_WORDS = {"una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
                "nueve": 9, "doce": 12, "dieciocho": 18, "veinticuatro": 24}  # fmt: skip


def check_money(context: Context) -> list[Claim]:
    """Check every amount, instalment plan and percentage of the segment."""
    text = context.text
    amounts = [
        a for a in parse_amounts(text)
        if (a.is_money or _looks_like_price(a, text)) and not _is_no_money(context, a)
    ]  # fmt: skip
    claims: list[Claim | None] = [_amount(context, amount) for amount in amounts]
    claims += _instalments(context, amounts)
    if context.products:
        claims += [_percent(context, match) for match in PERCENT.finditer(text)]
    return [claim for claim in claims if claim]


def _is_no_money(context: Context, amount: Amount) -> bool:
    """Tell the `4K` of a screen and the `3.000 K` of a lamp from thousands of pesos."""
    told = context.text[amount.start : amount.end].strip()
    return told.endswith("k") and any(
        re.search(rf"(?<!\w){re.escape(told)}\b", product.text) for product in context.products
    )


def _looks_like_price(amount: Amount, text: str) -> bool:
    """Take a bare number for a price after the words that announce one."""
    before = text[: amount.start]
    return amount.cents >= 100_00 and bool(
        re.search(
            r"\b(sale|cuesta|vale|precio|costo|queda (?:en|a)|por solo|a solo)\W*(?:\w+\W+){0,2}$",
            before,
        )
    )


def _amount(context: Context, amount: Amount) -> Claim:
    before = context.text[: amount.start]
    told = write_money(amount.cents, amount.currency)
    if _is_shoppers(context, amount, before):
        return context.supported("price")
    if not context.cited:
        return context.not_found("marker", f"{told} no tiene fuente")
    for policy in context.policies:
        if amount.cents in policy.cents_in_text:
            return context.supported("policy", policy)
    if not context.products:
        return context.not_found("policy", f"{told} no está en la política citada")
    if _INSTALMENTS.search(before) or re.match(
        r"\s*(?:por mes|cada un[ao]|c/u|al mes)", context.text[amount.end :]
    ):
        return _instalment_amount(context, amount)
    if context.policies and (claim := _with_policy_discount(context, amount)):
        return claim
    if claim := _multiple(context, amount):
        return claim
    compares = _DIFFERENCE.search(context.text) or _MORE.match(context.text[amount.end :])
    if compares and (claim := _difference(context, amount)):
        return claim
    if _TOTAL.search(context.text) and (claim := _total(context, amount)):
        return claim
    return _price(context, amount, before)


def _is_shoppers(context: Context, amount: Amount, before: str) -> bool:
    """Accept a figure that the shopper stated, told back as a budget."""
    asked = {a.cents for a in parse_amounts(fold(context.question))}
    return amount.cents in asked and bool(_BUDGET.search(before))


def _price(context: Context, amount: Amount, before: str) -> Claim:
    told = write_money(amount.cents, amount.currency)
    after = context.text[amount.end :]
    hedged = bool(_HEDGE.search(before) or re.match(r"\s*(?:aprox|mas o menos|masomenos)", after))
    says_list = bool(_LIST_PRICE.search(before)) or (
        before.rstrip().endswith("(") and "antes" in context.text[amount.start :][:40]
    )
    for product in context.products:
        expected = product.list_cents if says_list else product.current_cents
        if product.payload.get("currency", "ARS") != amount.currency:
            continue
        if expected is not None and _equal(amount.cents, expected, hedged):
            return context.supported("price", product)
        unit = _UNIT_PRICE.search(context.text[amount.end :][:25]) or _UNIT_PRICE.search(
            before[-25:]
        )
        if unit and product.current_cents and _unit_price(product, amount.cents, unit.group(1)):
            return context.supported("arithmetic", product)
    product = context.products[0]
    if says_list:
        return context.contradicted("price", f"{told} no es el precio anterior", product)
    if amount.cents == product.list_cents:
        return context.contradicted("price", f"{told} es el precio anterior a la oferta", product)
    owner = next(
        (
            e
            for e in context.evidence.values()
            if e.kind == "product" and e.current_cents == amount.cents
        ),
        None,
    )
    if owner:
        return context.contradicted(
            "price", f"{told} es el precio de la fuente [{owner.marker}]", product
        )
    right = write_money(product.current_cents or 0, product.payload.get("currency", "ARS"))
    return context.contradicted("price", f"{told} no es el precio: es {right}", product)


def _equal(told: int, expected: int, hedged: bool) -> bool:
    """Compare cents; prices with cents may be told without them when nothing else changes."""
    if told == expected or (told % 100 == 0 and told == expected // 100 * 100 and expected % 100):
        return True
    return hedged and abs(told - expected) <= expected * HEDGED_TOLERANCE


def _unit_price(product: Evidence, told: int, unit: str) -> bool:
    dimension = {"kilo": "mass", "kg": "mass", "litro": "volume", "l": "volume"}.get(unit)
    contents = [q.value for _, q in product.measures if q.dimension == (dimension or "mass")]
    scale = 0.1 if unit.startswith("100") else 1.0
    assert product.current_cents is not None
    return any(
        value > 0 and abs(product.current_cents / value * scale - told) <= max(100, told * 0.005)
        for value in contents
    )


def _multiple(context: Context, amount: Amount) -> Claim | None:
    """Accept n units of a product, or one of a pack: "tres botellas", "cada pañal"."""
    text = context.text
    counts = {int(n) for n in re.findall(r"\b\d{1,3}\b", text)}
    counts |= {n for word, n in _COUNT_WORDS.items() if re.search(rf"\b{word}\b", text)}
    hedged = bool(_HEDGE.search(text[: amount.start]))
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
            _equal(amount.cents, round(product.current_cents / n), hedged) for n in packs if n > 1
        ):
            return context.supported("arithmetic", product)
    return None


def _with_policy_discount(context: Context, amount: Amount) -> Claim | None:
    """Accept a price less the percentage of a cited policy: 10 % off by bank transfer."""
    shares = [parse_decimal(n) for policy in context.policies for n in PERCENT.findall(policy.text)]
    for product in context.products:
        if product.current_cents is not None and any(
            abs(product.current_cents * (100 - share) / 100 - amount.cents) < ROUNDED_CENTS
            for share in shares
        ):
            return context.supported("arithmetic", product)
    return None


def _difference(context: Context, amount: Amount) -> Claim | None:
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


def _total(context: Context, amount: Amount) -> Claim | None:
    """Recompute a total: the cited prices together, or n units of one."""
    prices = [e.current_cents for e in context.cited_products if e.current_cents is not None]
    sums = {sum(group) for n in (2, 3, 4) for group in combinations(prices, n)}
    counts = {int(n) for n in re.findall(r"\b\d{1,3}\b", context.text)} | {2, 3}
    sums |= {
        e.current_cents * n for e in context.products if e.current_cents for n in counts if n > 1
    }
    if amount.cents in sums:
        return context.supported("arithmetic")
    if any(amount.cents in (e.current_cents, e.list_cents) for e in context.products):
        return None
    return context.contradicted("arithmetic", f"{write_money(amount.cents)} no es el total")


def _instalments(context: Context, amounts: list[Amount]) -> list[Claim]:
    """A number of instalments must stand in a source; no price field implies it."""
    claims = []
    for match in _INSTALMENTS.finditer(context.text):
        count = _COUNT_WORDS.get(match.group(1)) or int(match.group(1))
        word = next((w for w, n in _COUNT_WORDS.items() if n == count), count)
        offers = re.compile(
            rf"\b(?:{count}|{word})\b[^.\n]{{0,60}}\b(?:cuotas?|pagos?)\b"
            rf"|\b{count}\b(?:\s*[,yo]\s*\d+)*\s+cuotas|\bcuotas?\b[^.\n]{{0,60}}\b{count}\b"
        )
        asked = re.search(rf"\b{count}\b", fold(context.question)) and amounts
        pool = context.cited or list(context.evidence.values())
        everywhere = [*pool, *context.evidence.values()]
        proof = next((e for e in everywhere if offers.search(e.text)), None)
        if proof:
            claims.append(context.supported("policy", proof))
        elif not asked:
            claims.append(context.not_found("policy", f"ninguna fuente ofrece {count} cuotas"))
    return claims


def _instalment_amount(context: Context, amount: Amount) -> Claim:
    """Count × instalment must give the price, to the peso an instalment."""
    told = write_money(amount.cents, amount.currency)
    match = _INSTALMENTS.search(context.text)
    count = (_COUNT_WORDS.get(match.group(1)) or int(match.group(1))) if match else 0
    for product in context.products:
        if (
            count
            and product.current_cents
            and abs(amount.cents * count - product.current_cents) <= 100 * count
        ):
            return context.supported("arithmetic", product)
    return context.contradicted("arithmetic", f"{count} cuotas de {told} no dan el precio")


def _percent(context: Context, match: re.Match[str]) -> Claim | None:
    """A discount must be the one that list and sale price make; other percentages need a text."""
    value = float(match.group(1).replace(",", "."))
    around = context.text[max(0, match.start() - 30) : match.end() + 30]
    product = context.products[0]
    written = rf"\b{re.escape(match.group(1))}\s?(?:%|por ciento)"
    if not re.search(r"descuento|off|rebaja|oferta|menos|ahorr|bonific", around):
        proof = next((e for e in context.cited if re.search(written, e.text)), None)
        if proof:
            return context.supported("attribute", proof)
        return context.not_found("attribute", f"{match.group()} no está en la fuente", product)
    for candidate in context.products:
        if candidate.list_cents and candidate.current_cents is not None:
            discount = 100 * (1 - candidate.current_cents / candidate.list_cents)
            if discount > 0 and abs(discount - value) <= 0.75:
                return context.supported("arithmetic", candidate)
    proof = next((e for e in context.policies if re.search(written, e.text)), None)
    if proof:
        return context.supported("policy", proof)
    return context.contradicted(
        "arithmetic", f"el {match.group()} de descuento no sale de los precios", product
    )
