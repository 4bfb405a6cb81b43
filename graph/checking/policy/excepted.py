"""What a policy leaves out of a benefit must not be granted to a product of that kind."""

import re

from graph.checking.clauses import split_clauses
from graph.checking.context import Context
from graph.checking.evidence import NUMBER, PERCENT, Evidence, plain_number
from graph.checking.lexis import POLICY_TALK, policy_roots, root
from graph.checking.policy.wording import FREE, canon
from graph.checking.spoken import spoken_amounts
from graph.policies.offers import leaves_out_offers
from graph.sentences import split_sentences
from graph.state import Claim
from graph.understanding.amounts import parse_amounts
from ingest.units import fold

_LEFT_OUT = re.compile(
    r"\b(?:excepto|salvo|a excepcion de|no (?:se )?(?:aplica|incluye|corre|rige|vale|entra|"
    r"alcanza|participa|suma)\w*|sin incluir|exclu\w+|(?<!% )menos)\b([^.;]*)"
)
_TAKES_NO_PART = re.compile(r"(?:^|[.;] )([^.;]*?)\bno (?:participa|entra|califica|ingresa)n?\b")
"""Who is left out, told before the verb: "los colchones Somnia no participan"."""
_PLAN = re.compile(r"\b(\d{1,2})(?= (?:cuotas|pagos)\b)")
_UP_TO = re.compile(r"\bhasta (\d+(?:,\d+)?) ?(?:kg|kilos)\b")
_ON_SALE = re.compile(r"\b(?:ofertas?|rebajad[oa]s?|liquidacion|en promocion)\b")
_LET_IN = re.compile(r"\b(?:inclu\w+|tambien)\b")
"""What takes part after all, told beside what does not: "incluidas las ofertas"."""
_OF_ANOTHER_MATTER = re.compile(r"\b(?:cambi|devol|devuel|garantia|reclam)|\b(?:incluid|tambien)")
"""What offers go without that is no benefit, or that they take part in one after all."""
_ITEM = re.compile(r",|\b(?:y|e|o|ni|que)\b")
_KIND = 1
"""Words of a title that say what the product is: an "estuche guitarra" is no guitar."""
_SENTENCE = re.compile(r"\.\s+(?=[a-z¿¡])|\n|;(?! no )")
_OUT = re.compile(r"\b(?:salvo|excep\w+|menos|a?fuera)\b")


def check_excepted(context: Context) -> list[Claim]:
    """Refuse what a segment grants to a product that the policy's own words leave out of it."""
    text = context.text
    if _tells_exceptions(text):
        return []
    in_sentence = [e for e in context.cited_in(context.segment.sentence) if e.kind == "product"]
    products = context.products or in_sentence
    if not products:  # "El envío te sale gratis [2]. La resma está a $ 8.990 [1]."
        only = [e for e in context.cited_in(context.answer) if e.kind == "product"]
        products = only if len(only) == 1 and not _OUT.search(fold(context.answer)) else []
    for policy in [e for e in context.cited_in(context.segment.sentence) if e.kind == "policy"]:
        for product in products:
            told = _left_out(text, fold(policy.payload["text"]), product)
            if told and not _told_elsewhere(told, context):
                reason = f"la política lo exceptúa: «{told.strip()[:120]}»"
                return [context.contradicted("policy", reason, policy)]
    return []


def _tells_exceptions(text: str) -> bool:
    text = re.sub(r"\bsin (?=interes|cargo|costo|recargo)", "con ", text)  # which denies nothing
    return bool(_OUT.search(text)) or any(clause.denied for clause in split_clauses(text))


def _told_elsewhere(exception: str, context: Context) -> bool:
    """Tell whether another sentence of the answer says the exception: "ojo, no va con ofertas"."""
    left_out = policy_roots(exception) - POLICY_TALK
    said = [fold(sentence) for sentence in split_sentences(context.answer)]
    return any(_tells_exceptions(s) and left_out & policy_roots(s) for s in said)


def _granted(text: str) -> set[str]:
    """Return what a text gives: percentages, and numbers of instalments."""
    return {*PERCENT.findall(text), *(f"{n} cuotas" for n in _PLAN.findall(text))}


def _left_out(text: str, policy: str, product: Evidence) -> str:
    given, free = _granted(text), bool(FREE.search(text))
    paid = {a.cents for a in spoken_amounts(text) if a.is_money}
    rule = ""
    for sentence in _SENTENCE.split(policy):
        match = _LEFT_OUT.search(sentence)
        granted = sentence[: match.start()] if match else sentence
        if _granted(granted) or " libre" in canon(granted):
            rule = granted  # "10 % llevando 6. No se aplica a ofertas.": to the rule before it
        elif match and policy_roots(granted) - POLICY_TALK:
            match = None  # "El armado no incluye sillas": of another matter
        same = given & _granted(rule) or (free and " libre" in canon(rule))
        if match and same and _names(match.group(1), product):
            return match.group()
        of_offers = leaves_out_offers(sentence) and not _OF_ANOTHER_MATTER.search(sentence)
        if not match and same and of_offers and is_on_sale(product):
            return sentence
        limits = list(_UP_TO.finditer(sentence))
        priced = [a for a in parse_amounts(sentence) if a.is_money] if len(limits) == 1 else []
        before = [a for a in priced if a.start < limits[0].start()]
        if paid & {a.cents for a in before[-1:] or priced[:1]}:
            most = float(limits[0].group(1).replace(",", "."))
            if any(name == "peso" and q.value > most for name, q in product.measures):
                return sentence
    figures = _numbers(text) - product.numbers
    for match in _TAKES_NO_PART.finditer(policy):
        own = _numbers(_SENTENCE.split(policy[match.start(1) :])[0])  # "de la promo 2x1"
        if figures & (own or _numbers(policy)) and _names(match.group(1), product):
            return match.group()
    return ""


def _numbers(text: str) -> set[str]:
    return {plain_number(n) for n in NUMBER.findall(text)}


def is_on_sale(product: Evidence) -> bool:
    return (product.list_cents or 0) > (product.current_cents or 0)


def _names(items: str, product: Evidence) -> bool:
    """Tell whether one of the items is what the product is, as it is described."""
    told = [item for item in items.split(",") if _ON_SALE.search(item)]
    if is_on_sale(product) and any(not _LET_IN.search(item) for item in told):
        return True
    kind = {root(word) for word in re.findall(r"[a-z]{4,}", product.title)[:_KIND]}
    known = policy_roots(product.text)
    return any(
        kind & roots_ and roots_ <= known for roots_ in map(policy_roots, _ITEM.split(items))
    )
