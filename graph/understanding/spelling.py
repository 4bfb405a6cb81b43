"""Misspelt words: what sounds alike in Argentine Spanish, and what lies a slip of a thumb away."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from graph.understanding.keyboard import NEIGHBOURS
from graph.understanding.slips import OneSlip, slip_between
from graph.understanding.sounds import sounds
from graph.understanding.verbs import infinitives
from ingest.units import fold

SHORTEST, SHORTEST_TWO = 3, 8
"""Letters of a word that may be meant, and sounds of one in which two slips are forgiven."""
ALIKE, LETTER = 50, 20
"""What it costs to write a word as it sounds, and each letter that differs."""
ONE_SLIP, TWO_SLIPS, FAR, FIRST_LETTER = 190, 480, 90, 80
"""What slips cost, and how much more a key that is not beside the right one, or the first letter
of a word, which is seldom missed."""
DOUBLED, SWAPPED = 40, 20
"""How much less a letter written twice costs, and two in each other's place."""
_VOWELS = frozenset("aeiou")
_TAKEN_FOR = {a: near.replace("ñ", "n") for a, near in NEIGHBOURS.items()}
"""Letters that a thumb or an ear takes for each other: "orio"."""
for _one, _other in (("e", "i"), ("o", "u"), ("l", "n")):
    _TAKEN_FOR[_one] += _other
    _TAKEN_FOR[_other] += _one


@cache
def _spanish() -> frozenset[str]:
    return frozenset(map(fold, SpellChecker(language="es").word_frequency.dictionary))


def is_spanish(word: str) -> bool:
    """Tell whether a folded word stands in the dictionary: "guitarra" is no misspelt "gitana".

    A plural does when its singular does: "resortes" is no misspelt "recortes".
    """
    forms = (word, word.removesuffix("s"), word.removesuffix("es"))
    return any(form in _spanish() for form in forms)


def is_verb(word: str) -> bool:
    """Tell whether a folded word is a form of a verb of the dictionary: "escapa", "depilarme"."""
    return any(form in _spanish() for form in infinitives(word))


_ASKED = frozenset([
    "quiero", "queria", "quisiera", "necesito", "busco", "buscando", "tenes", "tienen", "venden",
    "precio", "cuanto", "cuesta", "sale", "hola", "buenas", "gracias", "favor", "mostrame",
    "recomendame", "alguno", "alguna", "que", "porque", "cual",
])  # fmt: skip


ASKING = _ASKED | frozenset([
    "alcanza", "alcanzan", "llega", "calzo",
    "haya", "hayan", "habiendo", "sigue", "queres", "ayer", "anoche", "entonces", "igual",
    "urgente",
    "diferencia", "diferencias", "comparar", "comparame", "cuantos", "cuantas", "cuando", "donde",
    "tengo", "tenias", "tendrias", "hay", "queda", "quedan", "stock", "disponible", "precios",
    "cuestan", "salen", "vale", "valen", "descuento", "cuotas", "interes", "envio", "envios",
    "mandan", "gratis", "retiro", "sucursal", "garantia", "factura", "transferencia", "tarjeta",
    "efectivo", "debito", "credito", "reintegro", "devolucion", "cambio", "cambiar", "devolver",
    "mide", "medida", "medidas", "altura", "alto", "ancho", "largo", "profundidad", "peso",
    "pesa", "potencia", "watts", "consumo", "consume", "bateria", "baterias", "capacidad",
    "litros", "kilos", "pulgadas", "memoria", "pantalla", "resistente", "impermeable",
    "sumergible", "inalambrico", "duracion", "dura", "mantiene", "revoluciones", "centrifuga",
    "centrifugado", "ruido", "silencioso", "silenciosa", "liviano", "liviana", "incluye", "trae",
    "viene", "sirve", "conviene", "recomendas", "mejor", "barato", "barata", "mostrame",
    "mostrar", "agregame", "agregale", "sumale", "necesito", "total", "juntos", "ambos",
    "colores", "talles", "numero", "material", "compatible", "funciona", "electrico", "electrica",
    "potente", "segunda", "primera", "tercera", "ultima", "siguiente",
])  # fmt: skip
"""What questions about goods are asked with."""


@cache
def _asked_sounds() -> dict[str, str]:
    return {sounds(word): word for word in _ASKED}


def asked_plainly(text: str, titles: Container[str]) -> str:
    """Spell the words of asking that a folded text writes as they sound: "kiero", "nesesito".

    Words of titles and of the dictionary are right as they are.
    """
    return re.sub(r"[a-z]{3,}", lambda m: _plainly(m.group(), titles), text)


def _plainly(word: str, titles: Container[str]) -> str:
    asked = _asked_sounds().get(sounds(word), word)
    return word if asked == word or word in titles or is_spanish(word) else asked


class Speller:
    """Knows rightly spelt words, and which of them a misspelt one may be meant to be."""

    def __init__(self, words: Iterable[str]) -> None:
        """Index `words`, folded."""
        self._by_sound: dict[str, list[str]] = {}
        self._long: dict[tuple[str, int], list[str]] = {}
        """Sounds that bear two slips, by their first letter and length."""
        for word in words:
            if len(word) >= SHORTEST and word.isalpha():
                self._by_sound.setdefault(sounds(word), []).append(word)
        for sound in self._by_sound:
            if len(sound) >= SHORTEST_TWO - 2:
                self._long.setdefault((sound[:1], len(sound)), []).append(sound)
        self._slipped_words = OneSlip([w for alike in self._by_sound.values() for w in alike])
        self._slipped_sounds = OneSlip(self._by_sound)

    def sounding(self, word: str) -> list[str]:
        """Return the words that sound as a folded one."""
        return self._by_sound.get(sounds(word), [])

    def meanings(self, word: str, *, twice: bool = True) -> dict[str, int]:
        """Return the words that a folded one may be meant to be, and the cost of each mistake.

        `twice` forgives a second slip in a long word that is else like none. Costs are n for odds
        of 10^(-n/100), as in `spanish.frequencies`: they add up.
        """
        found: dict[str, int] = {}

        def add(other: str, cost: int) -> None:
            if other != word:
                found[other] = min(cost, found.get(other, cost))

        sound = sounds(word)
        for other in self.sounding(word):
            add(other, ALIKE + LETTER * OSA.distance(word, other))
        for other in self._slipped_words(word):
            add(other, slip_cost(word, other))
        for slipped in self._slipped_sounds(sound):
            cost = slip_cost(sound, slipped)
            for other in self._by_sound[slipped]:
                add(other, cost + LETTER * max(OSA.distance(word, other) - 1, 0))
        if twice and not found and len(sound) >= SHORTEST_TWO:
            for near in self._two_away(sound):
                for other in self._by_sound[near]:
                    add(other, TWO_SLIPS + LETTER * max(OSA.distance(word, other) - 2, 0))
        return found

    def _two_away(self, sound: str) -> Iterator[str]:
        """Yield the sounds that begin as a long one and lie two slips away."""
        for length in range(len(sound) - 2, len(sound) + 3):
            among: Sequence[str] = self._long.get((sound[:1], length), ())
            found = process.extract(sound, among, scorer=OSA.distance, score_cutoff=2, limit=None)
            yield from (near for near, distance, _ in found if distance == 2)


def slip_cost(written: str, meant: str) -> int:
    """Return what it costs to slip once from one word to the other."""
    kind, at = slip_between(written, meant)
    first = FIRST_LETTER if written[:1] != meant[:1] else 0
    if kind == "swapped":
        return ONE_SLIP - SWAPPED + first
    if kind == "mistaken":
        far = 0 if meant[at] in _TAKEN_FOR.get(written[at], "") else FAR
        return ONE_SLIP + far + first
    if kind == "missed":
        around = {written[at - 1 : at], written[at : at + 1]}
        if meant[at] == "d" and around <= _VOWELS:
            return ALIKE  # "entraas"
        return ONE_SLIP + first
    beside = written[max(at - 1, 0) : at] + written[at + 1 : at + 2]
    if written[at] in beside:
        return ONE_SLIP - DOUBLED + first
    near = any(written[at] in _TAKEN_FOR.get(letter, "") for letter in beside)
    return ONE_SLIP + (0 if near else FAR) + first
