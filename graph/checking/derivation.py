"""Amounts that no source writes: looked for among the results of what their wording allows.

The terms are the prices, charges, percentages and counts that the amount's sentence cites or
tells; where it cites none, those of the answer so far.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.checking.instalments import instalment_counts
from graph.checking.lexis import root, roots
from graph.checking.rounding import HEDGE, HEDGE_AFTER, HEDGED_TOLERANCE, rounds
from graph.checking.spoken import spoken_amounts
from graph.checking.terms import Terms, terms_of
from graph.state import Claim
from graph.understanding.amounts import THOUSAND, Amount
from graph.wording import write_money
from ingest.units import fold, parse_quantities

Result = tuple[float, str]
"""What an expression gives, in cents, and the expression."""

ROUNDED_CENTS = 100
"""A computed amount may be told without its cents."""
_ALL = (
    r"(?:l[oa]s (?:dos|tres|cuatro|\d+)(?! (?:mes|dia|cuota|pago|ano|hora)\w*)|amb[ao]s|junt[oa]s|"
    r"en conjunto)"
)
_TOTAL = re.compile(
    rf"\b(?:total(?:es|iza)?|sum(?:a|an|arian?|ando)|dan|{_ALL})\b(?:(?!,\s|[;(.$]|\$).){{0,25}}$"
)
_TOTAL_AFTER = re.compile(rf"\s*(?:en total|de total|todo junto|(?:por |entre )?{_ALL})\b")
_EACH = re.compile(r"\s*(?:por mes|cada (?:un[ao]|cuota)|c/u|al mes|mensual(?:es)?)\b")
_SAVING = re.compile(
    r"\b(?:ahorr\w+|baj(?:o|an?|aron)|rebajad[oa]s?|falt(?:an?|arian?)|sobr(?:an?|arian?)|"
    r"(?:rebaja|descuento|ahorro|bonificacion|diferencia|vuelto)(?: (?:es|son|hay))?(?: de)?)"
    r"\s*(?:unos |casi |exactamente |solo |apenas )?$"
)
_SHORT = re.compile(r"\b(?:queda|esta|quedaria)(s)? a (?:unos |casi |exactamente |solo |apenas )?$")
"""How much a purchase lacks for a limit, or the shopper's money for a price."""
_OF_LIMIT = re.compile(
    r"\s*(?:pesos )?(?:del?|para)\b[^.;]*\b(?:envio|gratis|minimo|limite|cuotas)\b"
)
"""What of a price would be its product's: "queda a $ 20.000", but of free delivery."""
_APART = re.compile(r"\b(?:diferencia|vuelto|distancia)\b[^$]*$")
_MORE = re.compile(
    r"\s*(?:(?:mas|menos)\b(?!\s*(?:o\b|\$|\d|el\b|la\b|los\b|envio))|"
    r"(?:de|en) (?:descuento|rebaja|ahorro|diferencia|vuelto)\b|de menos\b|de mas\b)"
)
_PART = re.compile(r"\b(?:sena|senas|senar|anticipo|adelanto|reintegr\w+|devuelven)\b")
_PER = re.compile(r"\s*(?:por|el|la|los|cada|x|/|c/)\s*(?:(\d+)\s?)?([a-z]{1,12})\b")
_PER_BEFORE = re.compile(
    r"\b(?:cada|por|el|la|los|x)\s+(?:(\d+)\s?)?([a-z]{1,12})\b\W*(?:\w+\W+){0,3}$"
)
_ONE = ("un", "una", "uno")
_PER_FIRST = re.compile(r"\W*(?:\w+ )?por (?:(\d+)\s?)?([a-z]{4,12})\b")
"""What a sentence is about: "Por litro también gana: son $ 900"."""
_ADDS = re.compile(r"\b(?:con|mas|inclu\w+|sum\w+|agreg\w+|todo|envio|total|dan|quedaria|y)\b|\+")


def derive(context: Context, amount: Amount) -> Claim | None:
    """Return the verdict on a computed amount; None when no wording says that it is one."""
    before, after = context.text[: amount.start], context.text[amount.end :]
    terms = terms_of(context, amount)
    hedged = bool(HEDGE.search(before) or HEDGE_AFTER.match(after))
    parts = instalment_counts(context, before, told=bool(_EACH.match(after)))
    family, strict = _family(context, terms, before, after, parts)
    for value, expression in chain(family, _charged(terms, parts)):
        if _is(amount.cents, value, hedged, amount.scale):
            return context.supported("arithmetic", next(iter(terms.own), None), expression)
    prices = [{e.current_cents, e.list_cents} for e in terms.own]
    if not strict or (prices and all(amount.cents in pair for pair in prices)):
        return None
    told = write_money(amount.cents, amount.currency)
    return context.contradicted("arithmetic", f"{told} no es {strict}")


def _family(
    context: Context, terms: Terms, before: str, after: str, parts: set[int]
) -> tuple[Iterator[Result], str]:
    """Return the expressions that the wording allows, and what they are called if it insists."""
    if parts:
        return _instalments(terms, parts), ""
    if (short := _SHORT.search(before)) and (short.group(1) or _OF_LIMIT.match(after)):
        return _short(terms), "lo que falta"
    if _SAVING.search(before) or _MORE.match(after):
        return _differences(context, terms), "la diferencia"
    if _APART.search(before):
        return _differences(context, terms), ""
    if (_TOTAL.search(before) or _TOTAL_AFTER.match(after)) and not _EACH.match(after):
        sums = [*_totals(terms)]
        if len(terms.spans or terms.everyone) < 2:
            sums += _multiples(terms)
        return _discounted(terms, sums), "el total"
    per = [_PER.match(after), _PER_BEFORE.search(before), _PER_FIRST.match(before)]
    return _plain(terms, [match for match in per if match]), ""


def _is(told: int, value: float, hedged: bool, scale: int = 1) -> bool:
    if hedged and scale >= THOUSAND and told < 10 * scale * 100:
        return round(value / (scale * 100)) * scale * 100 == told  # "casi cinco lucas"
    if hedged and rounds(told):
        return abs(told - value) < value * HEDGED_TOLERANCE
    return value > 0 and abs(told - value) < (1 if told % 100 else ROUNDED_CENTS)


def _plain(terms: Terms, per: Sequence[re.Match[str]]) -> Iterator[Result]:
    bases = [*_multiples(terms), *_totals(terms)]
    prices = {product.current_cents for product in terms.own}
    yield from ((value, said) for value, said in bases if value not in prices)  # no computation
    bases += [(cents, write_money(cents)) for cents in [*terms.told, *terms.supposed]]
    yield from _discounted(terms, bases, itself=False)
    if _PART.search(terms.sentence):
        for base, said in bases:
            yield from ((base * share / 100, f"{share:g} % de {said}") for share, _ in terms.shares)
    for cents in terms.supposed:
        yield from ((cents * share / 100, f"{share:g} % de {write_money(cents)}")
                    for share, _ in terms.shares)  # fmt: skip
    for match in per:
        yield from _per_unit(terms, match)
    for product in terms.own:  # a pack's price by the piece, however announced
        for n in _pack(product, ""):
            yield (
                (product.current_cents or 0) / n,
                f"{write_money(product.current_cents or 0)} / {n:g}",
            )


def _multiples(terms: Terms) -> Iterator[Result]:
    for product in terms.own:
        price = product.current_cents or 0
        for n in terms.counts_of(product) if price else ():
            yield price * n, f"{n:g} × {write_money(price)}"


def _totals(terms: Terms) -> Iterator[Result]:
    """Sum all the products of the segment, of the sentence or of the answer, and what is added."""
    for group in terms.groups:
        sums: dict[float, str] = {0: ""}
        for product in group:
            values = {value: write_money(value) for value in terms.values_of(product)}
            # Variants of one price give the same sums over and over.
            sums = {
                total + value: f"{said} + {told}" if said else told
                for total, said in sums.items() for value, told in values.items()
            }  # fmt: skip
        added = sum(terms.charges)
        for total, said in sums.items():
            if added:
                yield total + added, f"{said} + {write_money(added)}"
                continue
            if len(group) > 1:
                yield total, said
            if _ADDS.search(terms.sentence):
                for charge in terms.offered:
                    yield total + charge, f"{said} + {write_money(charge)}"


def _discounted(terms: Terms, bases: list[Result], *, itself: bool = True) -> Iterator[Result]:
    """Take the percentages told, or those of the cited policies, off or onto the bases."""
    yield from bases if itself else ()
    for base, said in bases:
        for share, sign in terms.shares:
            yield base * (100 + sign * share) / 100, f"{said} {sign * share:+g} %"


def _instalments(terms: Terms, counts: set[int]) -> Iterator[Result]:
    bases = [*_multiples(terms), *_totals(terms)]
    bases += [(cents, write_money(cents)) for cents in [*terms.told, *terms.supposed]]
    for n in counts - {0}:
        share = terms.surcharge(n)
        for base, said in _discounted(terms, bases, itself=not share):
            yield base / n, f"{said} / {n}"


def _short(terms: Terms) -> Iterator[Result]:
    bases = [e.current_cents for e in terms.own if e.current_cents]
    for base in [*bases, *(int(value) for value, _ in _totals(terms))]:
        for held in [*terms.limits, *terms.told]:
            if held != base:
                yield abs(held - base), f"{write_money(held)} - {write_money(base)}"


def _differences(context: Context, terms: Terms) -> Iterator[Result]:
    for product in terms.own:
        if product.list_cents and product.current_cents:
            for n in terms.counts_of(product):
                yield (product.list_cents - product.current_cents) * n, "lista - oferta"
    bases = [*_multiples(terms), *_totals(terms)]
    bases += [(cents, write_money(cents)) for cents in terms.told]
    for base, said in bases:
        for share, _ in terms.shares:
            yield base * share / 100, f"{share:g} % de {said}"
        for limit in terms.limits:
            yield abs(limit - base), f"{write_money(limit)} - {said}"
    prices = [e.current_cents for e in terms.rivals if e.current_cents]
    prices += terms.told
    earlier = fold(context.so_far.removesuffix(context.segment.sentence))
    prices += [a.cents for a in spoken_amounts(earlier) if a.is_money]
    for a, b in combinations(sorted(set(prices)), 2):
        yield b - a, f"{write_money(b)} - {write_money(a)}"


def _charged(terms: Terms, parts: set[int]) -> Iterator[Result]:
    """Multiply a policy's charge, so much a floor, a metre, a change; never by its instalments."""
    for charge in terms.charges or terms.offered:
        for n in (terms.counts | terms.numbers) - parts:
            yield charge * n, f"{n} × {write_money(charge)}"
        yield from (
            (charge * (100 + sign * share) / 100, f"{write_money(charge)} {sign * share:+g} %")
            for share, sign in terms.shares
        )


def _per_unit(terms: Terms, per: re.Match[str]) -> Iterator[Result]:
    """Divide by what the pack holds: so many units, or so much of a measure."""
    wanted = parse_quantities(f"{per.group(1) or 1} {per.group(2)}")
    for product in terms.own:
        price = product.current_cents or 0
        for n in _pack(product, root(per.group(2))):
            yield price / n * int(per.group(1) or 1), f"{write_money(price)} / {n:g}"
        if per.group(2) in _ONE:  # "rinde 12 porciones: $ 900 cada una"
            for n in terms.numbers - {0}:
                yield price / n, f"{write_money(price)} / {n}"
        for quantity in wanted:
            for _, held in product.measures:
                if held.dimension == quantity.dimension and held.value > 0:
                    yield (
                        price / held.value * quantity.value,
                        f"{write_money(price)} / {held.value:g} {held.unit}",
                    )


def _pack(product: Evidence, noun: str) -> set[float]:
    """Return how many a pack holds: what it counts in units, or in the noun's own attribute."""
    held = {q.value for name, q in product.measures if q.dimension == "count" and name != "stock"}
    held |= {
        float(str(value)) for name, value in product.attributes.items()
        if (noun in roots(fold(name)) or re.search(r"unidades|piezas|cantidad", fold(name)))
        and re.fullmatch(r"\d+(?:\.\d+)?", str(value))
    }  # fmt: skip
    if noun:
        words = re.findall(r"(?<![\d.,])(\d{1,4}) ([a-z]{3,})", product.text)
        held |= {float(n) for n, counted in words if root(counted) == noun}
    for value in product.attributes.values():  # "rinde: 60 lavados", by whatever name
        written = f"{value['value']} {value['unit']}" if isinstance(value, dict) else str(value)
        counted = re.match(r"(\d{1,4})(?:\.0)? ([a-z]{3,})", fold(written))
        held |= {float(counted.group(1))} if counted and root(counted.group(2)) == noun else set()
    return {n for n in held if n > 1}
