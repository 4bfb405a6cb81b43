"""Stretches of a text that something was read from."""

Span = tuple[int, int]
"""Start and end, as of a slice."""


def inside(position: int, spans: list[Span]) -> bool:
    """Tell whether a position lies in one of the spans."""
    return any(start <= position < end for start, end in spans)
