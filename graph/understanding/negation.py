"""What a request refuses: "que no sea samsung", "nada de plástico", "sin TACC"."""

import re

from graph.understanding.plurals import singular
from ingest.units import fold

_HAPPENS = (
    r"tengo|tiene|tienen|hay|puedo|puede|quiero|se|me|le|nos|anda|andan|encuentro|consigo|es|"
    r"quedo|queda|quedan|llego|llega|alcanza|da|sale|funciona|voy|va|aguanta|para"
)
"""What goes wrong in a story: "y no tengo nada" refuses no thing."""
NOT = (
    r"(?:que\s+no\s+(?:sea[ns]?|tenga[ns]?|lleve[ns]?|traiga[ns]?|venga[ns]?|use[ns]?|funcione[ns]?)"
    r"(?:\s+(?:de|en|con|a|ni))?|"
    r"no\s+(?:sea[ns]?|quiero|me\s+gusta[ns]?)|nada\s+de|en\s+(?:vez|lugar)\s+de|excepto|salvo|"
    r"(?<!\bal )(?<!\blo )(?<!\bo )(?<!\bde )(?<!\bno )(?<!\bpor )(?<!sale )(?<!salga )menos"
    r"(?:\s+(?:la|el|los|las|en))?(?!\s*(?:de\b|que\b|plata|precio|[\d$]))|"
    r"que\s+no\s+diga|no\s+(?:en|con)|(?:pero|y)\s+no(?!\s+(?:" + _HAPPENS + r")\b)|"
    r"sin\s+que\s+sea|ni)"
)
_REPLACED = re.compile(
    r"(?:^|[.;,])\s*((?:\w+\s+){1,4}no\s*,?\s*(?=(?:mejor|prefiero|sino|dame)\b))"
)
"""What is taken back before something else is asked for: "unos puchos no, mejor chicles"."""
_ARTICLES = r"(?:de\s+|la\s+|el\s+|los\s+|las\s+|marca\s+|color\s+|en\s+|un[ao]?\s+)*"
_LINK = r"(?:ni|o|y|con|de|para|por|que|hasta|menos|entre|en)\b"
_ITEM = rf"{_ARTICLES}[a-z0-9&'.-]+(?:\s+(?!{_LINK})[a-z0-9&'.-]+)?"
_NEGATED = re.compile(rf"\b{NOT}\s+({_ITEM}(?:\s*(?:,|\b(?:ni|o|y)\b)\s*(?:sea[ns]?\s+)?{_ITEM})*)")
_WITHOUT = re.compile(
    r"(?<!quede )(?<!quedamos )(?<!quedo )(?<!estoy )(?<!estamos )(?<!ando )"
    r"\b(?:sin|libres?\s+de|s/|(?:apt[oa]s?\s+)?(?:para\s+)?(?=celiac))\s*((?:[a-z]+)(?:\s+[a-z]+)?)"
)

# "sin X" in a title is written in many ways; one of these words must stand in it.
WITHOUT_WORDS: dict[str, tuple[str, ...]] = {
    "tacc": ("tacc", "gluten", "celiaco", "celiacos"),
    "gluten": ("tacc", "gluten", "celiaco", "celiacos"),
    "celiaco": ("tacc", "gluten", "celiaco", "celiacos"),
    "celiacos": ("tacc", "gluten", "celiaco", "celiacos"),
    "azucar": ("azucar", "azuc", "zero", "light", "diet", "dietetica", "0"),
    "lactosa": ("lactosa", "deslactosada", "zero"),
    "sal": ("sal", "sodio"),
    "alcohol": ("alcohol", "0"),
    "cafeina": ("descafeinado", "cafeina"),
}


def negated_spans(text: str, features: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Return the spans that a negation covers; features such as "no frost" negate nothing."""
    spans = []
    for match in _NEGATED.finditer(text):
        if not any(start <= match.start() < end for start, end, _ in features):
            spans.append(match.span())
    return [*spans, *(match.span(1) for match in _REPLACED.finditer(text))]


def lacking_features(text: str, features: list[tuple[int, int, str]]) -> tuple[str, ...]:
    """Return "sin palo" and the like: what titles say of themselves in the same two words."""
    return tuple(
        f"sin {word}"
        for match in _WITHOUT.finditer(text)
        if (word := match.group(1).split()[0]) not in WITHOUT_WORDS
        and match.group().startswith("sin")
        and not any(start <= match.start() < end for start, end, _ in features)
    )


def without_words(message: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each "sin X" of the message, the words of which a title must hold one."""
    found = (m.group(1).split()[0] for m in _WITHOUT.finditer(fold(message)))
    return tuple(WITHOUT_WORDS[word] for word in found if word in WITHOUT_WORDS)


def negated_words(
    text: str,
    negated: list[tuple[int, int]],
    brands: tuple[str, ...],
    colors: list[tuple[int, int, str]],
) -> tuple[str, ...]:
    """Return the title words that must be absent: what is negated and is no brand or colour."""
    known = " ".join(brands) + " " + " ".join(c for _, _, c in colors)
    words = []
    for match in _NEGATED.finditer(text):
        if match.span() not in negated:
            continue
        for item in re.split(r"\s*,\s*|\s+(?:ni|o|y)\s+", match.group(1)):
            named = [w.strip(".'-") for w in item.split() if w not in _FUNCTION_WORDS]
            if named and len(named[0]) > 2 and named[0] not in known:
                words += [named[0], singular(named[0]), named[0] + "s"]
    return tuple(dict.fromkeys(words))


_FUNCTION_WORDS = frozenset([
    "muy", "tan", "a", "mas", "menos", "tanto", "cara", "caro", "caros", "caras", "para", "por",
    "con", "como", "que", "lo", "los", "las", "la", "el", "de", "en", "un", "una", "marca", "color",
    "sea", "sean",
])  # fmt: skip
