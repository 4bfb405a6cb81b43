"""What else there is of a product that is not had as it was asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.facts.fact import Fact, sentence_of
from graph.state import Source
from graph.understanding.size_names import size_rank
from graph.wording import write_list, write_size


def told_beside(
    beside: Sequence[Source], products: Sequence[Source], asked: Mapping[str, Any]
) -> list[str]:
    """Tell the variants that are had: of the colour asked for, of the size asked for, or all."""
    sizes, colors = asked.get("sizes") or (), asked.get("colors") or ()
    same_size = [s for s in beside if s["payload"]["size_key"] in sizes] if colors else []
    same_color = [s for s in beside if s not in same_size] if sizes else []
    by = _sizes if len({s["payload"]["size"] for s in (*beside, *products)}) > 1 else _colors
    told = _of_colors(same_color, by)
    if same_size:
        told += _told(f"En {write_size(same_size[0]['payload']['size'])}", same_size, _colors)
    return told or _of_colors(beside, by)


def _of_colors(sources: Sequence[Source], by: Callable[[Sequence[Source]], str]) -> list[str]:
    """Tell the sizes of each colour; the colours alone, where all are of one size."""
    if by is _colors:
        return _told("", sources, by)
    told = []
    for color in dict.fromkeys(source["payload"]["color"] for source in sources):
        those = [source for source in sources if source["payload"]["color"] == color]
        told += _told(f"En {color.lower()}" if color else "", those, by)
    return told


def _told(
    where: str, sources: Sequence[Source], by: Callable[[Sequence[Source]], str]
) -> list[str]:
    values = by(sources)
    if not values:
        return []
    text = f"{where} hay stock en {values}".strip()
    return [sentence_of(Fact("alternative", text, tuple(s["marker"] for s in sources)))]


def _sizes(sources: Sequence[Source]) -> str:
    sizes = sorted({s["payload"]["size"] for s in sources if s["payload"]["size"]}, key=size_rank)
    return write_list([*map(write_size, sizes[:1]), *sizes[1:]])


def _colors(sources: Sequence[Source]) -> str:
    return write_list(sorted({s["payload"]["color"].lower() for s in sources} - {""}))
