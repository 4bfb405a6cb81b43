"""Figures of a policy: each belongs to the rule that it is told of."""

import re

from graph.checking.clauses import NEGATION, split_clauses
from graph.checking.evidence import NUMBER, PERCENT, plain_number
from graph.checking.lexis import root
from graph.checking.policy.reading import Held, Said, numbers_in
from graph.checking.spelled import COUNTS
from graph.text import stems

_JOINT = re.compile(
    r";\s*|,?\s+y\s+(?!(?:se|es|son|apli|vale|rige|tien|demor|dura|cubr|incluy)\w*\b)(?=(?:\w+\s+){0,4}\$?\s*\d)|,\s+(?=\$|\d)"
)
_ORDINALS = {"primer": 1, "segundo": 2, "tercer": 3, "segunda": 2, "primera": 1, "tercera": 3}
_BETWEEN = re.compile(r"\b(?:entre|de) (\d+) (?:y|a) (\d+)")
_COUNTED = re.compile(rf"\b({'|'.join(COUNTS)}|\d+)\s+([a-z]{{4,}})")
_UNIT_WORDS = {
    "dias", "dia", "horas", "hs", "meses", "mes", "habil", "corri", "pesos", "entre", "desde",
    "hasta", "tarda", "demor", "pais", "todo", "cualq", "punto", "cuest", "vale", "sale",
}  # fmt: skip
"""Stems that are of every figure, and tell none."""


def _words(text: str) -> set[str]:
    return {word for word in stems(text) if not word[0].isdigit()}


_PARTS = {"la mitad": "50", "tres cuartos": "75", "un cuarto": "25", "la cuarta parte": "25"}
_PART_OF = re.compile(rf"\b({'|'.join(_PARTS)}) (?:del|de (?:la|los|las|el|su|tu)) (\w{{4,}})")
"""A share said in words, with what it is of: "tres cuartos de la carga"."""


def other_percentage(said: Said, held: Held) -> str:
    """A percentage must be one of the passage, which may say it as a share of what is told."""
    known = {plain_number(n) for n in PERCENT.findall(held.text)}
    told_words = stems(said.figures)
    known |= {_PARTS[p] for p, whole in _PART_OF.findall(held.text) if stems(whole) & told_words}
    told = [n for n in PERCENT.findall(said.figures) if plain_number(n) not in known]
    return f"la política no dice {told[0]} %" if told else ""


def of_another_line(said: Said, held: Held) -> str:
    """A figure must stand in a line that shares the claim's telling words.

    A word tells lines apart when the passage has it in some lines and not in others: a zone, a
    card, a kind of product. Words of the title and units tell nothing.
    """
    text = _BEYOND.sub("", said.figures)
    for number in sorted(numbers_in(text)):
        holding = [line for line in held.sentences if number in numbers_in(line)]
        if not holding:
            continue  # the measure and money rules say so
        words = _words(_piece_with(number, text)) - stems(held.title) - _UNIT_WORDS
        measured = _measured_in(number, text).union(*(_measured_in(number, s) for s in holding))
        measured -= {""}
        elsewhere = [
            line for line in held.sentences
            if line not in holding and measured & set().union(*units_of(line).values())
        ]  # fmt: skip
        here = set().union(*map(stems, holding))
        telling = (words & set().union(*map(stems, elsewhere))) - here
        shared = max(len(words & stems(line)) for line in holding)
        rival = max((len(words & stems(line)) for line in elsewhere), default=0)
        if telling and rival > shared and (not shared or len(telling) > 1):
            return f"el {number} de la política es de otra cosa"
    return ""


_BEYOND = re.compile(r"\b(?:a?fuera|lejos) del? (?:la |los |las )?\w+")
"""What a place is not: "fuera de la capital" speaks of the rest."""


def units_of(line: str) -> dict[str, set[str]]:
    """Return what each number of a line is of: money, a percentage, or the word after it."""
    found: dict[str, set[str]] = {}
    for match in NUMBER.finditer(line):
        before, after = line[: match.start()].rstrip(), line[match.end() :]
        noun = re.match(r"(?: (?:a|y|o|e) (?:\d+|mas))?\s*(%|[a-z]+)", after)
        unit = "$" if before.endswith("$") else root(noun.group(1)) if noun else ""
        found.setdefault(plain_number(match.group()), set()).add(unit)
    return found


def _measured_in(number: str, line: str) -> set[str]:
    return units_of(line).get(number, set())


def _piece_with(number: str, text: str) -> str:
    """Return the piece of a claim that tells a number, and the one before a bare one."""
    pieces = re.split(r"[;()]|,(?!\d)|[.:](?=\s)|\by (?=[a-z]{2,} )", text)
    for index, piece in enumerate(pieces):
        if number in numbers_in(piece):
            return piece if len(_words(piece)) > 1 or not index else f"{pieces[index - 1]} {piece}"
    return text


def _clauses(sentence: str) -> list[str]:
    """Cut a sentence so that each clause has its figures; one without figures joins the former."""
    sentence = _BETWEEN.sub(r"rango \1 a \2", sentence)
    sentence = re.sub(r"\b(\d+) [yo] (\d+)(?= (?:cuotas|pagos|meses|dias))", r"\1 a \2", sentence)
    clauses: list[str] = []
    for part in _JOINT.split(sentence):
        if clauses and not (re.search(r"\d", part) and re.search(r"\d", clauses[-1])):
            clauses[-1] += f" y {part}"
        else:
            clauses.append(part)
    return clauses


_FROM = re.compile(r"\b(?:desde|a partir|mas de|superior\w*|supera\w*)\b.*\$")


def of_another_clause(said: Said, held: Held) -> str:
    """Within "8 % por 12 meses y 14 % por 24 meses" figures and words keep to their clause."""
    for sentence in held.sentences:
        clauses = _clauses(sentence)
        if len(clauses) < 2:
            continue
        prefix = _words(re.split(r"\d", clauses[0])[0])
        for told in (clause for piece in said.figures.split(";") for clause in _clauses(piece)):
            numbers = numbers_in(told)
            if not numbers or not numbers <= numbers_in(sentence):
                continue
            holding = [clause for clause in clauses if numbers <= numbers_in(clause)]
            if not holding:
                continue
            own = prefix.union(*map(_words, holding))
            if own <= prefix | _UNIT_WORDS and all(map(_FROM.search, holding)):
                continue  # "desde $ 80.000, 6 cuotas": what it is from says nothing else
            if len(numbers) > 1 and not own - prefix - _UNIT_WORDS:
                # "3 cuotas desde $ 30.000 y 6 desde $ 90.000"
                own |= _words(clauses[0])
            rest: set[str] = set().union(*(_words(c) for c in clauses if c not in holding))
            words = _words(told) - _UNIT_WORDS
            if words & (rest - own) and not words & (own - rest - prefix):
                return f"el {', '.join(sorted(numbers))} de la política es de otra cosa"
    return ""


def counted_otherwise(said: Said, held: Held) -> str:
    """A count said in words, "tres tarjetas", must be the passage's for that noun."""
    known: dict[str, set[int]] = {}
    for number, noun in _COUNTED.findall(held.text):
        known.setdefault(noun[:5], set()).add(COUNTS.get(number) or int(number))
    for noun in re.findall(r"\b(?:un[oa]? (?:solo|sola|unic[oa])|1) ([a-z]{3,})", held.text):
        known.setdefault(noun[:5].replace("vez", "veces"), set()).add(1)
    for ordinal, noun in re.findall(rf"\b({'|'.join(_ORDINALS)})\s+([a-z]{{4,}})", held.text):
        known.setdefault(noun[:5], set()).add(_ORDINALS[ordinal])
    for noun in re.findall(r"\btod[oa]s l[oa]s ([a-z]{4,})", held.text):
        known.setdefault(noun[:5], set())  # "todos los estantes" are not "al menos tres"
    for number, noun in _COUNTED.findall(said.figures):
        count = COUNTS.get(number)
        if count and count not in known.get(noun[:5], {count}):
            return f"la política no dice {number} {noun}"
    return ""


_MEANS = re.compile(r"\b(efectivo|debito|credito|transferencia|tarjeta|qr|cheque)s?\b")
_CARDS = {"debito", "credito"}


def other_means(said: Said, held: Held) -> str:
    """A percentage for those who pay in cash is not for those who pay by card, or ask so."""
    lone = {*_MEANS.findall(said.text)} or {*_MEANS.findall(said.asked)}
    lone = lone if len(lone) == 1 else set()
    for number in PERCENT.findall(said.text):  # asked for by its figure, it is told all the same
        piece = _piece_with(plain_number(number), said.text)
        if NEGATION.search(piece):
            continue
        told = {*_MEANS.findall(piece)} or lone
        clauses = [c for s in held.sentences for c in _clauses(s) if number in PERCENT.findall(c)]
        means = [{*_MEANS.findall(clause)} for clause in clauses]
        if told and means and all(means) and not any(_alike(told, own) for own in means):
            return f"el {number} % es para otro medio de pago"
    return ""


def _alike(told: set[str], own: set[str]) -> bool:
    """Tell whether they share a way to pay: a card, of whichever kind, is a card."""
    return bool(
        told & own or ("tarjeta" in told and _CARDS & own) or ("tarjeta" in own and _CARDS & told)
    )


_FRACTION = re.compile(r"\b(mitad|tercio|doble|triple)\b")
_AT_ONCE = re.compile(
    r"\b(?:en el (?:dia|acto|momento)|(?:el )?mismo dia|al instante|de inmediato|"
    r"(?:hoy|manana) mismo|"
    r"manana(?= a la (?:manana|tarde|noche))|de un dia para (?:el )?otro)"
    r"\b(?! de)"
)


def fraction(said: Said, held: Held) -> str:
    told = [word for word in _FRACTION.findall(said.text) if word not in held.text]
    if "mitad" in told and re.search(r"\b50 ?%", held.text):
        told.remove("mitad")
    if not _AT_ONCE.search(held.text) and re.search(r"\b\d+ (?:dias?|horas?|hs)\b", held.text):
        told += _AT_ONCE.findall(said.text)
    return f"la política no dice «{told[0]}»" if told else ""


def interest(said: Said, held: Held) -> str:
    """So many instalments are free of interest only where the policy says so of that many."""
    whole = [unit.text for unit in held.units]
    # "3 cuotas sin interés y 12 con interés" are two cases of one unit
    cut = [clause for text in whole for clause in _clauses(text)]
    for unit in said.units:
        if "sininteres" not in unit.text or "coninteres" in unit.text:
            continue
        for number in re.findall(r"\b(\d+)(?= cuotas| pagos)", unit.text):
            of_it = re.compile(rf"\b{number}\b[^.]*\bcuotas|cuotas[^.]*\b{number}\b")
            for texts in (whole, cut):
                near = [text for text in texts if of_it.search(text)]
                if near and all("coninteres" in t and "sininteres" not in t for t in near):
                    return f"la política cobra interés en {number} cuotas"
    return ""


_WITH = re.compile(
    r"\b(?:con|tienen?|hay|llevan?|cobra\w*|paga\w*) (?:un[oa]? |algun[oa]? )?(\w{5,})"
)


def with_or_without(said: Said, held: Held) -> str:
    """«Con interés» and "tiene un interés" are not "sin interés"."""
    for noun in (
        n for c in split_clauses(said.text) if not c.denied for n in _WITH.findall(c.text)
    ):
        ways = {
            w for s in held.sentences
            for before, w in re.findall(rf"([^.;,]*)\b(con|sin) (?:ningun[oa]? )?{noun}", s)
            if not NEGATION.search(before)
        }  # fmt: skip
        if ways == {"sin"} and f"{noun} de" not in held.text:
            return f"la política dice sin {noun}"
    return ""
