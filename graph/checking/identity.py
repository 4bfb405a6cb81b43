"""Which product a segment speaks of: its codes, brands and titles must be the marked source's."""

import re
from functools import lru_cache

from graph.checking.clauses import contrasts
from graph.checking.context import Context
from graph.checking.evidence import CODE, Evidence, squeeze
from graph.checking.lexis import is_general
from graph.state import Claim
from ingest.units import fold, parse_quantities

ALIKE = 0.6
"""Share of a title's words that a segment must have to be telling that title."""

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
        return _unmarked(context)
    text = context.text
    claims = []
    for start, end in code_spans(text):
        code = squeeze(text[start:end])
        if any(_has_code(product, code) for product in context.products):
            claims.append(context.supported("identity", context.products[0]))
        elif not _has_code_in_text(context.question, code):
            reason = f"«{text[start:end]}» no es el modelo de la fuente"
            claims.append(context.contradicted("identity", reason, context.products[0]))
    for product in context.products:
        if swapped := _altered_title(context, product):
            reason = f"la fuente dice «{swapped[1]}», no «{swapped[0]}»"
            claims.append(context.contradicted("identity", reason, product))
    for product in context.products:
        if numbered := _renumbered(context, product):
            reason = f"la fuente no dice «{numbered}»"
            claims.append(context.contradicted("identity", reason, product))
    for brand in _foreign_capitals(context):
        reason = f"«{brand}» no está en la fuente"
        claims.append(context.contradicted("identity", reason, context.products[0]))
    if other := _names_another(context):
        reason = f"nombra a «{other.payload['title']}», que es la fuente [{other.marker}]"
        claims.append(context.contradicted("identity", reason, context.products[0]))
    return claims


def _renumbered(context: Context, product: Evidence) -> str:
    """Return a name told with another number than its title's: "IdeaPad 5" for "IdeaPad 3"."""
    for word, number in re.findall(r"\b([a-z]{4,}) (\d{1,3})(?=\s|$)", product.title):
        for told in re.findall(
            rf"\b{word} (\d{{1,3}})(?=[\s,.;:)]|$)(?![.,]\d)(?! ?(?:%|cuotas|kg|cm|l\b|unidades))",
            context.text,
        ):
            if told != number and f"{word} {told}" not in product.text:
                return f"{word} {told}"
    return ""


def _unmarked(context: Context) -> list[Claim]:
    """A product named without any marker is a claim that nobody vouches for."""
    if context.segment.markers or "?" in context.segment.text:
        return []
    text = context.text
    for start, end in code_spans(text):
        code = squeeze(text[start:end])
        known = any(code in e.codes for e in context.evidence.values())
        if known and not _has_code_in_text(context.question, code):
            return [context.not_found("marker", f"nombra «{text[start:end]}» sin citar su fuente")]
    return []


def _names_another(context: Context) -> Evidence | None:
    """Return a product that is not cited here and whose distinctive words all stand here."""
    if context.names_its_product:
        return None
    mine = set(context.segment.markers)
    words = set(re.findall(r"(?<![\d.,\w])[a-z0-9]{2,}(?!\w|[.,]\d)", context.text))
    products = [e for e in context.evidence.values() if e.kind == "product"]
    cited_words = set().union(*(_words(e) for e in context.products))
    for other in products:
        if other.marker in mine:
            continue
        distinctive = _words(other) - cited_words
        last = max((context.text.find(word) for word in distinctive), default=0)
        if contrasts(context.text[:last]):
            continue  # "esa no es sin lactosa"
        brand = set(re.findall(r"[a-z0-9]{2,}", other.payload.get("brand", "").lower()))
        if distinctive and distinctive <= words and (len(distinctive) > 1 or distinctive & brand
                                                     or any(c.isdigit() for w in distinctive for c in w)):  # fmt: skip  # noqa: E501
            return other
    return None


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


def _altered_title(context: Context, product: Evidence) -> tuple[str, str] | None:
    """Return (told, held) when the title is told with one of its words replaced.

    A word replaced between two neighbours that stand as in the title is a slip of brand, colour
    or model; a title told in other words has no such neighbours and is left alone.
    """
    title = product.title.split()
    told = context.text.split()
    if len(title) < 4 or len(set(title) & set(told)) < ALIKE * len(title):
        return None
    for left, held, right in zip(title, title[1:], title[2:], strict=False):
        for before, said, after in zip(told, told[1:], told[2:], strict=False):
            neighbours = before == left and after.strip(".,:;()") == right
            if neighbours and said != held and not is_general(said):
                return said, held
    return None


def _words(product: Evidence) -> set[str]:
    return set(re.findall(r"[a-z0-9]{2,}", product.title))


def _has_code(product: Evidence, code: str) -> bool:
    return code in product.codes or code in squeeze(product.text)


def _has_code_in_text(text: str, code: str) -> bool:
    return code in squeeze(text.lower())
