"""Take personal data out of text, as Argentines write it; prices, models and codes stay.

A kind is a shape and a proof (a check digit, an area code, the word before): numbers of a catalog
have shapes alike. Eight digits with neither dots nor a word before stay: an order looks the same.
"""

import re
from collections.abc import Callable

_NAME = r"[^\W\d_]+\.?"
_FLOOR = (
    r"(?i:,?\s*(?:piso\s*\d{1,2}|\d{1,2}\s?[º°]|pb\b)(?:\s*(?:\"[a-z]\"|[a-z]\b))?"
    r"|,?\s*(?:dto|depto|dpto|departamento|timbre|torre)\.?\s*(?:\"\w{1,3}\"|\w{1,3}\b))"
)
_ADDRESS = re.compile(
    rf"(?<!\w)(?:(?i:(?:av|avda|avenida|(?<!de )calle|bv|bulevar|pasaje|pje|diagonal)\b\.?"
    rf"\s+(?:\d{{1,3}}\s+|(?:\d{{1,2}}\s+de\s+)?(?:{_NAME}\s+){{1,4}}?)"
    rf"|(?:domicilio|direcci[oó]n|viv(?:o|imos) en|env[ií]\w* a|mand\w+ a)"
    rf"(?:\s+(?:es|la|mi))*\s*:?\s+(?!cp\b)(?:{_NAME}\s+){{1,3}}?)"
    rf"(?i:n[º°]\s*|nro\.?\s*|al\s+)?\d{{3,5}}\b(?:{_FLOOR})*"
    rf"|[A-ZÁÉÍÓÚÑ]{_NAME}\s+(?:{_NAME}\s+){{0,2}}?\d{{2,5}}(?![\dº°])(?:{_FLOOR})+)"
)  # fmt: skip

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_CARD = re.compile(r"(?<![\w.,-])\d(?:[ -]?\d){14,15}(?![\w-]|[.,]\d)")
_CUIT = re.compile(r"(?<![\w.,])\d{2}[-. ]?\d{2}\.?\d{3}\.?\d{3}[-. ]?\d(?![\w-]|[.,]\d)")
_TOLD_DNI = re.compile(
    r"(?i)(\b(?:d\.?n\.?i\.?|documento|pasaporte)(?:\s+(?:es|el|n[uú]mero|nro\.?|n[º°]))*\s*:?\s*)"
    r"\d{1,2}[. ]?\d{3}[. ]?\d{3}\b"
)
_DNI = re.compile(r"(?<![\w.,$#-])\d{2}\.\d{3}\.\d{3}(?![\w-]|[.,]\d)")
_TOLD_PHONE = re.compile(
    r"(?i)(\b(?:tel[eé]fono|tel|cel|celular|whats?app?|wsp|wpp|ll[aá]m[ae]\w*|mi n[uú]mero)\b\.?"
    r"(?:\s+(?:es|al|a|el|mi|en))*\s*:?\s*)\+?\d(?:[\s-]?\d){7,12}\b"
)
_PHONE = re.compile(r"(?<![\w.,$#-])[+(]{0,2}\d[\d ()-]{6,18}\d{4}(?![\w-]|[.,]\d)")
_NOT_PERSONAL = re.compile(
    r"(?i)(?:\$|\b(?:pedido|orden|compra|c[oó]digo|sku|ean|modelo|precio|sale|hasta|pesos)\b)"
    r"[\s:#nº°]*$"
)


def luhn(digits: str) -> bool:
    """Tell whether a card number's check digit is right. Source: ISO/IEC 7812-1, annex B."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def _card(number: str) -> bool:
    # 15 digits are American Express; others of 15 that pass Luhn's test are IMEIs.
    digits = re.sub(r"\D", "", number)
    begins = ("34", "37") if len(digits) == 15 else ("3", "4", "5", "6")
    return digits.startswith(begins) and luhn(digits)


def cuit(number: str) -> bool:
    """Tell whether it is a CUIT or CUIL. Source: modulo 11 with the weights 5432765432."""
    digits = re.sub(r"\D", "", number)
    total = sum(int(d) * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False))
    return digits[0] in "23" and int(digits[10]) == (11 - total % 11) % 11


def _dni(number: str) -> bool:
    return not number.endswith(".000")  # a round sum of money


def phone(number: str) -> bool:
    """Tell whether it is an area code and a number, ten digits, however they are prefixed.

    Ten digits in a row are not enough: they need a separator, `+54` or the long-distance 0.
    Source: ENACOM's numbering plan: 11, or an area code of three or four digits in 2 or 3.
    """
    digits = re.sub(r"\D", "", number)
    if digits == number and not number.startswith(("0", "549")):
        return False
    if len(digits) > 11 and digits.startswith("54"):
        digits = digits[2:].removeprefix("9")
    digits = digits.removeprefix("0")
    if len(digits) == 12:
        digits = next(
            (digits[:n] + digits[n + 2 :] for n in (2, 3, 4) if digits[n:][:2] == "15"), ""
        )
    return len(digits) == 10 and digits.startswith(("11", "15", "2", "3"))


def redact(text: str) -> str:
    """Return the text with each piece of personal data replaced by its kind in brackets."""
    if "@" in text:
        text = _EMAIL.sub("[email]", text)
    if not any(map(str.isdigit, text)):
        return text
    text = _ADDRESS.sub("[domicilio]", text)
    text = _TOLD_DNI.sub(r"\1[dni]", text)
    text = _TOLD_PHONE.sub(r"\1[teléfono]", text)
    for pattern, mark, proof in (
        (_CARD, "[tarjeta]", _card),
        (_CUIT, "[cuit]", cuit),
        (_PHONE, "[teléfono]", phone),
        (_DNI, "[dni]", _dni),
    ):
        text = pattern.sub(_proven(mark, proof), text)
    return text


def _proven(mark: str, proof: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
    def replace(found: re.Match[str]) -> str:
        before = found.string[max(0, found.start() - 20) : found.start()]
        told = _NOT_PERSONAL.search(before) is None and proof(found[0])
        return mark if told else found[0]

    return replace
