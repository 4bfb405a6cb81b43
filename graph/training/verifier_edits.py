"""Minimal edits that turn what a Spanish sentence says, for negatives that share its words."""

import random
import re

_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_OPPOSITES = (
    (r"sin", "con"), (r"con", "sin"), (r"tampoco", "también"), (r"también", "tampoco"),
    (r"antes", "después"), (r"después", "antes"), (r"desde", "hasta"), (r"hasta", "desde"),
    (r"más", "menos"), (r"menos", "más"), (r"(?:solo|sólo|solamente|únicamente)", "también"),
    (r"(?:salvo|excepto)", "incluso"), (r"(?:gratis|sin cargo|sin costo)", "con cargo"),
    (r"cerrado", "abierto"), (r"abierto", "cerrado"), (r"mañana", "tarde"),
    (r"nunca", "siempre"), (r"siempre", "nunca"), (r"cualquier", "ningún"),
)  # fmt: skip
_NO = re.compile(r"\b[Nn]o\s+(?=\w)")
_DENIES = re.compile(r"\b(?:no|ni|sin)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:es|son|tienen?|traen?|vienen?|incluyen?|cubren?|acepta(?:mos)?|hacemos|enviamos|"
    r"llega(?:mos)?|se pueden?|podés|entran?|aplica|sirve|abrimos|abren|hay|hace falta|"
    r"necesit(?:ás|a)|se cambia|cambiamos|corre|vale|lleva|usa|anda|funciona|requiere|resiste|"
    r"aguanta|pagás|cobramos|damos)\b"
)
_SMALL = re.compile(r"(?<![\d.,$])\b\d{1,3}\b(?![.,]?\d)")
POLARITY_SHARE = 0.6
"""Of the edits, those that add or drop a "no"."""


def turn(text: str, rng: random.Random) -> str | None:
    """Return the text with one word changed, so that it denies itself; None without a hold."""
    polar = [(m.start(), m.end(), "") for m in _NO.finditer(text)]
    if not _DENIES.search(text):
        polar += [(m.start(), m.start(), "no ") for m in _VERB.finditer(text)]
    others = [
        (m.start(), m.end(), other)
        for pattern, other in _OPPOSITES for m in re.finditer(rf"\b{pattern}\b", text)
    ]  # fmt: skip
    for day in _DAYS:
        other = rng.choice([d for d in _DAYS if d != day])
        others += [(m.start(), m.end(), other) for m in re.finditer(rf"\b{day}\b", text)]
    if not polar and not others:
        return None
    preferred = polar if polar and (not others or rng.random() < POLARITY_SHARE) else others
    start, end, put = rng.choice(preferred)
    told = text[:start] + put + text[end:]
    return told[:1].upper() + told[1:]


def renumber(text: str, rng: random.Random) -> str | None:
    """Return the text with one small number changed; None when it has none."""
    found = list(_SMALL.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    value = int(match.group())
    others = {value * 2, value + 1, value + 5, max(1, value // 2), 15, 30} - {value}
    return f"{text[: match.start()]}{rng.choice(sorted(others))}{text[match.end() :]}"
