"""Conversations through a system, one after another, and what comes out of it as figures."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.training.answers.conversation import Conversation, Turn
from graph.training.answers.judge import Judgement, Said, judge
from graph.training.answers.systems import System

MEASURES = (
    "cited", "facts", "supported", "answers", "abstains", "lacks", "refuses", "hands_off",
    "greets", "route", "form",
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A turn that was asked, with its verdict."""

    turn: Turn
    said: Said
    judgement: Judgement


@dataclass(frozen=True)
class Report:
    """What one system did. Shares are in [0, 1], latencies in ms."""

    name: str
    turns: int
    right: float
    """Share of the turns that served the shopper: cited, facts, supported, behaviour."""
    conversations: float
    """Share of the conversations whose every turn was right."""
    measures: Mapping[str, float | None]
    """Share met of the turns that are held to it; None when none was."""
    first_p50_ms: float
    first_p95_ms: float
    whole_p50_ms: float
    whole_p95_ms: float
    per_kind: Mapping[str, float]
    """Kind of conversation → turns right."""


async def converse(
    system: System,
    conversations: Sequence[Conversation],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[list[Judged]]:
    """Hold every conversation, judging each answer in the light of the ones before."""
    held = []
    for done, conversation in enumerate(conversations, 1):
        judged: list[Judged] = []
        for turn in conversation.turns:
            said = await system(conversation.id, turn.message)
            messages = [j.turn.message for j in judged] + [turn.message]
            before = judged[-1].said if judged else None
            judged.append(Judged(turn, said, judge(turn, said, before, messages)))
        held.append(judged)
        progress(done, len(conversations))
    return held


def report(
    name: str, conversations: Sequence[Conversation], held: Sequence[Sequence[Judged]]
) -> Report:
    """Sum up what a system did."""
    turns = [judged for conversation in held for judged in conversation]
    met: dict[str, list[bool]] = defaultdict(list)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for conversation, answers in zip(conversations, held, strict=True):
        kinds[conversation.kind] += [answer.judgement.right for answer in answers]
        for answer in answers:
            for measure, ok in answer.judgement.met.items():
                met[measure].append(ok)
    first = [judged.said.first_ms for judged in turns]
    whole = [judged.said.whole_ms for judged in turns]
    return Report(
        name=name,
        turns=len(turns),
        right=float(np.mean([judged.judgement.right for judged in turns])),
        conversations=float(np.mean([all(j.judgement.right for j in c) for c in held])),
        measures={m: float(np.mean(met[m])) if met[m] else None for m in MEASURES},
        first_p50_ms=float(np.percentile(first, 50)),
        first_p95_ms=float(np.percentile(first, 95)),
        whole_p50_ms=float(np.percentile(whole, 50)),
        whole_p95_ms=float(np.percentile(whole, 95)),
        per_kind={kind: float(np.mean(oks)) for kind, oks in sorted(kinds.items())},
    )


def write_failures(conversations: Sequence[Conversation], held: Sequence[Sequence[Judged]]) -> str:
    """Lay out the conversations that failed as Markdown, for a person."""
    parts = []
    for conversation, answers in zip(conversations, held, strict=True):
        if all(all(answer.judgement.met.values()) for answer in answers):
            continue
        parts.append(f"## {conversation.id} ({conversation.split})\n")
        parts += [_turn_told(answer) for answer in answers]
    return "\n".join(parts)


def _turn_told(answer: Judged) -> str:
    lines = [f"**{answer.turn.message}**", ""]
    lines += [f"> {line}" for line in answer.said.text.splitlines() or [""]]
    lines += ["", f"{answer.said.first_ms:.0f} ms to the first sentence, "
                  f"{answer.said.whole_ms:.0f} ms in all"]  # fmt: skip
    failed = [f"- ✗ {name}: {fault}" for name, faults in answer.judgement.faults.items()
              for fault in faults]  # fmt: skip
    if failed:
        lines += ["", *failed, *(f"- {reason}" for reason in answer.said.reasons)]
    return "\n".join([*lines, ""])
