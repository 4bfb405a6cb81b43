"""One answer against its annotation: pure functions, each a measure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from graph.answer import MARKER, cited_sources
from graph.routes import Route
from graph.sentences import split_sentences
from graph.state import Source
from graph.training.answer_form import keeps_voseo
from graph.training.answers.conversation import Told, Turn
from graph.training.answers.figures import TOLERANCE_CENTS, money_in, unsupported
from ingest.units import fold

MOST_QUESTIONS, MOST_CHARACTERS = 1, 900
"""A WhatsApp message that is read without scrolling: five products and a question."""

_IF = re.compile(r"\s*si\s", re.IGNORECASE)
_NOT_KNOWN = re.compile(
    r"\bno (?:lo |la |te lo |te |me |se )?(?:tengo|tenemos|figura|aparece|dice|encontr|especifica|"
    r"indica|menciona|aclara|consta|sabemos|se\b|esta (?:en|confirmad)|hay (?:dato|informacion)|"
    r"cuento con|puedo confirmar|detalla|informa)|\bsin (?:ese )?dato"
)
_NOT_SOLD = re.compile(
    r"\bno (?:lo |la |los |las |te |me )?(?:encontr|tenemos|tengo|hay|vend|trabaj|conta|cuento|"
    r"figura|aparece|esta|manej|existe|ofrec|puedo)|\bningun|\bsin resultados|\bno (?:es|son) algo|"
    r"\bnada (?:asi|parecido)|\bno te puedo"
)
_LIMIT = re.compile(
    r"\bno (?:te |lo |la |me |puedo|tengo|se\b|comparto|doy|hago|es algo|atiendo|corresponde)|"
    r"\bsolo\b|se me escapa|\bayud|\bconsultas de|\bproductos\b"
)
_CHANNEL = re.compile(
    r"\bpersona|\bequipo|\bcomuni|\bwhatsapp|0800|hola@|mis compras|\bderiv|\basesor|\bagente|"
    r"\bhumano|\bpaso la conversacion|boton de arrepentimiento|72 horas"
)


@dataclass(frozen=True)
class Said:
    """What a system answered to one message."""

    text: str
    route: Route | None
    """None: it has no router."""
    verdict: str
    sources: Sequence[Source]
    first_ms: float
    """Until the first sentence that the shopper saw."""
    whole_ms: float
    reasons: Sequence[str] = ()
    """What its trace tells of the way there, for whoever reads a failure."""

    @property
    def cited(self) -> list[Source]:
        return cited_sources(self.text, self.sources)

    @property
    def products(self) -> list[Source]:
        return [source for source in self.cited if source["kind"] == "product"]


@dataclass(frozen=True)
class Judgement:
    """Measure → whether it was met, only for those that the turn is held to; and what failed."""

    met: Mapping[str, bool]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Whether the shopper was served: all but the route's name and the form."""
        return all(ok for name, ok in self.met.items() if name not in ("route", "form"))


def judge(turn: Turn, said: Said, before: Said | None, messages: Sequence[str]) -> Judgement:
    """Judge an answer; `messages` are the shopper's so far, this turn's included."""
    shown = before.products if before else []
    faults: dict[str, list[str]] = {}
    if turn.cites or turn.allowed is not None or turn.never:
        faults["cited"] = cited_wrong(turn, said, shown)
    if turn.tells or turn.untrue:
        faults["facts"] = facts_wrong(turn, said.text, shown)
    faults["supported"] = unsupported(said.text, said.sources, messages)
    if turn.does != "answers":
        faults[turn.does] = behaves_wrong(turn, said)
    elif turn.cites or turn.tells:
        abstained = said.verdict == "abstained" or not said.text.strip()
        faults["answers"] = ["it abstains"] if abstained else []
    if said.route is not None:
        wrong = said.route not in turn.routes
        faults["route"] = [f"{said.route}, not {' or '.join(turn.routes)}"] if wrong else []
    faults["form"] = form_wrong(said.text)
    return Judgement({name: not found for name, found in faults.items()}, faults)


def cited_wrong(turn: Turn, said: Said, shown: Sequence[Source]) -> list[str]:
    """Return the groups that nothing cited is of, and the products that had no place."""
    ids = [source["id"] for source in said.cited]
    faults = []
    for group in turn.cites:
        wanted = [_resolved(pattern, shown) for pattern in group]
        if not any(fnmatchcase(id_, w) or id_.startswith(f"{w}#") for id_ in ids for w in wanted):
            faults.append(f"cites none of {', '.join(wanted)}; cites {', '.join(ids) or 'nothing'}")
    for source in said.products:
        id_ = source["id"]
        out_of_place = turn.allowed is not None and not _any(id_, turn.allowed)
        if out_of_place or _any(id_, turn.never):
            faults.append(f"{id_} has no place: {source['title']}")
    return faults


def facts_wrong(turn: Turn, text: str, shown: Sequence[Source]) -> list[str]:
    """Return the facts that are not told, and what is told and untrue."""
    folded, amounts = stated(text), money_in(text)
    faults = [f"does not tell {_wanted(told)}" for told in turn.tells
              if not _is_told(told, folded, amounts, shown)]  # fmt: skip
    found = (pattern.search(folded) for pattern in turn.untrue)
    return faults + [f"tells «{match[0]}»" for match in found if match]


def behaves_wrong(turn: Turn, said: Said) -> list[str]:
    """Return why an answer that had to abstain, refuse, hand off or greet did not."""
    text = stated(said.text)
    out_of_place = said.cited if turn.does == "greets" else said.products
    if turn.does in ("greets", "refuses") and out_of_place:
        return [f"speaks of {', '.join(source['id'] for source in out_of_place)}"]
    wanted = {
        "abstains": _NOT_KNOWN, "lacks": _NOT_SOLD, "refuses": _LIMIT, "hands_off": _CHANNEL,
    }.get(turn.does)  # fmt: skip
    if wanted is None or wanted.search(text):
        return []
    return [f"nothing in it {turn.does.replace('_', ' ')}"]


def stated(text: str) -> str:
    """Return the folded text without what it only supposes: "si no está acá, no lo tengo"."""
    return fold("".join(s for s in split_sentences(text) if MARKER.search(s) or not _IF.match(s)))


def form_wrong(text: str) -> list[str]:
    """Return what breaks the form of a chat: voseo, at most one question, not too long."""
    faults = [] if keeps_voseo(text) else ["not voseo"]
    if text.count("?") > MOST_QUESTIONS:
        faults.append("more than one question")
    if len(text) > MOST_CHARACTERS:
        faults.append(f"{len(text)} characters")
    return faults


def _is_told(told: Told, text: str, amounts: Sequence[int], shown: Sequence[Source]) -> bool:
    if told.text is not None:
        return bool(told.text.search(text))
    wanted = told.cents
    if told.shown is not None:
        place = told.shown - 1
        wanted = (shown[place]["payload"]["current_cents"],) if place < len(shown) else ()
    return any(abs(cents - w) <= TOLERANCE_CENTS for cents in amounts for w in wanted)


def _wanted(told: Told) -> str:
    if told.text is not None:
        return f"/{told.text.pattern}/"
    if told.shown is not None:
        return f"the price of what was shown {told.shown}."
    of = told.of or ("",) * len(told.cents)
    return " or ".join(f"$ {c / 100:,.2f} ({o})" for c, o in zip(told.cents, of, strict=True))


def _resolved(pattern: str, shown: Sequence[Source]) -> str:
    if not pattern.startswith("@"):
        return pattern
    place = int(pattern[1:]) - 1
    return shown[place]["id"] if place < len(shown) else pattern


def _any(id_: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(id_, pattern) for pattern in patterns)
