"""A text as units that affirm or deny one thing, and which units speak of the same."""

import re
from dataclasses import dataclass

from graph.checking.clauses import NEGATION
from graph.checking.lexis import policy_roots, root
from graph.checking.policy.wording import CONDITION, canon

_CUT = re.compile(
    r"[.;:!?¿¡()\n]+(?=\s|$|[a-z])|\s(?:pero|aunque|mientras que|sino|porque|ya que|"
    r"asi que|o sea|por lo que|entonces)\s|,\s*(?=(?:pero|aunque)\b)"
    r"|,\s*que\s+(?=no (?!(?:se )?(?:aplica|incluye|entra|corre|vale)))"
)
VERBS = re.compile(
    r"\b(?:es|son|esta|estan|tiene|tienen|hay|se|abr\w+|cierra\w*|cubre\w*|acept\w+|envia\w*|"
    r"(?<!la )entreg\w+|"
    r"devolv\w+|pag(?:a|as|an|ar|amos|ue)|hac\w+|vence\w*|puede\w*|pod(?:es|emos)|"
    r"necesit\w+|cobra\w*|atend\w+|atiend\w+|demora\w*|"
    r"tenemos|contamos|funciona\w*|subi\w+|tarda\w*|cuesta\w*|instal\w+|incluye\w*|queda\w*|guard\w+|llev\w+|tom\w+|tenes|damos|sale|pide|"
    r"libre|pagopaga|noabre)\b"
)
_JOINTS = re.compile(r"\s(?:y|e|o)\s|,\s+|\s(?=(?:mientras no|siempre que|siempre y cuando)\b)")
_LABEL = re.compile(r"(?:(?<=^)|(?<=[.;\n] ))((?:[a-z]+,? ){0,4}(?!no:|si:)[a-z]+): (?=[a-z$\d])")
"""What a rule is of, before a colon: "accesorios y cuerdas: sin garantía"."""
_CLITIC = re.compile(r"\s*(?:no )?(?:te|se|lo|la|los|las|le|me)(?: l[oa]s?)? \w+")
_THEN = re.compile(r"^((?:\s*\w+){2,4}) ((?:te|se|l[oa]s?|les?) (?:l[oa]s? )?\w+mos\b)")
_SUBJECTLESS = re.compile(rf"^\s*(?:no |tampoco )?(?:se |lo |la )?(?!\w+mos\b){VERBS.pattern}")
"""A part that begins with its verb: its subject is that of the part before."""


POLARITY = {root("libre"), root("pagopaga")}
"""What a unit says of a thing, which tells no thing."""


@dataclass(frozen=True)
class Unit:
    """What one piece of text says."""

    text: str
    roots: frozenset[str]
    denied: bool
    free: bool
    paid: bool


_FIRST = re.compile(r"n?(?: (?:en|sido|con|un[oa]s?|l[oa]s?|el|de|mas))* (\w+)")
_SUCH_AS = re.compile(r"\b(que|quien(?:es)?) ?no (este|sea|tenga|haya)(?=n?\b)")
"""Which ones are meant, "las que no estén en oferta": no denial of what both or one alone say."""


_DENIES_NOTHING = re.compile(
    r"\b(?:no|tampoco)(?: \w+)?\s+(?:libre|pagopaga)\b|\blibre\s+no\b|"
    r"(?<!\ben )\bsi (?:\w+ ){0,2}no (?:\w+ )?\w+"
)
"""What is free or paid has a sign of its own; "si no brotan, los reponemos" is a condition."""


def units(text: str) -> list[Unit]:
    """Cut a folded text into units; conditions stand apart and "y" parts two verbs."""
    found = []
    text = _LABEL.sub(lambda m: m.group() if VERBS.search(m.group()) else f"{m.group(1)} ", text)
    for piece in _CUT.split(canon(text)):
        for part in _parts(piece):
            if re.search(r"\w{3,}", part[1]):
                found.append(_unit(part))
    return found


def lacking_alike(text: str, other: str) -> str:
    """Write "no lleva garantía" as "sin garantía" where the other text says it so."""
    for noun in sorted(set(re.findall(r"\bsin (\w{4,})", other))):
        text = re.sub(
            rf"\bno (?:te |se |le )?\w+ (?:ningun[oa]? |un[oa]? |el |la |los |las )?{noun}\b",
            f"sin {noun}",
            text,
        )
    alike = {verb for _, verb in _SUCH_AS.findall(other)}
    said = policy_roots(other)

    def fused(m: re.Match[str]) -> str:
        meant = _FIRST.match(text[m.end() :])
        other_thing = meant and not policy_roots(meant[1]) & said
        return f"{m[1]}no {m[2]}" if m[2] in alike or other_thing else m[0]

    return _SUCH_AS.sub(fused, text)


def _unit(piece: tuple[str, str]) -> Unit:
    condition, part = piece
    not_free = re.search(
        r"\b(?:no|tampoco)(?: \w+)?\s+libre\b|\blibre\s+no (?:corre|aplica|vale|incluye|"
        r"rige|llega|alcanza)",
        part,
    )
    free, paid = "libre" in part.split(), "pagopaga" in part.split()
    rest = _DENIES_NOTHING.sub(" ", part)
    return Unit(
        part,
        frozenset(policy_roots(f"{condition} {part}")),
        denied=bool(NEGATION.search(rest)),
        free=free and not not_free,
        paid=bool(not_free) or paid,
    )


def _parts(piece: str) -> list[tuple[str, str]]:
    """Return (condition, what holds then) pairs; the condition is mostly empty."""
    parts: list[str] = []
    if CONDITION.match(piece):  # "si cancelás te devolvemos la seña"
        piece = _THEN.sub(r"\1, \2", piece, count=1)
    for part in _JOINTS.split(piece):
        excepts = re.match(r"(?:salvo|excepto|menos)\b", part)
        conditional = parts and CONDITION.match(parts[-1])
        opposed = parts and re.match(r"\s*no\b", part) and len(parts[-1].split()) > 1
        apart = CONDITION.match(part) or (conditional and _CLITIC.match(part))
        fresh = (
            opposed
            or (parts and apart)
            or (
                not excepts
                and parts
                and (VERBS.search(part) or "no entra" in part)
                and (conditional or VERBS.search(parts[-1]))
            )
        )
        if parts and not fresh:
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    pairs: list[tuple[str, str]] = []
    condition, subject = "", ""
    for index, part in enumerate(parts):
        if CONDITION.match(part) and index + 1 < len(parts):
            condition = part
            continue
        goes_on = _SUBJECTLESS.match(part)
        pairs.append((f"{condition} {subject}" if goes_on else condition, part))
        verb = VERBS.search(part)
        if verb and not goes_on:
            subject = part[: verb.start()]
        condition = ""
    return pairs


def about(unit: Unit, held: list[Unit], title: set[str]) -> list[Unit]:
    """Return the units that speak of the same thing, best first matched; none when unsure."""
    telling = unit.roots - title - POLARITY
    scored = [
        (len(telling & other.roots) + 0.1 * len(unit.roots & other.roots), other) for other in held
    ]
    best = max((score for score, _ in scored), default=0.0)
    needed = 2 if len(telling) > 2 else 1
    if best < needed or (len(telling) > 3 and best < 0.4 * len(telling)):
        return []
    return [other for score, other in scored if score >= best - 0.05]
