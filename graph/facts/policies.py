"""Facts about policies: the sentences nearest to a question, and what none of them speaks of."""

import re
from collections.abc import Sequence

from graph.checking.lexis import is_general, policy_roots, root, roots, with_synonyms
from graph.composer.policies import nearest
from graph.facts.fact import Fact
from graph.facts.unknown import ASKING
from graph.state import Source
from graph.text import stems
from ingest.units import fold

NEAREST = 2
"""Sentences quoted: in 99 of 100 questions over training policies the answer is among the two."""
SHORTEST = 4
"""Letters of a word that may name what is asked of."""


def policy_facts(question: str, passages: Sequence[Source]) -> list[Fact]:
    """Quote the sentences nearest to the question, and name the words of it that none has.

    Which of them answers, if any, is left to whoever writes: "nada menciona: domingos" may be a
    datum that is missing, or only another word for what the sentences say.
    """
    facts = [
        Fact("near", f"{source['title']}: {sentence}", (source["marker"],))
        for source, sentence in nearest(question, passages)[:NEAREST]
    ]
    if lacking := _lacking(question, passages):
        facts.append(Fact("unmentioned", f"nada menciona: {', '.join(lacking)}"))
    return facts or [Fact("missing", "ninguna fuente habla de eso")]


def _lacking(question: str, passages: Sequence[Source]) -> list[str]:
    """Return the telling words that no passage has, nor a synonym of theirs."""
    text = fold(" ".join(f"{s['title']} {s['payload']['text']}" for s in passages))
    held = policy_roots(text) | with_synonyms(roots(text)) | stems(text)
    words = dict.fromkeys(re.findall(r"[a-z0-9]+", fold(question)))
    return [word for word in words if _tells(word) and not _meant(word) & held]


def _tells(word: str) -> bool:
    if len(word) < SHORTEST or word.isdigit() or word in ASKING or is_general(word):
        return False
    return bool(stems(word) and policy_roots(word))


def _meant(word: str) -> set[str]:
    return policy_roots(word) | with_synonyms({root(word)}) | stems(word)
