"""The words of a text that carry meaning."""

import re

from ingest.units import fold

_STOPWORDS = frozenset([
    "de", "la", "el", "los", "las", "un", "una", "unos", "unas", "y", "o", "u", "a", "en",
    "con", "por", "para", "que", "se", "me", "te", "lo", "le", "les", "su", "mi", "es", "son",
    "al", "del", "como", "si", "no", "hay", "tiene", "tienen", "puedo", "puede", "hacen",
    "hacer", "cuanto", "cual", "cuando", "donde", "este", "esta", "yo", "vos", "hola",
    "buenas", "mas", "sobre", "q", "x", "tu", "tus", "sus", "ya", "ser", "fue", "sin",
])  # fmt: skip


def stems(text: str) -> set[str]:
    """Return the meaningful words folded and cut to five letters: a coarse Spanish stemmer."""
    words = re.findall(r"\w+", fold(text))
    return {word[:5] for word in words if word not in _STOPWORDS and len(word) > 1}
