"""The store's terms applied to a purchase: a discount by a way of paying, the free shipping."""

import re
from collections.abc import Iterator, Sequence

from graph.checking.spelled import WORDS
from graph.facts.basket import Basket, purchase
from graph.facts.fact import Fact
from graph.policies.exceptions import kind_named, names, restrictions_of
from graph.policies.offers import denied_to_offers, is_on_offer
from graph.policies.paying import INSTALMENTS, ways_of_paying
from graph.policies.places import nearness, places_in
from graph.policies.sentences import sentences_of
from graph.state import Source
from graph.text import stems
from graph.understanding.amounts import Amount, parse_amounts
from graph.understanding.purchase import SEPARATOR
from graph.wording import write_money, write_number
from ingest.money import parse_decimal
from ingest.units import fold

_OFF = re.compile(r"(\d{1,2}(?:[.,]\d+)?) ?% (?:de )?(?:descuento|off|bonificacion|rebaja|menos)\b")
_FOR_SOME = re.compile(
    r"\b(?:jubilad|pensionad|estudiant|docent|emplead|afiliad|socio|socia|mayorist|empresa)"
)
"""Whom alone a discount is for."""
_DENIED = re.compile(
    r"\b(?:no|sin)\b(?! ?hay)[^,.;?]{0,20}\b(?:tra?n?sf|efectivo|debito|mercado ?pago)"
)
_FREE = re.compile(r"\b(?:gratis|gratuit[oa]s?|sin cargo|sin costo|bonificad[oa]s?)\b")
_SENT = re.compile(r"\b(?:envi\w+|mand\w+|flete|entreg\w+|despach\w+|llev\w+|llego|llega\w*)\b")
_COST = re.compile(r"\b(?:cuanto|cobra[ns]?|aparte|sale|cuesta|costo|cargo|precio|pag[oa]\w*)\b")
_FROM = re.compile(
    r"\b(?:desde|a partir de|superior(?:es)? a|mayor(?:es)? a|mas de|supera\w*|pasa\w*)"
    r"(?: los?)?\s*\$?\s*$"
)

_BANK = re.compile(
    r"\b(?:nacion|galicia|santander|bbva|frances|macro|naranja|cuenta dni|modo|visa|mastercard|"
    r"amex|american express|provincia|ciudad|patagonia|hsbc|icbc|supervielle|credicoop|uala|"
    r"brubank|comafi|hipotecario|cabal|mercado ?pago)\b"
)
"""Banks, cards and wallets, as shoppers name them."""
_EXTRA = re.compile(
    r"e?[sx]tendida|\b(?:mas|extender|ampliar|sumar\w*)\b.*garantia|garantia .*\bmas\b"
)
_SHARE = re.compile(
    r"(\d{1,2}(?:[.,]\d+)?) ?% (?:del precio )?(?:del producto )?por "
    rf"(\d{{1,2}}|{'|'.join(WORDS)}|un) (meses|anos?)"
)
_TERM = re.compile(rf"\b(\d{{1,2}}|{'|'.join(WORDS)}|un) (meses|anos?)\b")
_BARE = re.compile(r"\bla de (\d{1,2})\b")
"""A term of what was asked before: "y la de 24?"."""
_EXCEPT = re.compile(r"\b(?:salvo|excepto|menos|no (?:incluye|aplica|vale))\b.*")
_KINDS = re.compile(
    r"(?:en|para|de) (?:los |las |el |la )?([a-z ]{4,40}?),? (?:el |los )?(?:envi|flete|entreg)"
)
"""The kinds of goods that a limit begins with: "En almacén y limpieza el envío es gratis…"."""


def payment_facts(question: str, sources: Sequence[Source]) -> list[Fact]:
    """Take a policy's discount for a way of paying off the purchase.

    Nothing when an offer is bought and the policy leaves offers out.
    """
    bought = _bought(question, sources)
    text = _paying(question)
    means = [*ways_of_paying(text) - {INSTALMENTS}]
    if bought is None or bought.currency is None or len(means) != 1 or _DENIED.search(text):
        return []
    for policy, sentence in _terms(sources):
        share = _OFF.search(sentence)
        if not share or means[0] not in ways_of_paying(sentence):
            continue
        if _FOR_SOME.search(sentence) and not _FOR_SOME.search(fold(question)):
            continue
        on_offer = any(is_on_offer(source["payload"]) for source in bought.products)
        if on_offer and denied_to_offers(means[0], policy):
            return []
        if _leaves_it_out(policy, sentence, bought):
            return []
        percent = parse_decimal(share[1])
        cents = int(bought.cents * (100 - percent) / 100)
        told = f"pagando {means[0]} te queda en {write_money(cents, bought.currency)}"
        told += f", con el {write_number(float(percent))} % de descuento"
        return [Fact("payment", told, (*_markers(bought), policy["marker"]))]
    return []


def extra_facts(question: str, sources: Sequence[Source]) -> list[Fact]:
    """Compute what a policy charges as a share of the price: more months of warranty.

    Of several terms, the one that is asked; all of them when none is, "cuánto la extendida?".
    """
    text = fold(question)
    bought = _bought(question, sources)
    if bought is None or bought.currency is None or not _EXTRA.search(text):
        return []
    asked = {_months(n, unit) for n, unit in _TERM.findall(text)}
    asked |= {int(n) for n in _BARE.findall(text)}
    for policy, sentence in _terms(sources):
        shares = [(parse_decimal(share), _months(n, unit))
                  for share, n, unit in _SHARE.findall(sentence)]  # fmt: skip
        extra = _EXTRA.search(sentence + fold(policy["title"])) and not _OFF.search(sentence)
        if not shares or not extra:
            continue
        return [
            Fact(
                "extra",
                f"sumar {months} meses de garantía cuesta el {write_number(float(share))} % de "
                f"{write_money(bought.cents, bought.currency)}: "
                f"{write_money(int(bought.cents * share / 100), bought.currency)}",
                (*_markers(bought), policy["marker"]),
            )
            for share, months in shares
            if months in asked or not asked
        ]
    return []


def _paying(question: str) -> str:
    """Return the last of the messages, folded, that names a way of paying; the last of all."""
    messages = [fold(message) for message in question.split(SEPARATOR)]
    named = [m for m in messages if _BANK.search(m) or ways_of_paying(m) - {INSTALMENTS}]
    return [*messages, *named][-1]


def _months(count: str, unit: str) -> int:
    return (WORDS.get(count) or int(count)) * (12 if unit.startswith("an") else 1)


def free_shipping_facts(question: str, sources: Sequence[Source]) -> list[Fact]:
    """Compare the purchase with the amount from which a policy charges no shipping."""
    text = fold(question)
    bought = _bought(question, sources)
    if bought is None or not (_FREE.search(text) and _SENT.search(text)):
        return []
    kinds = [stems(s["payload"]["product_type"]) for s in bought.products]
    limits = sorted(_limits(sources), key=lambda found: -_of_kind(found[2], kinds))
    for policy, limit, sentence in limits:
        if limit.currency != bought.currency or not _holds_there(text, sentence):
            continue
        missing = limit.cents - bought.cents
        if _leaves_it_out(policy, sentence, bought):
            return []
        if missing > 0:
            told = f"te faltan {write_money(missing, limit.currency)} para el envío gratis"
        elif _EXCEPT.search(sentence) or restrictions_of(policy, sentence):
            return []  # what is bought may be what it leaves out: the rule itself is told
        else:
            told = f"con {write_money(bought.cents, limit.currency)} llegás al envío gratis"
        return [Fact("free_shipping", told, (*_markers(bought), policy["marker"]))]
    return []


def free_shipping_rule(question: str, sources: Sequence[Source]) -> list[str]:
    """Return the cited sentence from whose amount on the purchase may be sent free.

    Where the cost of sending is asked, and what is bought reaches the amount.
    """
    text = fold(question)
    bought = _bought(question, sources)
    if bought is None or not (_SENT.search(text) and _COST.search(text)) or _FREE.search(text):
        return []
    if "flete" in text:
        return []  # what travels by it is large, which such rules leave out
    for policy, limit, folded in _limits(sources):
        reached = limit.currency == bought.currency and bought.cents >= limit.cents
        if reached and _KINDS.match(folded) is None and _holds_there(text, folded):
            told = next(s for s in sentences_of(policy) if fold(s) == folded)
            beside = restrictions_of(policy, folded)
            return [f"{text.rstrip('.')}. [{policy['marker']}]" for text in (told, *beside)]
    return []


def _bought(question: str, sources: Sequence[Source]) -> Basket | None:
    return purchase(question, [s for s in sources if s["kind"] == "product"])


def _leaves_it_out(policy: Source, sentence: str, bought: Basket) -> bool:
    """Tell whether what stands beside a rule takes what is bought from it."""
    beside = restrictions_of(policy, sentence)
    return bool(beside) and any(names(beside, kind_named(s)) for s in bought.products)


def _terms(sources: Sequence[Source]) -> Iterator[tuple[Source, str]]:
    """Yield the folded sentences of the policies."""
    for source in sources:
        if source["kind"] == "policy":
            for sentence in sentences_of(source):
                yield source, fold(sentence)


def _limits(sources: Sequence[Source]) -> Iterator[tuple[Source, Amount, str]]:
    """Yield the amounts from which a policy charges no shipping, each with its sentence."""
    for policy, sentence in _terms(sources):
        if not (_FREE.search(sentence) and _SENT.search(f"{sentence} {fold(policy['title'])}")):
            continue
        for amount in parse_amounts(sentence):
            if amount.is_money and _FROM.search(sentence[: amount.start]):
                yield policy, amount, sentence


def _holds_there(text: str, sentence: str) -> bool:
    """Tell whether a limit holds where the question asks of; one of a zone holds there alone."""
    asked = places_in(text)
    if not places_in(_EXCEPT.sub("", sentence)):
        return True
    return bool(asked) and all(nearness(place, sentence) for place in asked)


def _of_kind(sentence: str, kinds: Sequence[set[str]]) -> int:
    """Return how well a limit that names kinds of goods suits what is bought.

    1: it names the kind of all; 0: it names none in particular; -1: it names others.
    """
    named = _KINDS.match(sentence)
    if not named:
        return 0
    words = stems(named[1])
    return 1 if all(words & kind for kind in kinds) else -1


def _markers(bought: Basket) -> tuple[int, ...]:
    return tuple(source["marker"] for source in bought.products)
