"""From how much, and up to how much, a policy gives: a count, a purchase, a cap."""

import re

from graph.answer import MARKER
from graph.checking.context import Context
from graph.checking.evidence import PERCENT, Evidence, plain_number
from graph.checking.instalments import INSTALMENTS
from graph.checking.lexis import policy_roots, root
from graph.checking.policy.reading import Held, Said
from graph.checking.policy.wording import canon
from graph.checking.spoken import spoken_amounts
from graph.checking.terms import counts_said, is_attribute
from graph.state import Claim
from graph.understanding.amounts import Amount, parse_amounts
from graph.wording import write_money
from ingest.units import fold

_CLAUSE = re.compile(r"[;\n]|(?<=[a-z0-9])\.\s")
_FROM = re.compile(
    r"\b(?:desde|a partir de|superior\w* a|mayor\w* (?:a|de)|mas de|supera\w*|arriba de|"
    r"minim[oa] de|entre)(?: los| las)?\s*$"
)
_SUPPOSED = re.compile(
    r"\b(?:no|ni|sin que|falta\w*|todavia|recien|tampoco|desde|a partir|si(?!,)|super\w+|pas\w+|"
    r"lleg(?:as|ues|ando|ar)|lleg\w+ a (?:los |las )?\$? ?\d|sum\w+)\b"
    r"|\b(?:queda|esta)\w* a [$\d., ]+(?:pesos )?(?:del?|para)\b"
)
"""What grants nothing, or only to another purchase."""
_CAP = re.compile(
    r"\b(?:tope|maximo|hasta|techo|limite)(?: de)?(?: devolucion)?\W*$|\b(?:tope|techo)\b"
)
_GIVEN = re.compile(
    r"\b(?:reintegr\w+|devuelv\w+|descuent\w+|ahorr\w+|bonific\w+|te vuelven)\W*(?:\w+\W+){0,2}$"
)
_CARRIED = policy_roots("envio flete entrega despacho reparto")
_PLAN = re.compile(r"\b(\d{1,2})(?: cuotas| pagos)?(?: fijas| iguales)?\s+sininteres")
_PLAN_COUNTS = re.compile(
    r"\b\w+ (?:de \$|fijas|iguales|sin interes)|\b\d+ (?:dias|horas|hs|meses)\b"
)
_LEAST = re.compile(r"\bminimo de (\d+) ([a-z]{3,})|\bminim[oa] (?:son |es de )?(\d+) ([a-z]{3,})")


def check_thresholds(context: Context) -> list[Claim]:
    """Hold what a segment grants to its products against the least purchase asked for it.

    Where its sentence cites none they are the answer's, all of them bought together.
    """
    products = [e for e in context.cited_in(context.segment.sentence) if e.kind == "product"]
    text = context.text
    if not products:
        text = fold(MARKER.sub(" ", context.answer))
        products = [e for e in context.cited_in(context.answer) if e.kind == "product"]
    spent = max([_most_cost(context, products), *(a.cents for a in _told(text))])
    if not spent or _SUPPOSED.search(context.text) or "?" in context.text:
        return []
    for policy in [e for e in context.cited_in(context.segment.sentence) if e.kind == "policy"]:
        for clause in _CLAUSE.split(policy.text):
            limits = [
                a.cents for a in parse_amounts(clause)
                if a.is_money and _FROM.search(clause[: a.start])
            ]  # fmt: skip
            if len(limits) != 1 or spent >= limits[0]:
                continue
            if _grants(context.text, clause, policy):
                least = write_money(limits[0])
                return [context.contradicted("policy", f"la política lo da desde {least}", policy)]
    return []


def check_caps(context: Context) -> list[Claim]:
    """Hold what is said to be given back or taken off against the most that a policy gives."""
    said = [
        a for a in spoken_amounts(context.text)
        if a.is_money and _GIVEN.search(context.text[: a.start])
    ]  # fmt: skip
    if not said or _CAP.search(context.text):
        return []
    shares = {*PERCENT.findall(context.text)}
    for policy in context.policies:
        for clause in _CLAUSE.split(policy.text):
            if shares.isdisjoint(PERCENT.findall(clause)) and shares:
                continue  # of another promotion
            caps = [a.cents for a in parse_amounts(clause) if _CAP.search(clause[: a.start])]
            if caps and PERCENT.search(clause) and said[0].cents > max(caps):
                most = write_money(max(caps))
                return [context.contradicted("policy", f"la política da hasta {most}", policy)]
    return []


def reaches_cap(policy: Evidence, cents: int) -> bool:
    """Tell whether a purchase of so much is where a percentage comes to its cap."""
    return any(
        abs(cents * float(plain_number(share)) / 100 - cap.cents) < 1
        for clause in _CLAUSE.split(policy.text)
        for cap in parse_amounts(clause)
        if _CAP.search(clause[: cap.start])
        for share in PERCENT.findall(clause)
    )


def _grants(text: str, clause: str, policy: Evidence) -> bool:
    """Tell whether the text grants what this clause alone does: a plan, or something for free."""
    said, held = canon(text), canon(clause)
    others = canon(policy.text.replace(clause, " "))
    plans = set(_PLAN.findall(held)) - set(_PLAN.findall(others))
    if plans & set(_PLAN.findall(said)):
        return True
    free = " libre" in said and " libre" in held and " libre" not in others
    return free and bool(policy_roots(said) & policy_roots(f"{policy.title} {held}") & _CARRIED)


def _told(text: str) -> list[Amount]:
    return [amount for amount in spoken_amounts(text) if amount.is_money]


def _most_cost(context: Context, products: list[Evidence]) -> int:
    """Return the most that the spoken of units of these products may cost together, in cents."""
    told = INSTALMENTS.sub(" ", f"{context.text} . {fold(context.question)}")
    told = _PLAN_COUNTS.sub(" ", told)
    most = 0
    for product in products:
        counts = [
            n for n, nouns in counts_said(told.replace(product.title, " "))
            if not is_attribute(product, n, nouns)
        ]  # fmt: skip
        most += (product.list_cents or product.current_cents or 0) * max([1, *counts])
    return most


def below_least(said: Said, held: Held) -> str:
    """Less than the policy's least is not granted: "por un día" where it rents from three on."""
    if re.search(r"\b(?:no|minim[oa]|menos|tampoco|sin)\b", said.text):
        return ""
    for match in _LEAST.finditer(held.text):
        least, noun = (g for g in match.groups() if g)
        for number, told in re.findall(r"\b(un|una|\d+) ([a-z]{3,})", said.text):
            count = 1 if number in ("un", "una") else int(number)
            if root(told) == root(noun) and count < int(least):
                return f"la política pide un mínimo de {least} {noun}"
    return ""
