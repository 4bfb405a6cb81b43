"""Prices: every amount of a segment is a price of its source, or comes out of them."""

import re

from graph.answer import MARKER
from graph.checking.bounds import check_bound
from graph.checking.context import Context
from graph.checking.derivation import derive
from graph.checking.evidence import PERCENT, Evidence, plain_number
from graph.checking.identity import code_spans
from graph.checking.instalments import check_instalments, check_percent
from graph.checking.reached import reached_amount
from graph.checking.rounding import HEDGE, HEDGE_AFTER, same_price
from graph.checking.spoken import LEAST_CENTS, is_written, spoken_amounts
from graph.state import Claim
from graph.understanding.amounts import THOUSAND, Amount, parse_amounts
from graph.wording import write_money
from ingest.units import fold

_LIST_PRICE = re.compile(
    r"\b(antes|precio de lista|(?:paso|pasa|bajo|baja|cayo|(?<!precio )rebajado) de|en vez de|"
    r"en lugar de|"
    r"(?<!precio )rebajad[oa] de|bajo de|estaba|tachado|"
    r"costaba|salia|precio anterior|en vez de los|contra los|"
    r"antes de)\b\W*(?:[^\W\d]+\W+){0,2}$"
)
_BUDGET = re.compile(
    r"\b(con|tenes|tus|llegas|menos de|hasta|tope|maximo|presupuesto|debajo de|encima de|"
    r"arriba de|mas de|entre|de hasta|de|"
    r"pediste|buscabas|dijiste|y)\b\W*(?:\w+\W+){0,3}$"
)


_LEAST = re.compile(
    r"\b(?:gratis|sin cargo|sin costo|bonificad\w+|descuento|cuotas|interes)\b.{0,20}"
    r"\b(?:desde|a partir de|arriba de|minimo de)(?: l[oa]s)?\W*$"
)
_SUPPOSED = re.compile(
    r"\b(?:con|compras? (?:de|por)|gast\w+|llev\w+|compr[aá]s|si pagas|pedido de|monto de|tus|"
    r"si son)\W*$"
)
"""What announces how much is spent."""
_LEFT = re.compile(r"\bquedan $")
"""What counts units, however a price follows: "quedan 2 a $ 900"."""
_RESULT = re.compile(r"\b(?:diferencia|total|sum\w+|ahorr\w+|unidades)\b")
"""What says that an amount comes out of others, though it is also some price."""
_TELLS = re.compile(r"\b(?:sale|salen|cuesta|vale|esta|queda|quedo|precio)\W*(?:en|a|de)?\W*$")


def check_money(context: Context) -> list[Claim]:
    """Check every amount, instalment plan and percentage of the segment."""
    text = context.text
    codes = code_spans(text)
    amounts = [
        a for a in spoken_amounts(text)
        if (a.is_money or looks_like_price(a, text)) and not _is_no_money(context, a)
        and not any(start <= a.start < end for start, end in codes)
    ]  # fmt: skip
    claims: list[Claim | None] = [_amount(context, amount) for amount in amounts]
    claims += check_instalments(context, amounts)
    if context.products:
        claims += [check_percent(context, match) for match in PERCENT.finditer(text)]
    return [claim for claim in claims if claim]


def _is_no_money(context: Context, amount: Amount) -> bool:
    """Tell the `4K` of a screen and the `3.000 K` of a lamp from thousands of pesos."""
    told = context.text[amount.start : amount.end].strip()
    left = _LEFT.search(context.text[: amount.start]) and amount.cents < LEAST_CENTS
    left = left and not re.search(r"\$|pesos", told)
    return (
        bool(left)
        or is_written(amount, context.text, context.cited)
        or (told.endswith("k") and any(_kelvin(told, product.text) for product in context.products))
    )


def _kelvin(told: str, text: str) -> bool:
    """Tell whether a source writes the figure with a K of its own."""
    number = plain_number(told.removesuffix("k").strip())
    return any(plain_number(found) == number for found in re.findall(r"([\d.,]+)\s?k\b", text))


def is_scaled(context: Context, number: str) -> bool:
    """Tell whether a bare number is of thousands of pesos: "está 619 lucas, bajó 70"."""
    spoken = f"{fold(MARKER.sub(' ', context.segment.sentence))} . {fold(context.question)}"
    if not any(a.scale == THOUSAND for a in parse_amounts(spoken)):
        return False
    cents = round(float(number) * THOUSAND * 100)
    amount = Amount(cents, "ARS", len(context.text), len(context.text), is_money=True)
    prices = {c for e in context.products for c in (e.current_cents, e.list_cents) if c}
    saved = {(e.list_cents or 0) - (e.current_cents or 0) for e in context.products}
    return cents in prices | saved or reached_amount(context, amount) is not None


def looks_like_price(amount: Amount, text: str) -> bool:
    """Take a bare number for a price after the words that announce one."""
    before = text[: amount.start]
    return amount.cents >= 100_00 and bool(
        re.search(
            r"\b(sale|cuesta|vale|precio|costo|queda (?:en|a)|por solo|a solo|estaba|antes|"
            r"bajo a|esta a)\W*(?:\w+\W+){0,2}$",
            before,
        )
    )


def _amount(context: Context, amount: Amount) -> Claim:
    before = context.text[: amount.start]
    told = write_money(amount.cents, amount.currency)
    if bound := check_bound(context, amount):
        return bound
    if _is_shoppers(context, amount, before):
        return context.supported("price")
    if not context.cited:
        earlier = fold(context.so_far.removesuffix(context.segment.sentence))
        priced = any(amount.cents == e.current_cents for e in context.evidence.values())
        repeated = amount.cents in {a.cents for a in spoken_amounts(earlier)}
        found = reached_amount(context, amount) or derive(context, amount)
        if not found or (priced and not repeated and not _RESULT.search(context.text)):
            return context.not_found("marker", f"{told} no tiene fuente")
        return found
    for policy in context.policies:
        if amount.cents in policy.cents_in_text:
            return context.supported("policy", policy)
    if context.text[amount.end :].startswith(":") and not _TELLS.search(before):
        # "Sí, $ 900: el banco vale $ 5.000 [1] y …", where each price is told beside it
        sources = context.cited_in(context.segment.sentence)
        told_cents = {a.cents for a in spoken_amounts(fold(context.segment.sentence))}
        if all(e.current_cents in told_cents for e in sources if e.kind == "product"):
            for source in sources:
                if source.kind == "policy" and amount.cents in source.cents_in_text:
                    return context.supported("policy", source)
    derived = derive(context, amount)
    reached = reached_amount(context, amount)
    if reached and (not derived or derived["verdict"] != "supported"):
        exact = any(amount.cents in (e.current_cents, e.list_cents) for e in context.products)
        derived = derived if exact else reached
    if derived and (derived["verdict"] == "supported" or context.products):
        return derived
    if context.products:
        return _price(context, amount, before)
    if _is_supposed(context, amount):
        return context.supported("policy")
    return derived or context.not_found("policy", f"{told} no está en la política citada")


def _is_supposed(context: Context, amount: Amount) -> bool:
    """Tell whether the shopper has so much, or the answer supposes it spent."""
    asked = {a.cents for a in parse_amounts(fold(context.question))}
    stated = {amount.cents, amount.cents // 1000, amount.cents // 100_000} & asked
    return bool(stated or _SUPPOSED.search(context.text[: amount.start]))


def _is_shoppers(context: Context, amount: Amount, before: str) -> bool:
    """Accept a figure that the shopper stated, told back as a budget."""
    asked = {a.cents for a in parse_amounts(fold(context.question))}
    if amount.cents not in asked:
        # "algo de menos de 300" asked, "por menos de $ 300.000" told
        bare = {a.cents * 1000 for a in parse_amounts(fold(context.question)) if not a.is_money}
        if amount.cents not in bare:
            return False
    if _LEAST.search(before) and any(e.cents_in_text for e in context.policies):
        return False  # what a policy starts from is the policy's
    return bool(_BUDGET.search(before)) and not _TELLS.search(before)


def _says_list(amount: Amount, before: str, after: str) -> bool:
    """Tell whether the amount is told as what it cost before the sale."""
    rise = re.match(r"\s*a\b", after) and parse_amounts(after)[:1]
    if rise and rise[0].cents > amount.cents:
        return False  # "pasa de $ 900 a $ 990": a surcharge
    return bool(
        _LIST_PRICE.search(before) or re.match(r"\s*(?:de lista|antes\b|de precio anterior)", after)
    )


def _stands_by(product: Evidence, context: Context, before: str) -> bool:
    """Tell whether a list price is told beside the one of now or the saving, and not as it."""
    sentence = fold(context.segment.sentence)
    told = {a.cents for a in spoken_amounts(sentence)}
    saved = (product.list_cents or 0) - (product.current_cents or 0)
    reduced = PERCENT.search(sentence) and re.search(
        r"\bsobre (?:los )?$", before.rstrip(" $") + " "
    )
    return bool(reduced or {product.current_cents, saved} & told) and not _TELLS.search(before)


def _told_of(context: Context, before: str) -> list[Evidence]:
    """Return the products that an amount may be the price of: those that its clause names."""
    clause = re.split(r"[;(]|\$\s?[\d.,]+|\by\b|,(?!\d)", before)[-1]
    return context.subjects(clause)


def _price(context: Context, amount: Amount, before: str) -> Claim:
    told = write_money(amount.cents, amount.currency)
    after = context.text[amount.end :]
    written = context.text[amount.start : amount.end]
    exact = {p.current_cents for p in context.products}
    hedged = bool(
        HEDGE.search(before)
        or HEDGE_AFTER.match(after)
        or any(a.cents in exact and a.start > amount.start for a in spoken_amounts(context.text))
    )
    says_list = _says_list(amount, before, after)
    products = _told_of(context, before)
    for product in products:
        expected = product.list_cents if says_list else product.current_cents
        if product.payload["currency"] != amount.currency:
            continue
        if expected is not None and same_price(amount.cents, expected, written, hedged=hedged):
            return context.supported("price", product)
    product = products[0]
    if says_list:
        return context.contradicted("price", f"{told} no es el precio anterior", product)
    if amount.cents == product.list_cents and _stands_by(product, context, before):
        return context.supported("price", product)
    if amount.cents == product.list_cents:
        return context.contradicted("price", f"{told} es el precio anterior a la oferta", product)
    owner = next(
        (
            e
            for e in context.evidence.values()
            if e.kind == "product" and e.current_cents == amount.cents and e is not product
        ),
        None,
    )
    if owner:
        return context.contradicted(
            "price", f"{told} es el precio de la fuente [{owner.marker}]", product
        )
    right = write_money(product.current_cents or 0, product.payload["currency"])
    return context.contradicted("price", f"{told} no es el precio: es {right}", product)
