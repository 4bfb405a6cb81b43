"""Where a purchase is made: what a policy says of the web it does not say of the shop."""

import re

from graph.checking.clauses import NEGATION, split_clauses
from graph.checking.lexis import policy_roots
from graph.checking.policy.reading import Held, Said
from graph.checking.policy.wording import RESTRICTS

_CHANNELS = {
    "la web": re.compile(r"\b(?:web|online|internet|pagina|sitio)\b"),
    "el local": re.compile(
        r"\b(?:(?:(?<=\bel )|(?<=\ben )|(?<=\bal ))local|"
        r"sucursal|mostrador|salon|presencial(?:es|mente)?|en persona)\b"
    ),
}
_TURN = re.compile(r":\s|\b(?:pero|en cambio)\b|\by (?=(?:el|la|los|las) )")
"""Where a line goes on to another channel."""
_BOUGHT = re.compile(r"%|\$|\b(?:compr|pag|abon|promo|descuento|cuota|oferta|precio)\w*|interes")
_AFTER = re.compile(r"\b(?:retir|cambi|devol|devuel|garantia)\w*")
_TIED = re.compile(r"\bcompr\w+(?: hech\w+)? (?:en|por)\b")
SHARED = 2
"""Words and figures from which a line of the policy is of what is told."""


def other_channel(said: Said, held: Held) -> str:
    """Return why what is told of a channel is what the policy says of the other one alone."""
    held_lines = _pieces(held.lines)
    asked = set() if _channels(said.text) else _channels(said.asked)
    for piece in _pieces(said.lines):
        lines = held_lines
        told = _channels(" ".join(c.text for c in split_clauses(piece) if not c.denied))
        told = told or (_channels(piece) if len(_channels(piece)) == 1 else set())
        if not told and len(asked) == 1 and not NEGATION.search(piece):
            told, lines = asked, [line for line in lines if RESTRICTS.search(line)]
        scores = [len(_telling(piece) & _telling(line)) for line in lines]
        if not told or max(scores, default=0) < SHARED:
            continue
        near = [line for line, score in zip(lines, scores, strict=True) if score == max(scores)]
        only = [_channels(line) for line in near]
        if any(_is_of_after(line) for line in near):
            continue  # where one buys is not where one takes it or gives it back
        if all(only) and all(
            not told & own or (told - own and RESTRICTS.search(line))
            for own, line in zip(only, near, strict=True)
        ):
            return f"la política lo dice de {min(only[0])}: «{near[0].strip()[:120]}»"
    return ""


def _pieces(lines: list[str]) -> list[str]:
    return [piece for line in lines for piece in _TURN.split(line) if piece.strip()]


def _is_of_after(line: str) -> bool:
    """Tell a line of where one takes it, or gives it back, and not of how it was bought."""
    return not _TIED.search(line) and bool(_AFTER.search(line) or not _BOUGHT.search(line))


def _channels(text: str) -> set[str]:
    return {name for name, written in _CHANNELS.items() if written.search(text)}


def _telling(text: str) -> set[str]:
    for written in _CHANNELS.values():
        text = written.sub(" ", text)
    return policy_roots(text) | set(re.findall(r"\d[\d.]*", text))
