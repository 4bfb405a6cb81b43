"""Words that a title cuts short, "Esm. Sint.", as its own description writes them out."""

import re
from functools import lru_cache

from ingest.units import fold

_SHORT = re.compile(r"\b([a-z]{2,})\.(?![a-z0-9])")
"""A word with a full stop after it, in a folded title."""
_WORD = re.compile(r"[a-z]{2,}")
LEAST_CUT = 2
"""Letters more that the whole word has: the plural is no other word."""


def in_full(title: str, description: str) -> str:
    """Return a folded title with each word that it cuts short as the description has it whole.

    One that the description does not write out stays as it is.
    """
    text = fold(title)
    return _written_out(text, description) if "." in text else text


@lru_cache(maxsize=1_024)  # few: each keeps a description in memory
def _written_out(text: str, description: str) -> str:
    told = _WORD.findall(fold(description))
    return _SHORT.sub(lambda match: _whole(match[1], told) or match[0], text)


def _whole(short: str, told: list[str]) -> str:
    """Return the first word that begins so, or else is drawn together so: "Jgo." is a "juego"."""
    if short in told:
        return ""
    longer = [word for word in told if len(word) >= len(short) + LEAST_CUT]
    begun = (word for word in longer if word.startswith(short))
    drawn = re.compile(rf"{short[0]}.*{'.*'.join(short[1:-1])}.*{short[-1]}")
    return next(begun, "") or next(filter(drawn.fullmatch, longer if len(short) > 2 else ()), "")
