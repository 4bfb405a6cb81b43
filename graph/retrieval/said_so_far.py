"""The variant of one product that has the colour and the size said so far."""

import re
from collections.abc import Sequence

from graph.ports import Retrieval
from graph.retrieval.by_value import MOST_VARIANTS
from graph.retrieval.hits import is_sold_out
from graph.retrieval.kin import variants
from graph.retrieval.search import ProductSearch
from graph.retrieval.turn import Turn, sources_of
from graph.state import Source
from graph.text import stems
from graph.understanding.conversation import asks_variants, by_ordinal
from graph.understanding.lexicon import EMPTY
from graph.understanding.parse import parse_request
from graph.understanding.request import SearchRequest
from graph.understanding.size_names import names_of
from graph.understanding.spelling import ASKING, is_verb
from graph.understanding.telling import holds, is_shade, telling
from graph.wording import write_size
from ingest.index.port import Hit, Index, Payload
from ingest.units import fold

MOST_BESIDE = 10
"""Variants told beside one that is not had."""
_COLOR_AND_FINISH = 2
"""Words of a message that is a colour and how it looks."""
_PLAIN = EMPTY | ASKING


async def said_so_far(turn: Turn, products: ProductSearch, index: Index) -> Retrieval | None:
    """Return the variant of what was spoken of that a colour or a size means, with what was said.

    What is said anew takes the place of what was said before. One that is sold out is the answer
    all the same, and so is that there is none; what there is of it is told by `had_beside`.
    """
    if not _of_one_product(turn.focus) or turn.is_of_another or asks_variants(turn.text):
        return None
    if by_ordinal(turn.text, turn.shown):
        return None
    like = turn.focus[0]["payload"]
    wanted = parse_request(turn.text, turn.vocabulary, about=fold(like["title"]))
    if not (wanted.colors or wanted.sizes) or wanted.not_colors:
        return None
    group = await variants(index, turn.focus[:1], (), MOST_VARIANTS)
    now = [hit for hit in group if _is(hit.payload, wanted.colors, wanted.sizes)]
    if _names_beside(turn, wanted, group) or not (now or (wanted.colors and wanted.sizes)):
        return None  # of another one, or a value that none has: other ways tell that
    before = turn.previous or SearchRequest(text=like["title"])
    colors = wanted.colors or tuple(c for c in before.colors if c in like["color_keys"])
    sizes = wanted.sizes or tuple(s for s in before.sizes if s == like["size_key"])
    request = before.model_dump(mode="json") | {"colors": list(colors), "sizes": list(sizes)}
    meant = [hit for hit in group if _is(hit.payload, colors, sizes)]
    shade = _shade(turn) if meant and wanted.colors else ""
    if shade and not any(holds(hit.payload, shade.split()[-1]) for hit in meant):
        request["colors"] = [shade]  # of the colour, and not of the finish that is wanted
        notes, meant = [f"No lo tengo en {shade}."], []
    else:
        notes = [] if meant else [_lacked(colors, sizes)]
    chosen = _nearest(meant or now or group, colors, like)
    return Retrieval(sources_of([chosen]), request, notes)


async def had_beside(turn: Turn, found: Retrieval, index: Index) -> list[Source]:
    """Return the variants that are had of a product which is not, as it was asked for.

    Those of the colour or of the size asked for, where there are any; none where the message
    names neither: "es abrigada?" is asked of one that is known to be sold out.
    """
    products = [source for source in found.sources if source["kind"] == "product"]
    if len(products) != 1 or not _of_one_product(products):
        return []
    own = products[0]["payload"]
    if own["availability"] != "out_of_stock" and not found.notes:
        return []
    said = parse_request(turn.text, turn.vocabulary, about=fold(own["title"]))
    if not (said.colors or said.sizes):
        return []
    colors, sizes = found.request.get("colors") or (), found.request.get("sizes") or ()
    group = await variants(index, products[:1], (), MOST_VARIANTS)
    there = [hit for hit in group if hit.payload["availability"] == "in_stock"]
    of_size = [hit for hit in there if _is(hit.payload, (), sizes or [own["size_key"]])]
    of_color = [hit for hit in there if _is_of(hit.payload, colors, own)]
    told = {hit.payload["id"]: hit for hit in [*of_size, *of_color] or there}
    told.pop(own["id"], None)
    beside = sources_of([*told.values()][:MOST_BESIDE], len(found.sources) + 1)
    return [Source(**{**source, "beside": True}) for source in beside]


def _of_one_product(sources: Sequence[Source]) -> bool:
    groups = {source["payload"].get("item_group_id") for source in sources}
    return len(groups) == 1 and groups != {""}


def _is(payload: Payload, colors: Sequence[str], sizes: Sequence[str]) -> bool:
    of_color = not colors or not {*colors}.isdisjoint(payload["color_keys"])
    return of_color and (not sizes or payload["size_key"] in sizes)


def _is_of(payload: Payload, colors: Sequence[str], own: Payload) -> bool:
    """Tell whether it is of the colour asked for: that of the one found, where that is of it."""
    return payload["color"] == own["color"] if _is(own, colors, ()) else _is(payload, colors, ())


def _nearest(hits: Sequence[Hit], colors: Sequence[str], like: Payload) -> Hit:
    """Return what is of no other colour than was said, then what is had, then what is most alike.

    "blanco" is "Blanco", sold out, before "Blanco/Negro".
    """

    def rank(hit: Hit) -> tuple[bool, bool, bool, bool, int]:
        payload = hit.payload
        mixed = bool(colors) and not {*payload["color_keys"]} <= {*colors}
        return (mixed, is_sold_out(hit), payload["size_key"] != like["size_key"],
                payload["color"] != like["color"], payload["current_cents"])  # fmt: skip

    return min(hits, key=rank)


def _names_beside(turn: Turn, wanted: SearchRequest, group: Sequence[Hit]) -> bool:
    """Tell whether a message names something that no variant of the group is."""
    called = {name for size in wanted.sizes for name in names_of(size)}
    text = " ".join(w for w in re.findall(r"[\w/.'-]+", fold(turn.text)) if w not in called)
    words = telling(text, turn.vocabulary)
    if words is None:
        return True
    names = (word for word in words if word.isalpha() and not is_shade(word, turn.vocabulary))
    return not all(any(holds(hit.payload, word) for hit in group) for word in names)


def _shade(turn: Turn) -> str:
    """Return a colour with what a message says after it, and nothing else: "negro brillante"."""
    words = [w for w in re.findall(r"[a-z]+", fold(turn.text)) if stems(w) and w not in _PLAIN]
    is_color = len(words) == _COLOR_AND_FINISH and is_shade(words[0], turn.vocabulary)
    return " ".join(words) if is_color and not is_verb(words[1]) else ""


def _lacked(colors: Sequence[str], sizes: Sequence[str]) -> str:
    size = f" en {write_size(sizes[0].upper())}" if sizes else ""
    return f"No lo tengo{size}{f' en {colors[0]}' if colors else ''}."
