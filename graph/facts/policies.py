"""Facts about policies: the sentences nearest to a question, and what none of them speaks of."""

import re
from collections.abc import Sequence

from graph.checking.lexis import is_general, policy_roots, root, roots, with_synonyms
from graph.composer.policies import ranked_sentences
from graph.facts.fact import Fact
from graph.facts.unknown import ASKING
from graph.policies.asked import answers, asking_words, read_asked
from graph.policies.inquiry import Inquiry
from graph.policies.ranking import KIND, Told, rank
from graph.state import Source
from graph.text import stems
from ingest.units import fold

NEAREST = 2
"""Sentences quoted: in 99 of 100 questions over training policies the answer is among the two."""
SURE, AHEAD = 0.5, 0.3
"""How well the best sentence must answer, and how far before the best of another passage: over the
policies that train, the composer is right of 93 in 100 that are answered and judged so, and of
what is missing 1 in 9 is."""
DOUBTED, LIKELY = 0.2, 0.5
"""Probability of answering below which a model is told that nothing does (the F1 of abstaining is
best there over `data/selector/validation.toml`), and from which the composer writes (it was right
on all 14 such policies of validation)."""
FAR = 0.2
"""Below it a sentence has hardly a word of the question."""
NOTHING = "ninguna fuente habla de eso"
SHORTEST = 4
"""Letters of a word that may name what is asked of."""


def policy_facts(question: str, passages: Sequence[Source], *, alone: bool = True) -> list[Fact]:
    """Quote the sentences nearest to the question, and name the words of it that none has.

    Which of them answers, if any, is left to whoever writes: "nada menciona: domingos" may be a
    datum that is missing, or only another word for what the sentences say. Nothing is quoted where
    none can answer. `alone`: whether there are no products that the question may be about.
    """
    ranked = [told for told in ranked_sentences(question, passages) if told.relevance > 0]
    near = ranked[:NEAREST]
    lacking = _lacking(question, passages, [told.sentence for told in near])
    unmentioned = f"nada menciona: {', '.join(lacking)}" if lacking else ""
    is_far = lacking and _is_far(question, ranked)
    likely = _likely(passages)
    is_doubted = likely is not None and likely < DOUBTED
    if alone and (_lacks_kind(question, passages) or is_far or is_doubted):
        return [Fact("missing", unmentioned or NOTHING)]
    facts = [
        Fact("near", f"{told.source['title']}: {told.sentence}", (told.source["marker"],))
        for told in near
    ]
    if unmentioned:
        facts.append(Fact("unmentioned", unmentioned))
    return facts or [Fact("missing", NOTHING)]


def _likely(passages: Sequence[Source]) -> float | None:
    """Return how probably any passage answers, where the selector judged it."""
    return max((p["likely"] for p in passages if "likely" in p), default=None)


def _lacks_kind(question: str, passages: Sequence[Source]) -> bool:
    """Tell whether an amount, a time, a telephone is asked for, and no passage holds any."""
    texts = [fold(f"{s['title']} {s['payload']['text']}") for s in passages]
    kinds = read_asked(question).kinds
    return bool(kinds) and not any(answers(kind, text) for kind in kinds for text in texts)


def _is_far(question: str, ranked: Sequence[Told]) -> bool:
    """Tell whether no sentence shares more with the question than the kind of answer."""
    kinds = read_asked(question).kinds
    return all(
        told.relevance - KIND * any(answers(kind, fold(told.sentence)) for kind in kinds) < FAR
        for told in ranked
    )


def is_sure(question: str, passages: Sequence[Source]) -> bool:
    """Tell whether one sentence answers beyond doubt: then there is nothing to weigh.

    The selector finds it likely. Or, by words alone, it has what is asked for (an amount, a time),
    is far ahead of the other passages, and its own leaves no telling word of the question out.
    """
    likely = _likely(passages)
    if likely is not None and likely >= LIKELY:
        return True
    ranked = rank(Inquiry(question), passages)
    if not ranked or ranked[0].relevance < SURE:
        return False
    best = ranked[0]
    others = [told.relevance for told in ranked if told.source["id"] != best.source["id"]]
    if others and best.relevance - others[0] < AHEAD:
        return False
    folded = fold(best.sentence)
    if not all(answers(kind, folded) for kind in read_asked(question).kinds):
        return False
    return not _lacking(question, [best.source], [best.sentence])


def _lacking(question: str, passages: Sequence[Source], near: Sequence[str]) -> list[str]:
    """Return the telling words that no passage has, nor a synonym of theirs.

    A word by which something is asked for lacks nothing where a near sentence holds it: "plazo"
    beside "10 días".
    """
    text = fold(" ".join(f"{s['title']} {s['payload']['text']}" for s in passages))
    held = policy_roots(text) | with_synonyms(roots(text)) | stems(text)
    words = dict.fromkeys(re.findall(r"[a-z0-9]+", fold(question)))
    answered = {
        word for kind in read_asked(question).kinds
        if any(answers(kind, fold(sentence)) for sentence in near)
        for word in asking_words(question, kind)
    }  # fmt: skip
    return [w for w in words if w not in answered and _tells(w) and not _meant(w) & held]


def _tells(word: str) -> bool:
    if len(word) < SHORTEST or word.isdigit() or word in ASKING or is_general(word):
        return False
    return bool(stems(word) and policy_roots(word))


def _meant(word: str) -> set[str]:
    return policy_roots(word) | with_synonyms({root(word)}) | stems(word)
