"""Answer about policies with their own sentences, those nearest to the question."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graph.checking.lexis import ACTS, policy_roots
from graph.sentences import split_sentences
from graph.state import Source
from graph.text import stems
from ingest.units import fold

MAX_SENTENCES = 3
_MARKDOWN = re.compile(r"\*\*|__|^#+\s*|^\s*[-*]\s+|^\s*\d+\.\s+|`", re.MULTILINE)


def answer_policy(question: str, sources: Sequence[Source]) -> list[str]:
    """Return cited sentences, in the order in which their passages tell them."""
    ranked = _ranked(question, sources)
    best = ranked[:MAX_SENTENCES]
    best = [c for c in best if c.relevance > 0.5 * best[0].relevance] or best[:1]
    told = sorted(best, key=lambda c: (c.source["marker"], c.position))
    lines = []
    for n, candidate in enumerate(told):
        is_first = n == 0 or told[n - 1].source["id"] != candidate.source["id"]
        heading = _heading(question, candidate) if is_first else ""
        lines.append(f"{heading}{candidate.sentence} [{candidate.source['marker']}]")
    return lines


def _heading(question: str, told: "_Candidate") -> str:
    """Return the passage's heading, where it tells what neither question nor sentence says.

    "Lunes y martes: Banco Nación" is when; "Si llega fallado" is the condition of all below it.
    """
    *above, heading = told.source["title"].split(" > ")
    if not above or stems(heading) <= stems(question) | stems(told.sentence):
        return ""
    return f"{heading.replace(':', ',')}: "


def nearest(question: str, sources: Sequence[Source]) -> list[tuple[Source, str]]:
    """Return the sentences that share a word with the question, the nearest first."""
    return [(c.source, c.sentence) for c in _ranked(question, sources) if c.shares]


@dataclass(frozen=True)
class _Candidate:
    source: Source
    position: int
    sentence: str
    shares: bool
    """Whether a word of the question stands in the sentence or in its passage's title."""
    relevance: float


def _ranked(question: str, sources: Sequence[Source]) -> list[_Candidate]:
    sentences = [(s, n, text) for s in sources for n, text in enumerate(sentences_of(s))]
    asked = _telling(question)
    # How many candidate sentences hold a stem: rare ones tell the topic.
    frequency = Counter(stem for _, _, text in sentences for stem in _telling(text))
    found = []
    for source, position, text in sentences:
        shared = asked & (_telling(text) | _telling(source["title"]))
        weight = sum(math.log(1 + len(sentences) / (1 + frequency[stem])) for stem in shared)
        # The retriever's order and the sentence's place break ties.
        relevance = weight - 0.3 * (source["marker"] - 1) - 0.02 * position
        found.append(_Candidate(source, position, text, bool(shared), relevance))
    return sorted(found, key=lambda c: -c.relevance)


def _telling(text: str) -> set[str]:
    """Return the stems of a text's words, those that stores use for one thing as one."""
    return stems(text) | {f"={root}" for root in policy_roots(fold(text)) & ACTS}


def sentences_of(source: Source) -> list[str]:
    """Cut a passage into sentences without Markdown; table rows become `a: b`."""
    lines = []
    for line in source["payload"]["text"].splitlines():
        if re.fullmatch(r"[\s|:-]*", line):
            continue
        if line.strip().startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            line = ": ".join(filter(None, [cells[0], ", ".join(cells[1:])]))
        lines.append(_MARKDOWN.sub("", line).strip())
    return [s.strip() for line in lines for s in split_sentences(line) if len(s.strip()) > 3]
