"""Where a question asks of, and whether a sentence of a policy holds there."""

import re
import tomllib
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

_ZONES = tomllib.loads(Path(__file__).with_name("places.toml").read_text(encoding="utf-8"))["zones"]
_COUNTRY = "country"
ELSEWHERE = "elsewhere"
"""Where terms name no place: "otras localidades"."""


def _list(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


_ZONE_OF = {name: zone for zone, told in _ZONES.items() for name in _list(told["names"])}
"""Name of a zone → its key."""
_CITIES = {
    city: zone for zone, told in _ZONES.items() for city in _list(told.get("cities", ""))
}  # fmt: skip
_NAMED = "|".join(
    map(re.escape, sorted({*_ZONE_OF, *_CITIES}, key=lambda name: (-len(name), name)))
)
_PLACE = re.compile(
    rf"\b(?<!\bav )(?<!\bav\. )(?<!avenida )(?<!calle )({_NAMED})\b(?!\.?,? \d{{2,5}}\b)"
)
"""A place, and no street: "Av. Santa Fe 3253", "Córdoba 1452"."""
_THERE = re.compile(r"(?:\b(?:a|en|desde|hasta|y)|,) $")
_TO = re.compile(
    r"(?:^[¿ ]*(?:(?:y|e|pero|entonces) )?|"
    r"\b(?:mand|envi|lleg|entreg|despach|llev|flete)\w* (?:\w+ )?)(?:a|hasta|para) "
    r"(?!(?:mi|tu|su|un|una|el|la|los|las|tod[oa]s?|otr[oa]s?|cualquier|donde|que|ese|esa|este|esta|"
    r"vos|mas|menos|partir|casa|domicilio|depto|trabajo|oficina|tiempo|nombre|pedido|empresas?|"
    r"sucursal|correo|fin|pie|nivel|cuenta|cargo|reparar|retirar|buscar|ver|pagar|cambiar)\b)"
    r"((?:[a-z]{2,} ?){1,4}?) ?(?=$|[?!.,;)]|\b(?:y|e|cuanto|cuesta|por|que|en|con|si|hay|tarda|"
    r"sale|me|es|tambien|no)\b)"
)
"""What follows, in a folded question of sending, is a place."""
CLOSE = 0.8
"""Likeness from which a word is another, mistyped."""
_EXCEPT = re.compile(r"\b(?:salvo|excepto|menos|no (?:enviamos|llegamos|hacemos|entregamos)\b).*")


@lru_cache(4096)
def places_in(text: str) -> tuple[str, ...]:
    """Return the places that a folded text names: cities by their name, zones by their key."""
    found: dict[str, None] = {}
    end = -9
    for match in _PLACE.finditer(text):
        name = match[1]
        if name == "capital" and match.start() - end < 3:
            continue  # "Mendoza capital"
        if name == "la plata" and not _THERE.search(text, 0, match.start()):
            continue  # money
        end = match.end()
        found[name if name in _CITIES else _ZONE_OF[name]] = None
    return tuple(found)


@lru_cache(4096)
def lies_in(place: str) -> tuple[str, ...]:
    """Return a place and the zones that hold it, the nearest first, the country last."""
    chain, pending = [place], [_CITIES[place]] if place in _CITIES else [*_ZONES[place]["within"]]
    while pending:
        zone = pending.pop(0)
        if zone not in chain:
            chain.append(zone)
            pending += _ZONES[zone]["within"]
    wider = [zone for zone in chain if zone not in (place, ELSEWHERE, _COUNTRY)]
    return tuple(dict.fromkeys((place, *wider, ELSEWHERE, _COUNTRY)))


def nearness(place: str, text: str) -> float | None:
    """Return how near to a place what a folded text names is: 1 itself, less a zone round it.

    None when it names no place, 0 when it names others only. What is exempted ("salvo Tierra del
    Fuego") speaks of the exempted place, and of others just the same.
    """
    named = places_in(_EXCEPT.sub("", text)) or places_in(text)
    if not named:
        return None
    chain = lies_in(place)
    held = [chain.index(zone) for zone in named if zone in chain]
    if held:
        return 1 - 0.8 * min(held) / max(1, len(chain) - 1)
    if place != ELSEWHERE and any(place in lies_in(zone) for zone in named):
        return 0.1  # a city of the zone that is asked of
    return 0.0 if places_in(_EXCEPT.sub("", text)) else None


def without_places(text: str) -> str:
    """Return a folded text without the places that it names."""
    for place in places_in(text):
        names = [place] if place in _CITIES else _list(_ZONES[place]["names"])
        text = re.sub(rf"\b(?:{'|'.join(map(re.escape, names))})\b", " ", text)
    return text


def is_unheard(text: str, words: Collection[str]) -> bool:
    """Tell whether a folded question of sending asks of a place that none of the words name.

    One that is no known place, nor a word mistyped: "mandan a neccochea?".
    """
    to = _TO.search(text)
    if not to or places_in(text):
        return False
    named = [word for word in to[1].split() if len(word) > 3]
    return any(not get_close_matches(word, words, n=1, cutoff=CLOSE) for word in named)
