"""Stretches of a text that something was read from."""

Span = tuple[int, int]
"""Start and end, as of a slice."""


def inside(position: int, spans: list[Span]) -> bool:
    """Tell whether a position lies in one of the spans."""
    return any(start <= position < end for start, end in spans)


def places(phrase: str, text: str) -> list[int]:
    """Return where a phrase stands in a text as whole words.

    A pattern made for each phrase would have to be compiled for each: that cost more than a search.
    """
    found = []
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        end = at + len(phrase)
        if not (_is_word(text[at - 1 : at]) or _is_word(text[end : end + 1])):
            found.append(at)
        at = text.find(phrase, at + 1)
    return found


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
