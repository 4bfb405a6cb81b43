"""Figures reached from the ones told: the last resort, for what no wording announces.

Every figure told is judged on its own, so that what comes out of told ones exactly is as true.
"""

import re
from collections.abc import Iterator
from itertools import chain, combinations
from math import ceil

from graph.answer import MARKER
from graph.checking.context import Context
from graph.checking.evidence import NUMBER, PERCENT, plain_number
from graph.checking.spelled import said_numbers, spell_digits
from graph.checking.spoken import spoken_amounts
from graph.checking.terms import Terms, terms_of
from graph.state import Claim
from graph.understanding.amounts import Amount, parse_amounts
from graph.wording import write_money
from ingest.money import parse_decimal
from ingest.units import Quantity, fold, parse_quantities

_SOLD_BY = ("mass", "volume", "length", "area")
LEAST_CENTS = 1000_00
"""Below it too many expressions meet by chance."""
METRES = 10
"""Below it a bare length is one of metres."""
LONGEST_LIST = 6
"""Amounts that one total may add up."""
_INSTALMENTS = re.compile(r"\b(?:cuotas?|pagos|sin interes|por mes|mensual\w*|al mes)\b")
_DEAL = re.compile(r"\b(\d)\s?x\s?(\d)\b")
_SECOND = re.compile(
    r"\b(?:segund[oa]|2d[oa]|2[oa°ª])\b[^.;]{0,40}?(?:\b(\d{1,2}) ?%|\bmitad\b)"
    r"|(?:\b(\d{1,2}) ?%|\bmitad\b)[^.;]{0,25}?\b(?:segund[oa]|2d[oa]|2[oa°ª])\b"
)
_PRICE = re.compile(r"\b(?:cuesta|vale|sale|precio|esta(?= a\b))\W*(?:es|de|a)?\W*$")
_LEFT = re.compile(
    r"\b(?:sobra\w*|qued\w+|libres?|falta\w*|margen|holgura|aire|diferencia|ventaja|excede\w*|"
    r"(?:mas|menos) (?:que|de lo)|(?:sum|agreg|llev)\w+ \d+ mas|"
    r"por (?:encima|debajo)|te pas\w+|restan)\b"
)
_SHORT = re.compile(r"\b(?:falt\w+|sobr\w+|(?:lleg|alcanz|pas)\w+ por)\W*$")
"""What announces a difference, however small."""
_MADE = re.compile(
    r"\b(?:total|quedarian?|cubr\w+|rind\w+|dan?|suma\w*|son|traen|alcanza\w*|necesit\w+|llev\w+|junt\w+|acumul\w+)\b"
)


def reached_amount(context: Context, amount: Amount) -> Claim | None:
    """Return a supported claim when an amount comes out of those told before it, to the cent."""
    before = context.text[: amount.start]
    if (amount.cents < LEAST_CENTS and not _SHORT.search(before)) or _PRICE.search(before):
        return None
    terms = terms_of(context, amount)
    said = fold(MARKER.sub(" ", context.so_far))
    told = {a.cents for a in spoken_amounts(said) if a.is_money} - {amount.cents}
    told |= {a.cents for a in parse_amounts(fold(context.question)) if a.is_money}
    told |= {value for e in terms.own if e.current_cents for value in terms.values_of(e)}
    told |= set(terms.charges)
    # a percentage of a policy cited before holds for the sum that goes on
    shares = terms.shares
    if not terms.policies:
        shares = [(float(parse_decimal(n)), -1) for n in PERCENT.findall(said)]
    counts = {float(n) for n in terms.counts | terms.numbers if n > 1}
    results = chain(
        _results(sorted(told), shares, counts),
        _parts(context, sorted(told), shares, said),
        _promoted(terms),
        _listed(context, amount),
        _by_measure(context, terms),
    )
    for value, expression in results:
        if abs(value - amount.cents) < (1 if amount.cents % 100 else 100):
            return context.supported("arithmetic", next(iter(terms.own), None), expression)
    return None


def _parts(
    context: Context, told: list[int], shares: list[tuple[float, int]], said: str
) -> Iterator[tuple[float, str]]:
    """Divide by the instalments that were told before, or are asked."""
    heard = f"{said} . {fold(context.question)}"
    if not _INSTALMENTS.search(heard):
        return
    for n in sorted(said_numbers(heard)):
        for cents in told:
            yield cents / n, f"{write_money(cents)} / {n:g}"
            for share, sign in shares:
                total = cents * (100 + sign * share) / 100
                yield total / n, f"{write_money(cents)} {sign * share:+g} % / {n:g}"


def _promoted(terms: Terms) -> Iterator[tuple[float, str]]:
    """Price what a cited policy gives by the unit: "3x2", half off the second one."""
    for policy in terms.policies:
        deals = [(int(n), float(m)) for n, m in _DEAL.findall(policy.text)]
        for match in _SECOND.finditer(policy.text):
            share = next((g for g in match.groups() if g), "50")
            deals.append((2, 2 - float(parse_decimal(share)) / 100))
        for product in terms.own:
            price = product.current_cents or 0
            for units, paid in deals:
                if paid < units and not terms.excludes(policy, product):
                    said = f"{units} al precio de {paid:g} × {write_money(price)}"
                    yield from ((price * paid * n, said) for n in (1, 2, 3))
                    yield price * (units - paid), said


def _listed(context: Context, amount: Amount) -> Iterator[tuple[float, str]]:
    """Add up the amounts that are told one after another just before it or just after."""
    amounts = [a for a in spoken_amounts(fold(MARKER.sub(" ", context.answer))) if a.is_money]
    for index, spoken in enumerate(amounts):
        if spoken.cents != amount.cents:
            continue
        for run in (amounts[index + 1 :], amounts[:index][::-1]):
            for end in range(2, min(len(run), LONGEST_LIST) + 1):
                cents = [a.cents for a in run[:end]]
                yield sum(cents), " + ".join(map(write_money, cents))


def _results(
    told: list[int], shares: list[tuple[float, int]], counts: set[float]
) -> Iterator[tuple[float, str]]:
    for a, b in combinations(told, 2):
        yield a + b, f"{write_money(a)} + {write_money(b)}"
        yield b - a, f"{write_money(b)} - {write_money(a)}"
    for cents in told:
        for share, sign in shares:
            yield cents * share / 100, f"{share:g} % de {write_money(cents)}"
            yield cents * (100 + sign * share) / 100, f"{write_money(cents)} {sign * share:+g} %"
        for n in counts:
            yield cents * n, f"{n:g} × {write_money(cents)}"


def _by_measure(context: Context, terms: Terms) -> Iterator[tuple[float, str]]:
    """Divide a price by what the product holds, in the unit that is spoken of: "el litro"."""
    text = f"{fold(MARKER.sub(' ', context.segment.sentence))} . {fold(context.question)}"
    spoken = parse_quantities(text)
    for word in set(re.findall(r"[a-z]{4,}", text)):
        spoken += parse_quantities(f"1 {word}")
    for product in terms.own:
        price = product.current_cents or 0
        for name, held in product.measures:
            for unit in spoken if name and held.value > 0 else ():
                if unit.dimension == held.dimension in _SOLD_BY:
                    said = f"{write_money(price)} / {held.value:g} {held.unit}"
                    yield price / held.value * unit.value, said
                if unit.dimension == held.dimension == "area":  # sold by the square metre
                    yield price * unit.value, f"{unit.value:g} × {write_money(price)}"


def reached_measure(context: Context, told: Quantity | float) -> bool:
    """Tell whether a measure is left over, or made, of the figures of its sentence and question.

    Of two terms one is told; the other may be the source's.
    """
    value = told if isinstance(told, float) else _written(context, told)
    heard = context.so_far if _LEFT.search(context.text) else context.segment.sentence
    said = spell_digits(fold(f"{MARKER.sub(' ', heard)} {context.question}"))
    terms = (*_SOLD_BY, *(("days", "hours", "months") if context.policies else ()))
    if not isinstance(told, float) and told.dimension not in terms:
        return False
    spoken = _numbers(f"{context.text} {said}", value)
    if _packs(context, told) or (isinstance(told, float) and _is_apart(context, told)):
        return True
    if not isinstance(told, float):
        spoken |= {q.value for q in parse_quantities(said) if q.dimension == told.dimension}
        values = {value, told.value}
        spoken -= values
    else:
        values = {value}
    held = {float(n) for e in context.cited for n in e.numbers if re.fullmatch(r"\d+(\.\d+)?", n)}
    if not isinstance(told, float):
        held |= {
            q.value for e in context.cited for _, q in e.measures
            if q.dimension == told.dimension
        }  # fmt: skip
        if told.dimension == "length":  # "una pared de 1,15" is told in metres
            spoken |= {100 * n for n in spoken if n < METRES}
    found: set[float] = set()
    if _LEFT.search(context.text):
        found |= {abs(a - b) for a in spoken for b in spoken | held}
    if _MADE.search(context.text):
        times = (spoken | said_numbers(said)) - {1.0, value}
        found |= {a * b for a in times for b in spoken | held if b != 1}
        found |= {a + b for a, b in combinations(spoken, 2)}
        asked = _numbers(spell_digits(fold(context.question)), value)
        found |= {sum(some) for some in combinations(asked, 3)}
    return any(abs(result - v) < 1e-6 * max(v, 1) for result in found for v in values if v)


def _packs(context: Context, told: Quantity | float) -> bool:
    """Tell whether it is how many packs hold what is asked, or what so many of them hold.

    The products' own measures are no need of the shopper: 180 cm by 60 cm make no three doors.
    """
    text = f"{context.text} . {fold(MARKER.sub(' ', context.so_far))} . {fold(context.question)}"
    counts = said_numbers(text)
    own = {(q.dimension, q.value) for e in context.products for _, q in e.measures}
    asked = parse_quantities(spell_digits(fold(context.question)))
    asked += [q for q in parse_quantities(spell_digits(text)) if (q.dimension, q.value) not in own]
    held = [q for e in context.products for _, q in e.measures if q.dimension in _SOLD_BY]
    if isinstance(told, float):
        return any(
            a.dimension == q.dimension and q.value and told == ceil(round(a.value / q.value, 6))
            for a in asked for q in held
        )  # fmt: skip
    return any(
        q.dimension == told.dimension and abs(q.value * n - told.value) < 1e-6 * told.value
        for q in held for n in counts
    )  # fmt: skip


def _is_apart(context: Context, told: float) -> bool:
    """Tell whether "25 más" is how far two of the answer's products are from each other."""
    written = f"{told:g}".replace(".", "[.,]")
    if not re.search(
        rf"\b{written}(?: (?!que\b)\w+)? (?:mas|menos|(?:de )?diferencia|de ventaja)\b",
        context.text,
    ):
        return False
    held = [(e.marker, n, q) for e in context.cited_products for n, q in e.measures if n]
    unit = {"mass": 1000.0}
    return any(
        n == m and a.dimension == b.dimension
        and abs(abs(a.value - b.value) * scale - told) < 1e-6
        for i, n, a in held for j, m, b in held if i < j
        for scale in (1.0, unit.get(a.dimension, 10.0))
    )  # fmt: skip


def _numbers(text: str, value: float) -> set[float]:
    written = {plain_number(n) for n in NUMBER.findall(text)}
    return {float(n) for n in written if re.fullmatch(r"\d+(\.\d+)?", n)} - {0.0, value}


def _written(context: Context, told: Quantity) -> float:
    match = NUMBER.match(context.text[told.start : told.end])
    written = plain_number(match.group()) if match else ""
    return told.value if written.count(".") > 1 or not written else float(written)
