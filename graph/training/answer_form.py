"""The form that an answer keeps, judged by program: format and voseo."""

import re
from collections.abc import Sequence

from graph.answer import MARKER
from graph.sentences import split_sentences
from graph.training.generation.expected import ADMITS
from ingest.units import fold

MOST_SENTENCES, MOST_QUESTIONS = 4, 1
"""What the prompt asks for; greetings, questions and the items of a list are not counted."""

_ITEM = re.compile(r"\s*[-*•]\s")
_CLAIMS = re.compile(r"\d|\b(?:stock|agotad\w|preventa|a pedido|gratis|sin cargo)\b")
_LEFTOVER = re.compile(r"</?\w+>|‹|›|\b(?:cliente|dona|fuentes|datos|system|assistant|user):", re.I)
_GREETING = re.compile(r"¡[^!]{1,20}!\s*")
_ENDED = re.compile(r"[.!?:…\])»]\s*$")
# Forms of tú and usted that no voseo shares; "tenés" and "podés" lose their accent in no answer.
_OTHER_PERSON = re.compile(
    r"\b(?:t[úu] (?:puedes|tienes|quieres)|tienes|puedes|quieres|necesitas saber|sabes|dime|"
    r"av[íi]same si quieres|usted(?:es)?|le (?:recomiendo|sugiero|cuento|aviso)|desea|puede usted|"
    r"vosotros|ten[ée]is|pod[ée]is|aqu[íi] tienes|prefieres|buscas algo)\b",
    re.IGNORECASE,
)


def format_faults(answer: str, markers: Sequence[int], notes: Sequence[str] = ()) -> list[str]:
    """Return what breaks the format; empty when the answer keeps it.

    `markers`: those of the sources. `notes`: sentences that code asked to be told, uncited.
    """
    text = answer.strip()
    if not text:
        return ["empty"]
    faults = []
    told = split_sentences(text)
    prose = [s for s in told if not (_ITEM.match(s) or "?" in s or _GREETING.fullmatch(s))]
    if len(prose) > MOST_SENTENCES + len(notes):
        faults.append("too long")
    if text.count("?") > MOST_QUESTIONS:
        faults.append("more than one question")
    if _LEFTOVER.search(text):
        faults.append("markup")
    if not _ENDED.search(text):
        faults.append("cut short")
    if {int(n) for n in MARKER.findall(text)} - set(markers):
        faults.append("unknown marker")
    uncited = (s for s in told if not MARKER.search(s) and _claims(s) and s.strip() not in notes)
    if next(uncited, None):
        faults.append("uncited claim")
    return faults


def _claims(sentence: str) -> bool:
    text = fold(sentence)
    return "?" not in sentence and not ADMITS.search(text) and bool(_CLAIMS.search(text))


def keeps_voseo(answer: str) -> bool:
    """Tell whether the answer speaks to the shopper as "vos", or does not address them."""
    return not _OTHER_PERSON.search(answer)
