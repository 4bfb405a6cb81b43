"""Answer about policies with their own sentences, those nearest to the question."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from graph.sentences import split_sentences
from graph.state import Source
from graph.text import stems

MAX_SENTENCES = 3
_MARKDOWN = re.compile(r"\*\*|__|^#+\s*|^\s*[-*]\s+|^\s*\d+\.\s+|`", re.MULTILINE)


def answer_policy(question: str, sources: Sequence[Source]) -> list[str]:
    """Return cited sentences, in the order in which their passages tell them."""
    candidates = [
        (source["marker"], position, sentence)
        for source in sources
        for position, sentence in enumerate(sentences_of(source))
    ]
    asked = stems(question)
    # How many candidate sentences hold a stem: rare ones tell the topic.
    frequency = Counter(s for _, _, sentence in candidates for s in stems(sentence))
    title = {source["marker"]: stems(source["title"]) for source in sources}

    def relevance(candidate: tuple[int, int, str]) -> float:
        marker, position, sentence = candidate
        shared = asked & (stems(sentence) | title[marker])
        weight = sum(math.log(1 + len(candidates) / (1 + frequency[stem])) for stem in shared)
        # The retriever's order and the sentence's place break ties.
        return weight - 0.3 * (marker - 1) - 0.02 * position

    best = sorted(candidates, key=relevance, reverse=True)[:MAX_SENTENCES]
    best = [c for c in best if relevance(c) > 0.5 * relevance(best[0])] or best[:1]
    return [f"{sentence} [{marker}]" for marker, _, sentence in sorted(best)]


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
