"""What a request refuses: "que no sea samsung", "nada de plástico", "sin TACC"."""

import re

from graph.understanding.plurals import forms
from ingest.units import fold

_HAPPENS = (
    r"tengo|tiene|tienen|hay|puedo|puede|quiero|se|me|le|nos|anda|andan|encuentro|consigo|es|"
    r"quedo|queda|quedan|llego|llega|alcanza|da|sale|funciona|voy|va|aguanta|para|tenes|tendran|"
    r"venden|vende|sabes|saben|importa|mas|gracias|aguanto|\w+(?:[aei]mos|aron|ieron|aba[ns]?)"
)
"""What goes wrong in a story: "y no tengo nada", "y no dormimos" refuse no thing."""
_NO_DEED = r"(?!\s+(?!azucar\b|collar\b)\w+[aei]r(?:[mts]e|nos|l[aeo]s?)?\b)"
"""What is not wanted is a thing: "no quiero volver todo picado" refuses none."""
_NO_THING = r"(?!\s+(?:(?!bland)\w+(?:ando|iendo)|idea|siquiera|loc[oa]|ahi|dios|asi)\b)"
"""What "ni" refuses no thing before: "no sale ni refregando"."""
NOT = (
    r"(?:que\s+no\s+(?:sea[ns]?|tenga[ns]?|lleve[ns]?|traiga[ns]?|venga[ns]?|use[ns]?|funcione[ns]?|"
    r"contenga[ns]?|incluya[ns]?|huela[ns]?|sepa[ns]?)(?:\s+(?:de|en|con|a|ni))?|"
    r"no\s+(?:sea[ns]?|me\s+gusta[ns]?|me\s+(?:des|traigas|muestres|ofrezcas|pases|vengas\s+con)|"
    rf"quiero{_NO_DEED})|nada\s+(?:de|con)|en\s+(?:vez|lugar)\s+de|excepto|salvo|distint[oa]s?\s+[ad]e?|"
    r"(?<!\bal )(?<!\blo )(?<!\bo )(?<!\bde )(?<!\bno )(?<!\bpor )(?<!sale )(?<!salga )menos"
    r"(?:\s+(?:la|el|los|las|en))?(?!\s*(?:de\b|que\b|plata|precio|[\d$]))|"
    r"que\s+no\s+diga|no\s+(?:en|con|de|tipo|para(?!\s+de\b))|(?:pero|y)\s+no(?!\s+(?:"
    + _HAPPENS
    + r")\b)|"
    rf"sin\s+(?:que\s+sea[ns]?|ser)|no(?=\s+(?:el|un)\s+\w+\s*(?:[.,]|$))|ni{_NO_THING}|"
    r"(?<=, )no(?=\s+[a-z]+\s*(?:[,.?]|$))(?!\s+(?:" + _HAPPENS + r")\b))"
)
_REPLACED = re.compile(
    r"(?:^|[.;,])\s*((?:\w+\s+){1,4}no\s*,?\s*(?=(?:mejor|prefiero|sino|dame)\b))"
)
"""What is taken back before something else is asked for: "unos puchos no, mejor chicles"."""
_ARTICLES = r"(?:de\s+|la\s+|el\s+|los\s+|las\s+|marca\s+|color\s+|en\s+|un[ao]?\s+)*"
_LINK = r"(?:ni|o|y|con|sin|de|para|por|que|hasta|menos|entre|en)\b"
_ITEM = rf"{_ARTICLES}[a-z0-9&'.-]+(?:\s+(?!{_LINK})[a-z0-9&'.-]+)?"
_OWN = r"(?!(?:que|sin|con|hasta|entre|para|por|mas|menos|una?|otr[oa])\b)"
"""What follows "y" after a refusal may be a wish of its own: "que no sea coca y sin azúcar"."""
_NEGATED = re.compile(
    rf"\b{NOT}\s+({_ITEM}(?:(?:\s*,\s*(?=[^.;?]*\b(?:ni|o|y)\b)|\s*,?\s*\b(?:ni|o|y)\b\s*)"
    rf"(?:sea[ns]?\s+)?{_OWN}{_ITEM})*)"
)
_COMPARED = re.compile(r"\bcual(?:es)?\b[^.,;?]* \w*[aeo]n?\s+$")
"""Asks which has less of something: "cuál necesita menos agua?" refuses no water."""
_WITHOUT = re.compile(
    r"(?<!quede )(?<!quedamos )(?<!quedo )(?<!estoy )(?<!estamos )(?<!ando )"
    r"\b(?:sin\s+|libres?\s+de\s+|s/\s*|(?:apt[oa]s?\s+)?(?:para\s+)?(?=celiac))"
    r"(?!(?:parar|querer|saber|poder|ser|que|falta|dudas?|embargo|problemas?)\b)((?:[a-z]+)(?:\s+(?!sin\b)[a-z]+)?)"
)

# "sin X" in a title is written in many ways; one of these words must stand in it.
WITHOUT_WORDS: dict[str, tuple[str, ...]] = {
    "tacc": ("tacc", "gluten", "celiaco", "celiacos"),
    "gluten": ("tacc", "gluten", "celiaco", "celiacos"),
    "celiaco": ("tacc", "gluten", "celiaco", "celiacos"),
    "celiaca": ("tacc", "gluten", "celiaco", "celiacos"),
    "celiacas": ("tacc", "gluten", "celiaco", "celiacos"),
    "celiacos": ("tacc", "gluten", "celiaco", "celiacos"),
    "azucar": ("azucar", "azuc", "zero", "light", "diet", "dietetica", "0"),
    "trigo": ("tacc", "gluten", "celiaco", "celiacos"),
    "harina": ("tacc", "gluten", "celiaco", "celiacos"),
    "harinas": ("tacc", "gluten", "celiaco", "celiacos"),
    "lactosa": ("lactosa", "deslactosada", "zero"),
    "sal": ("sal", "sodio"),
    "alcohol": ("alcohol", "0"),
    "cafeina": ("descafeinado", "cafeina"),
}

_LACKING = "|".join(WITHOUT_WORDS)
_NOT_HAVING = re.compile(
    r"\b(?:que\s+no\s+(?:teng|llev|traig|conteng|incluy)[ae][ns]?|(?:que\s+)?no\s+(?:quiero|tom[oae]n?|com[oae]n?|"
    r"pued[eo]n?\s+(?:comer|tomar|consumir))|nada|ni)\s+(?:nada\s+(?:de|con)\s+|con\s+|de\s+)?"
    rf"(?=(?:{_LACKING})\b)"
)
_NEITHER = re.compile(
    r"\b(sin\s+[a-z]+(?:\s+(?:agregad[oa]s?|anadid[oa]s?))?),?\s+(?:ni|y\s+sin)\s+"
)
_REPLACED_BY = re.compile(
    r"(?<!\w)((?:(?:de|con|en)\s+)?[a-z]{4,})\s+no\s*,\s*"
    r"(?=(?:(?:de|con|en|la|el|los|las|un|una)\s+)?"
    r"(?!(?:" + _HAPPENS + r"|por|que|mejor|prefiero|sino|dame)\b)"
    r"[a-z]{4,}(?:\s+[a-z]+)?\s*[.?!]*$)"
)
"""What is refused before what is wanted in its place ends a message: "crudo no, cocido"."""
_REFUSED_AFTER = re.compile(
    r"(?:(?:,\s*|\s)(?:pero|aunque|y)|,)\s+((?:de|con|en)\s+[a-z]+)\s+no"
    r"(?:\s+(?:me\s+gusta[ns]?|quiero|va))?\s*(?=[.,;!]|$)"
)
"""What is refused before the "no": "yogur, pero de frutilla no", "en lata no me gusta"."""


def lacking_plainly(text: str) -> str:
    """Write "sin X" for what a folded text says so otherwise: "que no tenga azúcar", "ni sal".

    And "que no sea de X" for "pero de X no".
    """
    text = _REFUSED_AFTER.sub(r" que no sea \1", _REPLACED_BY.sub(r"que no sea \1, ", text))
    return _NEITHER.sub(r"\1 sin ", _NOT_HAVING.sub("sin ", text))


def negated_spans(text: str, features: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Return the spans that a negation covers; features such as "no frost" negate nothing."""
    spans = []
    for match in _NEGATED.finditer(text):
        at = match.start()
        is_less = text.startswith("menos", at) and _COMPARED.search(text[:at])
        if not (is_less or any(start <= at < end for start, end, _ in features)):
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


def lacked_words(text: str) -> tuple[str, ...]:
    """Return what a folded text wants things without: titles that say "con" it are refused."""
    return tuple(
        m.group(1).split()[0] for m in _WITHOUT.finditer(text) if m.group().startswith("sin")
    )


def without_words(message: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each "sin X" of the message, the words of which a title must hold one."""
    text = lacking_plainly(fold(message))
    found = (m.group(1).split()[0] for m in _WITHOUT.finditer(text))
    return tuple(WITHOUT_WORDS[word] for word in found if word in WITHOUT_WORDS)


def negated_words(
    text: str,
    negated: list[tuple[int, int]],
    brands: tuple[str, ...],
    colors: list[tuple[int, int, str]],
) -> tuple[str, ...]:
    """Return the title words that must be absent: what is negated and is no brand or colour."""
    known = " ".join(brands) + " " + " ".join(c for _, _, c in colors)
    words: list[str] = []
    for match in _NEGATED.finditer(text):
        if match.span() not in negated:
            continue
        for item in re.split(r"\s*,\s*|\s+(?:ni|o|y)\s+", match.group(1)):
            named = [w.strip(".'-") for w in item.split() if w not in _FUNCTION_WORDS]
            if named and len(named[0]) > 2 and named[0] not in known:
                words += forms(named[0])
    return tuple(dict.fromkeys(words))


_FUNCTION_WORDS = frozenset([
    "muy", "tan", "a", "mas", "menos", "tanto", "cara", "caro", "caros", "caras", "para", "por",
    "con", "como", "que", "lo", "los", "las", "la", "el", "de", "en", "un", "una", "marca", "color",
    "sea", "sean", "esa", "ese", "eso", "esas", "esos", "esta", "este",
])  # fmt: skip
