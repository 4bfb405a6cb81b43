"""Instalments and percentages: counts must be offered by a source, amounts are recomputed."""

import re

from graph.checking.context import Context
from graph.state import Claim
from graph.understanding.amounts import Amount
from graph.wording import write_money
from ingest.units import fold

COUNT_WORDS = {"una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
               "nueve": 9, "doce": 12, "dieciocho": 18, "veinticuatro": 24}  # fmt: skip
INSTALMENTS = re.compile(
    r"\b(\d{1,2}|una|dos|tres|cuatro|cinco|seis|nueve|doce|dieciocho|veinticuatro)\s+"
    r"(?:cuotas?|pagos?)\b"
)
_FINANCED = re.compile(r"\b(?:cuotas|sin interes|financia\w*)\b")


def count_of(match: re.Match[str]) -> int:
    """Return how many instalments an `INSTALMENTS` match tells."""
    return COUNT_WORDS.get(match.group(1)) or int(match.group(1))


def check_instalments(context: Context, amounts: list[Amount]) -> list[Claim]:
    """A number of instalments must stand in a source; no price field implies it."""
    claims = []
    for match in INSTALMENTS.finditer(context.text):
        count = count_of(match)
        word = next((w for w, n in COUNT_WORDS.items() if n == count), count)
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
    if not claims and (told := _FINANCED.search(context.text)) and context.cited:
        denied = re.search(r"\b(?:no|sin)\b[^,;.]{0,40}$", context.text[: told.start()])
        written = any(_FINANCED.search(e.text) for e in context.evidence.values())
        if not written and not denied and "?" not in context.text:
            claims.append(context.not_found("policy", "ninguna fuente habla de cuotas"))
    return claims


def instalment_amount(context: Context, amount: Amount) -> Claim:
    """Count × instalment must give the price, to the peso an instalment."""
    told = write_money(amount.cents, amount.currency)
    match = INSTALMENTS.search(context.text) or INSTALMENTS.search(fold(context.segment.sentence))
    count = count_of(match) if match else 0
    for product in context.products:
        if (
            count
            and product.current_cents
            and _is_share(amount.cents, product.current_cents / count)
        ):
            return context.supported("arithmetic", product)
    return context.contradicted("arithmetic", f"{count} cuotas de {told} no dan el precio")


def check_percent(context: Context, match: re.Match[str]) -> Claim | None:
    """A discount must be the one that list and sale price make; other percentages need a text."""
    value = float(match.group(1).replace(",", "."))
    around = context.text[max(0, match.start() - 30) : match.end() + 30]
    product = context.products[0]
    written = rf"\b{re.escape(match.group(1))}\s?(?:%|por ciento)"
    if not re.search(r"descuento|off|rebaja|oferta|menos|ahorr|bonific|baj[oae]|barat", around):
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


def _is_share(told: int, exact: float) -> bool:
    """Tell whether an instalment is told to the cent, or in whole pesos."""
    if told % 100:
        return abs(told - exact) <= 1
    return told == int(exact) // 100 * 100 or abs(told - exact) <= 50
