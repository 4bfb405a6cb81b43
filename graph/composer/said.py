"""What a product's title, columns and description say of what is asked, quoted."""

import re
from collections.abc import Sequence

from graph.checking.lexis import root
from graph.composer.confirmed import asked_to_be_so, confirmed, content, negated, word_roots
from graph.facts.denials import confines, denials, forms_said
from graph.facts.kinds import AGE, kind_of, sentences_of, told_of_kind
from graph.state import Source
from graph.text import stems
from graph.understanding.plurals import singular
from ingest.units import canonical, fold, parse_quantities

_HOW_MANY = re.compile(r"\bcuant[oa]s (\w+)(?: de (\w{3,}))?")
_SO_MANY = re.compile(r"\b\d[\d.,]* ?([a-z]+)(?!\w)")
_LENGTHS = frozenset(["length", "inches"])
_ASKS_SIZE = re.compile(
    r"\b(?:que|cuant[oa]|cuales) (?:\w+ ){0,2}?(?:larg[oa]|anch[oa]|alt[oa]|altura|profundidad|"
    r"diametro|espesor|grosor|medidas?|miden?|tamano|dimension(?:es)?)\b"
)
_SIDE = re.compile(r"\b(?:anch|alt[oa]|altura|profund|diametr|espesor|grosor)")
"""What one figure alone does not tell: it may be any other side."""
_SIZED = re.compile(r"\b(?:medidas?|miden?|dimension\w*|tamano|larg[oa]|anch[oa]|alt[oa]|altura)\b")
_MEASURES = (
    (re.compile(r"\b(?:cuanto|cual) pesan?\b|\bque peso (?:tiene|es)"), re.compile(r"\bpes[oa]"),
     frozenset(["mass"])),
    (re.compile(r"\bque capacidad\b|\bcuant[oa] (?:agua )?(?:le |les )?(?:entra|cabe|carga)n?\b"),
     re.compile(r"\bcapacidad|\bentra|\bcabe"), frozenset(["volume"])),
    (re.compile(r"\bque potencia\b|\bcuant[oa] potencia\b"), re.compile(r"\bpotencia|\bmotor"),
     frozenset(["power"])),
    (re.compile(r"\bque voltaje\b|\bque tension\b"), re.compile(r"\bvoltaje|\btension|\bbateria"),
     frozenset(["voltage"])),
    (re.compile(r"\b(?:que|cuanta) presion\b"), re.compile(r"\bpresion"), frozenset(["pressure"])),
    (re.compile(r"\bcuant[oa]s (?:vueltas|revoluciones|rpm)\b|\ba cuanto gira\b"),
     re.compile(r"\brpm\b"), frozenset(["rotation"])),
)  # fmt: skip
"""How a measure is asked for, what a sentence that tells it speaks of, and its dimensions."""
_SIDES = re.compile(r"\d\s*(?:cm|mts?|mm|m)?\s*[x×]\s*\d")
_JOINED = re.compile(r"\s*(?:[x×/-]|a|por|y)?\s*(?:\d[\d.,]*\s*(?:[x×/-]|a|por)\s*)*")
_ASKS_MATERIAL = re.compile(
    r"\bde que (?:material\w*|tela|esta[n]? hech\w+|se hace\w*)\b|"
    r"\bque (?:material|tela) (?:es|son|tienen?|usan?|llevan?)\b|"
    r"\bcual es (?:el|la|su) (?:material|tela)\b|"
    r"\bde que (?:es|son)\b(?! (?:marca|color|talle|tamano|ano|origen))"
)
_ITS_PART = re.compile(
    r"\b(?:es|son|esta[n]?(?: hech\w+)?|material|tela) (?:del|(?:de )?(?:el|la|los|las)) (\w{3,})|"
    r"\b(?:el|la|los|las|su) (\w{3,}) (?:es|son|esta[n]?)\b"
)
_IS_OF = re.compile(r"\b(?:es|son|sera|seran|viene|vienen) (?:todo |toda )?de (\w{3,})")
_MATERIALS = frozenset([
    "metal", "metalico", "madera", "plastico", "goma", "tela", "resina", "gel", "carbono", "cuero",
    "chapa", "fibra", "vinilo", "pvc", "carton", "espuma", "caucho", "neoprene", "aluminio",
    "hierro", "acero", "bronce", "cobre", "titanio", "laton", "cromo", "algodon", "poliester",
    "lana", "lino", "seda", "nylon", "lycra", "gabardina", "jean", "denim", "microfibra",
    "viscosa", "modal", "cordura", "corderoy", "gamuza", "ecocuero", "terciopelo", "vidrio",
    "ceramica", "porcelana", "marmol", "granito", "silicona", "ratan", "mimbre", "acrilico",
    "policarbonato", "teflon", "melamina", "corcho", "latex", "mdf", "pino", "roble", "cedro",
    "bambu",
])  # fmt: skip
_WATER = re.compile(
    r"\b(?:prueba|resist\w+|banca\w*|aguant\w+) (?:de |del |al? |el |la )*(?:agua|lluvia)\b|"
    r"\bmojar\w*|\bmoje\b|\bimpermeable|\bsumergi|\bwaterproof\b|\bbajo (?:la )?(?:lluvia|agua)\b"
)
_KEEPS_WATER = re.compile(
    r"\bip[x\d]\d\b|\bimpermeab|\bsumergib|\bwaterproof\b|"
    r"\b(?:resist\w+|prueba|protec\w+|repele\w*) (?:de |del |al? |el |la |contra )*"
    r"(?:agua|lluvia)\b"
)
_ASKS_OF_SIZE = re.compile(
    r"\b(?:que|q|cuant[oa]s?|cual(?:es)?) (?!sale|cuesta|vale|est|color|precio|hay|queda)"
    r"\w+|\ba (?:que|cual)\b"
)
"""A datum, and not what it costs nor whether it is there."""
_WHICH = re.compile(
    r"\b(?:que|q|cual es (?:el|la|su)) (\w{4,})"
    r"(?: (?:tienen?|traen?|llevan?|usan?|es|son|vienen?)\b|\W*$)"
)
_YES = re.compile(r"Sí: «(.*)»")
_USE = re.compile(r"\b(?:para|p/|con|en|sobre)\b")
_OR = re.compile(r"\b(?:es|son|viene[n]?|trae[n]?|tiene[n]?|lleva[n]?|usa[n]?) (.+?) o (.+)")


def said_of(question: str, source: Source) -> list[str]:
    """Return the sentences that quote what answers a question; none where nothing does.

    What the sheet denies of it comes before what it affirms: both are told.
    """
    text = fold(question)
    if told := next(filter(None, (way(text, source) for way in _FIGURES)), ""):
        return [f"{told} [{source['marker']}]."]
    denied = denials(question, source["title"], source["payload"]["description"] or "")
    told = next(filter(None, (way(text, source) for way in _WAYS)), "")
    if denied and (affirmed := _YES.fullmatch(told)):
        told = by_title(affirmed[1]) if affirmed[1] == source["title"] else affirmed[1]
    said = dict.fromkeys([*denied, *filter(None, [told or _confined(text, source)])])
    return [f"{sentence} [{source['marker']}]." for sentence in said]


def _confined(text: str, source: Source) -> str:
    """Return the sentence that leaves all other uses out: "solo para madera", asked of metal."""
    asked = forms_said(asked_to_be_so(text))
    only = (s for s in sentences_of(source) if confines(s) and not asked & forms_said(s))
    return next(only, "") if asked and _USE.search(text) else ""


def of_its_size(question: str, sources: Sequence[Source]) -> list[str]:
    """Quote what a description tells of the size that is named: "talle 2 para qué número es?".

    A chart within a sentence: "Talle 1 = 35 al 39; talle 2 = 40 al 45", "3XL (124), 4XL (132)".
    """
    text = fold(question)
    if not _ASKS_OF_SIZE.search(text):
        return []
    for source in sources:
        size = fold(source["payload"].get("size") or "")
        if not size or not re.search(rf"(?<![\w.,]){re.escape(size)}(?![\w]|[.,]\d)", text):
            continue
        charted = re.compile(rf"(?<![\w.,]){re.escape(size)}\s*(?:=|:|\(|(?:es|son) )[^;,.)]*\d")
        for sentence in sentences_of(source):
            if charted.search(fold(sentence)):
                return [f"{sentence} [{source['marker']}]."]
    return []


def measured_apart(question: str, sources: Sequence[Source]) -> list[str]:
    """Quote the measure asked of each of several, "cuál pesa menos?", and say who does not tell it.

    Nothing where none tells it.
    """
    told = {source["marker"]: _measured(fold(question), source) for source in sources}
    if not any(told.values()):
        return []
    return [
        f"{source['title']}: {said[:1].lower()}{said[1:]} [{source['marker']}]."
        if (said := told[source["marker"]])
        else f"De {source['title']} no tengo ese dato: no figura en la ficha."
        for source in sources
    ]


def _of_a_kind(text: str, source: Source) -> str:
    """Return what tells a figure of the kind asked for: "en cuánto tiempo se carga?"."""
    if told := told_of_kind(text, source):
        return told
    of_it = {quantity.dimension for quantity in parse_quantities(source["title"])}
    is_age = kind_of(text) is AGE and of_it & AGE.dimensions
    return by_title(source["title"]) if is_age else ""


def _counted(text: str, source: Source) -> str:
    """Return how many the title says of what is counted: "cuántos lúmenes?"."""
    for unit, of in _HOW_MANY.findall(text):
        if of and root(singular(of)) not in word_roots(source["title"]):
            continue  # "cuántos metros de caño?" is of a part
        for match in _SO_MANY.finditer(fold(source["title"])):
            if _is_unit(unit, match[1]):
                return f"Según su título: {source['title'][match.start() : match.end()]}"
    return ""


def _is_unit(unit: str, said: str) -> bool:
    """Tell whether two words are one unit, in full or shortened: "lúmenes" and "lm"."""
    if stems(unit) & stems(said):
        return True
    one, other = canonical(1, unit), canonical(1, said)
    if one or other:
        return bool(one and other and one.dimension == other.dimension)
    letters = iter(unit)
    short = 1 < len(said) <= 3 and bool(stems(said)) and said[0] == unit[0]
    return short and all(letter in letters for letter in said)


def _sized(text: str, source: Source) -> str:
    """Return what the description or the title tells of the size: "de cuánto es de largo?"."""
    if not _ASKS_SIZE.search(text):
        return ""
    side = _SIDE.search(text)
    for sentence in sentences_of(source):
        told = fold(sentence)
        if not {quantity.dimension for quantity in parse_quantities(sentence)} & _LENGTHS:
            continue
        if _SIZED.search(told) if not side else side[0] in told or _SIDES.search(told):
            return sentence
    title = source["title"]
    if side and side[0] not in fold(title) and not _SIDES.search(fold(title)):
        return ""
    return _titled(title, _LENGTHS)


def _measured(text: str, source: Source) -> str:
    """Return what is told of another measure: "cuánto pesa?", "qué capacidad tiene?"."""
    for asks, speaks, dimensions in _MEASURES:
        if not asks.search(text):
            continue
        for sentence in sentences_of(source):
            figures = {quantity.dimension for quantity in parse_quantities(sentence)}
            if figures & dimensions and speaks.search(fold(sentence)):
                return sentence
        return _titled(source["title"], dimensions)
    return ""


def _titled(title: str, dimensions: frozenset[str]) -> str:
    """Quote the first measure of some dimensions in a title, with the sides beside it."""
    spans = [(q.start, q.end) for q in parse_quantities(title) if q.dimension in dimensions]
    if not spans:
        return ""
    start, end = spans[0]
    for later, finish in spans[1:]:
        if not _JOINED.fullmatch(title[end:later]):
            break
        end = finish
    return f"Según su título: {title[start:end]}"


def _made_of(text: str, source: Source) -> str:
    """Return the column of the material, or what the title says: "de qué es?", "es de metal?"."""
    named = [m for m in _IS_OF.findall(text) if m in _MATERIALS or singular(m) in _MATERIALS]
    if not named and not _ASKS_MATERIAL.search(text):
        return ""
    part = _ITS_PART.search(text)
    of = root(singular(part[1] or part[2])) if part else ""
    if of and of not in word_roots(source["title"]):
        of_it = (s for s in sentences_of(source) if of in word_roots(s))
        return next((s for s in of_it if _materials(s)), "")
    material = str(source["payload"].get("material") or "")
    if material:
        is_so = bool(named) and {root(named[0])} <= word_roots(material)
        return f"{'Sí: m' if is_so else 'M'}aterial: {material}"
    told = [s for s in sentences_of(source) if _materials(s)]
    return told[0] if told else by_title(source["title"]) if _materials(source["title"]) else ""


def _materials(text: str) -> set[str]:
    return {singular(word) for word in re.findall(r"[a-z]+", fold(text))} & _MATERIALS


def _kept_dry(text: str, source: Source) -> str:
    """Return what is said of water, whatever it is called: IPX4, impermeable, sumergible."""
    if not _WATER.search(text):
        return ""
    said = [s for s in sentences_of(source) if _KEEPS_WATER.search(fold(s))]
    titled = _KEEPS_WATER.search(fold(source["title"]))
    return said[0] if said else by_title(source["title"]) if titled else ""


def _either(text: str, source: Source) -> str:
    """Return the text that says one of two things: "es válvula fina o de auto?"."""
    found = None if re.search(r"\bcual\b|\b(?:mas|menos) \w+\b.*,", text) else _OR.search(text)
    ways = [words for part in found.groups() if (words := content(part))] if found else []
    if len(ways) < 2:
        return ""
    for told in (source["title"], *sentences_of(source)):
        held = word_roots(told)
        if any(way <= held for way in ways) and not all(way <= held for way in ways):
            return by_title(told) if told == source["title"] else told
    return ""


def _what(text: str, source: Source) -> str:
    """Return the title where it tells what is asked by its noun: "qué rosca tiene?"."""
    found = _WHICH.search(text)
    title = re.findall(r"[a-z]{2,}", fold(source["title"]))
    if not found or not title or root(found[1]) in {root(word) for word in title[:1]}:
        return ""
    return by_title(source["title"]) if root(found[1]) in {root(word) for word in title} else ""


def by_title(title: str) -> str:
    """Quote a title as what tells something."""
    return f"Según su título: «{title}»"


def affirmed_of(question: str, source: Source) -> list[str]:
    """Return the sentence that affirms what a yes/no question asks; none where nothing does."""
    told = confirmed(fold(question), source["title"], list(sentences_of(source)))
    return [f"Sí: «{told.text}» [{source['marker']}]."] if told and told.affirmed else []


def _whether(text: str, source: Source) -> str:
    """Answer a question of yes or no by what the texts say, denied or not."""
    told = confirmed(text, source["title"], list(sentences_of(source)))
    if told is None:
        return ""
    if told.affirmed:
        return f"Sí: «{told.text}»"
    if told.text != source["title"]:
        return told.text
    return by_title(told.text) if told.related or negated(told.text) else ""


_FIGURES = (_of_a_kind, _counted, _sized, _measured)
_WAYS = (_made_of, _kept_dry, _either, _whether, _what)
