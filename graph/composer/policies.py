"""Answer about policies with their own sentences, those that answer best."""

from collections.abc import Sequence

from graph.policies.asked import answers, read_asked
from graph.policies.exceptions import leaves_out, restrictions, rule_of
from graph.policies.inquiry import Inquiry
from graph.policies.places_first import branch_sought, is_none_there
from graph.policies.ranking import EACH, Told, rank
from graph.policies.sentences import label_of, sentences_of
from graph.state import Source
from graph.text import stems
from ingest.units import fold

MAX_SENTENCES, MOST_BRANCHES = 3, 6
NEARLY, BESIDE, UNSURE = 0.45, 0.6, 0.6
"""How much worse than the best a sentence may answer, and be told: of any passage, of the same,
and of any where none answers for `SURE`: the two best are worth more than the wrong one."""
SURE = 1.7

ALSO = 1.0
"""The same, for what tells the other of two that are asked: the time beside the cost."""
NO_BRANCH = "Ahí no figura ninguna sucursal."
SHORT = 4
"""Telling words from which a sentence is understood without its heading."""


def answer_policy(question: str, sources: Sequence[Source]) -> list[str]:
    """Return cited sentences, the one that answers first; a passage's stand together.

    None when nothing that the passages say is near.
    """
    ranked = [one for one in ranked_sentences(question, sources) if one.relevance > 0]
    many = max(MAX_SENTENCES, sum(_is_of_each(t, ranked[0]) for t in ranked[:MOST_BRANCHES]))
    kinds = read_asked(question).kinds
    best = [t for t in ranked[:many] if _is_told(t, ranked[0], kinds)]
    order = list(dict.fromkeys(t.source["id"] for t in best))
    told = _with_exceptions(sorted(best, key=lambda t: order.index(t.source["id"])))
    lines = []
    for n, one in enumerate(told):
        is_first = n == 0 or told[n - 1].source["id"] != one.source["id"]
        heading = _heading(question, one) if is_first else ""
        text = one.sentence if is_first else _without_label(one, told[n - 1])
        lines.append(f"{heading}{cited(text, one.source)}")
    place = branch_sought(question)
    return [NO_BRANCH, *lines] if lines and place and is_none_there(place, sources) else lines


def cited(sentence: str, source: Source) -> str:
    """Return a sentence of a passage, closed and with its marker."""
    return f"{sentence}{'' if sentence[-1] in '.:;!?»' else '.'} [{source['marker']}]"


def _with_exceptions(told: Sequence[Told]) -> list[Told]:
    """Tell each rule with what is taken from it right after: a promise without it is false."""
    found: dict[tuple[str, int], Told] = {}
    for one in told:
        source, texts = one.source, sentences_of(one.source)
        rule = rule_of(source, one.position)
        at = {(t.source["id"], t.position) for t in told} | found.keys()
        if rule is not None and (source["id"], rule) not in at:  # "no aplica a" what, else?
            found[source["id"], rule] = Told(source, rule, texts[rule], one.relevance)
        found.setdefault((source["id"], one.position), one)
        for n, text in restrictions(source, one.position):
            found.setdefault((source["id"], n), Told(source, n, text, one.relevance))
    return [*found.values()]


def _without_label(one: Told, before: Told) -> str:
    """Return a restriction of what was just told without repeating whose it is."""
    label = label_of(one.sentence)
    follows = one.source["id"] == before.source["id"] and one.position == before.position + 1
    if not (label and follows and leaves_out(one.sentence)) or label != label_of(before.sentence):
        return one.sentence
    return one.sentence.removeprefix(label).strip()


def _is_of_each(one: Told, best: Told) -> bool:
    """Tell whether a sentence says of another branch what the best says of the first."""
    of = [told.source["title"].rpartition(" > ")[0] for told in (one, best)]
    same = one.source["id"] == best.source["id"] or (bool(of[0]) and of[0] == of[1])
    return same and best.relevance - one.relevance < MOST_BRANCHES * EACH


def _is_told(one: Told, best: Told, kinds: frozenset[str]) -> bool:
    of_any = NEARLY if best.relevance >= SURE else UNSURE
    margin = BESIDE if one.source["id"] == best.source["id"] else of_any
    told, also = ({k for k in kinds if answers(k, fold(t.sentence))} for t in (best, one))
    if told and also - told:
        margin = max(margin, ALSO)
    return one.relevance > best.relevance - margin


def _heading(question: str, told: Told) -> str:
    """Return the passage's heading, where it tells what neither question nor sentence says.

    "Lunes y martes: Banco Nación" is when; "Si llega fallado" is the condition of all below it.
    """
    *above, heading = told.source["title"].split(" > ")
    said = stems(told.sentence)
    if len(said) >= SHORT:  # "Los sábados está cerrada" needs to say what
        said = said | stems(question)
    if not above or stems(heading) <= said:
        return ""
    return f"{heading.replace(':', ',')}: "


def nearest(question: str, sources: Sequence[Source]) -> list[tuple[Source, str]]:
    """Return the sentences that may answer, the best first."""
    return [(t.source, t.sentence) for t in ranked_sentences(question, sources) if t.relevance > 0]


def ranked_sentences(question: str, sources: Sequence[Source]) -> list[Told]:
    """Return the passages' sentences as the retriever ranked them; by words where it did not."""
    if not all("near" in source for source in sources):
        return rank(Inquiry(question), sources)
    found = [
        Told(source, n, text, source["near"].get(text, 0.0))
        for source in sources for n, text in enumerate(sentences_of(source))
    ]  # fmt: skip
    return sorted(found, key=lambda told: -told.relevance)
