"""Instalments and percentages: counts must be offered by a source, amounts are recomputed."""

import re

from graph.checking.context import Context
from graph.checking.spelled import COUNTS, WORDS
from graph.state import Claim
from graph.understanding.amounts import Amount
from ingest.units import fold

INSTALMENTS = re.compile(
    rf"(?<![\d.,])\b(\d{{1,2}}|una|{'|'.join(COUNTS)})\s+"
    r"(?:(?:cuotas?|pagos?)\b|sin interes(?:es)?\b)"
)
_NEAR = r"(?:[^.\n]|\.(?=\d)){0,60}"
"""Within a sentence, whose amounts have points: "3 cuotas desde $ 30.000 y 6 desde $ 90.000"."""


def count_of(match: re.Match[str]) -> int:
    """Return how many instalments an `INSTALMENTS` match tells."""
    said = next(group for group in match.groups() if group)
    return WORDS.get(said) or int(said)


def check_instalments(context: Context, amounts: list[Amount]) -> list[Claim]:
    """A number of instalments must stand in a source; no price field implies it."""
    claims = []
    for match in INSTALMENTS.finditer(context.text):
        count = count_of(match)
        if count == 1:
            continue  # "en un solo pago"
        word = next((w for w, n in COUNTS.items() if n == count), count)
        offers = re.compile(
            rf"\b(?:{count}|{word})\b{_NEAR}\b(?:cuotas?|pagos?)\b"
            rf"|\b(?:{count}|{word}) sin interes\b"
            rf"|\b{count}\b(?:\s*[,yo]\s*\d+)*\s+cuotas|\bcuotas?\b{_NEAR}\b{count}\b"
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


_SO_MANY = re.compile(
    rf"{INSTALMENTS.pattern}|\b(\d{{1,2}}) (?:fij[oa]s |mensuales )?sin interes|\b(\d{{1,2}}) de \$"
)


def instalment_counts(context: Context, before: str, *, told: bool) -> set[int]:
    """Return in how many parts an amount may be one; empty when no wording says that it is a part.

    `told` says that the amount itself is told by the month, or each.
    """
    sentence = fold(context.segment.sentence)
    near = [*_SO_MANY.finditer(f"{before.rstrip()} $")][-1:]
    if not near and (told or re.search(r"\bcuotas?(?: de)?\W*$", before)):
        near = [*_SO_MANY.finditer(sentence)] or [*_SO_MANY.finditer(fold(context.question))]
    return {count_of(match) for match in near}


def check_percent(context: Context, match: re.Match[str]) -> Claim | None:
    """A discount must be the one that list and sale price make; other percentages need a text."""
    value = float(match.group(1).replace(",", "."))
    around = context.text[max(0, match.start() - 30) : match.end() + 30]
    product = context.products[0]
    written = rf"\b{re.escape(match.group(1))}\s?(?:%|por ciento)"
    cue = r"descuento|off|rebaja|oferta|menos|ahorr|bonific|baj[oae]|barat"
    tells = re.search(r"\bpaso de\b|antes|lista|menos", context.text)
    if not re.search(cue, around):
        reckons = re.match(r"\s*de (?:los )?\$", context.text[match.end() :])  # "el 20 % de $ 900"
        cited = context.cited_in(context.segment.sentence) if reckons else context.cited
        proof = next((e for e in cited if re.search(written, e.text)), None)
        if proof:
            return context.supported("attribute", proof)
        if not tells:
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
