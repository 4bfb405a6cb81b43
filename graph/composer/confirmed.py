"""Whether a title or a description says what a yes/no question asks: had, meant for, or so."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from graph.checking.lexis import root
from graph.text import stems
from graph.understanding.plurals import singular
from ingest.units import fold

_ASKS_DATUM = re.compile(
    r"\b(?:que|q|cuant\w+|cual\w*|como|donde|cuando|quien|precio|sale|cuesta)\b"
)
_END = re.compile(r"[?.;,!]| y (?:es|son|tiene|trae|viene|cuanto|que|sirve)\b| o ")
_HAS = re.compile(
    r"\b(?:tienen?|traen?|vienen? con|incluyen?|llevan?|cuentan? con|poseen?) "
    r"(?:algun[oa]s? |el |la |los |las |una? |su )?(.+)"
)
_FOR = re.compile(
    r"\b(?:(?:sirven?|apt[oa]s?|especial(?:es)?|va[n]?|son|es|funcionan?|andan?) "
    r"(?:para|p/|p|x|con|en)|compatibles? con|compatibles?) "
    r"(?:el |la |los |las |una? )?(.+)"
)
_IS = re.compile(
    r"\b(?:es|son) (?!el |la |los |las |una? |de |del |para |con |lo |mas |muy |algo )(.+)"
)
_HAVING = re.compile(r"(?:\bcon\b|\bc/|\+|\b(?:incluye|trae|tiene|lleva|posee)n?\b)")
_USED_WITH = re.compile(
    r"\b(?:funciona\w*|anda\w*|compatible\w*|usa\w*|uso|combin\w+|conect\w+|carg\w+|"
    r"aliment\w+|limpi\w+|apt[oa]s?|ideal(?:es)?|requiere\w*|necesita\w*|hac\w+|cocin\w+)\s*$"
)
"""Before "con": what a thing goes with, and does not bring."""
_MEANT = re.compile(
    r"(?:\bpara\b|\bp/|\bcompatibles? con\b|\bapt[oa]s?\b(?: para| con)?|\bsirven?\b(?: para)?)"
)
_DENIES = re.compile(
    r"\b(?:no|sin|ni|nunca|excepto|salvo|menos|opcional(?:es)?|aparte|por separado|libres? de|tipo|"
    r"simil|imitacion|estilo|a eleccion|consultar)\b"
)
_LACKS = re.compile(r"\b(?:sin|libres? de) (\w+)")
_INCLUDED = re.compile(r"\b(?:incluid[oa]s?|de regalo|de serie)\b")
FEW = 5
"""Words of an item of a list: "Sistema MIPS", "visera desmontable"."""
_USES = re.compile(
    r"\b(?:para|usan?|requieren?|necesitan?|funcionan?|compatibles?|apt[oa]s?|ideal\w*|combin\w+)\b"
)
_Affirms = Callable[[str, set[str], bool], bool]


@dataclass(frozen=True)
class Confirmed:
    """A text that says the words of a question."""

    text: str
    affirmed: bool
    """Whether it plainly says that it is so."""
    related: bool
    """Whether it says the words of it otherwise than by naming the thing."""


def confirmed(text: str, title: str, sentences: Sequence[str]) -> Confirmed | None:
    """Return the text that says all that a folded yes/no question asks; None where none does.

    What plainly says it comes before what only has the words.
    """
    asked, affirms = _asked(text)
    words = content(asked)
    if not words or affirms is None:
        return None
    head = content(" ".join(fold(title).split()[:1]))
    nouns = {word for word in words if not word.isdigit()}
    found, other = [], []
    for told in (title, *sentences):
        folded = fold(told)
        if not words <= word_roots(folded) or not _numbers_hold(asked, folded):
            if nouns != words and nouns - head and nouns <= word_roots(folded):
                other.append(Confirmed(told, affirmed=False, related=True))
            continue
        is_title = told == title
        so = not negated(folded, words) and affirms(folded, words, is_title)
        found.append(Confirmed(told, so, not is_title or not words & head))
    first = next(iter([*found, *other]), None)  # "para 9 velocidades?" of one for 6, 7 and 8
    return next((one for one in found if one.affirmed), first)


def asked_to_be_so(text: str) -> str:
    """Return what a folded yes/no question asks to be so; empty where it asks for a datum."""
    return _asked(text)[0]


def word_roots(text: str) -> set[str]:
    """Return the roots of all the words of a text, each in its singular."""
    return {root(singular(word)) for word in re.findall(r"[a-z0-9]+", fold(text))}


def content(text: str) -> set[str]:
    """Return the roots of the telling words of a folded text, figures among them."""
    words = re.findall(r"[a-z0-9]+", text)
    return {root(singular(w)) for w in words if w.isdigit() or (len(w) > 2 and stems(w))}


def negated(text: str, words: Collection[str] = ()) -> bool:
    """Tell whether a text denies something, or leaves it aside.

    What it lacks denies no other words: "sin capota, para mellizos".
    """
    text = fold(text)
    if words:
        text = _LACKS.sub(lambda m: m[0] if root(singular(m[1])) in words else " ", text)
    return bool(_DENIES.search(text))


def _asked(text: str) -> tuple[str, _Affirms | None]:
    """Return what a question asks to be so, and what affirms it; none where it asks for a datum."""
    for pattern, affirms in ((_FOR, _is_for), (_HAS, _has), (_IS, _is)):
        match = pattern.search(text)
        if match is None or _ASKS_DATUM.search(text[: match.start()]):
            continue
        rest = _END.split(match[1], maxsplit=1)
        if " o " in match[1]:
            return "", None
        return rest[0], affirms
    return "", None


def _has(text: str, words: set[str], is_title: bool) -> bool:
    """Tell whether a text says that a thing comes with it: "con visera", "Sistema MIPS"."""
    for cue in _HAVING.finditer(text):
        if cue.group() == "con" and _USED_WITH.search(text[: cue.start()]):
            continue
        rest = re.split(r"[.;(]", text[cue.end() :])[0]
        before = _MEANT.split(rest)[0]
        if words <= word_roots(before):
            return True
    if is_title:
        return False
    for item in re.split(r"[,;:(]| y ", text):
        said = item.split()
        if words <= word_roots(item) and not _USES.search(item) and (
            len(said) < FEW or _INCLUDED.search(item)
        ):  # fmt: skip
            return True
    return False


def _is_for(text: str, words: set[str], is_title: bool) -> bool:
    """Tell whether a text says what a thing is meant for: "para 6/7/8 velocidades"."""
    return any(words <= word_roots(text[cue.end() :]) for cue in _MEANT.finditer(text))


def _is(text: str, words: set[str], is_title: bool) -> bool:
    """Tell whether a title says that a thing is so; a description may speak of a part of it."""
    before = re.split(r"\b(?:para|con|de)\b|[pc]/", text)[0]
    return is_title and words <= word_roots(before)


def _numbers_hold(asked: str, text: str) -> bool:
    """Tell whether each figure asked is told of the same noun: "para 6/7/8 velocidades"."""
    for figure, noun in re.findall(r"\b(\d+) ?([a-z]{3,})?", asked):
        beside = rf"(?<![\d.,]){figure}(?:\s*[/,y]\s*\d+)*\s*"
        if not re.search(rf"{beside}{noun[:4]}" if noun else rf"{beside}(?!\d)", text):
            return False
    return True
