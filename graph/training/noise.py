"""Spoil clean messages the way phones and hurry do: for augmentation, and to measure robustness."""

import random
import re
import unicodedata
from typing import Final

from graph.understanding.keyboard import NEIGHBOURS

# What Argentine shoppers shorten on WhatsApp.
ABBREVIATIONS = {
    "que": "q", "qué": "q", "porque": "xq", "por": "x", "para": "p", "también": "tmb",
    "cuánto": "cto", "cuanto": "cto", "cuándo": "cdo", "de": "d", "te": "t", "quiero": "kiero",
    "está": "ta", "estoy": "toy", "mensaje": "msj", "por favor": "xfa", "gracias": "grax",
    "con": "c", "sin": "sn", "tengo": "tngo", "bien": "bn", "hasta": "hta", "después": "dps",
    "hola": "ola", "celular": "celu", "más": "+",
}  # fmt: skip

# Spellings that sound alike in Argentina: what is written, and what stands for it.
SOUNDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"b|v", ("b", "v")),
    (r"ll|y(?=[aeiouáéíóú])", ("ll", "y")),
    (r"[csz](?=[eiéí])", ("c", "s", "z")),
    (r"[sz](?=[aouáóú])|z", ("s", "z")),
    (r"qu(?=[eiéí])|k", ("qu", "k", "q")),
    (r"c(?=[aouáóú])", ("k",)),
    (r"gu(?=[eiéí])", ("g",)),
    (r"g(?=[eiéí])|j", ("g", "j")),
    (r"hu(?=[eaéá])|gü", ("w", "gu", "ue")),
    (r"(?<![cs])h|(?<=[aeo])d(?=[oa]s?\b)|(?<=[aeiouáéíóú])s\b", ("",)),
    (r"n(?=[vf])|m(?=[bp])", ("n", "m")),
    (r"x", ("s", "cs")),
    (r"rr", ("r",)),
    (r"ñ", ("n", "ni")),
)
_SOUND = re.compile("|".join(f"({written})" for written, _ in SOUNDS), re.IGNORECASE)


def drop_accents(text: str) -> str:
    """Remove accents and the openings ¿ ¡; the ñ stays."""
    kept = text.replace("ñ", "\0").replace("Ñ", "\1").replace("¿", "").replace("¡", "")
    plain = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    return plain.replace("\0", "ñ").replace("\1", "Ñ")


def add_typos(text: str, rng: random.Random, rate: float = 0.06) -> str:
    """Change about `rate` of the letters, one at least: swap, drop, double or hit a neighbour."""
    letters = [i for i, c in enumerate(text) if c.isalpha()]
    if len(letters) < 4:
        return text
    characters = list(text)
    for i in rng.sample(letters, max(1, round(len(letters) * rate))):
        kind = rng.choice(("swap", "drop", "double", "neighbour"))
        if kind == "drop":
            characters[i] = ""
        elif kind == "double":
            characters[i] *= 2
        elif kind == "neighbour":
            characters[i] = rng.choice(NEIGHBOURS.get(text[i].lower(), text[i]))
        elif i + 1 < len(text) and text[i + 1].isalpha():
            characters[i], characters[i + 1] = text[i + 1], text[i]
    return "".join(characters)


def misspell(text: str, rng: random.Random, rate: float = 0.3) -> str:
    """Spell by ear: each place where another spelling sounds alike changes with odds `rate`."""

    def other(match: re.Match[str]) -> str:
        _, others = SOUNDS[(match.lastindex or 1) - 1]
        return rng.choice(others) if rng.random() < rate else match[0]

    return _SOUND.sub(other, text)


def misplace_spaces(text: str, rng: random.Random, rate: float = 0.08) -> str:
    """Join two words, or break one, at about `rate` of the spaces."""
    words = text.split(" ")
    out = words[0]
    for word in words[1:]:
        joined = rng.random() < rate
        if rng.random() < rate / 2 and len(word) > 4:
            cut = rng.randrange(1, len(word))
            word = f"{word[:cut]} {word[cut:]}"
        out += word if joined else f" {word}"
    return out


def abbreviate(text: str, rng: random.Random, rate: float = 0.6) -> str:
    """Shorten the words that WhatsApp shortens, each with probability `rate`."""
    words = text.split(" ")
    return " ".join(
        ABBREVIATIONS[word.lower()]
        if word.lower() in ABBREVIATIONS and rng.random() < rate
        else word
        for word in words
    )


def spoil(text: str, rng: random.Random) -> str:
    """Apply a random mix of the above, lower-casing and dropped punctuation."""
    if rng.random() < 0.3:
        text = misspell(text, rng, rate=rng.uniform(0.1, 0.5))
    if rng.random() < 0.5:
        text = drop_accents(text)
    if rng.random() < 0.35:
        text = abbreviate(text, rng)
    if rng.random() < 0.6:
        text = add_typos(text, rng, rate=rng.uniform(0.02, 0.12))
    if rng.random() < 0.15:
        text = misplace_spaces(text, rng)
    if rng.random() < 0.3:
        text = text.lower()
    elif rng.random() < 0.05:
        text = text.upper()
    if rng.random() < 0.3:
        text = text.rstrip("?!. ")
    return text
