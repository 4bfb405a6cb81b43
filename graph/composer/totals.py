"""Answers that add prices up: a total, several units, whether the shopper's money is enough."""

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.checking.spelled import WORDS
from graph.facts.basket import Basket, so_many, together, wanted
from graph.facts.budget import Afforded, affords, asks_budget, money_had
from graph.facts.fact import sentence_of
from graph.facts.prices import price_told, total_facts
from graph.facts.stock import is_sold_out, short_of
from graph.facts.units import LISTS, units_of
from graph.state import Source
from graph.understanding.amounts import Amount
from graph.understanding.purchase import adds
from graph.understanding.several import asks_policy
from graph.wording import write_money
from ingest.units import fold

SUMS = re.compile(
    r"\b(?:suma[nr]?|sumados|sumando|total|todo junto|juntos|juntas)\b"
    r"|\bcuanto (?:es|seria|sale|saldria|me sale|queda) todo\b"
)
_BOTH = re.compile(r"\bentre (?:los|las) (?:dos|tres)\b|\bmas (?:el|la|los|las|un|una)\b")
_PRICED = re.compile(
    r"\b(?:q|que) (?:valen?|salen?|cuestan?)\b(?! (?:mas|menos))"
    r"|\bcuanto\b(?=\s*(?:$|[?.,;]|(?:(?:me|te|nos|se) )?(?:es|son|da|haria)\b|"
    r"por|los|las|amb|todo))"
    r"|\bcuanto\b.*\b(?:sal[eg]\w*|saldria\w*|cuest\w+|cost\w+|vale[n]?|valdria\w*|seria[n]?|"
    r"pag\w+|deb[eo]\w*|queda\w*|cobr\w+|gast\w+|plata)\b"
)
"""Asks what is to be paid: "cuánto pesan los dos" does not."""
_APART = re.compile(
    r"\b(?:diferencia\w*|compar\w*|cual(?:es)?|mejor|conviene|distint\w+|versus|vs)\b"
)
"""What sets products apart adds nothing up."""
_LEFT = re.compile(r"\b(?:sobra\w*|vuelto)\b")
_HOW_MANY = re.compile(r"\bcuant[oa]s\b")
WHICH = "¿Cuáles {} decís?"
_SAID = {n: word for word, n in WORDS.items()}


def told_total(question: str, products: Sequence[Source]) -> list[str]:
    """Add up what the question puts together; nothing when it puts nothing together."""
    text = fold(question)
    if len(products) < 2 or _APART.search(text):
        return []
    basket = together(question, products)
    counted = basket is not None and max(basket.units) > 1
    both = _PRICED.search(text) and (so_many(question) or _BOTH.search(text) or counted)
    both = both or (counted and LISTS.search(text))
    if not (SUMS.search(text) or both or adds(question)):
        return []
    if basket is not None:
        return _parts(basket) + _total(basket) + _out_of_reach(basket)
    if (several := so_many(question)) and several < len(products):
        return _which(products, several)
    return []


def told_enough(question: str, products: Sequence[Source]) -> list[str]:
    """Tell whether the money that the shopper has is enough for what is wanted."""
    if not asks_budget(question):
        return []
    money = money_had(question)
    if money is None:
        return [_price(source) for source in wanted_products(question, products)]
    baskets = wanted(question, products)
    if not baskets and (several := so_many(question)):
        return _which(products, several)
    verdicts = affords(money, baskets)
    if not verdicts:
        return [_price(source) for basket in baskets for source in basket.products]
    if len(verdicts) == 1:
        basket = verdicts[0].basket
        if _HOW_MANY.search(fold(question)) and len(basket.products) == 1:
            return _as_many(money, basket.products[0])
        told = ["Sí, te alcanza." if verdicts[0].enough else "No te alcanza.", *_parts(basket)]
        told += _total(basket) + _missing(verdicts[0])
        if _LEFT.search(fold(question)) and not asks_policy(question):  # no term changes the sum
            told += _left(money, basket)
        return told + _out_of_reach(basket)
    lines = []
    for verdict in verdicts:
        source = verdict.basket.products[0]
        answer = "sí te alcanza" if verdict.enough else "no te alcanza"
        lines.append(f"Para {source['title']} {answer}: sale {price_told(source)} "
                     f"[{source['marker']}].")  # fmt: skip
        lines += _out_of_reach(verdict.basket)
    return lines


def wanted_products(question: str, products: Sequence[Source]) -> list[Source]:
    """Return the products that the question may want to pay, all of them when none is told."""
    baskets = wanted(question, products)
    return [source for basket in baskets for source in basket.products] or list(products)


def told_short(question: str, source: Source) -> list[str]:
    """Tell how many there are, where more are wanted."""
    return list(map(sentence_of, short_of(source, units_of(question, source))))


def _parts(basket: Basket) -> list[str]:
    """Tell the price of each product, and what its units come to when several are wanted."""
    told = []
    for source, units in zip(basket.products, basket.units, strict=True):
        told.append(_price(source))
        if units > 1 and len(basket.products) > 1:
            told.append(sentence_of(total_facts(source, units)[0]))
    return told


def _total(basket: Basket) -> list[str]:
    """Tell what the basket comes to, when that is more than one price of one currency."""
    if sum(basket.units) == 1:
        return []
    if basket.currency is None:
        return ["No los sumo porque sus precios están en monedas distintas."]
    if len(basket.products) == 1:
        return [sentence_of(total_facts(basket.products[0], basket.units[0])[0])]
    markers = " ".join(f"[{source['marker']}]" for source in basket.products)
    return [f"En total: {write_money(basket.cents, basket.currency)} {markers}."]


def _as_many(money: Amount, source: Source) -> list[str]:
    """Tell how many units the money buys."""
    units = money.cents // max(1, source["payload"]["current_cents"])
    if units < 2:
        return ["Te alcanza para uno solo." if units else "No te alcanza.", _price(source)]
    total = total_facts(source, units)[0]
    told = replace(total, text=f"te alcanza para {total.text}")
    return [_price(source), sentence_of(told)]


def _missing(verdict: Afforded) -> list[str]:
    if verdict.enough or verdict.basket.currency is None:
        return []
    markers = " ".join(f"[{source['marker']}]" for source in verdict.basket.products)
    return [f"Te faltan {write_money(verdict.missing_cents, verdict.basket.currency)} {markers}."]


def _left(money: Amount, basket: Basket) -> list[str]:
    """Tell what is left of the money once the basket is paid, when anything is."""
    left = money.cents - basket.cents
    if left <= 0 or basket.currency is None:
        return []
    markers = " ".join(f"[{source['marker']}]" for source in basket.products)
    return [f"Te sobran {write_money(left, basket.currency)} {markers}."]


def _which(products: Sequence[Source], several: int) -> list[str]:
    """Tell all the prices, and ask which of the products are meant."""
    return [*(_price(source) for source in products), WHICH.format(_SAID[several])]


def _price(source: Source) -> str:
    return f"{source['title']} sale {price_told(source)} [{source['marker']}]."


def _out_of_reach(basket: Basket) -> list[str]:
    """Tell of what there is none, or less than is wanted."""
    gone = [
        f"{source['title']} ahora está sin stock [{source['marker']}]."
        for source in basket.products if is_sold_out(source)
    ]  # fmt: skip
    short = [fact for s, n in zip(basket.products, basket.units, strict=True)
             if not is_sold_out(s) for fact in short_of(s, n)]  # fmt: skip
    return gone + list(map(sentence_of, short))
