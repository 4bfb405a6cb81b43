"""What a follow-up leans on: products shown before, and the request before."""

import re
from collections.abc import Sequence

from graph.state import Source
from graph.text import stems
from graph.understanding.attributes import mentioned_attributes
from graph.understanding.colors import agreeing
from graph.understanding.plurals import singular
from graph.understanding.purchase import asks_of_purchase
from graph.understanding.refinement import CHEAPER, DEARER
from graph.understanding.spelling import is_spanish
from graph.understanding.vocabulary import Vocabulary
from ingest.index.payload import code_key
from ingest.units import fold

_ORDINALS = (
    (re.compile(r"\b(?:primer[oa]?|1r[oa]|1°|numero 1|n° ?1|opcion 1|el 1|la 1)\b"), 0),
    (re.compile(r"\b(?:segund[oa]|2d[oa]|2°|numero 2|opcion 2|el 2|la 2)\b"), 1),
    (re.compile(r"\b(?:tercer[oa]?|3r[oa]|3°|numero 3|opcion 3|el 3|la 3)\b"), 2),
    (re.compile(r"\b(?:cuart[oa]|4t[oa]|opcion 4|el 4|la 4)\b"), 3),
    (re.compile(r"\b(?:quint[oa]|5t[oa]|opcion 5|el 5|la 5)\b"), 4),
    (re.compile(r"\bultim[oa]\b(?! (?:unidad|hora))"), -1),
)
_WHICH_NOUN = re.compile(
    r"\W*(?:(?:y|che|pero|hola)\W+)*(?:que|q) (\w{4,}) (?:tienen?|traen?|usan?|llevan?)\W*"
)
_POSITIONS = {"segund": 2, "tercer": 3, "cuart": 4, "quint": 5}
_BEYOND = re.compile(
    r"\b(?:el|la) (segund|tercer|cuart|quint)[oa]?\b"
    r"(?! (?:mano|marca|vez|edad|unidad|cuota|pago|compra|puerta|piso|talle|color)\b)"
)
_FEW = {"dos": 2, "tres": 3, "cuatro": 4, "2": 2, "3": 3, "4": 4}
_SAID_FEW = "|".join(_FEW)
_FIRST_FEW = re.compile(rf"\b(?:({_SAID_FEW}) primer[oa]s|primer[oa]s ({_SAID_FEW}))\b")
_LAST_FEW = re.compile(rf"\b(?:({_SAID_FEW}) ultim[oa]s|ultim[oa]s ({_SAID_FEW}))\b")
_DEICTIC = re.compile(
    r"\b(?:es[ea]|est[ea]|aquel(?:la)?|es[oa]s|est[oa]s|lo|la|los|las|el mismo|la misma)\b"
)
_SERVES = re.compile(
    r"\b(?:sirven?|apt[oa]s?|funcionan?|andan?|usar(?:l[oa]s?)?|(?<!que )van?) "
    r"(?:para|p/|con|en|sobre) [^?.,;!]*"
)
"""What a thing should serve for, which names none of those shown: "me sirve para madera?"."""
_ALL = re.compile(
    r"\b(?:compar\w*|los dos|las dos|ambos|ambas|todos|todas|los tres|las tres|esos|esas|estos|"
    r"estas|cual|entre|diferencias?|total|junt[oa]s|l[oa]s [23])\b"
)
_BOTH = re.compile(
    r"\b(?:l[oa]s (?:dos|2)|amb[oa]s|comparal[oa]s|junt[oa]s|"
    r"(?:entre|de) (?:es[oa]s|ell[oa]s)|todo junto)\b|\bcuanto (?:\w+ ){1,3}todo\W*$"
)
"""Points at several products, told in one turn or in two."""
_TWO = re.compile(r"\b(?:l[oa]s (?:dos|2)|amb[oa]s)\b")
_ALONE = re.compile(r"\b(?:total|diferencia)\b")
FEW_WORDS = 4
"""Words of a message in which "total" is of all that was told; a longer one says of what."""
_HOW_MUCH_MORE = re.compile(
    r"\bcuant[oa] (?:plata |guita |pesos )?(?:mas|menos)\b|\bdiferencia\b|\by por cuant[oa]\b"
)
_NEXT = re.compile(r"\b(?:el|la) (?:que )?(?:le )?sigue\b|\b(?:el|la) siguiente\b")
_OF_ALL = re.compile(
    r"\bde tod[oa]s(?! es[oa]s)\b|\bde todo lo que\b|\bde l[oa]s que (?:ten|vend|hay)\w*"
    r"|\bque (?:tengas|tengan|vendas|vendan|haya)\b"
)
"""Chooses among all that the store has of a kind, and not of what was shown."""
_THAT_DOES = re.compile(r"\bque (?:si|tambien) (?:l[oa]s? )?(?P<what>[a-z]{3,})\b")
_THAT_IS = re.compile(
    r"\bque (?:si|tambien) (?:l[oa]s? )?(?:sean?|tengan?|traigan?|vengan?|incluyan?)\s+"
    r"(?!stock\b)(?P<quality>[a-z][^?.,;!]+)"
)
"""One like those shown that has what they have not: "alguna que sí sea impermeable"."""
_STORE_HAS = re.compile(r"(?:tenga[sn]|hay|haya|qued\w+|venda[sn]|consiga\w*)$")
_INSTEAD = re.compile(
    r"\ben (?:vez|lugar) de (?P<old>.+?),? (?:me )?(?:llevo|llevara|quiero|pongo|compro|elijo) "
    r"(?P<new>.+)"
)
_ONE_THAT = re.compile(r"\b(?:el|la) que (?:viene|trae|tiene|incluye|dice|es|no|sea)\b")
"""Points at one of all that were shown by what it has."""
_THAN_IT = re.compile(r"\bque (?:es[ea]|est[ea]|el anterior|la anterior)\b")
_THE_OTHER = re.compile(r"\b(?:el|la) otr[oa]\b")
_WHICH_DATUM = re.compile(
    r"\bcual (?:es|seria) (?:el|la|su)\b(?! (?:\w+ )?(?:mas|menos|mejor|mayor|menor|que)\b)"
)
"""What asks for a datum, "cuál es la garantía?", and not which product."""
_CHOOSES = re.compile(
    r"\bcual(?:es)?\b.*\b(?:mas|menos|mayor|menor)\b|\b(?:mas|menos|mayor|menor)\b.*\bcual\b"
    r"|\b(?:el|la) que (?:mas|menos)\b"
    r"|\b(?:el|la) (?:de )?(?:mas|menos|mayor|menor) \w+ "
    r"(?:trae|tiene|es|viene|incluye|sirve|entra|mide|pesa|dura|sale|cuesta|anda|cuant\w+|que)\b"
)
_THE_MOST = re.compile(
    r"\W*(?:(?:y|e|o|pero|ah|che|bueno|dale)\W+)*(?:cual\W+)?(?:el|la|los|las) (?:de )?"
    r"(?:mas|menos|mayor|menor) \w+\W*"
)
"""A message that is an extreme and nothing else: "y el más caro?"."""
_ALIKE = re.compile(
    r"\b(?:parecid[oa]s?|similar(?:es)?|alternativas?|otra opcion|en su lugar|reemplaz\w+)\b"
)
_VARIANTS = re.compile(
    r"\b(?:que|cuales|otros?|en que|hay|que otros?) (?:\w+ )?(?:colores|color|talles?|numeros?)\b"
    r"(?! \d)"
)
_ONE_SIZE = re.compile(r"\btalles? (?:\d|[smlx]{1,4}\b).*\b(?:talles?|numeros?)\b")
"""Names a size and asks of it: "el talle 2 para qué número es?"."""
_AND_THE = re.compile(r"\s*[¿?]?\s*y\s+(?:para\s+|de\s+|con\s+)?(?:el|la|los|las)\s+(\w+)")
_LITTLE = frozenset(["para", "como", "cual", "cuanto", "mas", "menos", "precio", "color", "talle"])


def referred(message: str, shown: Sequence[Source], spoken: str = "") -> list[Source]:
    """Return the products shown before that the message points at, in the order it names them.

    `spoken` is the id of the one that was spoken of last: what "lo" and "cuánto pesa?" mean.
    """
    if not shown:
        return []
    text = fold(message)
    codes = [
        s for s in shown if any(len(c) > 3 and c in code_key(text) for c in s["payload"]["codes"])
    ]
    if codes:
        return codes
    if named := _by_brand(text, shown):
        return named
    if picked := by_ordinal(message, shown):
        return picked
    if names_the_most(message):
        return list(shown) if len(shown) > 1 else []  # one is no choice: it is of what was asked
    if (chooses(message) or _ONE_THAT.search(text)) and not _THAN_IT.search(text):
        return list(shown)
    focus = focus_of(shown, spoken)
    if len(shown) > 1 and _HOW_MUCH_MORE.search(text):
        return _by_words(text, shown) if len(_by_words(text, shown)) > 1 else list(shown)
    if len(shown) == 2 and len(focus) == 1 and _THE_OTHER.search(text):
        return [source for source in shown if source["id"] != spoken]
    if named := _by_words(_SERVES.sub(" ", text), shown, asks_of_one=len(focus) == 1):
        return named
    if _ALL.search(text) and not (len(focus) == 1 and _WHICH_DATUM.search(text)):
        return list(shown)
    if asks_of_purchase(message):
        return list(focus)  # "y con transferencia?": of all that is being bought
    return (
        list(focus[:1])
        if len(focus) == 1 or _DEICTIC.search(text) or len(text.split()) <= 5
        else []
    )


def _by_brand(text: str, shown: Sequence[Source]) -> list[Source]:
    """Return the one of several that its brand names: "la segunda, la lg"."""
    said = [s for s in shown if re.search(rf"\b{re.escape(s['payload']['brand_key'])}\b", text)
            and s["payload"]["brand_key"]]  # fmt: skip
    return said if len(said) == 1 < len(shown) else []


def focus_of(shown: Sequence[Source], spoken: str) -> list[Source]:
    """Return the one of those shown that was spoken of last; all of them when none was."""
    return [source for source in shown if source["id"] == spoken] or list(shown)


def asks_noun_of(message: str, shown: Sequence[Source]) -> bool:
    """Tell whether a message asks nothing but what a title shown tells: "qué rosca tienen?"."""
    asked = _WHICH_NOUN.fullmatch(fold(message))
    noun = stems(asked[1]) if asked else set()
    titles = [re.findall(r"\w+", fold(source["title"])) for source in shown]
    return bool(noun) and any(noun & stems(" ".join(words[1:])) for words in titles)


def beyond_those_shown(message: str, shown: Sequence[Source]) -> bool:
    """Tell whether a message counts out one more than were shown: "la segunda" of one."""
    said = _BEYOND.search(fold(message))
    if not shown or said is None or by_ordinal(message, shown):
        return False
    named = any(said[1] in fold(source["title"]) for source in shown)
    return _POSITIONS[said[1]] > len(shown) and not named


def by_ordinal(message: str, shown: Sequence[Source]) -> list[Source]:
    """Return the products that the message counts out: "la segunda", "los dos primeros"."""
    text = fold(message)
    if several := _FIRST_FEW.search(text) or _LAST_FEW.search(text):
        few = _FEW[next(filter(None, several.groups()))]
        return list(shown[:few] if "prim" in several.group() else shown[-few:])
    found = [(m.start(), i) for pattern, i in _ORDINALS if (m := pattern.search(text))]
    return [shown[i] for _, i in sorted(found) if -len(shown) <= i < len(shown)]


def asks_the_other(message: str) -> bool:
    """Tell whether the message turns to the other of two: "la otra tiene en 42?"."""
    return bool(_THE_OTHER.search(fold(message)))


def means_both(message: str) -> bool:
    """Tell whether the message means several products: "precio de los dos", "total?"."""
    text = fold(message)
    alone = _ALONE.search(text) and len(text.split()) <= FEW_WORDS
    return bool(_BOTH.search(text) or alone or _THE_OTHER.search(text))


def points_at_two(message: str) -> bool:
    """Tell whether the message means two things told before: "sumame las dos cosas"."""
    return bool(_TWO.search(fold(message)))


def asks_how_much_more(message: str) -> bool:
    """Tell whether the message asks how far two are apart: "cuánto más cara es que la head?"."""
    return bool(_HOW_MUCH_MORE.search(fold(message)))


def chooses_of_told(message: str) -> bool:
    """Tell whether the message asks which one: "cuál tiene jarra de vidrio?"."""
    text = fold(message)
    which = re.search(r"\bcual(?:es)?\b", text) and not _WHICH_DATUM.search(text)
    return bool(which) or names_the_most(message)


def asks_next(message: str) -> bool:
    """Tell whether the message asks for what follows in the order before: "el que le sigue"."""
    return bool(_NEXT.search(fold(message)))


def of_all(message: str) -> bool:
    """Tell whether the message chooses among all of a kind: "la más barata de todas"."""
    text = fold(message)
    return bool(_OF_ALL.search(text) and (CHEAPER.search(text) or _CHOOSES.search(text)
                                          or DEARER.search(text)))  # fmt: skip


def that_does(message: str) -> str | None:
    """Return what one like those shown should do: "alguna que sí tenga"; "stock" when it is had."""
    found = _THAT_DOES.search(fold(message))
    if found is None:
        return None
    return "stock" if _STORE_HAS.match(found["what"]) else found["what"]


def quality_wanted(message: str) -> str:
    """Return what one like those shown should be or have; empty when a message says none."""
    found = _THAT_IS.search(fold(message))
    return found["quality"].strip() if found else ""


def swaps(message: str) -> tuple[str, str] | None:
    """Return what is taken out and what is put in: "en vez de las de 10 llevo el kit"."""
    found = _INSTEAD.search(fold(message))
    return (found["old"], found["new"]) if found else None


def asks_variants(message: str) -> bool:
    """Tell whether the message asks which colours or sizes there are."""
    text = fold(message)
    return bool(_VARIANTS.search(text) and not _ONE_SIZE.search(text))


def chooses(message: str) -> bool:
    """Tell whether the message chooses among what was shown: "cuál es más potente?"."""
    return bool(_CHOOSES.search(fold(message)))


def names_the_most(message: str) -> bool:
    """Tell whether the message is an extreme of what was shown: "y la más cara?"."""
    return bool(_THE_MOST.fullmatch(fold(message)))


def asks_alike(message: str) -> bool:
    """Tell whether the message wants something in the place of what was shown."""
    return bool(_ALIKE.search(fold(message)))


def points_at_one(message: str) -> bool:
    """Tell whether the message says "lo", "esa": something shown before."""
    return bool(_DEICTIC.search(fold(message)))


def told_by(message: str, shown: Sequence[Source]) -> list[Source]:
    """Return the products shown whose own title words the message says."""
    return _by_words(fold(message), shown)


def names_another(message: str, pointed: Sequence[Source], vocabulary: Vocabulary) -> bool:
    """Tell whether the message names a brand or a model that what was shown is not of.

    "y el garmin, cuánto dura?", "y para el flip 6?" after another watch, another speaker.
    """
    text = fold(message)
    held = fold(" ".join(f"{s['title']} {s['payload']['attributes']}" for s in pointed))
    words = set(re.findall(r"\w+", text))
    brands = {
        brand for word in words for brand in vocabulary.brands_by_first_word.get(word, ())
        if len(brand) > 2 and {*brand.split()} <= words
    }  # fmt: skip
    if brands and not any(brand in held for brand in brands):
        return not brands & vocabulary.generic
    named = _AND_THE.match(text)
    model = named[1] if named else ""
    return bool(
        model in vocabulary.words
        and model not in held
        and not mentioned_attributes(
            model, [n for s in pointed for n in s["payload"]["attributes"]]
        )
        and not is_spanish(model)
    )


def names_a_thing(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a part of a message names something of the catalog: a kind, a brand, a model."""
    return any(_is_name(w, vocabulary) for w in re.findall(r"[a-z0-9][a-z0-9.]*", fold(text)))


def stands_alone(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a part names a kind or a model: "el a25" needs nothing of what came before."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    codes = (any(c.isdigit() for c in w) and any(c.isalpha() for c in w) for w in words)
    return any(codes) or any(singular(word) in vocabulary.category_stems for word in words)


def _is_name(word: str, vocabulary: Vocabulary) -> bool:
    if word in vocabulary.brands_by_first_word or singular(word) in vocabulary.category_stems:
        return True
    if any(c.isdigit() for c in word):
        written = word in vocabulary.words or bool(vocabulary.codes_beginning(word))
        return written and any(c.isalpha() for c in word)
    return len(word) > 3 and word not in _LITTLE and vocabulary.is_common(word)


def among_shown(parts: Sequence[str], shown: Sequence[Source]) -> list[Source]:
    """Return the products shown that each part names; none when one of them names none."""
    named = [(by_ordinal(p, shown) or _by_words(p, shown))[:1] for p in parts] if shown else []
    if not named or not all(named):
        return []
    return list({s["id"]: s for found in named for s in found}.values())


def _by_words(text: str, shown: Sequence[Source], *, asks_of_one: bool = False) -> list[Source]:
    """Return the products whose distinctive title words the message holds.

    When one was spoken of, "y en negro?" asks of it; only a name ("y el sony?") turns to another.
    """
    words = {w for w in re.findall(r"[a-z0-9]{2,}", text) if w.isdigit() or stems(w)}
    words |= set(re.findall(r"\b(?:de|con) (\d)\b", text))
    asked = {w for s in shown for name in s["payload"]["attributes"] for w in fold(name).split()}
    words -= {w for w in words if (w in asked or (asks_of_one and _is_plain(w)))
              and not re.search(rf"\b(?:el|la|los|las|del|al) (?:de )?{w}\b", text)}  # fmt: skip
    titles = [_telling(source) for source in shown]
    common = set.intersection(*titles) if len(titles) > 1 else set()
    scores = [len(words & (title - common)) for title in titles]
    best = max(scores)
    return [s for s, score in zip(shown, scores, strict=True) if score == best] if best else []


def _telling(source: Source) -> set[str]:
    """Return the words that tell a product from its like: of its title, and its colours."""
    shades = {form for color in source["payload"]["color_keys"] if color
              for form in agreeing(color)}  # fmt: skip
    return shades | set(re.findall(r"[a-z0-9]{2,}|\b\d\b", fold(source["title"])))


def _is_plain(word: str) -> bool:
    """Tell whether a word is everybody's, or a figure: it names no product by itself."""
    return word.isdigit() or is_spanish(word)
