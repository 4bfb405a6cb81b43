"""Values that exclude each other: a source that says pine does not say oak."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from graph.checking.clauses import QUESTION, split_clauses
from graph.checking.context import Context
from graph.checking.evidence import Evidence
from graph.checking.lexis import fuse, root, with_synonyms
from graph.state import Claim
from graph.wording import write_attribute
from ingest.units import fold

GENDERED = 5
"""Letters from which "-a" and "-o" are forms of one word: redonda, redondo."""
_LISTS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("values.toml").read_text(encoding="utf-8")
)
_SUPPOSES = re.compile(
    r"(?:si|para que|por si|aunque|salvo|ni)\b(?!,)|"
    r"\b(?:igual que|como si|tipo|estilo|imitacion|simil|que no|en vez|mas que)\b"
)
"""What says nothing of the product: a condition, a likeness, a comparison."""


def _form(value: str) -> str:
    return _rooted(value.replace("_", " ")).strip()


@lru_cache(4096)
def _rooted(text: str) -> str:
    return f" {' '.join(_singular(word) for word in re.findall(r'[a-z0-9]+', text))} "


def _singular(word: str) -> str:
    word = word[:-2] if word.endswith("ones") else word.rstrip("s")
    return f"{word[:-1]}o" if len(word) > GENDERED and word.endswith("a") else word


_FREE = [[_form(v) for v in line.split()] for line in _LISTS["free"].strip().splitlines()]
_NAMED = [
    ({_form(n) for n in names.split()}, [_form(v) for v in values.split()])
    for names, values in (line.split(":") for line in _LISTS["named"].strip().splitlines())
]


def check_values(context: Context) -> list[Claim]:
    """Refuse a value that a source does not write where it writes another of its class."""
    text = QUESTION.sub(" ", context.text)
    for clause in split_clauses(text):
        if clause.denied or clause.concludes or _SUPPOSES.search(clause.text):
            continue
        told = _rooted(clause.text)
        products = context.subjects(clause.text)
        held = "".join(_held(product) for product in [*products, *context.policies])
        written = "".join(_rooted(source.text) for source in [*products, *context.policies])
        for values in [*_FREE, *(v for names, v in _NAMED if names & set(told.split()))]:
            said = [v for v in values if f" {v} " in told]
            if not said:
                continue
            known = [v for v in values if f" {v} " in held]
            wrong = [v for v in said if f" {v} " not in written and not _alike(v, held)]
            if known and wrong and products:
                reason = f"la fuente no dice «{_word(wrong[0], clause.text)}»"
                return [context.contradicted("attribute", reason, products[0])]
    return []


def _alike(value: str, held: str) -> bool:
    """Tell whether the source writes what names the same: "dama" for "mujer"."""
    if set(value.split()) <= set(held.split()):
        return True  # "a pleno sol" of "sol pleno"
    words = {root(word) for word in value.split()}
    return bool((with_synonyms(words) - words) & {root(word) for word in held.split()})


def _word(value: str, text: str) -> str:
    return next((w for w in re.findall(r"\w+", text) if _singular(w) == value.split()[0]), value)


def _held(source: Evidence) -> str:
    """Return what a source writes, its yes/no features left out: "apto exterior: no"."""
    text = source.text
    for name, value in source.attributes.items():
        if isinstance(value, bool):
            text = text.replace(fuse(fold(write_attribute(name, value))), " ")
    return _rooted(text)
