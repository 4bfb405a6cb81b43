"""Numbers said in words before what they measure or count, written as digits."""

import re
from functools import lru_cache

from graph.checking.lexis import root
from ingest.units import UNITS

WORDS = {
    "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14,
    "quince": 15, "dieciseis": 16, "dieciocho": 18,
    "veinte": 20, "veinticuatro": 24, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
    "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
}  # fmt: skip
COUNTS = {word: n for word, n in WORDS.items() if n > 1}
"""Those that count several: "un" is mostly an article."""
_UNITS = "|".join(
    sorted(
        (re.escape(unit) for units in UNITS.values() for unit in units
         if len(unit) > 2 and unit.isalpha()),
        key=len, reverse=True,
    )
)  # fmt: skip
_ONE = "ano|mes|litro|kilo|metro|semana|hora|plaza"
"""Units that "un" measures; "un día" and "una persona" measure nothing."""
_MANY = "|".join(COUNTS)
_MEASURE = re.compile(rf"\b({_MANY}|una?(?= (?:{_ONE})\b)) ({_UNITS})\b(?: y (medi[oa]))?")
_HALF = re.compile(r"\bmedi[oa] (litro|kilo|metro|ano|hora)\b")


_COUNT = re.compile(rf"(?<!los )(?<!las )\b({_MANY})(?= (\w+)(?: (\w+))?)")


def said_numbers(text: str) -> set[float]:
    """Return the numbers from 2 on that a folded text says, in digits or in words."""
    digits = {float(n) for n in re.findall(r"(?<![\w.,$])\d{1,3}\b(?![.,]\d| ?%)", text)}
    return (
        digits | {float(n) for word in text.split() if (n := WORDS.get(word.strip(".,;:()¿?¡!")))}
    ) - {
        0.0,
        1.0,
    }


def _counted(said: str) -> int:
    return WORDS.get(said) or int(said)


def spell_digits(text: str, nouns: set[str] | frozenset[str] = frozenset()) -> str:
    """Write "dos años" as "2 años" and "litro y medio" as "1,5 litros" in a folded text.

    `nouns` are the roots of what else is counted: with `bolsi`, "dos bolsillos" is "2 bolsillos".
    """
    return _spell_digits(text, frozenset(nouns))


@lru_cache(2048)
def _spell_digits(text: str, nouns: frozenset[str]) -> str:
    """Spell them; rules ask of the same sentence, and of the same policy, again and again."""
    text = _COUNT.sub(
        lambda m: (
            str(WORDS[m.group(1)])
            if {root(word) for word in m.groups()[1:] if word} & nouns
            else m.group()
        ),
        text,
    )

    def write(match: re.Match[str]) -> str:
        half = ",5" if match.group(3) else ""
        return f"{WORDS[match.group(1)]}{half} {match.group(2)}"

    text = re.sub(
        r"\bun[oa]? (?:sol[oa]|unic[oa]) (?!del?\b|que\b|para\b|con\b|por\b)"
        r"(?=[a-z]{3,})",
        "1 ",
        text,
    )
    text = re.sub(
        rf"\b({_MANY}|un|\d+) metros? (?:con )?({_MANY}|\d\d)(?: centimetros)?\b(?! (?:{_UNITS}))",
        lambda m: (
            f"{WORDS.get(m.group(1)) or (1 if m.group(1) == 'un' else m.group(1))},"
            f"{WORDS.get(m.group(2)) or int(m.group(2)):02d} metros"
        ),
        text,
    )
    text = re.sub(
        rf"\b({_MANY}|un|\d+) (kilos?|kg) (?:con |y )?(\d00|\d50)\b(?! ?(?:gramos|g\b|\$|%))",
        lambda m: f"{_counted(m.group(1))},{m.group(3).rstrip('0')} {m.group(2)}",
        text,
    )
    text = re.sub(
        rf"\b({_MANY}|una|\d+) semanas? y ({_MANY}|un|\d+) dias?\b",
        lambda m: f"{7 * _counted(m.group(1)) + _counted(m.group(2))} dias",
        text,
    )
    text = re.sub(r"\b(?:una )?media docena(?: de)?\b", "6", text)
    text = re.sub(rf"\b(?:el |los )?primer(?:os)? (?=(?:{_ONE})\b)", "1 ", text)
    text = re.sub(rf"(?<!\d )\b(?:una? )?({_ONE}) y medi[oa]\b", r"1,5 \1", text)
    text = _MEASURE.sub(write, text)
    text = re.sub(rf"\b(\d+) ({_UNITS}) y medi[oa]\b", r"\1,5 \2", text)
    return _HALF.sub(r"0,5 \1", text)
