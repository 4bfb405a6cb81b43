"""What is said, and the passage that it is held against, cut alike for every rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.checking.context import Context
from graph.checking.evidence import NUMBER, Evidence, plain_number
from graph.checking.lexis import policy_roots, roots
from graph.checking.policy.units import Unit, lacking_alike, units
from graph.checking.spelled import spell_digits
from graph.sentences import split_sentences
from ingest.units import fold


@dataclass(frozen=True)
class Reading:
    """A text, cut."""

    written: str
    """With its capitals, which tell names."""
    text: str
    """Folded, its counts in digits."""
    units: list[Unit]
    """What it affirms and denies."""

    @cached_property
    def sentences(self) -> list[str]:
        return sentences_of(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """What stands between semicolons: a sentence mostly."""
        return lines_of(self.text)


@dataclass(frozen=True)
class Said(Reading):
    """A segment of the answer."""

    figures: str
    """The text, its amounts in full; what is the shopper's, a product's or computed is blanked."""
    asked: str
    """The question, folded."""
    spoken: Sequence[Evidence] = ()
    """Products that it is said of: its own, its sentence's, or all of the answer's."""
    named: Sequence[Evidence] = ()
    """The product whose kind it names, where the answer cites none: "la bobina"."""


@dataclass(frozen=True)
class Held(Reading):
    """A passage of the store's."""

    title: str
    sources: Sequence[Evidence]
    """Every source of the answer, this one too."""

    @cached_property
    def about(self) -> set[str]:
        """Roots of what the whole passage is about: alone they tell no rule apart."""
        return policy_roots(self.title)

    @cached_property
    def titles(self) -> str:
        return " ".join(source.title for source in self.sources)


def read(context: Context, text: str, figures: str, policy: Evidence) -> tuple[Said, Held]:
    """Read a segment, and the passage that it cites; `text` is the segment's, folded."""
    written = policy.payload["text"]
    body = spell_digits(fold(written))
    text, body = lacking_alike(text, body), lacking_alike(body, text)
    told = (context.cited_in(t) for t in (context.segment.sentence, context.answer))
    products = [[e for e in sources if e.kind == "product"] for sources in told]
    spoken = context.products or products[0] or products[1]
    named = [] if spoken else _named(context)
    asked = fold(context.question)
    said = Said(context.segment.text, text, units(text), figures, asked, spoken, named)
    sources = list(context.evidence.values())
    return said, Held(written, body, units(body), policy.title, sources)


def _named(context: Context) -> list[Evidence]:
    products = [e for e in context.evidence.values() if e.kind == "product"]
    named = [e for e in products if roots(e.title.split()[0]) & roots(context.text)]
    return named if len(named) == 1 else []


def sentences_of(text: str) -> list[str]:
    """Cut a text at the ends of sentences and at line breaks."""
    found = [s.strip(" .") for line in text.splitlines() for s in split_sentences(line)]
    return [sentence for sentence in found if sentence]


def lines_of(text: str) -> list[str]:
    """Cut a text at semicolons too, where a rule goes on to another case."""
    found = [line.strip() for s in sentences_of(text) for line in s.split(";")]
    return [line for line in found if line]


def numbers_in(text: str) -> set[str]:
    """Return the numbers of a folded text as plain digits."""
    return {plain_number(number) for number in NUMBER.findall(text)}
