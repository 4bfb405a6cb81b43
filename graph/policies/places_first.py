"""What is told first where a place is asked of: its row, or that no branch lies there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.policies.asked import ADDRESS, answers, days_told, only_asks, read_asked
from graph.policies.inquiry import LEANS, Inquiry
from graph.policies.limits import is_sent
from graph.policies.places import nearness, places_in
from graph.policies.ranking import EACH, FREE_OF_COST, REFUSES, Told, is_of
from graph.policies.sentences import label_of, sentences_of
from graph.state import Source
from ingest.units import fold

_BRANCH = re.compile(r"\b(?:local(?:es)?|sucursal(?:es)?|tiendas?|showrooms?|sedes?)\b")
APART = 1.0
"""How far behind goes what is of another matter than the row of the place asked."""
MOST_OF_A_ROW = 3


def row_first(inquiry: Inquiry, told: Sequence[Told]) -> list[Told]:
    """Put the row of the place that something is sent to first, and other matters behind it.

    "Hacen envíos a Salta?" is answered by what Salta costs, not by the rule of what is free.
    """
    asked, found = inquiry.asked, [*told]
    kinds = asked.kinds
    is_of_sending = is_sent(f"{inquiry.question} {inquiry.before}") or bool(kinds)
    free = FREE_OF_COST.search(fold(inquiry.question))
    if not told or not asked.places or kinds - {"cost", "time"} or free or not is_of_sending:
        return found
    if told[0].relevance <= 0 or not only_asks(inquiry.question):
        return found
    if inquiry.lean < LEANS and not read_asked(inquiry.question).places:
        return found  # of another matter than what was sent there
    place = asked.places[0]
    if any(REFUSES.search(fold(t.sentence)) and nearness(place, fold(t.sentence)) for t in told):
        return found
    rows = [one for one in told if _is_row_of(place, one)]
    if not rows:
        return found
    nearest = max(_how_near(place, one) for one in rows)
    row = next(one for one in rows if _how_near(place, one) == nearest)
    top = told[0].relevance
    if not kinds:
        same = (row.source["id"], label_of(row.sentence))
        of_it = sorted(
            (t for t in told if (t.source["id"], label_of(t.sentence)) == same),
            key=lambda t: t.position,
        )[:MOST_OF_A_ROW]
        gains = {t.position: top + EACH * (len(of_it) - n) for n, t in enumerate(of_it)}
        found = [
            replace(t, relevance=gains[t.position], brought=True) if t in of_it
            else t if _tells_of_sending(place, t) else _aside(t, top)
            for t in found
        ]  # fmt: skip
    elif row is not told[0]:
        return found
    document = _document(row.source)
    found = [
        t if _document(t.source) == document or is_sent(t.source["title"])
        else _aside(t, top)
        for t in found
    ]  # fmt: skip
    return sorted(found, key=lambda t: -t.relevance)


def branch_sought(question: str) -> str:
    """Return the place where a branch is asked for, by the last line that names one; or nothing."""
    lines = question.splitlines()
    text = fold(question)
    if not (_BRANCH.search(text) and "where" in read_asked(question).kinds):
        return ""
    places = places_in(fold(lines[-1])) if lines else ()
    return places[0] if places else ""


def is_none_there(place: str, sources: Sequence[Source]) -> bool:
    """Tell whether the terms tell where the branches are, and none of them lies in a place."""
    told = [
        (fold(source["title"]), fold(text))
        for source in sources for text in sentences_of(source)
        if _BRANCH.search(fold(source["title"])) or ADDRESS.search(fold(text))
    ]  # fmt: skip
    addresses = [text for _, text in told if ADDRESS.search(text)]
    return bool(addresses) and not any(
        nearness(place, title) or nearness(place, text) for title, text in told
    )


def _is_row_of(place: str, told: Told) -> bool:
    label, text, title = label_of(told.sentence), fold(told.sentence), fold(told.source["title"])
    return bool(
        label and not days_told(fold(label)) and is_of(place, title, text)
        and (answers("cost", text) or answers("time", text)) and is_sent(f"{title} {text}")
    )  # fmt: skip


def _tells_of_sending(place: str, told: Told) -> bool:
    """Tell whether a sentence says what sending costs or how long it takes, or of where it is."""
    text = fold(told.sentence)
    return answers("cost", text) or answers("time", text) or nearness(place, text) is not None


def _aside(told: Told, top: float) -> Told:
    return replace(told, relevance=min(told.relevance, top - APART))


def _how_near(place: str, told: Told) -> float:
    return nearness(place, fold(label_of(told.sentence))) or 0.0


def _document(source: Source) -> str:
    return source["title"].split(" > ")[0]
