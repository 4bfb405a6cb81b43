"""The sizes that a message names: of clothes, of shoes, of beds."""

import re
from collections.abc import Iterable, Sequence

from graph.understanding.lexicon import EMPTY
from graph.understanding.size_names import LETTERS, names_of
from graph.understanding.spans import Span
from graph.understanding.vocabulary import Vocabulary
from ingest.units import fold

_SIZE = re.compile(
    r"\b(?:talles?|calz[oa]s?|numero|nro|num|n°|t)\.?\s+([0-9]{1,3}(?:[.,/]\d{1,2})?|x{0,4}[smlg]|rn|unico)\b"
)
_ENDS = r"(?=\W*$|\W*[?,.;:]|\s+(?:en|hay|tenes|tienen|para|cuanto|sale|y|color|que|de)\b)"
LETTER_SIZE = re.compile(
    rf"\b(?:talles?|en|la|el|del?|y)\s+(?:(?:talle|un|una|el|la)\s+)?({LETTERS}){_ENDS}"
)
"""A size of letters, where one is named: "en L", "y la M?"."""
_LONE_LETTERS = re.compile(
    rf"(?<![\w'’./-])(?<!\d )(?<!\bpor )(?<!\bcada )({LETTERS})(?![\w'’/-]|\.\w| ?\d)"
)
"""Letters by themselves, "negra M": a size where the catalog has it. "2 m" and "por m" measure."""
_IN_FIGURES = re.compile(rf"(?<=\w )en\s+(\d{{1,3}}(?:[.,]5)?)(?:{_ENDS}|(?=\s+(\w+)))")
"""A figure that nothing counts, "el levis en 32 tenes?", or that a colour follows."""
_BED = re.compile(r"\b(1|2|una|dos)(?:\s+plazas?)?\s*(?:y\s+media|1/2|½|1⁄2)(?:\s+plazas?)?\b")
"""A bed of one and a half places: catalogs write 1½."""
_FOOTWEAR = re.compile(
    r"\b(?:zap\w*|botin\w*|botas?|borcegos?|ojotas?|llantas|championes|sandalias?|pantuflas?)\b"
)
_TROUSERS = re.compile(r"\b(?:jeans?|pantalon\w*|jogging|bermudas?)\b")
_BARE_SIZE = re.compile(
    r"(?<![\w.,$])(2[2-9]|3[0-9]|4[0-9]|5[0-6])(?![\w.,]*\d)(?!\s*(?:lucas|mil|k\b|kg|cm|gb|pulg|\"|%))"
)


def read_sizes(text: str, vocabulary: Vocabulary, about: str) -> tuple[str, ...]:
    """Return the sizes that a folded text names, as the catalog writes them.

    One that no product has is kept as it is said. `about` is what a follow-up goes on about.
    """
    said = list(_SIZE.finditer(text))
    found = [m.group(1) for m in said] or letter_sizes(text, vocabulary.worn_letters)
    # A size that no product has is a constraint all the same: there is none in it.
    lacked = {
        m.group(1) for m in said if vocabulary.sizes and m.group().startswith(("talle", "calz"))
    }
    found += [fold({"una": "1", "dos": "2"}.get(m[1], m[1]) + "½") for m in _BED.finditer(text)]
    worn = f"{about} {text}"
    if not found and (_FOOTWEAR.search(worn) or _TROUSERS.search(worn)):
        found = [m.group(1) for m in _BARE_SIZE.finditer(text)]
    if not found:
        inside = _IN_FIGURES.finditer(text)
        found = [m[1] for m in inside if not m[2] or m[2] in vocabulary.colors]
    # "queen", "king": words that are a size and nothing else.
    said_of = re.sub(r"\b(?:mas|menos|muy|bien|tan|algo) \w+", " ", text)  # "la más grande"
    found += [
        w
        for w in said_of.split()
        if len(w) > 3
        and w.isalpha()
        and w in vocabulary.sizes
        and (w not in EMPTY or f"talle {w}" in text)
    ]
    return tuple(dict.fromkeys(
        size for token in found
        for size in vocabulary.sizes_of(token) or (token,) * (token in lacked)
    ))  # fmt: skip


def letter_sizes(text: str, worn: Iterable[str]) -> list[str]:
    """Return the sizes of letters that a folded text names; `worn` need no word before them."""
    return list(dict.fromkeys(m[1] for m in _letters(text, worn)))


def _letters(text: str, worn: Iterable[str]) -> list[re.Match[str]]:
    known = {*worn}
    lone = (m for m in _LONE_LETTERS.finditer(text) if m[1] in known)
    return [*LETTER_SIZE.finditer(text), *lone]


def spans_untitled(text: str, sizes: Sequence[str], vocabulary: Vocabulary) -> list[Span]:
    """Return where sizes are said that no title says: a field tells them, and no search would."""
    said = {name for size in sizes for name in names_of(size)}
    worn = vocabulary.worn_letters
    return [
        m.span() for m in (*_SIZE.finditer(text), *_letters(text, worn))
        if (m[1] in worn or not vocabulary.is_title_word(m[1])) and m[1] in said
    ]  # fmt: skip
