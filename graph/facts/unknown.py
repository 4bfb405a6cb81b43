"""What a question asks of and no source speaks of: a datum that is missing, or another product."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.checking.evidence import Evidence
from graph.checking.lexis import is_general, root, roots, with_synonyms
from graph.facts.fact import Fact
from graph.state import Source
from graph.text import stems
from graph.understanding.attributes import mentioned_attributes
from ingest.units import fold

_LISTS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
ASKING = frozenset(_LISTS["asking"].split())
_DATA = frozenset(_LISTS["data"].split())
_VERB = re.compile(r"(?:ar|er|ir|ndo|arme|erte|arlo|arla|amos|emos|imos|aste|iste|aba|ria)$")
_CLITIC = re.compile(r"\b(?:me|te|nos) $")
"""What stands before a verb alone: "me averiguás"."""
_TOKEN = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)*")


def unknown_fact(question: str, products: Sequence[Source], *, asks_offer: bool) -> Fact | None:
    """Say what the question names and none of the products does.

    `asks_offer`: whether price or stock is asked, so that what is unknown beside a title is a name.
    """
    text = fold(question)
    titles = {
        root(word) for s in products for word in _TOKEN.findall(fold(s["title"]))
        if stems(word) or word.isdigit()
    }  # fmt: skip
    known = list(map(_known, products))
    names: list[str] = []
    data: list[str] = []
    follows = False
    matches = list(_TOKEN.finditer(text))
    for match, after in zip(matches, [*matches, None][1:], strict=True):
        token = match.group()
        joined = follows and text[: match.start()].endswith(" ")
        before_name = after is not None and root(after.group()) in titles
        if token.isdigit() and joined and root(token) not in titles:
            names.append(token)
        elif not _CLITIC.search(text[: match.start()]) and _is_unknown(token, known):
            beside = joined or before_name or re.search(r"[a-z]\d", token)
            (names if beside else data).append(token)
        follows = root(token) in titles and not text[match.end() :].startswith((",", ":", "?"))
    if not names and not data:
        return None
    if names or (asks_offer and not titles & {root(m.group()) for m in matches}):
        return Fact("unknown", f"ninguna fuente es: {' '.join(dict.fromkeys(names or data))}")
    return Fact("missing", f"ninguna fuente dice: {' '.join(dict.fromkeys(data))}")


@dataclass(frozen=True)
class _Known:
    """The words of one product, folded."""

    roots: set[str]
    text: str
    """Without separators: `pv-17` and `pv17` are one."""
    attributes: dict[str, Any]


def _known(source: Source) -> _Known:
    evidence = Evidence(source["marker"], source["kind"], source["payload"])
    told = f"{evidence.text} {' '.join(map(fold, evidence.attributes))}"
    return _Known(with_synonyms(roots(told)), _squeezed(told), evidence.attributes)


def _squeezed(text: str) -> str:
    return re.sub(r"[-/.]", "", text)


def _is_unknown(token: str, known: Sequence[_Known]) -> bool:
    if token.isdigit() or len(token) < 3 or token in ASKING or not stems(token):
        return False
    if token not in _DATA and (is_general(token) or _VERB.search(token)):
        return False
    return not any(
        root(token) in product.roots
        or _squeezed(token) in product.text
        or mentioned_attributes(token, product.attributes)
        for product in known
    )
