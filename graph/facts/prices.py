"""Facts about money: savings, differences, totals, the price of a kilo, instalments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.checking.instalments import INSTALMENTS as SO_MANY
from graph.checking.instalments import count_of
from graph.facts.content import content_of
from graph.facts.fact import Fact
from graph.facts.stock import is_sold_out
from graph.facts.units import units_of
from graph.policies.offers import denied_to_offers, is_on_offer
from graph.policies.paying import INSTALMENTS, ways_of_paying
from graph.state import Source
from graph.text import stems
from graph.understanding.amounts import parse_amounts
from graph.understanding.lexicon import CONTAINERS
from graph.understanding.plurals import singular
from graph.wording import sale_end, write_money, write_price
from ingest.units import fold

_DIFFERENCE = re.compile(
    r"\bcuant\w*(?: \w+){0,4} (?:(?:mas|menos)\b(?! (?:el|la|los|las|un|una)\b)|diferencia\b)"
    r"|\bdiferencia(?: \w+){0,6} (?:precio|plata|pesos)\b"
    r"|\b(?:calcula\w*|decime) la diferencia\b|\by por cuant[oa]\b"
)
_SAVING = re.compile(
    r"\b(?:ahorr\w*|descuento|rebaja|oferta|antes(?! de)|de lista|bajo de precio)\b"
)
_UNTIL = re.compile(
    r"\bhasta (?:que (?:dia|fecha)|cuando)\b|\b(?:cuando|que dia) (?:se )?(?:termin|venc|acab)\w*|"
    r"\b(?:cuantos dias|cuanto(?: tiempo)?)(?: mas)? (?:dura|le queda a|sigue)\b"
)
"""Asks how long something lasts: an offer, where that is what is spoken of."""
_NO_MORE = re.compile(r"(?:\W|\b(?:y|es|esta|eso|asi|dura|vale|sigue)\b)*")
_OFFER = re.compile(r"\b(?:oferta|promo|promocion|descuento|rebaja|liquidacion|precio)s?\b")
_UNIT = re.compile(r"\b(?:el|por|cada|x) (?:kilo|kg|litro|l|metro)\b")
_EACH = re.compile(r"\b(?:la|por|x|cada) (unidad)\b|\bcada (?!un[oa]\b)([a-z]{3,})")
"""Asks the price of one of those in a pack: "por unidad", "cada pañal"."""
_OFFERED = re.compile(
    r"\b(\d{1,2})(?: (?:o|y) (\d{1,2}))? (?:cuotas?|pagos) (sin interes|fij[ao]s|iguales)"
)
_RULE_END = re.compile(r"[;\n]|\.(?:\s|$)")
_CHARGED = re.compile(r"\brecargo|\bcon interes|\btasa\b|\bfinanciacion")
_FROM = re.compile(
    r"\b(?:desde|a partir de|superior(?:es)? a|mayor(?:es)? a|mas de|minim[oa] de)"
    r"(?: los?)?\s*\$?\s*$"
)
"""What stands before the least amount of a rule."""


def asks_difference(question: str) -> bool:
    """Tell whether a difference of prices is asked for."""
    return bool(_DIFFERENCE.search(fold(question)))


def asks_unit_price(question: str) -> bool:
    """Tell whether the price of a kilo, a litre, or one of a pack is asked for."""
    text = fold(question)
    return bool(_UNIT.search(text) or _EACH.search(text))


def asks_sale_end(question: str) -> bool:
    """Tell whether it is asked how long an offer lasts; "hasta cuándo?" alone may be of one."""
    text = fold(question)
    if not _UNTIL.search(text):
        return False
    rest = _UNTIL.sub(" ", text)
    return bool(_OFFER.search(rest) or _NO_MORE.fullmatch(rest))


def money_facts(question: str, products: Sequence[Source]) -> list[Fact]:
    """Compute what the question asks of prices and no source writes."""
    text = fold(question)
    offered = [source for source in products[:3] if is_on_offer(source["payload"])]
    if offered and asks_sale_end(question):
        return [_sale_end(source) for source in offered]
    facts: list[Fact] = []
    if len(products) == 2 and _DIFFERENCE.search(text):
        return _difference(products)
    if _SAVING.search(text):
        facts += [_saving(source) for source in products[:3]]
    for source in products[:3]:
        each = _price_of_each(text, source) or (unit_price(source) if _UNIT.search(text) else None)
        whose = f"{source['title']}: " if len(products) > 1 else ""
        facts += [replace(each, text=f"{whose}{each.text}")] if each else []
    if len(products) == 1 and not is_sold_out(products[0]):
        facts += total_facts(products[0], units_of(question, products[0]))
    return facts


def _difference(products: Sequence[Source]) -> list[Fact]:
    cents = [source["payload"]["current_cents"] for source in products]
    currencies = {source["payload"]["currency"] for source in products}
    if len(currencies) > 1 or cents[0] == cents[1]:
        return []
    told = write_money(abs(cents[0] - cents[1]), currencies.pop())
    markers = tuple(source["marker"] for source in products)
    return [Fact("difference", f"diferencia de precio: {told}", markers)]


def _saving(source: Source) -> Fact:
    payload, markers = source["payload"], (source["marker"],)
    saved = payload["price_cents"] - payload["current_cents"]
    if saved <= 0:
        return Fact("saving", f"{source['title']}: {price_told(source)}, sin oferta", markers)
    told = write_money(saved, payload["currency"])
    share = round(100 * saved / payload["price_cents"])
    return Fact("saving", f"{price_told(source)}, ahorro: {told} ({share} %)", markers)


def _sale_end(source: Source) -> Fact:
    end = sale_end(source["payload"])
    told = f"la oferta es hasta el {end}" if end else "la ficha no dice hasta cuándo es la oferta"
    return Fact("sale_end", f"{source['title']}: {told}", (source["marker"],))


def total_facts(source: Source, units: int) -> list[Fact]:
    """Multiply the price by the units; nothing for one of them."""
    payload = source["payload"]
    if units < 2:
        return []
    told = write_money(payload["current_cents"] * units, payload["currency"])
    return [Fact("total", f"{units} unidades: {told}", (source["marker"],))]


def unit_price(source: Source) -> Fact | None:
    """Divide by the content: what an attribute called so tells, or the title."""
    held, payload = content_of(source), source["payload"]
    if held is None:
        return None
    name = {"mass": "kilo", "volume": "litro"}[held.dimension]
    cents = round(payload["current_cents"] / held.value / 100) * 100
    told = write_money(cents, payload["currency"])
    return Fact("unit_price", f"precio por {name}: {told}", (source["marker"],))


def _price_of_each(text: str, source: Source) -> Fact | None:
    """Divide the price of a pack by the units that both its attribute and its title count."""
    asked, payload = _EACH.search(text), source["payload"]
    packs = [n for name, n in payload["attributes"].items() if fold(name).startswith("unidades")]
    if asked is None or len(packs) != 1 or not isinstance(packs[0], int | float) or packs[0] < 2:
        return None
    thing, title = asked[2], fold(source["title"])
    if thing and (singular(thing) in CONTAINERS or not stems(thing) & stems(title)):
        return None
    if not re.search(rf"(?<![\d.,]){packs[0]:g}(?![\d.,])", title):
        return None  # "unidades por bulto" may be of what the price is not for
    told = write_money(round(payload["current_cents"] / packs[0]), payload["currency"])
    return Fact("unit_price", f"precio por unidad: {told}", (source["marker"],))


def instalment_facts(question: str, sources: Sequence[Source], purchase: str = "") -> list[Fact]:
    """Divide a price, or the purchase that the shopper supposes, by what a policy offers.

    To the cent: cut, so many of them would not make the price. `purchase` is the question with the
    messages that it goes on from, where there are any: it may tell how many units are wanted.
    """
    text = fold(question)
    policies = [source for source in sources if source["kind"] == "policy"]
    if not policies or INSTALMENTS not in ways_of_paying(text):
        return []
    asked = SO_MANY.search(text)
    for policy in policies:
        body = fold(policy["payload"]["text"])
        plans = _plans(body)
        count = count_of(asked) if asked else max((p.count for p in plans), default=0)
        plans = [plan for plan in plans if plan.count == count > 1]
        if not plans:
            continue
        products = [source for source in sources if source["kind"] == "product"]
        if len(products) == 1:
            payload = products[0]["payload"]
            if is_on_offer(payload) and any(denied_to_offers(INSTALMENTS, p) for p in policies):
                return []
            units = units_of(purchase or question, products[0])
            cents, currency = payload["current_cents"] * units, payload["currency"]
            markers = [products[0]["marker"], policy["marker"]]
        elif amount := next((a for a in parse_amounts(text) if a.is_money), None):
            units = 1
            cents, currency, markers = amount.cents, amount.currency, [policy["marker"]]
        else:
            return []
        plan = next((plan for plan in plans if cents >= plan.least), None)
        if plan is None:
            return []  # the rule itself is told: "desde $ 40.000"
        several = f"por {units} unidades, " if units > 1 else ""
        each = write_money(round(cents / count), currency)
        told = f"{several}{count} cuotas {plan.kind} de {each}"
        return [Fact("instalment", told, tuple(markers))]
    return []


@dataclass(frozen=True)
class _Plan:
    """So many payments that come to the price."""

    count: int
    kind: str
    least: int
    """Cents of the least purchase."""


def _plans(policy: str) -> list[_Plan]:
    """Return what a folded policy offers without any charge.

    A plan that tells no least purchase has the one that is told of all: "Las cuotas valen desde…".
    """
    of_all = [
        amount.cents
        for sentence in _RULE_END.split(policy)
        if "cuotas" in sentence and not SO_MANY.search(sentence)
        for amount in parse_amounts(sentence)
        if _FROM.search(sentence[: amount.start])
    ]
    plans = []
    for offer in _OFFERED.finditer(policy):
        rule = _RULE_END.split(policy[offer.end() :], maxsplit=1)[0]
        if _CHARGED.search(rule):
            continue
        floors = [a.cents for a in parse_amounts(rule) if _FROM.search(rule[: a.start])]
        kind = "sin interés" if offer[3] == "sin interes" else "fijas"
        plans += [
            _Plan(int(n), kind, min(floors or of_all, default=0)) for n in offer.groups()[:2] if n
        ]
    return plans


def price_told(source: Source) -> str:
    """Write the price, and the list price of an offer: `$ 899 (antes $ 999)`."""
    payload = source["payload"]
    if not is_on_offer(payload):
        return write_price(payload)
    return (
        f"{write_price(payload)} (antes {write_money(payload['price_cents'], payload['currency'])})"
    )
