"""Answer a question about products: what is computed, what their fields hold, or that it lacks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from graph.answer import MARKER
from graph.checking.lexis import ACTS, policy_roots
from graph.composer.confirmed import asked_to_be_so
from graph.composer.products import compare, list_products, variant_name
from graph.composer.said import affirmed_of, measured_apart, of_its_size, said_of
from graph.composer.topics import Topics, beside_names, topics_of
from graph.composer.totals import told_enough, told_short, told_total
from graph.facts.attributes import beside_extreme, extreme_facts
from graph.facts.budget import asks_budget
from graph.facts.coverage import need_facts
from graph.facts.denials import forms_said, is_denial
from graph.facts.fact import Fact, sentence_of
from graph.facts.kinds import fitting, kind_of
from graph.facts.prices import asks_difference, asks_unit_price, money_facts, price_told
from graph.facts.stock import is_sold_out
from graph.facts.subjects import compared, named_apart, subjects
from graph.facts.units import units_of
from graph.facts.unknown import unknown_fact
from graph.sentences import split_sentences
from graph.state import Source
from graph.text import stems
from graph.understanding.attributes import mentioned_attributes
from graph.understanding.conversation import asks_variants, chooses
from graph.understanding.several import asks_policy
from graph.wording import write_attribute
from ingest.units import fold

FEW_LEFT = 3
"""At most this many units left are worth telling."""
MOST_TOLD = 3
"""Products that one answer describes."""

NOT_KNOWN = (
    "Ese dato no figura en la ficha del producto, así que no lo tengo.",
    "¿Querés que te comunique con una persona del equipo?",
)
NO_DATE = "No tengo el dato de cuándo vuelve a entrar."

_STOCK = {
    "in_stock": "Hay stock",
    "out_of_stock": "Ahora está sin stock",
    "preorder": "Se consigue en preventa",
    "backorder": "Se consigue a pedido",
    "unknown": "No tengo el dato de stock",
}
_WITH_STOCK = re.compile(r"\b(?:con|en|haya?|tengas?) stock\b|\bque (?:haya|quede)\b")
_COUNTED = re.compile(
    r"\bcuant[oa]s\b|\bquedan?\b|\bunidades\b"
    r"|\b(?:hay|tene[sn]|tienen|consigo) \d{1,3}(?=\W*$|,|\?| para\b| de \w+s\b)"
)
_CLAUSE = re.compile(
    r"(?<=\?)|[;!]|[,.](?!\d)"
    r"|\by (?=(?:cuant[oa]s?|cual|como|vienen?|traen?|tienen?|sirven?|incluyen?|es|son)\b)"
)
_ASKS_PRICE = re.compile(
    r"\b(?:cuanto|total|precio|valen?|salen?|serian?|saldrian?|costarian?|cuestan?)\b"
)

_BESIDE_PRICE = re.compile(
    r"\b(?:precio|stock|(?:cuanto|que) (?:sale|cuesta|vale))\b[^.;:?!]*?\by\s+"
    r"(?:(?:que|cual es|si|tambien|el|la|los|las|su|sus|tiene|trae|viene con|incluye) )*"
    r"(\w{4,}(?: (?:de )?\w{3,})?)\s*[.?!]*$"
)
"""A noun asked beside the price, last: "precio y funda"."""

_HOW_MANY = re.compile(r"\bcuant[oa]s (\w+)")
_SO_MANY = re.compile(r"\b\d[\d.,]* ([a-z]+)")
_ASKS_WHEN = re.compile(
    r"\bcuando\b|\bvuelv\w+ a \w+|\bva[ns]? a (?:entrar|volver|traer|reponer)\b"
)
_THEY_HAVE = re.compile(r"\btienen (?!stock)")
"""Asked of what is spoken of, in the plural, as much as of the store."""
_LISTS = ("incluye", "contenido", "unidades")
"""Attributes that list what comes with a product."""
_IS_IT = re.compile(r"\b(?:es|son|esta|estan|viene|vienen|trae|traen)\b")
_ONE_THAT = re.compile(
    r"\b(?:el|la) (?:que (?:viene|trae|tiene|incluye|dice)(?: con)?|con) "
    r"(?:el |la |un |una )?(\w{3,})"
)
"""Points at one of several by what it has: "y el que viene con valija?"."""
_ONE_MORE = re.compile(r"\b(?:y|o|u|e|mas|vs|versus|con|que) (?:l[oa]s?|el|del?|al?)\b ?(\w*)")
_OF_OFFER = frozenset(["precio", "valor", "costo", "stock", "descuento", "oferta"])
_EITHER = re.compile(r"\bo\b")
_WHICH = re.compile(r"\bcual(?:es)?\b")
_ALREADY_SAID = re.compile(r"\b(\w+) (mas|menos)\b")


def answer_question(
    question: str,
    sources: Sequence[Source],
    purchase: str = "",
    *,
    found_by: Mapping[str, Any] = MappingProxyType({}),
) -> list[str]:
    """Answer what is asked of the sources, or say that the catalog does not tell it.

    `purchase` is the question with the messages that it goes on from, where there are any;
    `found_by` the request that the sources meet.
    """
    if not sources:
        return ["No encontré ese producto en el catálogo."]
    asked = beside_names(question, sources)
    topics = topics_of(question, sources)
    if not topics.offer and (charted := of_its_size(question, sources)):
        return charted
    told = sources[0]["payload"]["color_keys"] or sources[0]["payload"]["size_key"]
    if asks_variants(question) and (len(sources) > 1 or (told and not topics.attributes)):
        return list_products(sources)
    kind = kind_of(question)
    if kind and kind.dimensions and asks_unit_price(question) and not topics.price:
        meant = subjects(question, sources)[:MOST_TOLD]  # "cuánto tarda en hervir el litro?"
        told = [s for source in meant for s in _describe(source, question, asked, topics)]
        return told or [*NOT_KNOWN]
    computed = computed_of(purchase, sources) if purchase else []
    if computed := computed or computed_of(question, sources):
        beside = told_short(purchase or question, sources[0]) if len(sources) == 1 else []
        beside += _of_the_winner(question, asked, topics, sources, computed)
        if not beside and (other := _asked_beside(question, sources)):
            beside = answer_question(other, sources)
        return [*dict.fromkeys([*computed, *beside])]
    which = len(sources) > 1 and _WHICH.search(fold(question)) and not topics.attributes
    if which and (apart := measured_apart(question, compared(question, sources)[:MOST_TOLD])):
        return apart
    either = _EITHER.search(fold(question)) and len(named_apart(question, sources)) > 1
    if (topics.compare or either) and len(sources) > 1:
        return compare(compared(question, sources), topics)
    if one := _ONE_THAT.search(fold(question)):
        topics = replace(topics, price=True)
        sources = [s for s in sources if _holds(s, one[1])] or sources
    several = _names_several(question, sources)
    meant = compared(question, sources) if several else subjects(question, sources)
    if topics.attributes and len(sources) <= MOST_TOLD and _WHICH.search(fold(question)):
        meant = list(sources)  # "cuál tiene mejores frenos?"
    if several and len(meant) == len(sources) > 2:
        meant = subjects(question, sources)
    if chooses(question) and len(sources) > 1 and topics.nothing and len(meant) == 1:
        return compare(compared(question, sources), topics)
    told = [
        s for source in meant[:MOST_TOLD]
        for s in _describe(source, question, asked, topics, found_by)
    ]  # fmt: skip
    if told and topics.offer and len(meant) == 1:
        told += _lacked_beside(question, meant[0])
    if not told and len(sources) > 1 and (several or chooses(question)):
        return compare(compared(question, sources), topics)
    return told or [*NOT_KNOWN]


def _names_several(question: str, sources: Sequence[Source]) -> bool:
    """Tell whether another product is named beside one, and not another datum: "y el precio"."""
    data = {w for s in sources for name in s["payload"]["attributes"] for w in stems(fold(name))}
    return any(
        more[1] not in _OF_OFFER and not stems(more[1]) & data
        for more in _ONE_MORE.finditer(fold(question))
    )


def computed_of(question: str, sources: Sequence[Source]) -> list[str]:
    """Return what is computed: an extreme, a difference, a saving, a total, an affordable price."""
    if _WITH_STOCK.search(fold(question)):
        sources = [s for s in sources if not is_sold_out(s)] or sources
    if told := told_enough(question, sources) or told_total(question, sources):
        return told
    pair, meant = compared(question, sources), subjects(question, sources)
    if need := need_facts(question, meant[:MOST_TOLD]):
        return list(map(sentence_of, need))
    facts = money_facts(question, pair) if asks_difference(question) else []
    swapped = _ALREADY_SAID.sub(r"\2 \1", fold(question))  # "dura más" is "más dura"
    if facts and chooses(question):
        facts += extreme_facts(f"{question} . {swapped}", pair)[:1]
    if not facts:
        facts = extreme_facts(f"{question} . {swapped}", pair)[:1]
        if len(named_apart(question, sources)) > 1:  # else "ese" means the extreme one next
            facts += _others(facts, beside_extreme(f"{question} . {swapped}", pair))
    facts = facts or money_facts(question, pair if _WHICH.search(fold(question)) else meant)
    parts = {"difference": pair, "total": meant}.get(facts[0].kind, []) if facts else []
    return [*(f"{s['title']} sale {price_told(s)} [{s['marker']}]." for s in parts),
            *(sentence_of(fact) for fact in facts)]  # fmt: skip


def _others(extreme: Sequence[Fact], told: Sequence[Fact]) -> list[Fact]:
    """Return what is told of those that are not the extreme one; nothing without one."""
    winners = {marker for fact in extreme for marker in fact.markers}
    return [fact for fact in told if extreme and not winners & {*fact.markers}]


def _holds(source: Source, what: str) -> bool:
    """Tell whether a product's title says a thing, or an attribute of that name is true of it."""
    held = source["payload"]["attributes"]
    if stems(what) & stems(source["title"]):
        return True
    return any(held[name] is True for name in mentioned_attributes(what, held))


def _of_the_winner(
    question: str, asked: str, topics: Topics, sources: Sequence[Source], told: Sequence[str]
) -> list[str]:
    """Return what is asked besides: "el más barato cuánta batería tiene?"."""
    markers = {int(marker) for marker in MARKER.findall(" ".join(told))}
    if len(markers) != 1 or not topics.attributes:
        return []
    winner = next(source for source in sources if source["marker"] in markers)
    attributes = replace(topics, price=False, stock=False)
    sentences = _describe(winner, question, asked, attributes)
    values = " ".join(told)
    return [s for s in sentences if s.rsplit(": ", 1)[-1].split(" [")[0] not in values]


def _asked_beside(question: str, sources: Sequence[Source]) -> str:
    """Return what a message asks of the one product beside what so many come to.

    "quiero 3, viene con estuche?"; the store's terms are asked of nobody here.
    """
    if len(sources) != 1 or units_of(question, sources[0]) < 2:
        return ""
    other = " ".join(
        clause.strip() for clause in _CLAUSE.split(fold(question))
        if clause.endswith("?") and units_of(clause, sources[0]) < 2
        and not (_ASKS_PRICE.search(clause) or asks_policy(clause) or asks_budget(clause))
    )  # fmt: skip
    # "quedan? por 2?" counts across its clauses: asked again, it would be asked for ever.
    return other if units_of(other, sources[0]) < 2 else ""


def _describe(
    source: Source,
    question: str,
    asked: str,
    topics: Topics,
    found_by: Mapping[str, Any] = MappingProxyType({}),
) -> list[str]:
    """Return the sentences that answer for one product; none when it tells nothing of it."""
    payload, marker = source["payload"], source["marker"]
    held, name = payload["attributes"], variant_name(source, question, (), found_by)
    names = _counting(question, held)
    names = names or [name for name in topics.attributes if name in held]
    names = names or _by_value(question, asked, held)
    if topics.nothing and not names and (whether := stems(asked_to_be_so(fold(question)))):
        names = [n for n in held if isinstance(held[n], bool) and stems(n) <= whether]
    mentioned, names = bool(names), fitting(question, names, held)
    value = variant_name(source, question).removeprefix(source["title"])
    if value and topics.nothing and all(write_attribute("", held[n])[2:] in value for n in names):
        topics, names = replace(topics, price=True), []  # it only says which variant: "y de 128?"
    topics = replace(topics, attributes=tuple(names))
    counted = bool(_COUNTED.search(fold(question)))
    sentences = []
    stock = _stock_sentence(source, counted)
    is_told = payload["availability"] != "unknown"
    if topics.price:
        sentences.append(f"{name} sale {price_told(source)} [{marker}].")
        sentences += [f"{stock} [{marker}]."] if is_told or topics.stock else []
    elif topics.stock and counted and is_told:
        of_variant = f"{name}: {stock[0].lower()}{stock[1:]}".replace(": qued", ", qued")
        sentences.append(f"{of_variant if payload['item_group_id'] else stock} [{marker}].")
    elif topics.stock:
        sentences.append(f"{name}: {stock[0].lower()}{stock[1:]} [{marker}].")
        if not is_sold_out(source):
            sentences.append(f"Sale {price_told(source)} [{marker}].")
        elif _ASKS_WHEN.search(fold(question)):
            sentences.append(NO_DATE)
    unsaid = not sentences and (not names or _only_lists(names, asked, held))
    if unsaid and (quoted := said_of(question, source)):
        return quoted
    if topics.stock and _THEY_HAVE.search(fold(question)):
        sentences = affirmed_of(question, source) or sentences
    if names:
        facts = [write_attribute(name, held[name]) for name in names]
        sentences.append(f"{source['title']}: {', '.join(facts)} [{marker}].")
    if sentences:
        return sentences
    kind, told_of = kind_of(question), payload["description"]
    if (kind and kind.dimensions) or (mentioned and not names):
        return []  # what is of another kind does not answer it
    counts = _count_said(question, told_of)
    if said := [counts] if counts else _said_of_it(asked, told_of):
        return [f"{sentence.rstrip('.')} [{marker}]." for sentence in said]
    lacking = unknown_fact(asked, [source], asks_offer=False) if asked else None
    if not lacking or lacking.kind != "missing":
        return _summary(source, name)
    # "imprime doble faz?": the title says it too, so nothing was left to ask of.
    named = mentioned_attributes(question, held)
    told = ", ".join(write_attribute(name, held[name]) for name in named)
    return [f"{source['title']}: {told} [{marker}]."] if told else []


def _lacked_beside(question: str, source: Source) -> list[str]:
    """Say what is asked beside the price, "precio y funda", that the product does not tell.

    What the store's terms tell, and how people take leave, is no datum of a product.
    """
    asked = _BESIDE_PRICE.search(fold(question).strip())
    if not asked or asks_policy(asked[1]) or policy_roots(asked[1]) & ACTS:
        return []
    lacking = unknown_fact(asked[1], [source], asks_offer=False)
    if not lacking or lacking.kind != "missing" or not topics_of(asked[1], [source]).nothing:
        return []
    return [f"Sobre {_as_written(question, asked[1])} no tengo ese dato: no figura en la ficha."]


def _as_written(question: str, words: str) -> str:
    """Return folded words of a question as they stand there: "micrófono"."""
    start = fold(question).find(words)
    written = question[start : start + len(words)]
    return written if fold(written) == words else words


def _summary(source: Source, name: str) -> list[str]:
    """Present a product of which nothing in particular is asked."""
    payload, marker = source["payload"], source["marker"]
    is_told = payload["availability"] != "unknown"
    facts = [write_attribute(*item) for item in list(payload["attributes"].items())[:4]]
    return [
        f"{name} sale {price_told(source)} [{marker}].",
        *([f"{_stock_sentence(source, counted=False)} [{marker}]."] if is_told else []),
        *([f"Sus datos principales: {', '.join(facts)} [{marker}]."] if facts else []),
    ]


def _by_value(question: str, asked: str, held: dict[str, object]) -> list[str]:
    """Return the attributes whose value the question says: "es de acero?", "firme o blando?"."""
    words = stems(question if _IS_IT.search(fold(question)) else asked)
    found = [n for n, value in held.items() if isinstance(value, str) and words & stems(value)]
    return (found or [name for name in held if stems(asked) & stems(name)])[:2]


def _counting(question: str, held: dict[str, object]) -> list[str]:
    """Return the attributes that tell how many there are of what the question counts.

    By their name or their unit: "para cuántas macetas es?", "de cuántos litros?".
    """
    units = _HOW_MANY.findall(fold(question))
    named = [name for name in held if any(stems(unit) & stems(name) for unit in units)]
    return named or [
        name for name, value in held.items()
        if (isinstance(value, dict) and fold(str(value["unit"])) in units)
        or (isinstance(value, str) and any(_counts(unit, value) for unit in units))
    ]  # fmt: skip


def _count_said(question: str, description: str) -> str:
    """Return the sentence of the description that says how many, if one does."""
    units = _HOW_MANY.findall(fold(question))
    sentences = map(str.strip, split_sentences(description) if units else ())
    return next((s for s in sentences if any(_counts(unit, s) for unit in units)), "")


def _counts(unit: str, text: str) -> bool:
    """Tell whether a text says a figure of a folded unit: "alcanza para 12 macetas"."""
    return any(stems(unit) & stems(said) for said in _SO_MANY.findall(fold(text)))


def _only_lists(names: Sequence[str], asked: str, held: Mapping[str, object]) -> bool:
    """Tell whether the attributes list what comes with it, and say nothing of what is asked."""
    listed = all(fold(name) in _LISTS for name in names)
    return listed and not any(stems(asked) & stems(str(held[name])) for name in names)


def _said_of_it(asked: str, description: str) -> list[str]:
    """Return the sentence of the description that speaks of what is asked, if one does.

    With the one that denies of it, where it only tells what is so: "pega metal", "no pega teflón".
    """
    words = forms_said(asked)
    said = [s.strip() for s in split_sentences(description) if words & forms_said(s)]
    denied = [s for s in said[1:] if not is_denial(said[0]) and is_denial(s)]
    return said[:1] + denied[:1]


def _stock_sentence(source: Source, counted: bool) -> str:
    payload = source["payload"]
    sentence = _STOCK[payload["availability"]]
    quantity = payload["quantity"]
    if payload["availability"] != "in_stock" or not quantity:
        return sentence
    if quantity > FEW_LEFT and not counted:
        return sentence
    return (
        f"{sentence}: queda 1 unidad"
        if quantity == 1
        else f"{sentence}: quedan {quantity} unidades"
    )
