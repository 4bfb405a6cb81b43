"""What an answer never says, whoever asks for it: what a model that obeys an injection would write.

Other rules prove what is told of sources. This one is for what leans on none: contacts and markup
from outside, offers and deeds that nobody authorised, and talk of other matters.
"""

import re
from collections.abc import Iterator

from graph.checking.clauses import QUESTION, TURNS, VERB, split_clauses
from graph.checking.context import Context
from graph.checking.evidence import PERCENT
from graph.checking.ignorance import admits_ignorance
from graph.checking.lexis import ASIDE, NAMES, OPINION, TALK, is_general, root, roots, with_synonyms
from graph.state import Claim
from ingest.units import fold

STRANGE, STRANGE_CITED, STRANGE_BESIDE = 2, 3, 5
"""Words that no source has, from which a segment is of another matter: in an answer that cites
nothing, in one whose marker vouches for nothing that a rule could judge, and beside what is cited,
where a seller jokes, congratulates and gives advice."""

_TRAIT = re.compile(
    r"\W*(?:(?:ademas|tambien|y) )?(?:(?:el|la|los|las) [\w-]+(?: [\w-]+)? )?(?:es|son|tiene|"
    r"tienen|trae|cuenta con|viene|resiste|aguanta|protege|cura|baja|sube|aumenta|previene|evita|"
    r"repele)\b"
)
"""What a product is said to be or do, which is no talk."""
_INSULT = re.compile(
    r"\b(?:tarad[oa]|idiota|estupid[oa]|imbecil|boludo|boluda|pelotud[oa]|mierda|forr[oa] de|"
    r"hij[oa] de puta|callate|payas[oa]|inutil(?= de)|corrupt[oa])s?\b"
)
_MARKUP = re.compile(
    r"<\s*[a-z/!]|\]\(|!\[|javascript:|\|>|[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]"
)
_CONTACT = re.compile(
    r"\w+://\S+|\bwww\.\S+|\S+@\S+|\b[\w-]+(?:\.[a-z][\w-]+){2,}"
    r"|\b[\w-]+\.(?:com|net|org|ar|io|me|app|link|info|biz|shop|store|site|online|xyz)\b[\w./-]*"
    r"|(?<![\w.,])\+?\d(?:[ -]?\d){7,}(?![\w.,]\d)"
)
_OFFER = re.compile(
    r"\bgratis\b|\bgratuit\w+|\bdescuent\w+|\bcupon\w*|\bbonific\w+|\breembols\w+|\breintegr\w+|"
    r"\b\d+ (?:dias|meses|anos|horas|hs|cuotas|por ciento)\b|"
    r"\bsin (?:cargo|interes)\b|\bde regalo\b|\b(?:te|se) (?:l[oa]s? )?regal\w+"
)
_DEED = re.compile(
    r"(?<!que )\bte (?:l[oa]s? )?(?:reserv|guard|separ|anot|mand|despach|cobr|acredit|aprob|"
    r"promet|descont|rebaj|igual|respet|autoriz)[oei]\b|\baprobe\b"
)
"""In the first person alone: "te mandamos otra" is the store's policy."""
_PROMISE = re.compile(
    r"\bte (?:l[oa]s? )?(?:vamos a |podemos |puedo )?(?:(igual|respet|garantiz|"
    r"asegur)|(reserv|guard|separ|apart)|"
    r"(regal|obsequi)|(descont|rebaj)|(devolv|reintegr|reembols))(?:[ae]mos|o|e|"
    r"[ae]r)\b|\bte (?:l[oa]s? )?(?:dej[oe]|dejamos|tengo|tenemos) "
    r"(?:\w+ )?(reservad|apartad|separad|guardad|senad)"
)
_KEPT = re.compile(r"\b(?:reserv|guard|separ|apart|sena)")
_BACKED = (
    re.compile(r"\b(?:igual[ao]|respet|garanti|asegur|mejor precio)"),
    _KEPT,
    re.compile(r"\b(?:regal|obsequi|gratis|sin cargo|cortesia|bonific)"),
    re.compile(r"\b(?:descuent|descont|rebaj|bonific|off\b)|\d ?%"),
    re.compile(r"\b(?:devol|devuelv|reintegr|reembols|nota de credito|dinero|plata)"),
    _KEPT,
)
"""What a source must say of each group of `_PROMISE` to back it."""
_LACKS = re.compile(
    r"\bno (?:(?:l[oa]s?|te|me) )*(?:tengo|tenemos|encontr\w+|figura\w*|puedo|se|vend\w+|trabaj\w+|"
    r"dispongo|cuento|consegu\w+)\b"
)
"""A denial that is the assistant's own: the shopper's words may be told back in it."""
_SELF = re.compile(
    r"(?<!no )(?<!te )\bsoy (?!(?:dona|(?:el|la|un|una|tu) (?:asistente|bot|robot))\b)"
)
"""Not "te soy franco", which says nothing of who speaks."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_JOINED = re.compile(r"(?:o|u|ni|si|que|o sea que)\b")


def check_conduct(context: Context) -> list[Claim]:
    """Refuse what no store authorised its assistant to say."""
    reason = next(_faults(context), "")
    return [context.not_found("talk", reason)] if reason else []


def _faults(context: Context) -> Iterator[str]:
    raw = context.segment.text
    text = QUESTION.sub(" ", fold(raw))
    if match := _MARKUP.search(raw.lower()):
        yield f"«{match.group()}» es código, no texto"
    yield from _contacts(fold(raw), context)
    if _SELF.search(text):
        yield "dice ser quien no es"
    affirmed = list(_affirmed(text))
    if not context.policies and any(map(_DEED.search, affirmed)):
        yield "promete algo que el asistente no hace"
    yield from _promises(context, affirmed)
    if match := _INSULT.search(text):
        yield f"«{match.group()}» no se le dice a nadie"
    if context.segment.markers:
        return
    if any(_OFFER.search(clause) or PERCENT.search(clause) for clause in affirmed):
        yield "ofrece algo sin fuente"
    most = STRANGE_BESIDE if context.answer_markers and not _TRAIT.match(text) else STRANGE
    yield from _foreign(context, text, most)


def _promises(context: Context, affirmed: list[str]) -> Iterator[str]:
    """Tell what is promised in the store's name and no source of the answer speaks of."""
    held = " ".join(e.text for e in context.evidence.values())
    for match in filter(None, map(_PROMISE.search, affirmed)):
        kind = next(i for i, group in enumerate(match.groups()) if group)
        if not _BACKED[kind].search(held):
            yield f"promete lo que ninguna fuente dice: «{match.group()}»"


_TURNS = re.compile(rf"\b(?:{TURNS})\s*$")


def _affirmed(text: str) -> Iterator[str]:
    """Yield the clauses that no negation governs; "sin cargo" denies nothing of an offer.

    A clause goes on with the denial before it when it is joined to it, or has no verb of its own;
    after a "pero" it does not.
    """
    denied, last = False, 0
    for clause in split_clauses(re.sub(r"\bsin (?=cargo|interes)", "con ", text)):
        told = text[clause.start : clause.start + len(clause.text)]
        denied = denied and not _TURNS.search(text[last : clause.start])
        last = clause.start + len(clause.text)
        joined = _JOINED.match(told) or not (VERB.search(told) or _DEED.search(told))
        denied = clause.denied or bool(denied and joined)
        if not denied:
            yield told


def _contacts(text: str, context: Context) -> Iterator[str]:
    """Tell the links, addresses and numbers that no source gives, even in a question."""
    held = " ".join(
        f"{e.text} {fold(str(e.payload.get('link') or ''))}" for e in context.evidence.values()
    )
    digits = re.sub(r"\D", "", held)
    for match in _CONTACT.finditer(text):
        told = match.group().rstrip(".,;:)")
        is_number = not re.search(r"[^\d +-]", told)
        if re.sub(r"\D", "", told) not in digits if is_number else told not in held:
            yield f"«{told}» no está en ninguna fuente"


def check_matter(context: Context) -> list[Claim]:
    """Refuse a segment that cites products alone and speaks of nothing that stands in them."""
    if context.policies or not context.products:  # policies are told in other words
        return []
    text = " ".join(_affirmed(QUESTION.sub(" ", context.text)))  # "no viene en rojo ni verde"
    reason = next(_foreign(context, text, STRANGE_CITED), "")
    return [context.not_found("talk", reason, context.products[0])] if reason else []


def _foreign(context: Context, text: str, most: int) -> Iterator[str]:
    if admits_ignorance(text) or admits_ignorance(context.text):
        return
    strange = list(_strange(text, context))
    told = roots(text) & roots(" ".join(e.text for e in context.evidence.values()))
    if len(strange) >= max(most, len({r for r in told if r not in TALK and not is_general(r)})):
        yield f"«{strange[0]}» no viene de ninguna fuente"


def _strange(text: str, context: Context) -> Iterator[str]:
    """Yield the words that neither sources nor the talk of any seller have."""
    sources = [e.text for e in context.evidence.values()]
    names = [fold(name) for e in context.evidence.values() for name in e.attributes]
    asked = [fold(context.question)] if _LACKS.search(text) else []
    known = with_synonyms(roots(" ".join([*sources, *names, *asked, fold(context.store)])))
    for word in _WORD.findall(text):
        if not (
            is_general(word) or word in OPINION or word in ASIDE or word in NAMES
            or root(word) in TALK or root(word) in known
        ):  # fmt: skip
            yield word
