"""A fact that code computed from the sources, and the markers that prove it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One line of what is handed to the model before it writes."""

    kind: str
    """Of products: told, several, missing, unknown, extreme, alternative, difference, saving,
    sale_end, total, unit_price, instalment. Of policies: near, unmentioned, missing. Of searches:
    advice, list, nothing, extreme."""
    text: str
    """In Spanish, as an answer may say it, without markers."""
    markers: tuple[int, ...] = ()


def sentence_of(fact: Fact) -> str:
    """Write a computed fact as a cited sentence."""
    text = fact.text[0].upper() + fact.text[1:]
    return " ".join([text, *(f"[{marker}]" for marker in fact.markers)]) + "."
