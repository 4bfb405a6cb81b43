"""Yes/no features: what the source affirms is not denied, and the reverse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.answer import MARKER
from graph.checking.availability import SOLD_OUT
from graph.checking.clauses import NEGATION, QUESTION, Clause, split_clauses
from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.checking.lexis import FILLER, fuse, root, roots, with_synonyms
from graph.sentences import split_sentences
from graph.state import Claim
from ingest.units import fold

_ANOTHER = roots(
    "otro otra primero primera segundo segunda uno una ese esa este esta aquel aquella"
)
_YES = frozenset(["si", "yes", "true", "incluye", "incluido", "incluida", "incluidos", "incluidas"])
_NO = frozenset(
    ["no", "false", "no incluye", "no incluido", "no incluida", "no posee", "no tiene", "sin"]
)
_APART = re.compile(
    r"\b(?:aparte|por separado|opcional|solo frio|se compra|se vende aparte|va aparte)\b"
)
_COMES_DONE = re.compile(r"\b(?:viene|vienen|llega|llegan|esta|ya)\b")
_NEEDLESS = re.compile(r"\bno (?:te )?(?:hacen? falta|hay que|tenes que|necesit\w+)\b")
_ADDED = re.compile(r"^\s*(?:el |la |los |las )?\w+ (?:mas|\+) (?:el |la |los |las )?\w+\s*$|\$")
_ELLIPSIS = re.compile(
    r"^(?!es[aeo]s? |est[aeo]s? )(?:en cambio )?(?:el|la|los|las)?\s?(?:de )"
    r"?(?:[\w-]+ ){1,3}(no|si|tambien|tampoco)$"
)
_LACKS = ("sin ", "libre ", "libres ")
"""How the name of a feature begins that says what is lacking."""
_CONTRARY = {root("inalambrico"): re.compile(r"\b(?:con|a|lleva|por) cable\b")}
"""What says that a feature is lacking without naming it."""
LISTED = 2
"""Words of a list's item, which is of the subject before."""
LONG = 8
"""Letters from which a name's last word tells it alone: "en el lavarropas"."""
_OF_ALL = re.compile(
    r"\b(?:amb[ao]s|l[ao]s (?:dos|tres|2|3)|tod[ao]s|(?:cada |ning)un[ao]|tienen|vienen|traen|"
    r"son)\b"
)


@dataclass(frozen=True)
class Feature:
    """An attribute that is so or is not."""

    name: str
    key: frozenset[str]
    """Roots that a clause must have to speak of it."""
    holds: bool
    """Whether the product has what `key` names."""
    is_duty: bool
    """Whether the buyer must do it: "requiere armado"."""
    ends: frozenset[str] = frozenset()
    """Roots of the first and the last word of a name of several."""
    literal: str = ""
    """A name that begins with a negation, "no frost": told whole, it denies nothing."""


def features_of(product: Evidence) -> list[Feature]:
    """Return the product's yes/no attributes."""
    found = []
    for name, value in product.attributes.items():
        told = fold(value).strip(" .") if isinstance(value, str) else value
        if not isinstance(told, bool) and not (isinstance(told, str) and told in _YES | _NO):
            continue
        yes = told is True or told in _YES
        spelled = fuse(fold(name))
        words = [w for w in re.findall(r"[^\W_]+", spelled) if root(w) not in FILLER]
        key = frozenset(map(root, words))
        if key:
            lacks = spelled.startswith(_LACKS)
            duty = spelled.startswith(("requiere", "necesita", "hay que"))
            literal = spelled if re.match(r"(?:no|sin|libres?(?: de)?) ", spelled) else ""
            last = [root(words[-1])] if len(words[-1]) > LONG else []
            ends = frozenset([root(words[0]), *last] if len(key) > 1 and not lacks else [])
            found.append(Feature(name, key, yes != lacks, duty, ends, literal))
    return found


def check_features(context: Context) -> list[Claim]:
    """Judge every feature that a clause names, for each product that the clause speaks of."""
    claims: list[Claim] = []
    text = QUESTION.sub(" ", context.text)
    clauses = split_clauses(text)
    before = _of_the_one_before(context, clauses[0]) if clauses else []
    last: list[Evidence] = []
    for index, clause in enumerate(clauses):
        if _ADDED.search(clause.text):
            continue  # "aire más instalación": what is added up is not claimed to be included
        follows = clauses[index + 1].text.strip() if index + 1 < len(clauses) else ""
        told = follows if follows in ("si", "no") else ""
        spoken: list[Feature] = []
        subjects = context.subjects(clause.text)
        if last and len(subjects) == len(context.products) and len(clause.text.split()) <= LISTED:
            subjects = last  # "el Moto tiene 5G, NFC y radio"
        last = subjects
        found: list[Claim] = []
        for product in subjects:
            for feature, denied in _spoken(product, clause, before):
                wholly = roots(fold(feature.name)) <= roots(clause.text)
                if not wholly and _is_quoted(context.segment.text, product):
                    continue  # "tóxica para mascotas" is no "apta para mascotas"
                lacks = fold(feature.name).startswith(_LACKS)
                denied = (told == "no") != lacks if told else denied
                spoken.append(feature)
                found.append(_verdict(context, product, feature, denied))
        claims += found if len(subjects) < 2 or _OF_ALL.search(text) else _any_of_them(found)
        before = spoken or before
    if not claims and clauses and clauses[0].text.strip() in ("si", "no"):
        claims += _short_answer(context, clauses[0].text.strip() == "no")
    return claims


def _of_the_one_before(context: Context, clause: Clause) -> list[Feature]:
    """Return what was said of the product before in the sentence: "… [1], y la Olmo también"."""
    sentence = context.segment.sentence
    if not _ELLIPSIS.match(clause.text.strip()) or context.segment.text not in sentence:
        return []
    said = sentence[: sentence.index(context.segment.text)]
    words = with_synonyms(roots(fuse(fold(MARKER.sub(" ", said)))))
    products = [e for e in context.cited_in(said) if e.kind == "product"]
    return [f for e in products for f in features_of(e) if f.key <= words]


def _is_quoted(text: str, product: Evidence) -> bool:
    """Tell whether a text is a sentence of the product's description, word for word."""
    told = map(_bare, split_sentences(product.payload["description"]))
    return _bare(MARKER.sub(" ", text)) in told


def _bare(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", fold(sentence)))


def _any_of_them(found: list[Claim]) -> list[Claim]:
    """What is told of several without naming one is of those that it is true of."""
    true = [claim for claim in found if claim["verdict"] == "supported"]
    return true or found


def _spoken(
    product: Evidence, clause: Clause, before: list[Feature]
) -> Iterator[tuple[Feature, bool]]:
    """Yield each feature that the clause names, and whether it is denied."""
    held = features_of(product)
    words = with_synonyms(roots(clause.text))
    own = any(feature.key <= words or _is_head(feature, clause.text) for feature in held)
    if not own and (ellipsis := _ELLIPSIS.match(clause.text.strip())):
        named = roots(clause.text) & (roots(product.title) | _ANOTHER)
        keys = {feature.key for feature in before} if named else set()
        for feature in held:
            if feature.key in keys:
                yield feature, ellipsis.group(1) in ("no", "tampoco")
        return
    for feature in held:
        contrary = _CONTRARY.get(min(feature.key)) if len(feature.key) == 1 else None
        if contrary and contrary.search(clause.text):
            yield feature, not clause.denied
            continue
        if not feature.key <= words and not _is_head(feature, clause.text):
            continue
        denied = clause.denied or bool(_APART.search(clause.text))
        if SOLD_OUT.search(clause.text):  # "la leche sin lactosa está sin stock"
            denied = bool(NEGATION.search(SOLD_OUT.sub(" ", clause.text)))
        if feature.literal and feature.literal in clause.text:
            rest = SOLD_OUT.sub(" ", clause.text.replace(feature.literal, " "))
            lacks = feature.literal.startswith(("sin ", "libre"))
            denied = bool(NEGATION.search(rest)) != lacks
        if "celiac" in clause.text and root("tacc") in with_synonyms(set(feature.key)):
            # Who cannot have it is named, not what is lacking.
            denied = not re.search(r"\b(?:no|ni|tampoco)\b", clause.text)
        if feature.is_duty:
            done = _COMES_DONE.search(clause.text)
            denied = bool(_NEEDLESS.search(clause.text)) or (denied != bool(done))
        yield feature, denied


def _is_head(feature: Feature, clause: str) -> bool:
    """Tell whether the clause ends with the first or the last word of a longer name: "la radio"."""
    words = re.findall(r"[^\W_]+", clause)
    return bool(words) and len(words[-1]) > 3 and root(words[-1]) in feature.ends


def _short_answer(context: Context, denied: bool) -> list[Claim]:
    """Take what "Sí" or "No" alone answers from the question."""
    question = fold(context.question)
    if re.search(r"\b(?:no|sin|o)\b", question) or len(context.products) != 1:
        return []
    product = context.products[0]
    asked = with_synonyms(roots(question))
    meant = [f for f in features_of(product) if f.key <= asked and not f.is_duty]
    return [_verdict(context, product, meant[0], denied)] if len(meant) == 1 else []


def _verdict(context: Context, product: Evidence, feature: Feature, denied: bool) -> Claim:
    if denied == feature.holds:
        value = product.attributes[feature.name]
        said = ("sí" if value else "no") if isinstance(value, bool) else value
        return context.contradicted("attribute", f"{feature.name}: {said}", product)
    return context.supported("attribute", product)
