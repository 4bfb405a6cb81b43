"""What a source says is vouched for by its own marker, not by none or another's."""

import re

from graph.checking.clauses import QUESTION
from graph.checking.context import Context
from graph.checking.lexis import TALK, is_general, policy_roots, root
from graph.sentences import split_sentences
from graph.state import Claim

LEAST = 3
"""Telling words from which a sentence is known again."""
SHARE = 0.75
"""Share of them that one sentence of a source must have to be where it comes from."""
_SUPPOSES = re.compile(r"\W*(?:si|asi que|o sea|entonces|por eso|por lo tanto|para|con eso)\b(?!,)")
"""A condition or a conclusion, which tells nothing that was not told."""


def check_unvouched(context: Context) -> list[Claim]:
    """Refuse what no rule judges, no cited source says, and another one says."""
    text = QUESTION.sub(" ", context.text)
    words = [w for w in re.findall(r"[a-z]{3,}", text) if root(w) not in TALK]
    told = policy_roots(" ".join(words))
    particular = policy_roots(" ".join(w for w in words if not is_general(w)))
    if len(told) < LEAST or not particular or "?" in context.text or _SUPPOSES.match(text):
        return []
    if _most(told, [e.text for e in context.cited]) >= SHARE / 2:
        return []
    for source in context.evidence.values():
        if source not in context.cited and _most(told, [source.text]) >= SHARE:
            reason = f"lo dice la fuente [{source.marker}], que no se cita"
            return [context.not_found("marker", reason, source)]
    return []


def _most(told: set[str], texts: list[str]) -> float:
    """Return the largest share of what is told that one sentence has."""
    held = [policy_roots(s) for text in texts for s in split_sentences(text)]
    return max((len(told & words) / len(told) for words in held), default=0.0)
