"""Misspelt words: what sounds alike in Argentine Spanish, and what lies a slip of a thumb away."""

import re
from collections.abc import Container, Iterable, Mapping
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from graph.understanding.sounds import sounds
from graph.understanding.verbs import infinitives, plain_forms
from ingest.units import fold

SHORTEST = 4
"""Words with fewer letters are taken as they are: too many are one letter away from them."""
SHORTEST_SWAP, SHORTEST_SLIP, SHORTEST_TWO = 5, 6, 9
"""Sounds from which a swap of two, one slip, and two slips are forgiven."""


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


_OPEN_VOWELS = str.maketrans("eo", "iu")
"""Vowels that foreign names are misheard in: "orio", "coleit"."""


_ASKED = frozenset([
    "quiero", "queria", "quisiera", "necesito", "busco", "buscando", "tenes", "tienen", "venden",
    "precio", "cuanto", "cuesta", "sale", "hola", "buenas", "gracias", "favor", "mostrame",
    "recomendame", "alguno", "alguna", "que", "porque", "cual",
])  # fmt: skip


ASKING = _ASKED | frozenset([
    "alcanza", "alcanzan", "llega",
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
    """Knows the rightly spelt words, and which of them a misspelt one means."""

    def __init__(self, words: Mapping[str, int]) -> None:
        """Index `words`, folded, with how many products bear each."""
        self._by_sound: dict[str, str] = {}
        for word in sorted(words, key=lambda w: words[w]):  # of two that sound alike the commoner
            if len(word) >= SHORTEST and not _has_digit(word):
                self._by_sound[sounds(word)] = word
        self._alike: dict[tuple[str, int], list[str]] = {}
        """Sounds by their first letter and length."""
        self._by_rest: dict[str, str] = {}
        """What follows a first letter → the sound."""
        for sound in self._by_sound:
            self._alike.setdefault((sound[:1], len(sound)), []).append(sound)
            self._by_rest[sound[1:]] = sound
        self._by_vowels = {sound.translate(_OPEN_VOWELS): sound for sound in self._by_sound}
        self._found: dict[str, str | None] = {}

    def closest(self, word: str) -> str | None:
        """Return the known word that `word` means, None when none is near enough."""
        if len(word) < SHORTEST or _has_digit(word) or is_verb(word):
            return None
        if any(map(is_spanish, plain_forms(word))):  # "cartoncito" is no misspelt "calzoncito"
            return None
        if word not in self._found:
            found = self._search(word, sounds(word))
            # An infinitive is another form of its noun: "centrifugar" is no misspelt "centrífugo".
            is_form = found and re.search(r"[aei]r$", word) and found.startswith(word[:-2])
            self._found[word] = None if is_form else found
        return self._found[word]

    def _search(self, word: str, sound: str) -> str | None:
        if sound in self._by_sound:
            return self._by_sound[sound]
        if len(sound) < SHORTEST_SWAP:
            return None
        if misheard := self._by_vowels.get(sound.translate(_OPEN_VOWELS)):
            return self._by_sound[misheard]
        slips = 2 if len(sound) >= SHORTEST_TWO else 1
        lengths = range(len(sound) - slips, len(sound) + slips + 1)
        alike = [other for n in lengths for other in self._alike.get((sound[:1], n), ())]
        found = self._nearest(word, sound, alike, slips)
        if found and (len(sound) >= SHORTEST_SLIP or sorted(found) == sorted(sound)):
            return self._by_sound[found]
        first = self._first_slipped(sound) if len(sound) >= SHORTEST_SLIP else None
        return self._by_sound[first] if first else None

    def _first_slipped(self, sound: str) -> str | None:
        """Return the sound that differs in its first letter only: another, one more, one less."""
        rest = sound[1:]
        swapped = sound[1] + sound[0] + sound[2:]
        candidates = (self._by_rest.get(rest), rest, self._by_rest.get(sound), swapped)
        return next((c for c in candidates if c in self._by_sound), None)

    def _nearest(self, word: str, sound: str, among: Iterable[str], slips: int) -> str | None:
        """Return the nearest sound; of several as near, the one that is written most alike.

        And of those the longest: "lavandna" has lost a letter, and is no lavanda with one more.
        """
        near = process.extract_iter(sound, among, scorer=OSA.distance, score_cutoff=slips)

        def rank(row: tuple[str, float, int]) -> tuple[float, int, int]:
            return row[1], OSA.distance(word, self._by_sound[row[0]]), -len(row[0])

        best = min(near, key=rank, default=None)
        return best[0] if best else None


def _has_digit(word: str) -> bool:
    return any(c.isdigit() for c in word)
