"""Which attribute a sentence speaks of: the words people use for the names that catalogs use."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from ingest.units import fold

# Beginnings of words, folded → words that attribute names are written with.
SPOKEN: dict[str, tuple[str, ...]] = {
    "pesa": ("peso",),
    "peso": ("peso",),
    "livian": ("peso",),
    "mide": ("alto", "ancho", "profundidad", "largo", "medida", "diametro"),
    "medida": ("alto", "ancho", "profundidad", "largo", "medida", "diametro"),
    "tamano": ("alto", "ancho", "profundidad", "pantalla", "talle", "medida"),
    "alta": ("alto",),
    "altura": ("alto",),
    "ancha": ("ancho",),
    "fondo": ("profundidad",),
    "larga": ("largo",),
    "entra": ("capacidad", "alto", "ancho", "profundidad"),
    "carga": ("capacidad", "carga"),
    "consum": ("consumo", "eficiencia energetica", "potencia"),
    "gasta": ("consumo", "eficiencia energetica"),
    "litro": ("capacidad", "contenido"),
    "kilos": ("capacidad", "peso"),
    "banca": ("peso maximo",),
    "aguanta": ("peso maximo", "resistente"),
    "soporta": ("peso maximo",),
    "giga": ("almacenamiento", "memoria"),
    "memoria": ("memoria", "almacenamiento"),
    "disco": ("almacenamiento",),
    "ram": ("memoria ram",),
    "pulgada": ("pantalla", "rodado"),
    "bateria": ("bateria", "autonomia"),
    "dura": ("autonomia", "bateria", "vida util"),
    "watt": ("potencia",),
    "fuerza": ("potencia", "torque"),
    "ruido": ("ruido",),
    "silencios": ("ruido",),
    "windows": ("sistema",),
    "plieg": ("plegable",),
    "plega": ("plegable",),
    "lluvia": ("impermeable",),
    "camara": ("camara",),
    "gira": ("velocidad",),
    "centrifug": ("velocidad",),
    "revoluci": ("velocidad",),
    "rpm": ("velocidad",),
    "mantiene": ("conserva",),
    "conserva": ("conserva",),
    "liger": ("peso",),
    "potent": ("potencia",),
    "wats": ("potencia",),
    "tela": ("composicion", "material"),
    "hecho": ("composicion", "material"),
    "celiac": ("sin tacc",),
    "tacc": ("sin tacc",),
    "gluten": ("sin tacc",),
    "vegan": ("apto vegano",),
    "azucar": ("sin azucar",),
    "edad": ("edad",),
    "mojar": ("resistente al agua",),
    "agua": ("resistente al agua", "dispenser", "sumergible"),
    "joystick": ("control",),
    "mando": ("control",),
    "valija": ("maletin",),
    "220": ("voltaje",),
    "garantia": ("garantia",),
    "clase": ("eficiencia energetica",),
    "etiqueta": ("eficiencia energetica",),
    "eficien": ("eficiencia energetica",),
    "enfria": ("frigorias",),
    "viene": ("incluye", "contenido", "unidades"),
    "trae": ("incluye", "contenido", "unidades"),
    "rinde": ("rendimiento",),
}  # fmt: skip

_WEIGHS = re.compile(r"\bpesan?\b(?!\s*\d)|\bpesad[oa]s?\b")
_BEARS = re.compile(r"\b(?:aguant|soport|banc|resist|hasta|maxim)")
"""What a thing weighs, and what weight it bears."""


def mentioned_attributes(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Rank the attribute names that `text` speaks of, most literal first; at most four."""
    folded = fold(text)
    words = re.findall(r"\w+", folded)
    hints = [
        hint
        for stem, meant in SPOKEN.items()
        if any(word.startswith(stem) for word in words)
        for hint in meant
    ]
    scores: dict[str, float] = {}
    its_own = _WEIGHS.search(folded) and not _BEARS.search(folded)
    for name in dict.fromkeys(names):
        spelled = fold(name)
        if its_own and spelled.startswith("peso") and _BEARS.search(spelled):
            continue
        if re.search(rf"\b{re.escape(spelled)}", folded):
            scores[name] = 3.0
        elif any(spelled.startswith(hint) or hint in spelled for hint in hints):
            scores[name] = 2.0
        else:
            heads = [part for part in spelled.split() if len(part) > 3]
            best = [max((fuzz.ratio(part, word) for word in words), default=0) for part in heads]
            if best and min(best) >= 85:
                scores[name] = 1.0
    return tuple(sorted(scores, key=lambda name: -scores[name])[:4])
