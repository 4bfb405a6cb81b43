"""The sentences of policies, by how well each answers a question.

Words alone rank them where there are no vectors: for drafts over sources that no index gave.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.policies.asked import (
    ADDRESS,
    Asked,
    answers,
    days_told,
    is_range,
    only_asks,
    read_asked,
)
from graph.policies.inquiry import Inquiry
from graph.policies.limits import goes_on, is_beyond, is_sent
from graph.policies.meaning import Meaning
from graph.policies.offers import leaves_out_offers
from graph.policies.paying import ways_of_paying
from graph.policies.places import ELSEWHERE, is_unheard, nearness, without_places
from graph.policies.rows import BRANCHES, rows_of_others
from graph.policies.sentences import label_of, sentences_of
from graph.policies.words import Words, telling
from graph.state import Source
from graph.text import stems
from ingest.units import Quantity, fold

LEVEL, MEANING, PASSAGE = 0.3, 0.7, 0.1
"""Weights of the standard deviations that a sentence's cosine and its whole passage's stand above
the mean: of the nearest sentence's, of what the others are behind it, of the passage's. So the
nearest is no surer of answering because the others count for less."""
KIND, PLACE, DAY, ORDER = 0.5, 0.8, 0.4, 0.02
"""What is added for an answer of the kind asked, and for the place and the day; the last, taken
off for each place down in the passage."""
ASIDE, TRADE = 0.4, 1.0
"""What is taken off terms of a special case that is not asked of (express), more off those of
another kind of buyer (wholesale); and what is added where the question itself asks of the case."""
OF_KIND = 0.8
"""What is added for naming the kind of product asked for: its rule goes before the general one."""
OF_MATTER = 4.0
"""By what the share of the question's other words is raised for that: a quarter is enough."""
_SPECIAL = tuple(
    (re.compile(told), re.compile(asked), weight)
    for told, asked, weight in (
        (
            r"mayorist|\b(?:por|al) mayor\b|\bempresas?\b",
            r"mayor|\bempresas?\b|\bunidades\b|cantidad|revend|presupuesto|"
            r"\b(?:hacen|haces|dejan|mejoran) (?:\w+ )?precio\b|\bprecio (?:por|al) mayor",
            TRADE,
        ),
        (
            r"(?<!american )\bexpress\b",
            r"express|urgente|\b(?:en el|mismo) dia\b|\bhoy\b",
            2 * ASIDE,
        ),
        (r"extendid", r"exten|ampli|sumar|\bmas (?:anos|meses|garantia)", ASIDE),
        (
            r"\b(?:fallad|golpead|defectuos)[oa]",
            r"fall|\brot[oa]|\bromp(?!ev)|golpe|equivoc|defect|\banda|\bmal\b|danad|problema|garant",
            ASIDE,
        ),
        (r"liquidacion", r"liquidacion|oferta", ASIDE),
        (r"jubilad", r"jubilad|pensionad", ASIDE),
    )
)
FREE = 1.2
"""What is added for saying what is free, where that is asked of a place."""
FREE_OF_COST = re.compile(r"\bgratis\b|\b(?:sin|con) (?:cargo|costo)\b|\bbonificad")
LEAST_TOPICAL = 0.2
"""Share of the question's words from which a sentence is of its matter."""
SHORT = 8
"""Words of a sentence that only tells of a day: "los sábados está cerrada"."""
EACH, NEAR_BEST = 0.001, 1.0
"""What sets apart the branches that are told together, and how much better something else may
answer."""
_CLASS = re.compile(r"\s*(?:productos?|articulos?|mercaderia|bultos?|compras) \w+\s*$")
"""A heading that names a class of goods: "Productos grandes"."""
REFUSES = re.compile(r"\bno (?:hacemos|hay|enviamos|mandamos|llegamos|entregamos)\b")
"""Where nothing is sent to."""
_LIST = 60
"""Letters within which a sentence begins to list what its heading is of."""


@dataclass(frozen=True)
class Told:
    """A sentence that may answer, with how well it does."""

    source: Source
    position: int
    sentence: str
    relevance: float
    brought: bool = False
    """Whether a rule knows it for an answer: the row of the place asked, the hours of each branch,
    what limits another."""
    probability: float | None = None
    """That it answers, where that was judged."""


def rank(inquiry: Inquiry, sources: Sequence[Source], meaning: Meaning | None = None) -> list[Told]:
    """Return every sentence of the passages, the one that answers best first.

    Without meaning, words alone tell.
    """
    sentences = [(s, n, text) for s in sources for n, text in enumerate(sentences_of(s))]
    if not sentences:
        return []
    words = Words(inquiry, [(s["title"], text) for s, _, text in sentences])
    near = [0.0] * len(sentences)
    if meaning:
        own, whole = meaning.near()
        per = dict(zip((s["id"] for s in sources), whole, strict=True))
        top = float(own.max())
        near = [LEVEL * top + MEANING * (float(own[n]) - top) + PASSAGE * float(per[s["id"]])
                for n, (s, _, _) in enumerate(sentences)]  # fmt: skip
    shares = [words.share(n) for n in range(len(sentences))]
    # Of a message that only asks, or turns to another place, the matter is that of the one before.
    asks = only_asks(inquiry.question) or bool(read_asked(inquiry.question).places)
    topical = [max(words.own_share(n), share if asks else 0.0) for n, share in enumerate(shares)]
    fits = _fitting(inquiry, sentences, topical)
    others = rows_of_others(inquiry, sentences)
    for n in others:
        fits[n] -= PLACE
    found = [
        Told(source, position, text, near[n] + shares[n] + fits[n] - ORDER * position)
        for n, (source, position, text) in enumerate(sentences)
    ]
    asked = inquiry.asked
    if asked.places:
        found = [replace(told, brought=_is_row_asked(asked, told)) for told in found]
    if inquiry.on_offer:
        found = _with_its_exception(inquiry.question, found, topical)
    found = _with_its_limit(inquiry.sizes, _with_its_row(inquiry, found))
    # Sums of the same weights may differ in their last digits: those are level.
    found = sorted(
        found,
        key=lambda told: (-round(told.relevance, 6), told.source["id"], told.position),
    )
    aside = {(sentences[n][0]["id"], sentences[n][1]) for n in others}
    of_others = [told for told in found if (told.source["id"], told.position) in aside]
    rest = [told for told in found if (told.source["id"], told.position) not in aside]
    of_each = _of_each(inquiry, rest)
    return sorted([*of_each, *of_others], key=lambda told: -round(told.relevance, 6))


def _is_row_asked(asked: Asked, told: Told) -> bool:
    """Tell whether a row is of the place asked, and tells what is asked of it."""
    text = fold(told.sentence)
    return (
        ":" in text
        and is_of(asked.places[0], fold(told.source["title"]), text)
        and any(answers(kind, text) for kind in asked.kinds)
    )


def _with_its_exception(question: str, found: list[Told], topical: Sequence[float]) -> list[Told]:
    """Put what leaves out goods on sale, and is of the matter asked, before the rule."""
    top = max(told.relevance for told in found)
    ways = ways_of_paying(fold(question))
    brought = []
    for n, told in enumerate(found):
        folded = fold(told.sentence)
        before = n and told.position
        named = ways_of_paying(folded)
        is_of_it = topical[n] >= LEAST_TOPICAL or bool(ways & named)
        if before and not named:  # it is to the rule before: "No incluye ofertas."
            is_of_it = is_of_it or topical[n - 1] >= LEAST_TOPICAL
        moved = is_of_it and leaves_out_offers(folded)
        brought.append(_brought(told, top + EACH) if moved else told)
    return brought


def _with_its_limit(sizes: Sequence[Quantity], found: list[Told]) -> list[Told]:
    """Put what the size of the thing is beyond before the rule of what is sent."""
    if not sizes:
        return found
    top = max(told.relevance for told in found)
    brought = []
    after = ""
    for told in found:
        text = fold(told.sentence)
        is_of_it = is_beyond(text, sizes) and is_sent(f"{told.source['title']} {text}")
        if is_of_it or (after == told.source["id"] and goes_on(text)):
            after = told.source["id"]
            brought.append(_brought(told, top + EACH))
        else:
            after = ""
            brought.append(told)
    return brought


def _with_its_row(inquiry: Inquiry, found: list[Told]) -> list[Told]:
    """Bring together the rule of what is free and the row of the place that it is asked of.

    Whether a purchase is free depends on its amount: when it is not, the row tells the cost.
    """
    asked = inquiry.asked
    if not asked.places or not FREE_OF_COST.search(fold(inquiry.question)):
        return found
    acts = _acts(inquiry.question)
    free = [t for t in found if _tells_free(acts, t.source["title"], t.sentence)]
    rows = [
        t for t in found if ":" in t.sentence and t not in free
        and is_of(asked.places[0], fold(t.source["title"]), fold(t.sentence))
        and answers("cost", fold(t.sentence))
    ]  # fmt: skip
    if not free or not rows:
        return found
    pair = [max(some, key=lambda told: told.relevance) for some in (free, rows)]
    top = max(told.relevance for told in pair)
    return [_brought(t, top - 0.01 * (t is pair[1])) if t in pair else t for t in found]


def _of_each(inquiry: Inquiry, found: list[Told]) -> list[Told]:
    """Bring together the hours, or the addresses, of every branch when none is named.

    `found` is sorted. "abren los domingos?" has as many answers as branches.
    """
    asked = inquiry.asked
    kind = next((k for k in ("open", "hours", "where") if k in asked.kinds), None)
    if kind is None or asked.places or asked.days == {"feriado"}:
        return found
    best: dict[str, dict[str, Told]] = {}
    # Of a branch, what speaks of the day goes before its other hours.
    for told in sorted(found, key=lambda t: not asked.days & days_told(fold(t.sentence))):
        above = told.source["title"].rpartition(" > ")[0]
        label, text = label_of(told.sentence), fold(told.sentence)
        label = "" if days_told(fold(label)) else label
        if not _tells_of_a_branch(kind, text.removeprefix(fold(label)), asked.days):
            continue
        if above:
            best.setdefault(above, {}).setdefault(told.source["id"], told)
        if label:  # the branches of a list
            best.setdefault(told.source["id"], {}).setdefault(label, told)
    many = max((of for of in best.values()), key=lambda of: len(of), default={})
    if len(many) < 2 or max(t.relevance for t in many.values()) < found[0].relevance - NEAR_BEST:
        return found
    first = sorted(many.values(), key=lambda told: (told.source["marker"], told.position))
    top = found[0].relevance
    together = [_brought(t, top + EACH * (len(first) - n)) for n, t in enumerate(first)]
    return [*together, *(told for told in found if told not in first)]


def _brought(told: Told, relevance: float) -> Told:
    return replace(told, relevance=relevance, brought=True)


def _tells_of_a_branch(kind: str, text: str, days: frozenset[str]) -> bool:
    if kind == "where":
        return bool(ADDRESS.search(text))
    return (is_range(text) and answers("hours", text)) or (
        bool(days & days_told(text)) and answers("open", text) and len(text.split()) < SHORT
    )


def _acts(text: str) -> frozenset[str]:
    return frozenset(stem for stem in telling(text) if stem.startswith("="))


def _tells_free(acts: frozenset[str], title: str, text: str) -> bool:
    """Tell whether a sentence says that one of the acts is free."""
    return bool(FREE_OF_COST.search(fold(text)) and acts & telling(f"{title} {text}"))


def _fitting(
    inquiry: Inquiry, sentences: Sequence[tuple[Source, int, str]], topical: Sequence[float]
) -> list[float]:
    """Return what each sentence gains by holding the kind of answer, the place and the day.

    `topical` tells how much each has of the matter in its words: only those gain by place and kind.
    """
    asked = inquiry.asked
    folded = [fold(text) for _, _, text in sentences]
    titles = [fold(source["title"]) for source, _, _ in sentences]
    # A follow-up that asks anew ("y cuánto tarda?") has nothing else of its own.
    kind = 2 * KIND if inquiry.before and read_asked(inquiry.question).kinds else KIND
    gains = [kind * any(answers(wanted, text) for wanted in asked.kinds) for text in folded]
    said = fold(f"{inquiry.question} {inquiry.before}")
    question = fold(inquiry.question)
    aside = [(told, weight) for told, wanted, weight in _SPECIAL if not wanted.search(said)]
    wanted_now = [(told, w) for told, wanted, w in _SPECIAL if wanted.search(question)]
    kept = {day for text in (*folded, *titles) for day in days_told(text)} & asked.days
    thing = stems(inquiry.thing)
    classes = _classes(thing, sentences)
    for n, (title, text) in enumerate(zip(titles, folded, strict=True)):
        whole = f"{title} {text}"
        gains[n] -= max((weight for case, weight in aside if case.search(whole)), default=0)
        gains[n] += max((weight for case, weight in wanted_now if case.search(whole)), default=0)
        if thing & stems(text) or any(c <= stems(text) for c in classes):
            gains[n] += OF_KIND * min(1.0, OF_MATTER * topical[n])
        told = days_told(text) or days_told(title)
        if asked.days and told:
            gains[n] += DAY if told & asked.days else _of_other_days(text, bool(kept))
    if asked.places and FREE_OF_COST.search(question):
        acts = _acts(inquiry.question)
        for n, (title, text) in enumerate(zip(titles, folded, strict=True)):
            if _tells_free(acts, title, text) and _near(asked.places[0], title, text) is None:
                gains[n] += FREE
    is_to_there = not asked.kinds & BRANCHES
    # "A Rosario cuánto sale?" names no matter: what is brought there is sent.
    is_any = is_to_there and only_asks(inquiry.question)
    # One said before only bounds what has a matter of its own: naming it answers nothing.
    goes_on = only_asks(inquiry.question) or bool(read_asked(inquiry.question).places)
    is_of_there = not inquiry.before or goes_on
    is_bare = is_any and not _acts(inquiry.question) - _acts("enviar mandar llegar entregar")
    for place in _places(inquiry, re.findall(r"[a-z]+", " ".join([*titles, *folded]))):
        near = [_near(place, title, text) for title, text in zip(titles, folded, strict=True)]
        best: dict[str, float] = {}
        for (source, _, _), value in zip(sentences, near, strict=True):
            best[source["id"]] = max(best.get(source["id"], 0.0), value or 0.0)
        for n, ((source, _, _), value) in enumerate(zip(sentences, near, strict=True)):
            if value is None:
                if is_bare and not is_sent(f"{titles[n]} {folded[n]}"):
                    gains[n] -= PLACE
                continue
            if not value and "where" in asked.kinds and ADDRESS.search(folded[n]):
                continue  # where the store is instead
            if not value or value < best[source["id"]]:  # the rule is that of the nearest zone
                gains[n] -= PLACE / 2 if value else PLACE
            elif (topical[n] and (is_of_there or place == ELSEWHERE)) or (
                is_any and is_sent(f"{titles[n]} {folded[n]}")
            ):
                refuses = is_to_there and bool(REFUSES.search(folded[n]))
                its_own = 2.0 if refuses else value + is_of(place, titles[n], folded[n])
                gains[n] += PLACE * (1 + its_own) / 2
                if refuses and asked.kinds:  # what is not sent costs nothing and takes no time
                    gains[n] += kind
    return gains


def _places(inquiry: Inquiry, words: Sequence[str]) -> tuple[str, ...]:
    """Return the places asked of; one that no words of the terms name is elsewhere."""
    before = inquiry.before if inquiry.keeps else ""
    if not is_sent(f"{inquiry.question} {before}") and "cost" not in inquiry.asked.kinds:
        return inquiry.asked.places
    if is_unheard(fold(inquiry.question), words):
        return (ELSEWHERE,)
    is_before = any(is_unheard(fold(line), words) for line in before.splitlines()[-1:])
    return inquiry.asked.places or ((ELSEWHERE,) if is_before else ())


def _classes(thing: set[str], sentences: Sequence[tuple[Source, int, str]]) -> list[frozenset[str]]:
    """Return what the terms call a class of goods that begins by listing the thing.

    "Productos grandes > Heladeras, lavarropas y muebles viajan…": a fridge is a large product.
    """
    found = []
    for source, _, text in sentences:
        heading = fold(source["title"].rpartition(">")[2])
        listed = stems(text.partition(":")[0][: text.find(" ", _LIST)])
        if thing & listed and _CLASS.match(heading):
            found.append(frozenset(stems(heading)))
    return found


def _of_other_days(text: str, kept: bool) -> float:
    """Return what is gained by speaking of other days: which it opens, when no day is told."""
    if not is_range(text):
        return -DAY
    return 0.0 if kept else DAY


def is_of(place: str, title: str, text: str) -> bool:
    """Tell whether a row of a table, or the last heading, is of the place and of nothing else."""
    row, _, rest = text.partition(":")
    label = row if rest else title.rpartition(">")[2]
    return bool(nearness(place, label)) and len(stems(without_places(label))) < 2


def _near(place: str, title: str, text: str) -> float | None:
    """Return how near to the place a sentence holds; its heading says of where, if it does not."""
    told, above = nearness(place, text), nearness(place, title)
    if told is None or (above is not None and not told):
        return above
    return told
