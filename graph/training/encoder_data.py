"""What the encoder learns from: things that shops sell, as shoppers ask and as feeds write them."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import TrainingError
from graph.training.data_lines import read_rows
from graph.training.noise import spoil
from ingest.units import fold

BRANDS = ("Los Talas", "Forzuda", "Aquarela", "El Tambito", "Polaris", "Doña Olla", "Rodante")
"""Invented; stand where a feed's own brand column would."""
SHORTEST = 3
"""Letters from which a title's abbreviation says its word: `gall`, `deo` do; `x`, `de` do not."""
TAIL, RECASE, OPENING = 0.5, 0.4, 0.2
"""Shares of titles with a tail of fields, of titles in another case, of asks put as a request."""
OPENINGS = ("tenés ", "busco ", "hay ", "necesito ", "quiero ", "venden ", "precio de ")


@dataclass(frozen=True)
class Concept:
    """A kind of product. See data/encoder/README.md."""

    idea: str
    family: str
    """Category path, as `product_type`. Needs may be met anywhere in a family."""
    asks: tuple[str, ...]
    needs: tuple[str, ...]
    titles: tuple[str, ...]
    near: tuple[str, ...]
    """Titles that share words or shelf and are wrong."""

    def titles_for(self, ask: str) -> list[str]:
        """Return the titles that write most of the ask's words: all of them when it is slang."""
        shared = [len(_words_shared(ask, title)) for title in self.titles]
        best = max(shared)
        return [title for title, n in zip(self.titles, shared, strict=True) if n == best]


@dataclass(frozen=True)
class Pair:
    """A query, the text of a product that answers it, and that of one that does not."""

    query: str
    positive: str
    negative: str
    idea: str
    family: str
    is_need: bool


def read_concepts(path: Path) -> list[Concept]:
    """Read JSON Lines of concepts.

    Raises:
        TrainingError: the file is missing or a line does not fit; the message says which.
    """
    return read_rows(path, _concept)


def _concept(row: Any) -> Concept:
    lists = (tuple(row[key]) for key in ("asks", "needs", "titles", "near"))
    concept = Concept(row["idea"], row["family"], *lists)
    if not (concept.asks and concept.titles and concept.near):
        raise TrainingError("no asks, no titles or nothing near")
    return concept


def draw_pairs(
    concepts: Sequence[Concept], count: int, seed: int, *, noise: float, batch: int, families: int
) -> list[Pair]:
    """Draw pairs in the order in which they are trained: each batch from a few families.

    What lies on one shelf is told apart only when it meets in one batch. Asks are gone through
    without repeating until all were drawn.
    """
    rng = random.Random(seed)
    shelves: dict[str, list[tuple[Concept, str, bool]]] = {}
    for concept in concepts:
        shelf = shelves.setdefault(concept.family, [])
        shelf += [(concept, ask, False) for ask in concept.asks]
        shelf += [(concept, need, True) for need in concept.needs]
    decks: dict[str, list[tuple[Concept, str, bool]]] = {family: [] for family in shelves}
    sizes = [len(asks) for asks in shelves.values()]
    pairs: list[Pair] = []
    while len(pairs) < count:
        for family in rng.choices(list(shelves), sizes, k=families):
            for _ in range(batch // families):
                if not decks[family]:
                    decks[family] = rng.sample(shelves[family], len(shelves[family]))
                pairs.append(_pair(*decks[family].pop(), rng, noise))
    return pairs[:count]


def _pair(concept: Concept, ask: str, is_need: bool, rng: random.Random, noise: float) -> Pair:
    query = rng.choice(OPENINGS) + ask if not is_need and rng.random() < OPENING else ask
    titles = concept.titles if is_need else concept.titles_for(ask)
    return Pair(
        query=spoil(query, rng) if rng.random() < noise else query,
        positive=_as_fed(rng.choice(titles), concept.family, rng),
        negative=_as_fed(rng.choice(concept.near), concept.family, rng),
        idea=concept.idea,
        family=concept.family,
        is_need=is_need,
    )


def _as_fed(title: str, family: str, rng: random.Random) -> str:
    """Write a title as some feed would, with fields after it as `product_text` adds them.

    A wrong title gets the right one's family at times: the shelf alone must not decide.
    """
    if rng.random() < RECASE:
        title = rng.choice((str.upper, str.lower, str.title))(title)
    if rng.random() > TAIL:
        return title
    fields = (rng.choice(BRANDS), family.replace(" > ", ", "))
    return ". ".join([title, *(field for field in fields if rng.random() < 0.6)])


def _words_shared(ask: str, title: str) -> set[str]:
    """Return the ask's words that the title writes, whole or cut short: `galletitas` in `GALL`."""
    written = re.findall(rf"[a-zñ]{{{SHORTEST},}}", fold(title))
    return {
        word
        for word in re.findall(rf"[a-zñ]{{{SHORTEST},}}", fold(ask))
        if any(word.startswith(w) or w.startswith(word) for w in written)
    }
