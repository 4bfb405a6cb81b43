"""What a policy keeps to a kind of product is not granted to another kind, nor to all."""

import re
from collections.abc import Sequence

from graph.checking.clauses import NEGATION
from graph.checking.evidence import Evidence
from graph.checking.lexis import ACTS, NAMES, POLICY_TALK, is_general, policy_roots
from graph.checking.policy.figures import units_of
from graph.checking.policy.reading import Held, Said
from graph.checking.policy.wording import CONDITION, RESTRICTS, canon
from graph.checking.spelled import spell_digits
from ingest.units import fold

_KEPT = re.compile(
    r"\b(?:(?<!un )(?<!una )solo|solamente|unicamente|exclusiv\w+|rigen?|valen?)"
    r"(?: (?:para|en|de|sobre|a))+ (?:los |las )?(?!el |la |un |una |tu |su |\d)([^.;:]*)"
)
"""Whom a benefit is for, with a plural article or none: "solo en bicicletas", not "en el local"."""
_ITEM = re.compile(r",|\b(?:y|e|o|u|ni|desde|hasta|con|en|por|a partir)\b")


def reserved(said: Said, held: Held) -> str:
    """A benefit of one kind of product is told of that kind: the question's, or the products'."""
    products = " ".join(product.text for product in said.spoken)
    for line in held.lines:
        kept = _KEPT.search(line)
        kinds = _kinds(kept[1]) if kept else set()
        if kept and kinds and not kinds & policy_roots(f"{said.text} {said.asked} {products}"):
            rest = " ; ".join(other for other in held.lines if other != line)
            if _grants(said.text, line[: kept.start()] or line, rest):
                return f"la política lo da {kept[0].strip()[:80]}"
    return ""


def of_another_kind(said: Said, held: Held) -> str:
    """A figure of one kind, "madera maciza, 5 años; melamina, 1", is not of the other."""
    own, kind = (_roots_of(said.spoken, names) for names in (_OWN, [*_OWN, "product_type"]))
    told = units_of(spell_digits(fold(said.written))).items() if kind else ()
    for cases in map(_CASE.split, held.sentences if told else ()):
        for number, units in told:
            here = [c for c in cases if units & units_of(c).get(number, set()) - {"$", ""}]
            given = set().union(*map(policy_roots, here))
            for other in cases if here else ():
                there = policy_roots(other) - ACTS - POLICY_TALK
                alike = other not in here and set().union(*units_of(other).values()) & units
                meant = own if own & there - given else kind
                if alike and meant & there - given and not meant & given - there:
                    return f"el {number} de la política es de otra cosa: «{other.strip()[:120]}»"
    return ""


def denied_to_kind(said: Said, held: Held) -> str:
    """What is not done with a kind, "no enviamos plantas", is not granted to a product of it."""
    products = said.spoken or said.named
    kind = _roots_of(products, ["product_type"]) - POLICY_TALK
    kind = (kind | policy_roots(" ".join(e.title.split()[0] for e in products))) - ACTS
    told = [u for u in said.units if not (u.denied or u.paid or RESTRICTS.search(said.text))]
    granted = ACTS & set().union(*(unit.roots for unit in told))
    told_of = policy_roots(f"{said.text} {said.asked}") - POLICY_TALK
    for unit in held.units if kind and granted else ():
        limit = RESTRICTS.search(unit.text)
        if not unit.denied or _LIMITED.search(unit.text):
            continue
        if limit and (
            not (of_case := _SALVO.search(unit.text)) or policy_roots(of_case[1]) & told_of
        ):
            continue  # "salvo falla" leaves out only those that fail
        subject, of = policy_roots(NEGATION.split(unit.text)[0]), kind & unit.roots
        if of and granted & unit.roots and (of & subject or not subject):
            return f"la política lo niega: «{unit.text.strip()[:120]}»"
    return ""


_SALVO = re.compile(r"\b(?:salvo|excepto)\b(.*)")
_UNDONE = re.compile(r"([^,.;:]*)\bsin (\w{3,})[aei]r\b")
"""What a kind comes without: "las sillas se entregan sin armar"."""


def undone(said: Said, held: Held) -> str:
    """What one kind comes without is not done to it: chairs that come "sin armar" are not armed."""
    told, asked = policy_roots(said.text), policy_roots(said.asked)
    for kind, act in (match.groups() for line in held.lines for match in _UNDONE.finditer(line)):
        of = policy_roots(kind) - ACTS
        done = re.compile(rf"(?<!para )\b{act}[aei]d[oa]s?\b")
        affirmed = [u for u in said.units if not (u.denied or u.paid or CONDITION.match(u.text))]
        if of and any(
            done.search(u.text) and (of <= u.roots or (of <= asked and not of & told))
            for u in affirmed
        ):
            return f"la política los da sin {act}: «{kind.strip()[:120]}»"
    return ""


_LIMITED = re.compile(r"\b(?:si|cuando|hasta|despues|antes|sin)\b")
_CASE = re.compile(r";\s*|,?\s+y\s+(?=(?:\w+\s+){0,4}\$?\s*\d)")
"""Where a sentence goes on to another case, with a figure of its own."""
_OWN = ["title", "brand", "material"]
"""What says of a product what it is; its `product_type` also what it goes with."""


def _roots_of(products: Sequence[Evidence], names: Sequence[str]) -> set[str]:
    """Return the roots of what these fields say of the products."""
    told = (str(product.payload.get(name) or "") for product in products for name in names)
    return policy_roots(fold(" ".join(told)))


def _kinds(items: str) -> set[str]:
    """Return the roots of the nouns that head the items, where they may be wares."""
    heads = (re.match(r"\W*([a-z]{4,})", item) for item in _ITEM.split(items))
    found: set[str] = set()
    for noun in (head[1] for head in heads if head):
        if noun.endswith("s") and not is_general(noun) and noun not in NAMES:
            found |= policy_roots(noun) - ACTS - POLICY_TALK
    return found


def _grants(text: str, benefit: str, rest: str) -> bool:
    """Tell whether the text grants what this benefit alone does: its figures, or what is free."""
    told, given, others = units_of(text), units_of(benefit), units_of(rest)
    if given:
        return any(units & told.get(n, set()) - others.get(n, set()) for n, units in given.items())
    free = " libre" in canon(text) and " libre" in canon(benefit) and " libre" not in canon(rest)
    return free and bool(policy_roots(text) & policy_roots(benefit) - POLICY_TALK)
