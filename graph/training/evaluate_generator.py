"""`dona evaluate generator`: composer, base and fine-tuned on the same held-out questions."""

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from graph.errors import GeneratorError
from graph.policies.answering import Answering, with_near
from graph.policies.idioms import in_terms
from graph.policies.inquiry import Inquiry
from graph.ports import DraftRequest, Generator
from graph.sentences import stream_sentences
from graph.training.generation.example import Example
from graph.training.judge_generator import Verdict, judge


@dataclass(frozen=True)
class Draft:
    """An answer before any check, and how long it took."""

    text: str
    first_s: float
    """Until the first sentence was whole."""
    whole_s: float
    failed: bool
    """Whether the endpoint broke; the text is what came before."""


@dataclass(frozen=True)
class Report:
    """What one generator did. Shares are in [0, 1], latencies medians in seconds."""

    name: str
    retrieval: bool
    answers: int
    right: float
    """Answers right as a whole: told, cited, admitted, and nothing false."""
    facts: float
    """Of the facts that answers must tell, those told."""
    citation_precision: float
    citation_recall: float
    abstention_precision: float
    """Of the answers that say something is missing, those that should."""
    abstention_recall: float
    abstention_f1: float
    format_kept: float
    voseo: float
    unsupported_claims: float
    """Of the claims made, those that the citation checker does not find in the sources."""
    first_s: float
    whole_s: float
    failed: int
    """Drafts that the endpoint did not finish."""
    per_kind: dict[str, float]
    """Kind → share of its answers that are right: facts, markers, admission, no false claim."""


async def evaluate(
    name: str, generator: Generator, examples: Sequence[Example], *, retrieval: bool = True,
    answering: Answering | None = None,
) -> tuple[Report, list[dict[str, Any]]]:  # fmt: skip
    """Measure one generator; return its report, and each answer with its verdict.

    Without retrieval the model is asked by heart, and judged by the same sources. With `answering`
    the sentences of policies come ranked as the retriever gives them, else words alone rank them.
    """
    rows: list[dict[str, Any]] = []
    verdicts: list[tuple[Example, Draft, Verdict]] = []
    for example in examples:
        request = example.request if retrieval else example.without_sources()
        if answering and request.passages:
            terms = in_terms(request.policy_question)
            inquiry = Inquiry(request.policy_question, about=terms)
            told = answering.rank(inquiry, request.passages, is_known=bool(terms))
            request = replace(request, sources=with_near(request.sources, told))
        draft = await write_draft(generator, request)
        verdict = judge(example, draft.text)
        verdicts.append((example, draft, verdict))
        rows.append(
            {"model": name, "retrieval": retrieval, "kind": example.kind,
             "question": example.question, "answer": draft.text, "right": is_right(verdict),
             **asdict(verdict)}
        )  # fmt: skip
    return _report(name, retrieval, verdicts), rows


async def write_draft(generator: Generator, request: DraftRequest) -> Draft:
    """Let a generator answer, timing its first sentence and the whole."""
    start = time.perf_counter()
    first_s, text, failed = 0.0, "", False
    try:
        async for sentence in stream_sentences(_pieces(generator, request)):
            first_s = first_s or time.perf_counter() - start
            text += sentence
    except GeneratorError:
        failed = True
    whole_s = time.perf_counter() - start
    return Draft(text.strip(), first_s or whole_s, whole_s, failed)


async def _pieces(generator: Generator, request: DraftRequest) -> AsyncIterator[str]:
    async for piece in generator.draft(request):
        yield piece


def is_right(verdict: Verdict) -> bool:
    """Tell whether an answer is right as a whole: told, cited, admitted, and nothing false."""
    return (
        verdict.facts_told == verdict.facts_expected
        and verdict.markers_told == verdict.markers_expected
        and verdict.cited_right == verdict.cited
        and verdict.admits == verdict.should_admit
        and not verdict.claims_failed
    )


def _report(name: str, retrieval: bool, rows: Sequence[tuple[Example, Draft, Verdict]]) -> Report:
    verdicts = [verdict for _, _, verdict in rows]
    total = {key: sum(getattr(v, key) for v in verdicts) for key in (
        "facts_told", "facts_expected", "cited_right", "cited", "markers_told", "markers_expected",
        "claims_failed", "claims",
    )}  # fmt: skip
    right_admissions = sum(v.admits and v.should_admit for v in verdicts)
    precision = _share(right_admissions, sum(v.admits for v in verdicts))
    recall = _share(right_admissions, sum(v.should_admit for v in verdicts))
    kinds: dict[str, list[bool]] = defaultdict(list)
    for example, _, verdict in rows:
        kinds[example.kind].append(is_right(verdict))
    return Report(
        name=name,
        retrieval=retrieval,
        answers=len(rows),
        right=float(np.mean([is_right(verdict) for verdict in verdicts])),
        facts=_share(total["facts_told"], total["facts_expected"]),
        citation_precision=_share(total["cited_right"], total["cited"]),
        citation_recall=_share(total["markers_told"], total["markers_expected"]),
        abstention_precision=precision,
        abstention_recall=recall,
        abstention_f1=_share(2 * precision * recall, precision + recall),
        format_kept=float(np.mean([not v.faults for v in verdicts])),
        voseo=float(np.mean([v.voseo for v in verdicts])),
        unsupported_claims=_share(total["claims_failed"], total["claims"]),
        first_s=float(np.median([draft.first_s for _, draft, _ in rows])),
        whole_s=float(np.median([draft.whole_s for _, draft, _ in rows])),
        failed=sum(draft.failed for _, draft, _ in rows),
        per_kind={kind: float(np.mean(values)) for kind, values in sorted(kinds.items())},
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
