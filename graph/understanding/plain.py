"""A message in plain words: what WhatsApp shortens is written out, and misspelt words are mended.

The one place that does it: whatever reads a message afterwards reads this.
"""

import re
from functools import lru_cache

from graph.understanding.vocabulary import Vocabulary
from ingest.units import fold

_SHORT = {
    "q": "que", "qe": "que", "ke": "que", "xq": "porque", "pq": "porque", "xk": "porque",
    "porq": "porque", "xa": "para", "pa": "para", "pra": "para", "xfa": "por favor",
    "xfavor": "por favor", "plis": "por favor", "pls": "por favor", "porfis": "por favor",
    "tb": "también", "tmb": "también", "tbn": "también", "tmbn": "también", "tambn": "también",
    "cto": "cuánto", "ctos": "cuántos", "ctas": "cuántas", "cnto": "cuánto", "cdo": "cuando",
    "cnd": "cuando", "dl": "del", "dsp": "después", "dsps": "después", "desp": "después",
    "dps": "después", "bn": "bien", "cn": "con", "gcias": "gracias", "grax": "gracias",
    "dto": "descuento", "dcto": "descuento", "transf": "transferencia",
    "trasf": "transferencia", "trasferencia": "transferencia", "tranferencia": "transferencia",
    "efvo": "efectivo", "wsp": "whatsapp", "wpp": "whatsapp", "bsas": "buenos aires",
    "masomenos": "más o menos", "masomeno": "más o menos", "osea": "o sea", "aver": "a ver",
    "nose": "no sé", "kon": "con", "cin": "sin", "zin": "sin", "mui": "muy", "hai": "hay",
    "nqn": "neuquén", "mdp": "mar del plata", "mdq": "mar del plata", "hs": "horas", "hrs": "horas",
}  # fmt: skip
_LETTERS = {"d": "de", "p": "para", "x": "por", "k": "que", "c": "con", "s": "sin"}
_PRONOUNS = {"m": "me", "t": "te"}
_BEFORE_ONE = r"(?<![\w.,/'’&+-])"
"""What a word stands after that is no part of a code, a figure, a name such as D'Addario."""
_WORD = re.compile(
    rf"{_BEFORE_ONE}(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})(?![\w'’&+/-])", re.I
)
_SLASHED = re.compile(rf"{_BEFORE_ONE}([dpcsx])/\s*(?=[a-záéíóúñ]{{2}}|\d)", re.I)
_LETTER = re.compile(rf"{_BEFORE_ONE}([dpxkc])(?=\s+[a-záéíóúñ0-9])", re.I)
_PRONOUN = re.compile(
    rf"{_BEFORE_ONE}([mt])(?=\s+(?:l[aeo]s?\b|sirv|alcanz|recom|convi|lleg|mand|dec|das?\b|dij|"
    r"pas[aá]|mostr|qued|sal[ei]|interes|gust|pod|pued|hac|cobr|guard|avis|falt|and|entr|trae))",
    re.I,
)
_NAMED = re.compile(
    r"\b(?:x|talles?|iphone|series?|vitaminas?|tipo|type|clase|categoria|categoría|letra|"
    r"factura|fc|usb|cable|copas?|tazas?|grupo|pilas?|bateria|batería|modelo|nivel|plan|mini|hepatitis)\s*$",
    re.I,
)
"""What a lone letter is the name or the measure of: "talle M", "2 x 1", "USB C", "iPhone X"."""
_ARTICLE = re.compile(r"\b(?:en|el|la|los|las|una?)\s*$", re.I)
"""Before a size: "en m la tenés?"."""
_UNITS = ("tb", "dl")
"""Shorthand that is a unit after a figure: "2 tb"."""
FAR = 20
"""Characters round a letter that tell what it is."""
_NOISE = re.compile(
    r"(?<![\w-])(?:(?:ja|je|ji|ha){2,}j?|jaj\w*|ok|okey|oki|uf+a?|uh+|xd+)(?![\w-])[,.!]*", re.I
)
"""What laughs and nods, and asks nothing."""
_DRAWN = re.compile(r"(?<=[^\W\d_])([aeouáéó])\1{2,}", re.I)
"""A vowel drawn out, "holaaa"; "AAA" is a battery."""
_PAIR = re.compile(r"(?<![\w@./#-])([^\W\d_]{2,24}) (?=([^\W\d_]{2,24})(?![\w@/]|[.-]\w))")
"""Two words beside each other, neither in a code."""
_MISSPELT = re.compile(r"(?<![\w@./#-])[^\W\d_]{4,24}(?![\w@/]|[.-]\w)")
"""Words of four letters or more; not in a code, an address, a handle. What is longer is no word."""
_BEFORE_A_NAME = frozenset([
    "un", "una", "unos", "unas", "algun", "alguna", "algunos", "algunas", "marca", "marcas",
    "modelo", "tenes", "tienen", "tiene", "tendras", "tendran", "venden", "vendes", "hay", "busco",
    "buscaba", "buscando", "trabajan", "consigo",
])  # fmt: skip
"""After these a thing or its make is named, and no infinitive stands."""
_LAST = re.compile(r"([^\W\d_]+)\s+$")
_BEGUN = re.compile(r"[^\s.!?¿¡:]\s+$")
"""What stands before a word inside a sentence."""
TIMES = 3
"""Readings until nothing is left to mend, at most: what was joined may be misspelt."""
READ = 1000
"""Characters in which misspelt words are looked for: what is asked stands there."""


def in_plain_words(message: str, vocabulary: Vocabulary) -> str:
    """Return a message as it would be written with care; doing it twice changes nothing more.

    Names, codes and sizes are left as they are.
    """

    def mended(match: re.Match[str]) -> str:
        named = _is_named(match, vocabulary)
        return vocabulary.meant(fold(match[0]), named=named) or match[0]

    for _ in range(TIMES):
        said = written_out(message)
        plain = _MISSPELT.sub(mended, _with_words_whole(said[:READ], vocabulary)) + said[READ:]
        if plain == message:
            break
        message = plain
    return message


def _is_named(match: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Tell whether a word stands where a thing or its make is named.

    After "tenés" or another thing, "notebook acer", or capitalised inside a sentence.
    """
    before = match.string[max(0, match.start() - FAR) : match.start()]
    if match[0][0].isupper() and not match.string.isupper() and _BEGUN.search(before):
        return True
    if not (last := _LAST.search(before)):
        return False
    word = fold(last[1])
    word = vocabulary.meant(word) or word
    return word in _BEFORE_A_NAME or vocabulary.names(word)


def _with_words_whole(message: str, vocabulary: Vocabulary) -> str:
    """Return a message with the words joined that a space fell into."""
    at = 0
    while match := _PAIR.search(message, at):
        whole = vocabulary.mending.joined(fold(match[1]), fold(match[2]))
        if whole:
            message = message[: match.start()] + whole + message[match.end(2) :]
        at = match.end(1) if not whole else match.start() + len(whole)
    return message


@lru_cache(2048)
def written_out(message: str) -> str:
    """Return a message with its shorthand written out: "d", "x", "q", "p/", "cto".

    A turn asks for it several times: of the message, and of those before it.
    """
    shouted = message.isupper()

    def letter(match: re.Match[str]) -> str:
        written = match[1]
        meant = (_LETTERS | _PRONOUNS)[written.lower()]
        before = message[max(0, match.start() - FAR) : match.start()]
        after = message[match.end() : match.end() + FAR].lstrip()[:1]
        if (
            (written.isupper() and not shouted)
            or _NAMED.search(before)
            or (written in "xkcXKC" and (after.isdigit() or before.rstrip()[-1:].isdigit()))
            or (written in "pP" and after.isdigit())  # "huawei p 30"
            or (written in "mtMT" and _ARTICLE.search(before))
        ):
            return written
        return meant

    message = _NOISE.sub(" ", message) if _NOISE.sub("", message).strip(" .,!?") else message
    message = _DRAWN.sub(r"\1", message)
    message = _SLASHED.sub(lambda m: f"{_LETTERS[m[1].lower()]} ", message)
    for pattern in (_LETTER, _PRONOUN):
        message = pattern.sub(letter, message)

    def word(match: re.Match[str]) -> str:
        written = match[0].lower()
        counted = message[max(0, match.start() - 2) : match.start()].rstrip()[-1:].isdigit()
        return match[0] if written in _UNITS and counted else _SHORT[written]

    return _WORD.sub(word, message)
