"""Policy claims, beyond their figures: which rule a figure belongs to, and what is denied."""

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.checking.context import Context
from graph.checking.evidence import NUMBER, PERCENT, Evidence, plain_number
from graph.sentences import split_sentences
from graph.state import Claim
from graph.text import stems
from ingest.units import fold

SAME = 0.6
"""Share of a claim's stems in a sentence above which both speak of the same rule."""

_JOINT = re.compile(r";\s*|,?\s+y\s+(?=(?:\w+\s+){0,2}\$?\s*\d)|,\s+(?=\$|\d)")
_WORDS = {
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "diez": 10, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30,
}  # fmt: skip
LABEL_WORDS = 6
_COUNTED = re.compile(rf"\b({'|'.join(_WORDS)}|\d+)\s+([a-z]{{4,}})")
_DENIED = re.compile(
    r"\b(?:no|ni|tampoco|nunca)\s+(?:(?:se|lo|la|los|las|te|me|le|hay)\s+)?(\w{3,})"
)
_EXCEPTION = re.compile(r"\b(?:salvo|excepto|menos)\b")
_OPPOSITES = (
    (re.compile(r"\b(?:abiert[oa]s?|abren?)\b"), re.compile(r"\b(?:cerrad[oa]s?|cierran?)\b")),
    (re.compile(r"\bpor nuestra cuenta\b"), re.compile(r"\bpor (?:tu|su) cuenta\b")),
)
_NEEDLESS = re.compile(
    r"\bno (?:hacen? falta|necesitas|se necesita|es necesari[oa]|pedimos) "
    r"(?:(?:el|la|los|las|tu|un|una|presentar|llevar) )*(\w{3,})"
)
_VERB = 4
"""Letters by which two forms of a verb are one: cubre, cubren; cambia, cambian."""
_SAME_ACT = (
    ("acep", "toma", "reci", "paga", "abon"),
    ("envi", "mand", "lleg", "entr", "desp"),
    ("devo", "rein", "reem"),
    ("cubr", "incl"),
    ("abre", "abri", "atie"),
)
"""Verbs that say the same of a store, by their first letters."""


def check_policy(context: Context) -> list[Claim]:
    """Check figures in their rule, and dropped or added negations."""
    claims: list[Claim] = []
    for policy in context.policies:
        sentences = [
            s for line in fold(policy.payload["text"]).splitlines() for s in split_sentences(line)
        ]
        reason = (
            _other_percentage(context.text, sentences)
            or _of_another_label(context.text, sentences)
            or _of_another_line(context.text, sentences)
            or _of_another_clause(context.text, sentences)
            or _counted_otherwise(context.text, sentences)
            or _denial_changed(context.text, sentences, stems(policy.payload["title"]))
            or _opposite(context.text, sentences)
            or _needed(context.text, sentences)
            or (not context.products and _foreign_name(context, policy))
        )
        if reason:
            claims.append(context.contradicted("policy", reason, policy))
        elif _says_so(context.text, sentences):
            claims.append(context.supported("policy", policy))
    return claims


def _numbers(text: str) -> set[str]:
    return {plain_number(n) for n in NUMBER.findall(text)}


def _words(text: str) -> set[str]:
    return {word for word in stems(text) if not word[0].isdigit()}


def _other_percentage(text: str, sentences: list[str]) -> str:
    held = {plain_number(n) for s in sentences for n in PERCENT.findall(s)}
    told = [n for n in PERCENT.findall(text) if plain_number(n) not in held]
    return f"la política no dice {told[0]} %" if told else ""


def _of_another_line(text: str, lines: list[str]) -> str:
    """A figure must stand in a line that shares the claim's telling words.

    A word tells lines apart when the passage has it in some lines and not in others: a zone, a
    card, a kind of product.
    """
    words = _words(text)
    for number in _numbers(text):
        holding = [line for line in lines if number in _numbers(line)]
        if not holding:
            continue  # the measure and money rules say so
        elsewhere = [line for line in lines if line not in holding]
        here = set().union(*map(stems, holding))
        telling = (words & set().union(*map(stems, elsewhere))) - here
        shared = max(len(words & stems(line)) for line in holding)
        rival = max((len(words & stems(line)) for line in elsewhere), default=0)
        if telling and rival > shared:
            return f"el {number} de la política es de otra cosa"
    return ""


def _label(line: str) -> set[str]:
    """Return the words that head a line: a table's first cell, or what stands before a colon."""
    cells = [cell for cell in line.split("|") if cell.strip()]
    if line.strip().startswith("|") and len(cells) > 1:
        return _words(cells[0])
    head, colon, _ = line.partition(":")
    return _words(head) if colon and len(head.split()) <= LABEL_WORDS else set()


def _of_another_label(text: str, lines: list[str]) -> str:
    """A figure told of "Interior" must not be the one that the passage gives under "CABA"."""
    words = _words(text)
    for number in _numbers(text):
        holding = [line for line in lines if number in _numbers(line)]
        own = set().union(*map(_label, holding))
        if not holding or not all(map(_label, holding)) or words & own:
            continue
        if any(words & _label(line) for line in lines if line not in holding):
            return f"el {number} de la política es de otro caso"
    return ""


def _clauses(sentence: str) -> list[str]:
    """Cut a sentence so that each clause has its figures; one without figures joins the former."""
    clauses: list[str] = []
    for part in _JOINT.split(sentence):
        if clauses and not (re.search(r"\d", part) and re.search(r"\d", clauses[-1])):
            clauses[-1] += f" y {part}"
        else:
            clauses.append(part)
    return clauses


def _of_another_clause(text: str, sentences: list[str]) -> str:
    """Within "8 % por 12 meses y 14 % por 24 meses" figures and words keep to their clause."""
    for sentence in sentences:
        clauses = _clauses(sentence)
        if len(clauses) < 2:
            continue
        prefix = _words(re.split(r"\d", clauses[0])[0])
        for told in _clauses(text):
            numbers = _numbers(told)
            if not numbers or not numbers <= _numbers(sentence):
                continue
            holding = [clause for clause in clauses if numbers <= _numbers(clause)]
            if not holding:
                return f"las cifras {', '.join(sorted(numbers))} son de reglas distintas"
            own = set().union(*map(_words, holding)) | prefix
            rest = set().union(*(_words(c) for c in clauses if c not in holding))
            for noun in re.findall(r"\bsin (\w{5,})", told):
                if all(f"con {noun}" in c and f"sin {noun}" not in c for c in holding):
                    return f"la política dice con {noun}"
            words = _words(told)
            if words & (rest - own) and not words & (own - rest - prefix):
                return f"el {', '.join(sorted(numbers))} de la política es de otra cosa"
    return ""


def _counted_otherwise(text: str, sentences: list[str]) -> str:
    """A count said in words, "tres tarjetas", must be the passage's for that noun."""
    held: dict[str, set[int]] = {}
    for sentence in sentences:
        for number, noun in _COUNTED.findall(sentence):
            held.setdefault(noun[:5], set()).add(_WORDS.get(number) or int(number))
    for number, noun in _COUNTED.findall(text):
        if number in _WORDS and held.get(noun[:5], {_WORDS[number]}).isdisjoint({_WORDS[number]}):
            return f"la política no dice {number} {noun}"
    return ""


def _denials(sentence: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each denied act with the stems of what the sentence denies it of."""
    body = _EXCEPTION.split(sentence)[0]
    for match in _DENIED.finditer(body):
        act = match.group(1)
        yield act[:_VERB], {w for w in _words(body) if w[:_VERB] != act[:_VERB]}


def _affirms(sentence: str, act: str, objects: set[str]) -> bool:
    """Tell whether the sentence says the act, not denied, of one of the objects at least."""
    denied = {match.start(1) for match in _DENIED.finditer(sentence)}
    acts = next((group for group in _SAME_ACT if act in group), (act,))
    said = any(
        match.start() not in denied
        for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, acts))})\w*", sentence)
    )
    return said and not denied and bool(objects & _words(sentence))


def _denial_changed(text: str, sentences: list[str], title: set[str]) -> str:
    """What the passage denies must not be affirmed, nor the reverse, nor an exception dropped.

    The words of the `title` are what the whole passage is about: they tell no denial apart.
    """
    for sentence in sentences:
        for verb, denied in _denials(sentence):
            objects = denied - title
            if _affirms(text, verb, objects) and not any(
                _affirms(s, verb, objects) for s in sentences
            ):
                return f"la política lo niega: «{sentence.strip()[:120]}»"
        main, *exceptions = _EXCEPTION.split(sentence)
        for exception in exceptions:
            excepted = _words(exception) - _words(main)
            if (
                len(excepted & _words(text)) >= min(2, len(excepted))
                and _words(main) & _words(text)
                and not re.search(r"\b(?:no|ni|sin|tampoco)\b", text)
                and not _EXCEPTION.search(text)
            ):
                return f"la política lo exceptúa: «{sentence.strip()[:120]}»"
    for verb, objects in _denials(text):
        if any(_affirms(s, verb, objects) for s in sentences) and not any(
            verb == held and objects & denied for s in sentences for held, denied in _denials(s)
        ):
            return "la política dice que sí"
    for noun in re.findall(r"\bcon (\w{5,})", text):
        held = {w for s in sentences for w in re.findall(rf"\b(con|sin) {noun}", s)}
        if held == {"sin"} and not any(f"{noun} de" in s for s in sentences):
            return f"la política dice sin {noun}"
    return ""


def _opposite(text: str, sentences: list[str]) -> str:
    """Open is not closed; whose account is whose."""
    for pair in _OPPOSITES:
        for said, other in (pair, pair[::-1]):
            if said.search(text) and not other.search(text):
                near = [s for s in sentences if len(_words(s) & _words(text)) >= 1]
                if any(other.search(s) for s in near) and not any(said.search(s) for s in near):
                    return "la política dice lo contrario"
    return ""


def _needed(text: str, sentences: list[str]) -> str:
    """What the passage asks for is not needless."""
    for noun in _NEEDLESS.findall(text):
        asked = re.compile(rf"\b(?:necesit\w+|hace falta|con|trae\w*|lleva\w*)\b[^.]{{0,25}}{noun}")
        denied = re.compile(rf"\bno\b[^.]*{noun}")
        if any(asked.search(s) and not denied.search(s) for s in sentences):
            return f"la política pide {noun}"
    return ""


def _foreign_name(context: Context, policy: Evidence) -> str:
    """A proper name told of a policy must stand in it: a branch, a bank, a province."""
    known = policy.text + fold(context.question)
    for before, word in pairwise(context.segment.text.split()):
        name = word.strip('.,;:()¿?¡!«»"')
        proper = re.fullmatch(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3,}", name)
        if proper and before[-1] not in ".:!?-•" and fold(name)[:5] not in known:
            return f"la política no nombra «{name}»"
    return ""


def _says_so(text: str, sentences: list[str]) -> bool:
    claim = stems(text)
    return len(claim) >= 3 and any(
        len(claim & stems(sentence)) >= SAME * len(claim) for sentence in sentences
    )
