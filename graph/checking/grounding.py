"""What a clause says that a product is, has or brings must stand in its source."""

import re
from collections.abc import Iterator

from graph.checking.clauses import NEGATION, QUESTION, contrasts, split_clauses
from graph.checking.context import ClaimType, Context
from graph.checking.evidence import Evidence
from graph.checking.lexis import ASIDE, NAMES, OPINION, is_general, root, roots, with_synonyms
from graph.state import Claim
from ingest.units import fold

_FRAME = re.compile(
    r"\b(?:tiene|tienen|trae|traen|trayendo|viene|vienen|inclu(?:ye|yen|imos)|"
    r"cuenta con|cuentan con|"
    r"posee|poseen|lleva|llevan|es|son|sabor|gusto a|hech[oa]s? (?:de|en|con)|"
    r"fabricad[oa]s? (?:de|en|con)|"
    r"funcionan? (?:a|con)|va (?:a la|al|con)|quiere|prefiere|necesita|requiere|"
    r"pide|anda (?:a|con)|usan?|corre|se cargan? (?:por|con)|se lavan?(?: en| a)?|"
    r"huele a|deja|cierran? con|notas? (?:de|a)|aroma a|ofrece|sum(?:a|amos)|"
    r"agreg(?:a|amos)|regal\w+|obsequi\w+|sirven? (?:para|con|en)|apt[oa]s? para|"
    r"compatibles? con|"
    r"se entregan? con|salen? con|de (?:regalo|cortesia|obsequio)(?: te va| viene)?)\b"
)
_APPOSITION = re.compile(r"una? [a-z]+ (?=(?:de )?[a-z]+\s*$)")
"""What a product is, said beside its name: ", un blanco seco,"; the kind is mostly implied."""
_GIFT = re.compile(
    r"\b(?:de (?:regalo|cortesia|obsequio)|te (?:regal\w+|obsequi\w+|incluimos|"
    r"sumamos|agregamos)|"
    r"(?:va|viene|llega|sale|entreg\w+)n? con (?:\w+ ){1,4}(?:gratis|sin cargo))\b"
)
_GIVES = re.compile(
    r"\b(?:regal\w+|obsequi\w+|cortesia|gratis|gratuit\w+|sin cargo|bonific\w+|"
    r"incluid\w+|incluye\w*)\b"
)
_VERB = re.compile(
    r"\b(?:sale|cuesta|vale|paso|bajo|quedo|antes|esta|estan|queda|quedan|hay|podes|puede|pueden|sirve|va|van|pesa|mide|"
    r"entra|rinde|dura|aguanta|soporta|llega|tenes|tenemos|necesitas|querés|te|me|se|conviene|admite|"
    r"admiten|acepta|aceptan|permite|protege|cubre|guarda|detecta|mantiene|cuida|cuesta|figura)\b"
)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TALK = re.compile(r"(?:mente|ndo|isim[oa]s?|(?<!gat)(?<=[^aeiou])it[oa]s?)$")
"""Adverbs, gerunds, superlatives and diminutives of what no source names: how it is told."""
_IMPLIED = {
    root("inalambrico"): {root("cable"), root("enchufe")},
    root("electrico"): {root("cable")},
    root("bateria"): {root("inalambrico"), root("cable")},
    root("maquina"): {root("lavarropas")},
    root("regulable"): {root("fijo")},
    root("percutor"): {root("pared"), root("hormigon")},
    root("plegable"): {root("fijo")},
    root("extensible"): {root("fijo")},
    root("recargable"): {root("descartable")},
    root("importado"): {root("nacional")},
    root("vegano"): {root("animal")},
    root("origen"): {root("industria"), root("nacional"), root("importado")},
}
"""What a source that speaks of the first lets say: "no es inalámbrico, va con cable"."""
_BOTH = re.compile(r"\b(?:amb[ao]s|l[ao]s (?:dos|tres|2|3)|tod[ao]s)\b")
_NO_BRANDS = frozenset(["tv", "pc", "hd", "uv", "de", "la", "el", "xl", "xs"])
_CONCLUDES = re.compile(r"\b(?:asi que|por eso|o sea|entonces|por lo tanto|gana|conviene)\b[^;.]*$")
_SUPPOSES = re.compile(r"\s*si\b(?!,)")
"""A condition, which says nothing of the product: "si es para correr"."""
_NAME = re.compile(r"(?<![\w¿¡])[A-ZÁÉÍÓÚÑ][\wáéíóúñ]*(?:-\w+)*")


def check_grounding(context: Context) -> list[Claim]:
    """Refuse predicates and proper names whose words no cited source has."""
    if given := _gift(context):
        return given
    if not context.products:
        return []
    claims = []
    for word, product in _unknown_words(context):
        reason = f"«{word}» no está en la fuente"
        claims.append(context.not_found("attribute", reason, product))
    for name in _unknown_names(context):
        reason = f"«{name}» no está en la fuente"
        claims.append(context.not_found("identity", reason, context.products[0]))
    return claims[:1]


def _gift(context: Context) -> list[Claim]:
    """What is given away must stand in a source."""
    free = _GIFT.search(context.text)
    told_of = re.sub(r"\bsin (?=cargo|costo)", "con ", context.text)  # which denies nothing
    if not free or "?" in context.text or NEGATION.search(told_of):
        return []
    clause = next((c.text for c in split_clauses(context.text) if _GIFT.search(c.text)), "")
    given = re.findall(r"\b(?:con(?: el| la)?|una?|unos|unas|dos|tres|\d+) ([a-z]{3,})", clause)
    known = _known(context, context.products)
    told = [word for word in given if not is_general(word) and root(word) not in known]
    if any(_GIVES.search(e.text) for e in context.cited) and not told:
        return []
    kind: ClaimType = "attribute" if context.cited else "marker"
    return [context.not_found(kind, f"«{free.group()}» no tiene fuente", rule="gift")]


def _known(context: Context, products: list[Evidence]) -> set[str]:
    texts = [e.text for e in [*products, *context.policies]]
    names = [fold(name) for e in products for name in e.attributes]
    known = with_synonyms(roots(" ".join([*texts, *names])))
    return known.union(*(implied for root_, implied in _IMPLIED.items() if root_ in known))


def _goes_on(context: Context) -> bool:
    """Tell whether the segment goes on with what its sentence says a product has: "[1] y X [1]"."""
    if not re.match(r"\W*(?:y|e|con|mas|ademas de)\b", context.text):
        return False
    before = fold(context.segment.sentence.partition(context.segment.text)[0])
    last = [*_FRAME.finditer(before)][-1:]
    return bool(last) and not split_clauses(before)[-1].denied


def _apposition(clause: str) -> re.Match[str] | None:
    """Match what a product is, but not how it is praised: "una planta hermosa"."""
    return None if OPINION & set(clause.split()) else _APPOSITION.match(clause)


def _unknown_words(context: Context) -> Iterator[tuple[str, Evidence]]:
    text = QUESTION.sub(" ", context.text)
    framed = _goes_on(context)
    for clause in split_clauses(text):
        frame = _FRAME.search(clause.text) or _apposition(clause.text)
        if frame:
            predicate = clause.text[frame.end() :]
        elif framed and not clause.concludes and not _VERB.search(clause.text):
            predicate = clause.text
        else:
            framed = False
            continue
        products = context.subjects(clause.text)
        if clause.denied or _SUPPOSES.match(clause.text):
            framed = False
            continue
        each = _BOTH.search(clause.text) and len(products) > 1
        known = (
            set.intersection(*(_known(context, [p]) for p in products))
            if each
            else _known(context, products)
        )
        complete = True
        for position, word in enumerate(_WORD.findall(predicate)):
            if word in OPINION or (word in ASIDE and (position or word != "para")):
                complete = False
                break
            if len(word) < 3 or word[0].isdigit() or word.isdigit():
                continue
            if is_general(word) or root(word) in known or _TALK.search(word):
                continue
            if re.search(rf"\b(?:lo|se|te|le|me|que|no|mas|menos) {word}\b", predicate):
                continue  # a verb, or a comparison, which has a rule of its own
            if len(word) == 4 and any(other.startswith(word) for other in known):
                continue  # "seca" of "secado"
            yield word, products[0]
        framed = complete


def _named(context: Context) -> str:
    """Return how the other products are called."""
    return " ".join(
        f"{e.title} {fold(e.payload.get('brand') or '')}" for e in context.evidence.values()
    )


def _unknown_names(context: Context) -> Iterator[str]:
    """Yield capitalised words, not at a beginning, that no cited source has."""
    text = QUESTION.sub(lambda match: " " * len(match.group()), context.segment.text)
    known = _known(context, context.products)
    asked = roots(fold(context.question))
    for match in _NAME.finditer(text):
        before = text[: match.start()].rstrip()
        word = fold(match.group())
        follows = re.match(r"\s+([\w-]+)", text[match.end() :])
        brand = (
            len(word) == 2 and match.group().isupper() and word not in _NO_BRANDS
            and follows and any(fold(follows.group(1)) in e.title.split() for e in context.products)
        )  # fmt: skip
        if not before or before[-1] in ".:!?¡-•*·\n" or (len(word) < 3 and not brand):
            continue
        if (
            word in NAMES
            or is_general(word)
            or root(word) in known
            or roots(word) <= known
            or word in OPINION
        ):
            continue
        if re.match(r"\W*(?:no|tampoco)\b", text[match.end() :]):
            continue  # "al Samsung no"
        previous = before.split()[-1].lower()
        if root(word) in asked and (previous in ("a", "en", "para", "tu", "hasta", "mi", "con")):
            continue
        spoken = context.cited_in(context.segment.sentence)
        if any(e.kind == "policy" and root(word) in roots(e.text) for e in spoken):
            continue  # a place or a bank of the policy that the sentence cites
        beside = " ".join(e.title for e in context.cited_in(context.segment.sentence))
        goes_with = re.search(r"\b(?:con|y|mas)(?: \w+)?\s*$", fold(before))
        if contrasts(fold(before)) and root(word) in roots(_named(context)):
            continue
        if (_CONCLUDES.search(fold(before)) or goes_with) and word in beside.split():
            continue  # "así que gana la Willard": of the products that the sentence compares
        if NEGATION.search(fold(" ".join(before.split()[-5:]))):
            continue
        yield match.group()
