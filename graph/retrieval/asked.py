"""What a request names: the thing, what it is of and for, and what each of these words weighs."""

import math
import re
from collections.abc import Sequence

from graph.retrieval.titles import Stems, stems
from graph.understanding.colors import agreeing
from graph.understanding.lexicon import ANOTHER, CONTAINERS, EMPTY
from graph.understanding.plurals import forms, singular
from graph.understanding.request import SearchRequest
from graph.understanding.spans import places
from graph.understanding.spelling import is_spanish
from graph.understanding.vocabulary import Vocabulary
from ingest.index.port import Payload

HEAD_TERM = 2.0
"""How many times the first thing named counts: "panel de yeso" is no "panel calefactor"."""
PURPOSE = 0.3
"""What a word that tells what the thing is for, or names an attribute of it, counts: titles seldom
say it."""
_PURPOSE = re.compile(
    r"\b(?:para|pa|pal)\s+(?:no\s+|que\s+no\s+)?(?:cuando|que|\w*[aei]r(?:[mts]e|nos|l[aeo]s?)?)\b.*"
    r"|\bno\s+(?:me|te|se|les?|nos)\s+\w+.*"
)
"""What it is for: "para fregar las ollas", "para cuando llueve", "que no me irrite la piel"."""
_OCCASION = re.compile(r"\b(?:para\s+(?:el|la|los|las|mis?|un|una|este|esta)|pal)\s+\w+.*")
"""Where or for whom it is to be: "para el control"."""


_SEXES = (
    frozenset(["nena", "nenas", "nina", "ninas", "dama", "damas", "mujer", "mujeres", "femenina"]),
    frozenset(["nene", "nenes", "varon", "varones", "hombre", "hombres", "caballero", "masculino"]),
)
"""Words of titles that are for her, and for him: "niños" are both."""
_OF = re.compile(r"\bde[l ]|\bpara $")
_WITH = re.compile(r"\b(?:con|por)\b")
_FOR = re.compile(r"\b(?:para|pa|pal) (?:\w{2,3} )?$")
"""What stands before a word that completes the thing named, before one that comes with it, and
before what the thing is for."""
_FOR_WITHIN = re.compile(r"\b(?:para|pal?) ")


class Asked:
    """The terms of one request by what they are in it."""

    def __init__(self, request: SearchRequest, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        terms = request.terms
        purpose = _PURPOSE.search(request.text)
        occasion = _OCCASION.search(request.text)
        self.is_for_occasion = bool(occasion)
        """Whether it tells where or for whom the thing is to be."""
        clauses = [clause for clause in (purpose, occasion) if clause]
        told = {word for clause in clauses for word in clause.group().split()}
        at = min((clause.start() for clause in clauses), default=0)
        asked_before = request.text[:at].split()
        makes = {word for brand in request.brands for word in brand.split()}
        first = 0
        if terms and makes.issuperset(terms[0][0].split()):  # "samsung heladera" names a fridge
            things = (n for n, term in enumerate(terms) if self._is_thing(term, makes | told))
            first = next(things, 0)
        # "atado de puchos" names cigarettes; "vasos para el cumple", glasses.
        self.head = first + int(
            len(terms) > first + 1
            and singular(terms[first][0]) in CONTAINERS
            and not told.issuperset(terms[first + 1][0].split())
        )
        """Place of the thing named first."""
        self.shades = {form for color in request.colors for form in agreeing(color)}
        """Forms of the colours asked for."""
        self._sizes = {size.split()[0] for size in request.sizes}
        self.purposes = {
            n for n, term in enumerate(terms)
            if n != self.head and told.issuperset(term[0].split())
            and terms[self.head][0].split()[0] in asked_before
        }  # fmt: skip
        """Places of the terms that tell what the thing is for."""
        self.is_kind_alone = not request.brands and len(self.purposes) == len(terms) - 1
        """Whether nothing is said of the thing but what it is for."""
        self.terms: list[tuple[float, list[Stems]]] = [
            (
                _weight(term, vocabulary)
                * (HEAD_TERM if n == self.head else 1.0)
                * (PURPOSE if n in self.purposes or self._is_attribute(n, term) else 1.0),
                [named for name in term if (named := stems(name))],
            )
            for n, term in enumerate(terms)
        ]
        """What each term weighs, and the stems of each of its names."""
        self.heads = [
            (named, stems(name.split()[0]))
            for name in (terms[self.head] if terms else ())
            if (named := stems(name))
        ]
        """The stems of each name of the thing named first, and of the name's first word."""
        self.is_known = bool(terms) and len(terms[self.head]) > 1
        self.total = sum(weight for weight, _ in self.terms)
        self.complements = [
            n for n, term in enumerate(terms)
            if n != self.head and not (purpose and term[0] in purpose.group())
            and not (self._is_attribute(n, term) or term[0].startswith("adult"))
            and any(_OF.search(before) for before in _before(term[0], request.text))
            and not any(_WITH.search(before) for before in _before(term[0], request.text))
        ]  # fmt: skip
        """Places of the terms that say what the thing is to be of."""
        self.not_first = stems(" ".join([
            *re.findall(r"\bsin (\w+)", " ".join((request.text, *request.tags))),
            *(
                term[0] for n, term in enumerate(terms) if n != self.head
                and any(_FOR.search(before) for before in _before(term[0], request.text))
            ),
        ]))  # fmt: skip
        """What titles may hold, and not begin with: "sin sal" is no salt."""
        self._rivals = _rivals(request.text.split())
        self.whom = _whom(request)
        """What or whom it is for: a category, an attribute or the description may say it too."""
        words = set(re.findall(r"\w+", request.text))
        head = singular(terms[self.head][0]) if terms else ""
        self.others = ANOTHER.get(head, frozenset()) - words
        """Words of titles that name another thing."""
        self.twins = _twins(head, terms[self.head] if terms else ())
        """How the other gender of the thing is written: "cubiertos" are no "cubiertas"."""
        self.said = stems(" ".join(term[0] for term in terms))

    def _is_thing(self, term: Sequence[str], others: set[str]) -> bool:
        """Tell whether a term names a kind of thing, and neither a make nor what it is for."""
        one = singular(term[0])
        known = len(term) > 1 or one in self._vocabulary.category_stems or is_spanish(term[0])
        return known and not others.issuperset(term[0].split())

    def is_for_rivals(self, payload: Payload) -> bool:
        """Tell whether a title is for the other sex alone: "dama/hombre" is for both."""
        words = payload["title_words"]
        return not self._rivals.isdisjoint(words) and bool(_rivals(words))

    def _is_attribute(self, n: int, term: Sequence[str]) -> bool:
        if n == self.head or len(term) > 1:
            return False
        own = term[0] in self.shades or term[0] in self._sizes
        return own or term[0] in self._vocabulary.measured_words


def _rivals(words: Sequence[str]) -> frozenset[str]:
    """Return the words of the sex that is not said; none where both are, or neither."""
    hers, his = (any(word in sex for word in words) for sex in _SEXES)
    return _SEXES[hers] if hers != his else frozenset()


def _twins(head: str, names: Sequence[str]) -> frozenset[str]:
    """Return the forms of a noun of the other gender; none where the lexicon calls them one."""
    other = head[:-1] + {"a": "o", "o": "a"}.get(head[-1:], "")
    known = {singular(word) for name in names for word in name.split()}
    is_one = len(other) != len(head) or other in known
    return frozenset() if is_one else frozenset(forms(other))


def _whom(request: SearchRequest) -> Stems:
    """Return the stems of what follows "para", by all its names: "juguetes para michi".

    A phrase may say it within: "alimento para perros", which titles call "alimento perro".
    """
    return stems(" ".join(
        " ".join(name.split()[1:]) if _FOR_WITHIN.search(term[0]) else name
        for term in request.terms
        if _FOR_WITHIN.search(term[0])
        or any(_FOR.search(before) for before in _before(term[0], request.text))
        for name in term
    ))  # fmt: skip


def _before(word: str, text: str) -> list[str]:
    """Return what stands before each place of a word in a text."""
    return [text[:at] for at in places(word, text)]


def _weight(term: Sequence[str], vocabulary: Vocabulary) -> float:
    """Return the term's inverse document frequency over titles, by its commonest name."""
    held = max(
        min((count(word, vocabulary) for word in name.split() if word not in EMPTY), default=0)
        for name in term
    )
    return math.log(1 + vocabulary.products / (1 + held))


def count(word: str, vocabulary: Vocabulary) -> int:
    """Return how many titles hold a word, in the form that most of them use."""
    return max(vocabulary.words.get(form, 0) for form in forms(word))


def titled(name: str, vocabulary: Vocabulary) -> list[str]:
    """Return how titles write the rarest word of a name: in singular and plural."""
    words = [word for word in name.split() if word not in EMPTY]
    rarest = min(words, key=lambda word: count(word, vocabulary), default="")
    return [form for form in forms(rarest) if form]
