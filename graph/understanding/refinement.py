"""A follow-up as a request of its own: what it inherits from the one before, what it changes."""

import re
from collections.abc import Sequence
from typing import Any

from graph.state import Source
from graph.understanding.lexicon import read_terms
from graph.understanding.plurals import singular
from graph.understanding.request import NumberBound, SearchRequest
from graph.understanding.vocabulary import Vocabulary
from ingest.units import fold

CHEAPER = re.compile(r"\bmas (?:barat|economic)\w+\b")
_TOO_DEAR = re.compile(
    r"(?<!\bno )(?<!\bsea )(?<!\bsean )"
    r"\b(?:(?:muy|re|demasiado|bastante)\s+car[oa]s?|carisim[oa]s?)\b"
)
"""Said of what was shown: it is no wish for a dear one."""
DEARER = re.compile(r"\bmas (?:car|premium)\w+\b|\bmejor(?:es)?\b(?! precio)")
_OF_THOSE = re.compile(
    r"\b(?:el|la|los|las)\s+(?:de\s+)?(?:\w+\s+)?mas\s+(?:barat|economic|car)\w*\b|\bcual\b"
)
"""Superlatives choose among what was shown; "otra más barata" asks for others."""
_ONE_OF_THOSE = re.compile(r"\b(?:el|la)\s+(?:de\s+)?(?:\w+\s+)?mas\s+\w+[oa]\b")
A_LITTLE = 0.001
"""By how much more another is larger, beside the rounding of units."""
_MORE = re.compile(
    r"(?<!\bel )(?<!\bla )(?<!\blos )(?<!\blas )"
    r"\bmas (?:(grande)|chic[oa]|pequen[oa]|compact[oa])s?\b"
)
"""Asks for another that is larger, or smaller, than what was shown."""
OTHER_BRAND = re.compile(r"\b(?:otra|otras|distinta|diferente)s? marcas?\b|\bde otra\b")
_CONTINUES = re.compile(
    r"^\s*(?:[¿?]\s*)?(?:y|pero|o|no|mejor|entonces|ahora|tambien|bueno|dale|ok|che y)\b"
)


def goes_on(message: str) -> bool:
    """Tell whether a message begins as one that goes on from another: "y lavandina?"."""
    return bool(_CONTINUES.search(fold(message)))


def qualifies_only(message: str) -> bool:
    """Tell whether a message adds a constraint and asks nothing: "y de carga frontal?"."""
    text = fold(message)
    return bool(_QUALIFIES.match(text)) and not _ASKS.search(text)


def refine(
    message: str,
    request: SearchRequest,
    previous: SearchRequest | None,
    shown: Sequence[Source],
    vocabulary: Vocabulary,
    *,
    qualifies: bool = False,
    is_of_another: bool = False,
) -> SearchRequest:
    """Return the standalone request: a follow-up inherits what it does not say anew.

    `qualifies` when the message is known to name no thing, but which of those before;
    `is_of_another` when it is known to begin with the name of another thing.
    """
    if previous is None:
        return request
    text = fold(message)
    too_dear = _TOO_DEAR.search(text)
    if too_dear:
        request = _without_words(request, too_dear[0].split())
    if (
        not qualifies
        and _has_subject(text, request, previous, vocabulary, is_of_another)
        and not OTHER_BRAND.search(text)
    ):
        goes_with = _GOES_WITH.match(text) and not (request.brands or request.not_brands)
        kept = tuple(tag for tag in previous.tags if _DIET.match(tag) and tag not in request.tags)
        changed: dict[str, Any] = {"tags": (*request.tags, *kept)} if kept else {}
        if goes_with:
            changed["brands"] = previous.brands
        return request.model_copy(update=changed)
    previous = _without_words(_without_answered(text, previous), request.not_words)
    changes: dict[str, Any] = {
        name: value for name, value in request.model_dump().items() if name not in _OWN and value
    }
    prices = [s["payload"]["current_cents"] for s in shown]
    told = request.price_min is not None or request.price_max is not None
    ordered = prices and (CHEAPER.search(text) or DEARER.search(text))
    of_those = bool(ordered and request.sort and _OF_THOSE.search(text))
    if too_dear and request.price_max is not None:  # its brand is what is dear
        changes["brands"] = request.brands
        previous = _without_words(previous, " ".join(previous.brands).split())
    if ordered and not told and not of_those:
        bounds = (None, min(prices) - 1) if CHEAPER.search(text) else (max(prices) + 1, None)
        changes |= {"price_min": bounds[0], "price_max": bounds[1], "brands": request.brands}
        previous = _without_words(previous, " ".join(previous.brands).split())
    if OTHER_BRAND.search(text):
        seen = {s["payload"]["brand_key"] for s in shown if s["payload"]["brand_key"]}
        changes |= {"not_brands": tuple(sorted(seen | {*previous.brands})), "brands": ()}
        previous = _without_words(previous, " ".join(previous.brands).split())
        request = request.model_copy(update={"text": "", "terms": ()})
    if request.brands:
        changes["not_brands"] = ()
    anew = {tag.partition("=")[0] for tag in (*request.tags, *request.not_tags)}
    changes["tags"] = (
        *(tag for tag in previous.tags if tag.partition("=")[0] not in anew), *request.tags,
    )  # fmt: skip
    changes["tag_words"] = tuple((dict(previous.tag_words) | dict(request.tag_words)).items())
    base = previous.model_dump() | changes
    base["text"] = " ".join(dict.fromkeys(f"{previous.text} {request.text}".split()))
    base["terms"] = tuple(dict.fromkeys((*previous.terms, *request.terms)))
    base["codes"] = request.codes
    if figure := _figure_for(request, previous):
        base["numbers"] = (figure,)
    if beyond := _beyond(text, request, previous, shown):
        base["numbers"] = (*(b for b in previous.numbers if b.key != beyond.key), beyond)
        request = request.model_copy(update={"sort": None})
    sorts = request.sort and (not prices or of_those)
    base["sort"] = request.sort.model_dump() if request.sort and sorts else previous.sort
    if of_those and _ONE_OF_THOSE.search(text):
        base["limit"] = 1
    base["in_stock"] = previous.in_stock or request.in_stock
    return SearchRequest.model_validate(base)


def _without_answered(text: str, previous: SearchRequest) -> SearchRequest:
    """Drop from the request before what is said anew: "de durazno", then "mejor de frutilla"."""
    words = set(re.findall(r"\w+", text))
    for others in EXCLUSIVE:
        if words & others and (others - words) & {*previous.text.split()}:
            previous = _without_words(previous, sorted(others - words))
            # "Alimento para perro", then "no, para gato": nor are kinds and needs those of before.
            previous = previous.model_copy(update={"categories": (), "serves": (), "story": "no"})
    link = _LINKED.match(text)
    if link is None:
        return previous
    old = re.findall(rf"\b{link.group(1)}\s+(\w+)", previous.text)
    return _without_words(previous, old[-1:])


def _without_words(request: SearchRequest, words: Sequence[str]) -> SearchRequest:
    kept = " ".join(word for word in request.text.split() if word not in words)
    return request.model_copy(update={"text": kept, "terms": read_terms(kept)})


def _has_subject(
    text: str,
    request: SearchRequest,
    previous: SearchRequest,
    vocabulary: Vocabulary,
    is_of_another: bool,
) -> bool:
    """Tell whether the message names a thing of its own, beyond brands, colours and measures."""
    constraints = set(" ".join([
        *request.brands, *request.colors, *request.sizes, *request.tags, *request.not_brands,
    ]).split())  # fmt: skip
    said = {word for term in previous.terms for name in term for word in name.split()}
    before = set(previous.text.split())
    rivals = {word for others in EXCLUSIVE if others & before for word in others}
    aim = {word for clause in _AIM.findall(text) for word in clause.split()}
    new = [
        term for term in request.terms
        if not (set(term[0].split()) & (constraints | said | rivals | aim))
        and term[0][:4] not in _LIGHT
    ]  # fmt: skip
    if not new or _QUALIFIES.match(text):
        return False
    if _CONTINUES.search(text):  # "y lavandina?" changes the subject, "y queen?" does not
        names = {singular(w) for term in new for name in term for w in name.split()}
        known = names & {singular(w) for w in vocabulary.category_words}
        return is_of_another or bool(known) or any(len(term) > 1 for term in new)
    return not all(any(c.isdigit() for c in term[0]) for term in new)


def _figure_for(request: SearchRequest, previous: SearchRequest) -> NumberBound | None:
    """Return the bound of "y de 65?" after "de 50 pulgadas": the same measure, another figure."""
    figures = [term[0] for term in request.terms if term[0].isdigit()]
    if request.numbers or len(previous.numbers) != 1 or len(figures) != 1 or request.sizes:
        return None
    value = float(figures[0])
    return NumberBound(key=previous.numbers[0].key, gte=value * 0.975, lte=value * 1.025)


def _beyond(
    text: str, request: SearchRequest, previous: SearchRequest, shown: Sequence[Source]
) -> NumberBound | None:
    """Return the bound of "más grande?": beyond what was shown, or beyond what was asked before."""
    more = _MORE.search(text)
    if not more or request.numbers:
        return None
    if len(previous.numbers) == 1:
        asked = previous.numbers[0]
        key, ends = asked.key, [asked.gte, asked.lte]
    elif request.sort and request.sort.key.startswith("num."):
        key, ends = request.sort.key.removeprefix("num."), []
    else:
        return None
    known = [s["payload"]["num"].get(key) for s in shown] if shown else ends
    values = [value for value in known if value is not None]
    if not values:
        return None
    if more[1]:
        return NumberBound(key=key, gte=max(values) * (1 + A_LITTLE))
    return NumberBound(key=key, lte=min(values) * (1 - A_LITTLE))


_OWN = frozenset([
    "text", "terms", "categories", "sort", "codes", "serves", "aptest", "story",
])  # fmt: skip
"""What a follow-up does not change as a constraint."""
EXCLUSIVE = (
    frozenset(["polvo", "liquido", "liquida", "gel", "pan", "barra", "aerosol", "crema"]),
    frozenset(["entera", "descremada", "descremado", "entero"]),
    frozenset(["tinto", "blanco", "rosado"]),
    frozenset(["rubia", "negra", "roja"]),
    frozenset(["dulces", "saladas", "dulce", "salado"]),
    frozenset(["lata", "botella", "sachet", "caja", "bidon"]),
    frozenset(["hombre", "mujer"]),
    frozenset(["varon", "varones", "nene", "nenes", "nena", "nenas", "nina", "ninas"]),
    frozenset(["girasol", "oliva", "maiz"]),
    frozenset(
        [
            "malbec",
            "cabernet",
            "merlot",
            "syrah",
            "bonarda",
            "pinot",
            "tannat",
            "chardonnay",
            "torrontes",
            "sauvignon",
            "viognier",
            "tempranillo",
        ]
    ),
    frozenset(
        [
            "frutilla",
            "vainilla",
            "chocolate",
            "durazno",
            "banana",
            "limon",
            "naranja",
            "manzana",
            "pomelo",
            "anana",
            "uva",
            "coco",
            "menta",
            "americana",
            "granizado",
            "cereza",
            "pera",
            "multifruta",
            "frambuesa",
            "ciruela",
            "membrillo",
            "batata",
            "damasco",
            "arandanos",
            "mora",
        ]
    ),
    frozenset(["carne", "pollo", "pescado", "cerdo", "verdura", "atun", "jamon"]),
    frozenset(["perro", "perros", "gato", "gatos"]),
    frozenset(["instantaneo", "molido", "capsulas", "saquitos", "granos"]),
)
"""Of each of these a thing is one: "no, líquido" takes the place of "en polvo"."""
_DIET = re.compile(r"sin (?:tacc|gluten|lactosa)\b")
"""What somebody cannot eat: said once, it holds for whatever is asked for next."""
_GOES_WITH = re.compile(r"\s*[¿?]?\s*y\s+(?:el|la|los|las)\s+(?!mas\b|de\b|que\b)")
"""How a message begins that asks for what goes with the thing before: the same brand's."""
_REGRET = (
    r"(?:me arrepenti|cambie de idea|cambio de idea|perdon|espera|mejor|no|y|pero|o|bueno|"
    r"ahora|che|uh|ah|si|dale|prefiero|quiero|que|sean?|venga[ns]?|tenga[ns]?|es|otro|otra|uno|una|"
    r"un|tenes|hay|es[ea]s?|esos|est[ea]s?|estos|l[ao]s? mism[oa]s?|el mismo)"
)
"""With which a message begins that puts something in the place of what was said."""
_LINKED = re.compile(rf"\s*[¿?]?\s*(?:{_REGRET}[\s,.]+)+(de|con|sabor)\s+[a-z]")
_QUALIFIES = re.compile(
    rf"\s*[¿?]?\s*(?:(?:{_REGRET}|ok|lo)[\s,.]+)*"
    r"(?:con|sin|para|de|en|al?|que|hasta|menos|mas|menor|mayor|talle|color|entre|tipo|"
    r"l[ao]s?\s+(?:mas|de|que)|el\s+(?:mas|de|que)|sean?\s|venga[ns]?\s|tenga[ns]?\s)\b"
)
"""How a message begins that qualifies what was asked before."""
_AIM = re.compile(r"\bes\s+para\s+(?:(?:el|la|los|las|un|una|mi)\s+)?(\w+)")
"""What it is for, told beside what is asked: "más barato, es para cocinar"."""
_ASKS = re.compile(
    r"\b(?:cuant\w+|cual(?:es)?|es|son|tiene[n]?|trae[n]?|viene[n]?|sirve[n]?|sale[n]?|cuesta[n]?|"
    r"vale[n]?|pesa[n]?|mide[n]?|dura[n]?|anda[n]?|puede[n]?|se|incluye[n]?|alcanza|llego|precio)\b"
)
_LIGHT = frozenset([
    "otra", "otro", "otros", "otras", "mism", "mas", "meno", "algo", "tamb", "mejo", "barat",
    "cara", "baja", "alta", "mode", "marc", "colo", "tama", "gran", "chic", "nues", "vers",
    "tipo", "opci",
])  # fmt: skip
