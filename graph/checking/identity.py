"""Which product a segment speaks of: its codes, brands and titles must be the marked source's."""

import re
from functools import lru_cache

from graph.checking.context import Context
from graph.checking.evidence import CODE, Evidence, squeeze
from graph.state import Claim
from ingest.units import fold, parse_quantities

_SPEC = re.compile(
    r"^\d+(?:[.,]\d+)?(?:x\d+)*(?:k|g|gb|tb|hz|w|v|mp|mah|ah|cm|mm|m|l|lt|lts|ml|cc|kg|gr|hs|h|d|p|fps|rpm|bar|"
    r"mil|mpx|nm|in|u|un|min|db|btu|hp|x)$|^\dx\d$"
)
"""What looks like a code and is a measure or a promotion: 4k, 128gb, 60x40, 3x2."""


@lru_cache(maxsize=256)
def code_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where model codes stand in a folded text, measures left out.

    Several rules ask it of the same segment.
    """
    measured = [(q.start, q.end) for q in parse_quantities(text)]
    return tuple(
        match.span()
        for match in CODE.finditer(text)
        if not _SPEC.match(match.group())
        and not any(start <= match.start() < end for start, end in measured)
    )


def check_identity(context: Context) -> list[Claim]:
    """Check codes, brands, and the distinctive words of other sources' titles."""
    if not context.products:
        return []
    text = context.text
    claims = []
    for start, end in code_spans(text):
        code = squeeze(text[start:end])
        if any(_has_code(product, code) for product in context.products):
            claims.append(context.supported("identity", context.products[0]))
        elif not _has_code_in_text(context.question, code):
            reason = f"«{text[start:end]}» no es el modelo de la fuente"
            claims.append(context.contradicted("identity", reason, context.products[0]))
    for brand in _foreign_capitals(context):
        reason = f"«{brand}» no está en la fuente"
        claims.append(context.contradicted("identity", reason, context.products[0]))
    return claims


def _foreign_capitals(context: Context) -> list[str]:
    """Return the brands in capitals ("el LG de 9 kg") that no cited source nor the shopper says."""
    text = context.segment.text
    told = re.findall(r"\b(?:[Ee]l|[Ll]a|[Ll]os|[Ll]as|[Uu]na?)\s+([A-Z]{2,})\b", text)
    for product in context.products:  # "Samsung 50P635" when the title says "TCL 50P635"
        for code in CODE.findall(product.title):
            told += re.findall(rf"(?<=\s)([A-Z][a-z]+)\s+(?i:{re.escape(code)})\b", text)
    others = " ".join(e.title for e in context.evidence.values() if e not in context.cited)
    capitals = re.findall(r"\b[A-Z]{3,}\b", text)
    told += [word for word in capitals if re.search(rf"\b{fold(word)}\b", others)]
    known = " ".join([*(e.text for e in context.cited), fold(context.question)])
    return [word for word in told if not re.search(rf"\b{re.escape(fold(word))}", known)]


def _has_code(product: Evidence, code: str) -> bool:
    return code in product.codes or code in squeeze(product.text)


def _has_code_in_text(text: str, code: str) -> bool:
    return code in squeeze(text.lower())
