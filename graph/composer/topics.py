"""What a question about a product asks for: price, stock, or which of its attributes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from ingest.units import fold

_PRICE = re.compile(r"\b(precio\w*|sale|salen|salia|cuesta\w*|vale|valen|costo|cto|cuanto es|cuanto esta)\b")
_STOCK = re.compile(r"\b(stock|hay|queda\w*|tenes|tienen|disponib\w*|agotad\w*|consigo|entra\w*)\b")
_COMPARE = re.compile(
    r"\b(compar\w*|diferenci\w*|mejor|conviene|versus|vs|cual de|entre (el|la|los|las|ese|esa)|"
    r"cual es (el|la) mas|que (el|la) otr[oa])\b"
)

# Words of the question → words that attribute names are written with.
_ASKED_AS: dict[str, tuple[str, ...]] = {
    "pesa": ("peso",),
    "mide": ("alto", "ancho", "profundidad", "largo", "medida", "diametro"),
    "medida": ("alto", "ancho", "profundidad", "largo", "medida", "diametro"),
    "tamano": ("alto", "ancho", "profundidad", "pantalla", "talle", "medida"),
    "alta": ("alto",),
    "ancha": ("ancho",),
    "entra": ("capacidad", "alto", "ancho", "profundidad"),
    "consum": ("consumo", "eficiencia energetica", "potencia"),
    "gasta": ("consumo", "eficiencia energetica"),
    "litro": ("capacidad", "contenido"),
    "kilos": ("capacidad", "peso"),
    "banca": ("peso maximo",),
    "aguanta": ("peso maximo", "resistente"),
    "soporta": ("peso maximo",),
    "giga": ("almacenamiento", "memoria"),
    "memoria": ("almacenamiento", "memoria"),
    "ram": ("memoria ram",),
    "pulgada": ("pantalla", "rodado"),
    "bateria": ("bateria", "autonomia"),
    "dura": ("autonomia", "bateria", "vida util"),
    "watt": ("potencia",),
    "fuerza": ("potencia", "torque"),
    "ruido": ("ruido",),
    "camara": ("camara",),
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
    "220": ("voltaje",),
    "garantia": ("garantia",),
    "clase": ("eficiencia energetica",),
    "etiqueta": ("eficiencia energetica",),
    "viene": ("incluye", "contenido", "unidades"),
    "trae": ("incluye", "contenido", "unidades"),
}


@dataclass(frozen=True)
class Topics:
    """What the shopper wants to know about the products at hand."""

    price: bool
    stock: bool
    compare: bool
    attributes: tuple[str, ...]
    """Names as the catalog writes them, most related first."""

    @property
    def nothing(self) -> bool:
        return not (self.price or self.stock or self.compare or self.attributes)


def read_topics(question: str, attribute_names: Iterable[str]) -> Topics:
    """Find the topics of a question among the attribute names that the products have."""
    text = fold(question)
    asked = asked_attributes(text, attribute_names)
    return Topics(
        price=bool(_PRICE.search(text)),
        stock=bool(_STOCK.search(text)) and not asked,
        compare=bool(_COMPARE.search(text)),
        attributes=asked,
    )


def asked_attributes(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Rank the attribute names that the folded `text` speaks of; at most four."""
    words = re.findall(r"\w+", text)
    hints = {hint for stem, found in _ASKED_AS.items() for hint in found
             if any(word.startswith(stem) for word in words)}  # fmt: skip
    scores: dict[str, float] = {}
    for name in dict.fromkeys(names):
        folded = fold(name)
        if folded in text:
            scores[name] = 3.0
        elif any(folded.startswith(hint) or hint in folded for hint in hints):
            scores[name] = 2.0
        else:
            heads = [part for part in folded.split() if len(part) > 3]
            close = [max((fuzz.ratio(part, word) for word in words), default=0) for part in heads]
            if close and min(close) >= 85:
                scores[name] = 1.0
    return tuple(sorted(scores, key=lambda name: -scores[name])[:4])
