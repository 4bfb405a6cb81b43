"""Spoil clean messages the way phones and hurry do: for augmentation, and to measure robustness."""

import random
import unicodedata

# What Argentine shoppers shorten on WhatsApp.
ABBREVIATIONS = {
    "que": "q", "qué": "q", "porque": "xq", "por": "x", "para": "p", "también": "tmb",
    "cuánto": "cto", "cuanto": "cto", "cuándo": "cdo", "de": "d", "te": "t", "quiero": "kiero",
    "está": "ta", "estoy": "toy", "mensaje": "msj", "por favor": "xfa", "gracias": "grax",
    "con": "c", "sin": "sn", "tengo": "tngo", "bien": "bn", "hasta": "hta", "después": "dps",
    "hola": "ola", "celular": "celu", "más": "+",
}  # fmt: skip

# Keys that a thumb confuses on a Spanish QWERTY keyboard.
NEIGHBOURS = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "kñ", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "xa",
}  # fmt: skip


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
    if rng.random() < 0.5:
        text = drop_accents(text)
    if rng.random() < 0.35:
        text = abbreviate(text, rng)
    if rng.random() < 0.4:
        text = add_typos(text, rng, rate=rng.uniform(0.02, 0.1))
    if rng.random() < 0.3:
        text = text.lower()
    elif rng.random() < 0.05:
        text = text.upper()
    if rng.random() < 0.3:
        text = text.rstrip("?!. ")
    return text
