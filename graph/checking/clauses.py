"""Cut a segment into clauses, each affirmed or denied."""

import re
from dataclasses import dataclass
from functools import lru_cache

_CUT = re.compile(
    r"(?:(?<!\s)\s+)?(?:[;:!?¿¡()\n]|,(?!\d)|\.(?=\s|$)|\s-\s|\by\b|\be\b|\bpero\b|\baunque\b|"
    r"\bmientras(?: que)?\b"
    r"|\bsino\b|\by si\b|\basi que\b|\bo sea\b)\s*"
)
NEGATION = re.compile(
    r"\b(?:no|sin|ni|nunca|tampoco|jamas|carece|libres? de|"
    r"(?<!hace )(?<!hacen )falta(?!n? (?:de|(?!arm)\w+[aei]r)\b)|ningun\w*)\b"
)
QUESTION = re.compile(r"¿[^?]*\?")
"""What an answer asks back, which tells nothing."""
_THEREFORE = ("asi que", "o sea")
VERB = re.compile(
    r"\b(?:es|son|esta|estan|tiene|tienen|trae|traen|viene|vienen|incluye|incluyen|cuenta|cuentan|"
    r"lleva|llevan|se|hay|funciona|usa|usan|sirve|van?|andan?|puede|podes|pesa|mide|sale|cuesta|queda|"
    r"necesita|requiere|resisten?|aguantan?|soportan?|acepta\w*|cobra\w*|hac\w+|abr\w+|cierra\w*|cubre|vale|corre)\b"
)
_ADJECTIVE = re.compile(r"(?:\w+(?:ic|ad|id|os|iv)[oa]s?|\w+(?:bles?|[ae]ntes?))(?= |$)")
"""What ends like one is not lacked: "sin perfume e hipoalergénico"."""
TURNS = r"pero|aunque|sino|mientras"
"""What stands between a clause and another statement."""
_EMPHATIC = re.compile(
    r"\bsin (?:ningun )?(?:problemas?|dramas?|vueltas|dudas?)\b|\bno (?:solo|"
    r"solamente|hay (?:problema|drama|apuro)|te (?:preocup\w+|aflij\w+|calent\w+|"
    r"hag[ao]\w* (?:problema|drama)s?)|hace falta)\b"
)


_FRESH = re.compile(r"(?:si|solo|con|el|la|ademas|apt[oa]s?)\b")
"""What goes on with no denial before it: "sin TACC y además apta vegana"."""
_CONTRAST = re.compile(
    r"\b(?:que|contra|frente a|vs\.?|que de|a diferencia de|comparad[oa]s? con|"
    r"al lado de|respecto de|"
    r"en vez de|en lugar de|igual que|mejor que|reemplaza a|ni|del que|como)"
    r"(?:l)?\s+(?:el |la |los |las |del? )?$|\b(?:no|ningun\w*|sin|nunca|tampoco)\b[^,;.]*$"
)


def contrasts(before: str) -> bool:
    """Tell whether what follows a folded text is named to be compared with, or to be denied."""
    return bool(_CONTRAST.search(f"{before} "))


@dataclass(frozen=True)
class Clause:
    """A piece of a folded segment."""

    text: str
    start: int
    concludes: bool
    """Whether it says what follows, "así que…", and no more of the product."""
    denied: bool
    """Whether a negation governs it: its own, or that of the list it goes on."""


def split_clauses(text: str) -> list[Clause]:
    """Cut at punctuation and conjunctions; "sin wifi, bluetooth ni NFC" denies all three."""
    return list(_split_clauses(text))


@lru_cache(2048)
def _split_clauses(text: str) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    spans, start = [], 0
    for match in _CUT.finditer(text):
        spans.append((start, match.start(), match.group()))
        start = match.end()
    spans.append((start, len(text), ""))
    before = ""
    for begin, end, cut in spans:
        piece = text[begin:end]
        if re.search(r"\w", piece):
            own = bool(NEGATION.search(_EMPHATIC.sub("", piece)))
            listed = before.strip() in (",", "y", "e") and not VERB.search(piece)
            lacking = bool(clauses and re.search(r"\bsin\b", clauses[-1].text))
            carried = bool(listed and clauses and clauses[-1].denied and len(piece.split()) <= 4
                           and not (lacking and _ADJECTIVE.match(piece))
                           and len(clauses[-1].text.split()) > 1
                           and not _FRESH.match(piece))  # fmt: skip
            clauses.append(Clause(piece, begin, before.strip() in _THEREFORE, own or carried))
        before = cut
    return tuple(clauses)
