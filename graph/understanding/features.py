"""What a message asks of attributes: "aptas para mascotas", "de sol pleno", "que lleve poco riego".

The names and the values are the catalog's own (its facet of `tags`); how they are said is not: in
the plural, of either gender, with little words between.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from graph.understanding.lexicon import EMPTY
from graph.understanding.plurals import singular
from graph.understanding.spelling import ASKING, is_verb
from ingest.index.payload import DENIED, values_of

FEW = 12
"""Values of an attribute that are told by themselves, without its name."""
LEAST_EACH = 2
"""Products that bear each of them, on average: else they are names."""
TITLED_SHARE = 0.2
"""Titles that say an attribute, for each product that has it, from which its words are theirs."""
SHORTEST = 4
"""Letters of a value of one word that is told without its attribute's name."""
_LITTLE = frozenset([
    "a", "al", "con", "de", "del", "el", "en", "es", "la", "las", "los", "para", "pa", "por", "son",
    "un", "una", "y",
])  # fmt: skip
"""Words that may stand between those of an attribute."""
_WORD = re.compile(r"[^\W_]+")
_Phrases = dict[tuple[str, ...], list[tuple[tuple[str, ...], str, bool]]]
_NO = re.compile(r"\bno\s+$")
_LEAD = re.compile(rf"(?:\b(?:{'|'.join(sorted(_LITTLE))}|algo)\s+)*$")
_APT = re.compile(r"apt[oa]s? (?:para )?(?=[a-z]{4})")
"""How an attribute begins that the rest says too: "para mascotas", "vegano"."""
_FOR = re.compile(r"\bpara\s+(?:(?:el|la|los|las|mis?)\s+)?$")
_THAT = re.compile(r"\bque\s+(?P<no>no\s+)?(?:(?:se|le|les)\s+)?(?P<verb>[a-z]+)\s+$")
"""What leads to it, and names nothing: "para la", and "que necesite", "que no quiera" before."""
_IS = frozenset(["es", "sea", "sean", "son", "tenga", "tengan", "va", "van"])


@dataclass(frozen=True)
class Said:
    """An attribute that a message names."""

    start: int
    """Where it begins, with what leads to it."""
    at: int
    """Where it is named."""
    end: int
    name: str
    tag: str
    """`apta para mascotas`, or `luz=sol pleno`."""
    denied: bool
    """Whether it is refused right there: "que no necesite mucho riego"."""
    by_itself: bool = True
    """Whether it is a value said without its attribute's name, or an attribute that is so."""


@dataclass(frozen=True)
class Features:
    """A catalog's attributes by the words that say them, from its tags."""

    tags: Mapping[str, int]
    titles: Mapping[str, int]
    """Words of titles, with how many hold each: a value of one of them is not told by itself."""
    kinds: frozenset[str] = frozenset()
    """Words of categories: nor is such a value."""

    @cached_property
    def booleans(self) -> list[str]:
        """Attributes that are so or not, longest first.

        Of mixed ones, those that some product has outright, and of which few say anything else.
        """
        true, false, told = Counter[str](), Counter[str](), Counter[str]()
        for tag, count in self.tags.items():
            name, is_text, _ = tag.partition("=")
            kind = false if tag.endswith(DENIED) else told if is_text else true
            kind[name] += count
        names = [
            n for n in true | false if true[n] + false[n] > told[n] and (true[n] or not told[n])
        ]
        return sorted(names, key=len, reverse=True)

    @cached_property
    def values(self) -> dict[str, Counter[str]]:
        """The values of the attributes that have few, with how many products bear each."""
        found: dict[str, Counter[str]] = {}
        for tag, count in self.tags.items():
            name, is_text, value = tag.partition("=")
            if is_text and not tag.endswith(DENIED):
                for part in values_of(value):
                    found.setdefault(name, Counter())[part] += count
        return {
            name: values for name, values in found.items()
            if len(values) <= FEW and values.total() >= LEAST_EACH * len(values)
        }  # fmt: skip

    def said(self, text: str, borne: Collection[str] | None = None) -> list[Said]:
        """Return the attributes that a folded text names, in order.

        `borne` holds the names of those that such products have, whose values count by themselves;
        None: they all do.
        """
        words = [(m.start(), m.end(), _stem(m.group())) for m in _WORD.finditer(text)]
        found: list[Said] = []
        for n, (start, _, _) in enumerate(words):
            if found and start < found[-1].end:
                continue
            best = max(self._beginning(text, words[n:], borne), default=None)
            if best:
                end, _, tag, alone = best
                name, is_text, _ = tag.partition("=")
                begun, denied = self._led(text[:start])
                is_first = begun == start and any(_stems(text[end:])) and not is_text
                if is_first and self._names_it(text[:start], tag):
                    continue
                by_itself = alone or not is_text
                found.append(Said(begun, start, end, name, tag, denied, by_itself))
        return found

    def alone(self, text: str) -> bool:
        """Tell whether a folded text names attributes and nothing else: "poco riego"."""
        said = self.said(text)
        left = "".join(c for n, c in enumerate(text) if not any(s.start <= n < s.end for s in said))
        return bool(said) and not any(map(_stem, _WORD.findall(left)))

    def prepare(self) -> None:
        """Build what `said` needs: half a second of thousands of tags."""
        _ = self._phrases

    def _led(self, before: str) -> tuple[int, bool]:
        """Return where what leads to an attribute begins, and whether it refuses it."""
        if refused := _NO.search(before):
            return refused.start(), True
        lead = _LEAD.search(before)
        begun = lead.start() if lead else len(before)
        clause = _THAT.search(before[:begun])
        if clause and (clause["verb"] in _IS or self._is_verb(clause["verb"])):
            return clause.start(), bool(clause["no"])
        return begun, False

    def _is_verb(self, word: str) -> bool:
        one = _stem(word)
        return is_verb(word) and one not in self._titled and one not in map(_stem, self.kinds)

    def is_titled(self, tag: str) -> bool:
        """Tell whether titles say an attribute too, so that its words tell them apart: "wifi"."""
        name, _, value = tag.partition("=")
        said = min((self._titled[word] for word in _stems(value or name)), default=0)
        return said > TITLED_SHARE * self.tags.get(tag, 0)

    @cached_property
    def _titled(self) -> Counter[str]:
        """Stems of the titles' words, with how many titles hold them."""
        found = Counter[str]()
        for word, count in self.titles.items():
            found[_stem(word)] += count
        return found

    def _names_it(self, before: str, tag: str) -> bool:
        """Tell whether what is said before all else is the thing wanted: "bolsas de dormir"."""
        others = (word for word in _WORD.findall(before) if word not in EMPTY | ASKING | _LITTLE)
        return not any(others) and len(_stems(tag)) == 1 and self.is_titled(tag)

    def _beginning(
        self, text: str, words: list[tuple[int, int, str]], borne: Collection[str] | None
    ) -> Iterator[tuple[int, bool, str, bool]]:
        """Yield of each attribute that the words begin with its end, gender, tag and kind.

        That is: whether it is in its own gender, "plata" is no "plato"; and a value by itself.
        """
        start, _, first = words[0]
        second = next((word for _, _, word in words[1:] if word), "")
        for phrase, tag, alone in chain(
            self._phrases.get((first,), ()), self._phrases.get((first, second), ())
        ):
            if alone and borne is not None and tag.partition("=")[0] not in borne:
                continue
            is_for = alone and "=" not in tag and " para " in tag
            if is_for and not _FOR.search(text[:start]):
                continue
            if end := _follow(phrase, words):
                said = map(singular, _WORD.findall(text[start:end]))
                own = {*map(singular, _WORD.findall(tag)), *_LITTLE}
                yield end, own.issuperset(said), tag, alone

    @cached_property
    def _phrases(self) -> _Phrases:
        """By its first two words: the stems of a phrase, its tag, whether it is a value alone."""
        found: _Phrases = {}
        for name in self.booleans:
            _add(found, _stems(name), name)
            if apt := _APT.match(name):
                _add(found, _stems(name[apt.end() :]), name, alone=True)
        for tag in self.tags:
            name, is_text, value = tag.partition("=")
            if not is_text or tag.endswith(DENIED):
                continue
            for part in values_of(value):
                named, told = _stems(name), _stems(part)
                if named and told:
                    _add(found, named + told, f"{name}={part}")
                    _add(found, told + named, f"{name}={part}")
        for name, values in self.values.items():
            for part in values:
                if self._tells_alone(part):
                    _add(found, _stems(part), f"{name}={part}", alone=True)
        return found

    def _tells_alone(self, value: str) -> bool:
        """Tell whether a value is meant wherever it is said: "media sombra", and not "poco"."""
        words = _WORD.findall(value)
        if any(map(str.isdigit, value)) or not _stems(value):
            return False
        if len(words) > 1:
            return not all(word in EMPTY for word in words)
        word = words[0]
        everybodys = (
            word in EMPTY or word in ASKING or _stem(word) in self._titled or word in self.kinds
        )
        return len(word) >= SHORTEST and not everybodys


def _stems(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_stem, _WORD.findall(text))))


def _stem(word: str) -> str:
    """Drop plural and gender of a word however short, `aptas` and `apto`; little ones wholly."""
    if word in _LITTLE:
        return ""
    one = singular(word)
    return one[:-1] if len(one) >= SHORTEST and one[-1] in "ao" else one


def _add(found: _Phrases, phrase: tuple[str, ...], tag: str, *, alone: bool = False) -> None:
    if phrase:
        found.setdefault(phrase[:2], []).append((phrase, tag, alone))


def _follow(phrase: tuple[str, ...], words: list[tuple[int, int, str]]) -> int:
    """Return where a phrase that the words begin with ends, little words skipped; 0: nowhere."""
    at = 0
    for _, end, word in words:
        if word == phrase[at]:
            at += 1
            if at == len(phrase):
                return end
        elif word:
            return 0
    return 0
