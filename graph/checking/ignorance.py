"""What a segment says that nobody knows, which claims nothing; what stands beside it does."""

import re

from graph.checking.clauses import TURNS, VERB, split_clauses
from ingest.units import fold

_NO_DATA = re.compile(
    r"\bno (?:tengo|tenemos|figura|aparece|se (?:aclara|indica|especifica|informa)|dice|"
    r"esta)\b.{0,25}\b(?:dato|info\w*|detalle|en la ficha|aclarad\w*)|\bno (?:lo )?(?:aclara|"
    r"especifica|informa|indica|figura|dice)\b|\bno (?:te |"
    r"se )?(?:l[oa]s? )?(?:puedo|podria|sabria) "
    r"(?:confirmar\w*|asegurar\w*|decir\w*|garantizar\w*)\b|\bpara confirmar(?:te|lo|telo)\b|"
    r"\bno (?:me )?(?:encuentro|veo|hay|cuento con|dispongo de|viene|trae|aparece)\b.{0,25}"
    r"\b(?:datos?|informacion|detalles?)\b"
)
_ASKS = re.compile(r"\b(?:si|que|cuant[oa]s?|como|cual(?:es)?|cuando|donde|quien)\b")
_GOES_ON = re.compile(r"(?:o|u|ni|si|tampoco|cuant[oa]s?|como|cual(?:es)?|cuando|donde|que)\b")
_OR = re.compile(r"\b(?:o|u|ni)\b")
"""What ends a list of things asked: "si es lavable, trae funda o tiene cierre"."""
_TURNS = re.compile(rf"{TURNS}|[.;:!?\n]")
"""What stands before another statement, never before one more thing that is missing."""


def admits_ignorance(text: str) -> bool:
    """Tell whether a folded text says that a fact is missing."""
    return bool(_NO_DATA.search(text))


def told_beside(text: str) -> str:
    """Return what a segment tells besides what it admits not to know; perhaps nothing.

    "No aclara si trae funda y cargador, pero es lavable" tells that it is washable.
    """
    folded = fold(text)
    if len(folded) != len(text):
        text = folded
    kept, admitting, asks, last = "", False, False, 0
    clauses = split_clauses(folded)
    for index, clause in enumerate(clauses):
        cut, end = folded[last : clause.start], clause.start + len(clause.text)
        if match := _NO_DATA.search(clause.text):
            admitting, asks = True, bool(_ASKS.search(clause.text[match.end() :]))
        elif admitting and not clause.concludes:
            listed = any(_OR.search(later.text) for later in clauses[index:])
            states = cut.strip() == "," and not listed and VERB.match(clause.text)
            admitting = _goes_on(clause.text, cut, asks) and not states
        if not admitting:
            kept += text[last if kept else clause.start : end]
        last = end
    return "" if fold(kept) == "no" else kept


def _goes_on(clause: str, cut: str, asks: bool) -> bool:
    """Tell whether a clause is one more thing that the admission before it says to be missing."""
    if _TURNS.search(cut):
        return False
    return bool(_GOES_ON.match(clause)) or asks or not VERB.search(clause)
