"""Named attributes: colours, classes and sizes, where the source states them exactly."""

import re

from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.checking.lexis import OPINION, root, roots, with_synonyms
from graph.checking.spelled import WORDS
from graph.state import Claim
from ingest.units import fold

COLORS = frozenset([
    "negro", "negra", "blanco", "blanca", "rojo", "roja", "azul", "celeste", "verde",
    "amarillo", "amarilla", "gris", "plateado", "plateada", "dorado", "dorada", "rosa",
    "violeta", "lila", "marron", "beige", "bordo", "naranja", "turquesa", "fucsia", "crema",
])  # fmt: skip
_PLAIN = frozenset(["para", "como", "esta", "este", "pero", "tiene", "segun", "tambien", "primera"])
_DEGREE = "alt[oa]|medi[oa]|baj[oa]|larg[oa]|cort[oa]|superior|frontal|dur[oa]|bland[oa]|firme"
_NEGATION = re.compile(r"\b(no|sin|nunca|tampoco|ni|carece)\b")


def check_attributes(context: Context) -> list[Claim]:
    """Check colours and named attributes against each cited product."""
    claims = []
    for product in context.products:
        claims += _color(context, product)
        claims += _texts(context, product)
        claims += _brand(context, product)
        claims += _class(context, product)
        claims += _size(context, product)
    return claims


def _stem(color: str) -> str:
    """Cut a colour to what its forms share; of "rosa" nothing telling would be left."""
    singular = color.rstrip("s")
    return singular if singular == "rosa" else singular.rstrip("ao")


def _color(context: Context, product: Evidence) -> list[Claim]:
    actual = fold(product.payload.get("color") or "")
    if not actual:
        return []
    told = {
        w for w in re.findall(r"[a-z]+", context.text) if w.rstrip("s") in COLORS or w in COLORS
    }
    if not told or _NEGATION.search(context.text):
        return []
    if len(context.products) > 1:  # "uno es negro y el otro blanco": each is of some of them
        actual = fold(" ".join(str(e.payload.get("color") or "") for e in context.products))
    wrong = [w for w in told if _stem(w) not in actual and _stem(w) not in product.text]
    if wrong:
        return [context.contradicted("attribute", f"el color es {actual}", product)]
    return [context.supported("attribute", product)]


def _texts(context: Context, product: Evidence) -> list[Claim]:
    """A named attribute told with another one's value: "suela de malla"."""
    claims = []
    for name, value in product.attributes.items():
        spelled = fold(str(value))
        plain = isinstance(value, str) and not re.search(r"\d", spelled) and len(spelled) > 3
        if not plain or name in ("color", "marca", "talle"):
            continue
        spoken = rf"\b{re.escape(fold(name))}\b"
        match = re.search(rf"{spoken}(?::| es| de| tipo)+\s+([a-z]{{4,}})", context.text)
        match = match or re.search(rf"{spoken}\s+({_DEGREE})\b", context.text)
        if not match or _NEGATION.search(context.text) or match.group(1) in WORDS:
            continue
        said = root(match.group(1))
        if said in with_synonyms(roots(spelled)):
            claims.append(context.supported("attribute", product))
        elif match.group(1) not in OPINION | _PLAIN:
            claims.append(context.contradicted("attribute", f"{name}: {value}", product))
    return claims


def _brand(context: Context, product: Evidence) -> list[Claim]:
    """A brand told outright, "marca X", must be the product's."""
    brand = fold(product.payload.get("brand") or "")
    told = re.search(r"\b(?<!misma )(?<!otra )marca(?: es)?:?\s+([\w&' -]{2,30})", context.text)
    if not brand or not told or brand in told[1] or brand.startswith(told[1].strip()):
        return []
    return [context.contradicted("attribute", f"la marca es {product.payload['brand']}", product)]


def _class(context: Context, product: Evidence) -> list[Claim]:
    """An energy class told must be the product's."""
    held = [
        fold(str(value)).strip() for name, value in product.attributes.items()
        if re.search(r"eficiencia|clase", fold(name))
    ]  # fmt: skip
    told = re.search(
        r"\b(?:eficiencia(?: energetica)?|clase|etiqueta(?: energetica)?)(?::| es| de|"
        r" clase| tipo)*\s+([a-g]\+{0,3})(?![\w+])",
        context.text,
    )
    if not held or not told or len(context.subjects(context.text)) > 1:
        return []
    if told.group(1) in held:
        return [context.supported("attribute", product)]
    return [context.contradicted("attribute", f"la eficiencia es {held[0].upper()}", product)]


def _size(context: Context, product: Evidence) -> list[Claim]:
    """A lettered size told outright, "talle XG", must be the product's."""
    held = fold(product.payload.get("size") or "")
    match = re.search(r"\btalles?\s+(x*[sml]|x*g|rn|unico)\b", context.text)
    if not held or not match:
        return []
    if len(context.products) > 1:  # "talle S, L y XL [2] [3] [4]": each is of some of them
        held = fold(" ".join(str(e.payload.get("size") or "") for e in context.products))
    if match.group(1) in re.findall(r"\w+", f"{held} {product.title}"):
        return [context.supported("attribute", product)]
    return [context.contradicted("attribute", f"el talle es {product.payload['size']}", product)]
