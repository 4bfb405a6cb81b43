"""Stock claims, product by product: one in stock and one sold out in the same sentence."""

import re

from graph.checking.clauses import split_clauses
from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.checking.lexis import roots
from graph.checking.spelled import WORDS, said_numbers
from graph.checking.spoken import spoken_amounts
from graph.state import Claim
from graph.wording import AVAILABILITY

SOLD_OUT = re.compile(
    r"\b(sin stock|agotad[oa]s?|no hay(?: mas)?(?=$|\W*[,.:;!]| (?:stock|disponib\w*|"
    r"unidades|ningun\w*|mas|en))|"
    r"no (?:esta|estan|tenemos|queda|quedan|tiene|lo tenemos|la tenemos|nos queda)\b(?: \w+){0,3} "
    r"?(?:disponib\w*|stock|unidades)|no (?:esta|estan) disponibles?|no nos quedan?|"
    r"no queda ninguno|"
    r"no quedan?(?= |$)|fuera de stock|sin disponibilidad|"
    r"sin unidades|se (?:nos )?(?:agoto|agotaron|"
    r"termino))"
)
_COUNTS = WORDS | {"uno": 1, "un par": 2}
_NUMBER = rf"(?:\d+|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_IN = re.compile(
    r"\b(en stock|hay stock|con stock|(?:tenemos|tengo|tienen?) (?:buen )?stock|hay disponib\w*|"
    r"disponible\w*|"
    r"hay unidades|(?:l[oa]s? (?:podes )?|te |podes )(?:comprar|llev\w+) hoy|(?<!\bte )quedan? (?:"
    rf"{_NUMBER}|pocas?|pocos|las ultimas|"
    r"los ultimos|la ultima|el ultimo|"
    r"algun[oa]s)|"
    r"ultimas? unidad(?:es)?|para entrega inmediata|list[oa]s? para (?:enviar|retirar|llevar)|"
    rf"tengo {_NUMBER}|lo tenemos|la tenemos|los tenemos|"
    r"las tenemos|hay \d+ unidades|tenemos \d+|stock:? \d+)"
)
_PREORDER = re.compile(r"\b(preventa|pre-venta|reserva anticipada)\b")
_BACKORDER = re.compile(r"\b(a pedido|por encargo|bajo pedido)\b")
_QUANTITY = re.compile(
    r"\b(?:(?<!\bte )quedan?|hay|tenemos|tengo|stock(?: de)?:?|ultim[oa]s)\s+(?:solo |solamente |"
    rf"nada mas que )?({_NUMBER})\b"
    r"(?!\s*(?:%|cuotas|modelos|opciones|colores|"
    r"talles|versiones|productos|alternativas|sucursales|dias|horas|meses|formas|medios))"
)
_UNITS = re.compile(r"\b(\d+) unidades\b(?! (?:por|de)\b)")
_LEFT = re.compile(r"\b(?:quedan?|stock|ultim[oa]s|unidades)\b")
_OFFERS = re.compile(r"\b(?:tengo|tenemos) (?:un[oa]?s?|algo|algun[oa]s?|vari[oa]s|dos|tres)\b")
_ONE_LEFT = re.compile(r"\b(?:sol[oa]|qued[ao]\w*|unidad|1)\b")
_OF_STOCK = re.compile(r"\b(?:stock|disponib|agotad|unidades|qued[ao])")


def check_availability(context: Context) -> list[Claim]:
    """Check what the segment says of stock against each product that its markers name."""
    text = context.text
    if context.cited and not context.products:  # a policy speaks of stock in general
        return []
    told = _told(text)
    if told is None:
        return _listed(context)
    if not context.products:
        supposed = re.search(r"\b(?:si|cuando|apenas)\b.{0,30}\b(?:stock|disponib)", text)
        titles = roots(" ".join(e.title for e in context.evidence.values()))
        named = titles & roots(text) - {"de", "con", "para", "en"}
        if (
            not named
            and _OFFERS.search(text)
            and not (re.search(r"\d", text) or _OF_STOCK.search(text))
        ):
            return []  # "¡Tengo uno ideal!" names nothing
        if supposed or "?" in text or text.rstrip(" *_").endswith(":"):
            return []
        return [context.not_found("marker", "habla de stock y no tiene fuente")]
    return _apart(context) or [_judge(context, product, told) for product in context.products]


def _listed(context: Context) -> list[Claim]:
    """Judge how many are told beside the price in a list: "- Mochila: $ 900, 6 unidades"."""
    match = _UNITS.search(context.text)
    if not match or len(context.products) != 1:
        return []
    product, said = context.products[0], int(match.group(1))
    quantity = product.payload.get("quantity")
    told = {a.cents for a in spoken_amounts(context.text) if a.is_money}
    priced = product.current_cents in told and told <= {product.current_cents, product.list_cents}
    packed = {int(n) for n in product.numbers if n.isdigit()} | said_numbers(product.text)
    if not priced or quantity is None or said in packed:
        return []  # "paquete de 6 unidades", "por 10 unidades serían $ 900"
    reason = f"quedan {quantity}, no {said}"
    return [context.contradicted("availability", reason, product)]


def _apart(context: Context) -> list[Claim]:
    """Judge clause by clause a segment that tells products apart: sold out, or so many left."""
    if len(context.products) < 2:
        return []
    texts = [clause.text for clause in split_clauses(context.text)]
    clauses = [(t, _told(t) or ("in_stock" if _QUANTITY.search(t) else None)) for t in texts]
    of_one = [t for t in texts if len(context.subjects(t)) == 1]
    apart = [t for t in of_one if _QUANTITY.search(t)]
    if len(context.subjects(context.text)) == 1:  # "si te arreglás con la chica, hay stock"
        apart += [t for t, told in clauses if told and t in of_one]
    if not apart and len({told for _, told in clauses if told}) < 2:
        return []
    claims = []
    for text, told in clauses:
        subjects = context.subjects(text) if told else []
        judged = [_judge(context, product, told, text) for product in subjects if told]
        agreeing = [claim for claim in judged if claim["verdict"] == "supported"]
        # A clause that names none of them is of the one that it is true of.
        claims += agreeing[:1] if len(subjects) == len(context.products) and agreeing else judged
    return claims


def _told(text: str) -> str | None:
    if _PREORDER.search(text):
        return "preorder"
    if _BACKORDER.search(text):
        return "backorder"
    if SOLD_OUT.search(text):
        return "out_of_stock"
    match = _IN.search(text)
    if match and re.search(
        r"\b(?:no|sin|ni|tampoco|nunca)(?: (?:me|nos|se|te|hay))?\s*$", text[: match.start()]
    ):
        return "out_of_stock"
    return "in_stock" if match else None


def _judge(context: Context, product: Evidence, told: str, text: str = "") -> Claim:
    actual = product.payload.get("availability", "unknown")
    text = text or context.text
    if actual == "unknown":
        if told == "in_stock" and _OFFERS.search(text) and not _OF_STOCK.search(text):
            return context.supported("identity", product)  # "tengo una ideal:"
        reason = f"la ficha de {product.payload['title']} no dice si hay stock"
        return context.not_found("availability", reason, product)
    if told != actual and {told, actual} != {"preorder", "backorder"}:
        reason = f"{product.payload['title']} está {AVAILABILITY[actual]}"
        return context.contradicted("availability", reason, product)
    quantity = product.payload.get("quantity")
    match = _QUANTITY.search(text)
    if told == "in_stock" and match:
        said = _COUNTS.get(match.group(1)) or int(match.group(1))
        listed = [e for e in context.cited_in(context.segment.sentence) if e.kind == "product"]
        if said == 1 and _OFFERS.search(text) and not _ONE_LEFT.search(text):
            return context.supported("availability", product)  # "tengo uno ideal para vos"
        if said == len(listed or context.products) > 1 and not _LEFT.search(text):
            return context.supported("availability", product)  # "tengo dos: la A [1] y la B [2]"
        if quantity is None:
            return context.not_found("availability", "la fuente no dice cuántos quedan", product)
        if said != quantity:
            return context.contradicted("availability", f"quedan {quantity}, no {said}", product)
    return context.supported("availability", product)
