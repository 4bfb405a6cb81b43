"""Words of paying, which say nothing of the thing: instalments, interest, cards, money spent."""

import re

_PAYING = re.compile(
    r"\b(?:(?:en|con|a|hasta|de)\s+)?(?:\d{1,2}|un|una|tres|seis|nueve|doce)\s+(?:cuotas?|pagos?)"
    r"(?:\s+fijas?)?(?:\s+sin\s+interes(?:es)?)?\b(?!\s+de\s+[$\d])"
    r"|\ben\s+cuotas\b(?:\s+sin\s+interes(?:es)?)?|\bsin\s+interes(?:es)?\b|\bpor\s+mes\b"
    r"|\b(?:pagando|pagar(?:l[aeo]s?)?|pago|abonando|abono)\b"
    r"|\b(?:con|por|en)\s+(?:(?:la\s+)?tarjeta(?:\s+de)?(?:\s+(?:credito|debito))?|"
    r"transferencia|debito|efectivo|mercado\s*pago|rapipago|pago\s*facil)\b"
    r"|\b(?:cuanta|tanta)\s+plata\b|\bplata\s+de\s+diferencia\b"
    r"|\bdiferencia\s+(?:de|en)\s+plata\b|\b(?:con|en|por)\s+es[ao]\s+plata\b"
)


def without_paying(text: str) -> str:
    """Return a folded text with its words of paying blanked, letter by letter.

    "en 6 cuotas sin interés" asks for no feature, and "cuánta plata" for no colour.
    """
    return _PAYING.sub(lambda m: " " * len(m.group()), text)
