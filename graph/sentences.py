"""Cut text into sentences, whole or while it streams; amounts and abbreviations stay whole."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import lru_cache

from graph.state import Source

# A sentence ends at . ! ? … or a line break, with the markers and emoji that follow it; a dot
# between digits (1.299) or after a short abbreviation (aprox., art., Av.) ends nothing.
_END = re.compile(
    r"(?:(?<!\baprox)(?<!\bart)(?<!\bav)(?<!\bdr)(?<!\bsr)(?<!\bsra)(?<!\bnro)(?<!\bpág)(?<!\btel)"
    r"(?<!\betc)(?<!\bej)(?<!\bmáx)(?<!\bmín)(?<!\bcod)"
    r"[.!?…]+(?=\s|\[)|\n+)(?:\s*\[\d+\](?:[.,])?)*",
    re.IGNORECASE,
)
# Before the dot of a name's initial ("Juan B. Justo"): one capital after a capitalised word. Sizes
# (S, M, L, XL) and what is labelled with a letter ("Opción A.") are none.
_INITIAL = re.compile(
    r"(?<!\w)(?!(?:Opci[óo]n|Tipo|Clase|Categoría|Grupo|Plan|Factura|Vitamina|Complejo|Modelo|Serie|"
    r"Línea|Zona|Talle|Talla|Copa|Torre|Local|Puerto|Letra|Nivel|Parte|Lado|Eficiencia)(?:e?s)?\b)"
    r"(?:[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+|[A-ZÑ]\.|[Aa]v\.) ?[A-KN-RT-WYZÑ]$"
)
_NAME = 30
"""Letters within which the name before an initial is looked for."""
_GOES_ON = re.compile(r"\. ?[^\W\d_]")
_MORE = re.compile(r"\s*(?:[:;,()]|[a-záéíóúñü])")


def titles_of(sources: Sequence[Source]) -> list[str]:
    """Return the products' titles: a store abbreviates, and an answer tells them as they are."""
    return [source["title"] for source in sources if source["kind"] == "product"]


def split_sentences(text: str, names: Sequence[str] = ()) -> list[str]:
    """Split into sentences that, joined, give the text back (white space stays at their ends).

    Within `names`, such as products' titles, nothing ends: "Rod. 26", "2.5 mm. Rollo", "¡Oferta!".
    """
    sentences, start = [], 0
    for match in _END.finditer(text):
        dot = match.start()
        if _is_initial(text, dot) or any(_is_within(name, text, dot) for name in names):
            continue
        end = match.end()
        while end < len(text) and text[end].isspace():
            end += 1
        if text[start:end].strip():
            sentences.append(text[start:end])
            start = end
    if text[start:].strip():
        sentences.append(text[start:])
    elif sentences:
        sentences[-1] += text[start:]
    return sentences


def _is_initial(text: str, dot: int) -> bool:
    """Tell whether the dot is that of an initial within a name."""
    return bool(_GOES_ON.match(text, dot) and _INITIAL.search(text[max(0, dot - _NAME) : dot]))


def _is_within(name: str, text: str, dot: int) -> bool:
    """Tell whether the dot is one of a name, of which the text may hold no more than a beginning.

    One that ends the name ends a sentence too, unless the sentence goes on: "100 Mts. sale".
    """
    for place in _dots(name):
        start = dot - place
        held = text[start : start + len(name)].lower() if start >= 0 else ""
        if len(held) > place and name.lower().startswith(held):
            return place < len(name.rstrip(".!?…")) or bool(_MORE.match(text, start + len(name)))
    return False


@lru_cache(maxsize=1024)
def _dots(name: str) -> tuple[int, ...]:
    return tuple(match.start() for match in _END.finditer(f"{name} "))


async def stream_sentences(
    pieces: AsyncIterator[str], names: Sequence[str] = ()
) -> AsyncIterator[str]:
    """Yield each sentence as soon as the one after it has begun, so that its markers are in.

    Within `names` nothing ends.
    """
    pending = ""
    async for piece in pieces:
        pending += piece
        *complete, last = split_sentences(pending, names) or [pending]
        for sentence in complete:
            yield sentence
        pending = last
    if pending.strip():
        yield pending


def plain_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, without the stop at their end."""
    for sentence in split_sentences(text):
        yield sentence.strip().rstrip(".")
