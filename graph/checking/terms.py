"""What a computed amount may be made of: what its sentence cites and tells."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from graph.answer import MARKER
from graph.checking.context import Context
from graph.checking.evidence import PERCENT, Evidence
from graph.checking.instalments import INSTALMENTS
from graph.checking.lexis import root, roots
from graph.checking.spelled import COUNTS, spell_digits
from graph.checking.spoken import spoken_amounts
from graph.understanding.amounts import Amount, parse_amounts
from ingest.money import parse_decimal
from ingest.units import UNITS, fold, parse_quantities

_LIMIT = re.compile(
    r"\b(?:desde|a partir|superior\w*|mayor\w*|mas de|supera\w*|lleg\w+|arranca\w*|minimo|debajo|"
    r"menos de|hasta|pas\w+|tope|monto|compras? de|presupuesto|tenes|alcanz\w+)\b"
    r"(?:\W+(?!cuesta|sale|vale|cobra|pag|son\b|es\b|hay\b)\w+){0,3}\W*$"
)
_ONTO = re.compile(r"\b(?:recargo|interes|sum\w+|aument\w+|mas)\b")
_OFF = re.compile(
    r"\b(?:desc(?:uen|on)t\w+|off|menos|bonific\w+|rebaj\w+|baj\w+|ahorr\w+|credito)"
    r"\b"
)
_NOT_ON_SALE = re.compile(
    r"\b(?:salvo|excepto|no|sin)\b[^.;]*\b(?:ofertas?|rebajad\w+|liquidacion|sale)\b"
)
_HALF = re.compile(r"\b(?:la )?mitad\b")
_SURCHARGED = re.compile(
    r"\b(\d{1,2})\b(?=[^.;]{0,12}(?:cuotas|pagos))[^.;]*?(\d+(?:[.,]\d+)?)"
    r" ?% (?:de )?(?:recargo|interes)"
)
_COUNT_WORDS = COUNTS | {
    "par": 2, "docena": 12, "segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3,
}  # fmt: skip
_SAID = "|".join(sorted(_COUNT_WORDS, key=len, reverse=True))
_COUNT = re.compile(
    rf"(?<![\w.,$%])(?<!pack de )(?<!packs de )(\d{{1,3}}|{_SAID})(?:er|ro|do|to)?\b"
    r"(?![.,]\d| ?%)(?:\s+([a-z]+))?(?:\s+([a-z]+))?"
)
_MEASURED = {unit for units in UNITS.values() for unit in units} - {"unidades", "unidad", "u"}
_MEASURED |= {"cuotas", "cuota", "pagos", "pago", "sin", "por", "ciento", "mil", "de", "lucas",
              "millones", "modelos", "opciones"}  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """The terms around one amount; amounts are cents."""

    own: list[Evidence]
    """Products of the segment; of the sentence when it is of a policy, then of the answer."""
    segment: list[Evidence]
    spans: list[Evidence]
    """Products of the sentence."""
    everyone: list[Evidence]
    """Products of the answer so far."""
    rivals: list[Evidence]
    """Products whose prices are compared."""
    policies: list[Evidence]
    sentence: str
    told: list[int]
    """Amounts told before it in the sentence, limits left out."""
    limits: list[int]
    """Amounts from or up to which something holds, and those that the shopper has."""
    supposed: list[int]
    """What a purchase is supposed to come to, where a policy speaks of no product."""
    said: str
    """Where counts are said: the sentence and the question."""

    @cached_property
    def groups(self) -> list[list[Evidence]]:
        groups = [self.segment] if len(self.segment) > 1 else []
        groups.append(self.spans or self.everyone)
        if len(self.spans) == 1:
            groups.append(self.everyone)
        return [group for group in groups if group and all(e.current_cents for e in group)]

    @cached_property
    def offered(self) -> list[int]:
        """Amounts that the cited policies charge."""
        return [
            a.cents
            for policy in self.policies
            for a in parse_amounts(policy.text)
            if a.is_money and not _LIMIT.search(policy.text[: a.start])
        ]

    @cached_property
    def charges(self) -> list[int]:
        """Charges of a policy that the sentence tells before the amount."""
        return [cents for cents in self.told if cents in self.offered]

    @cached_property
    def shares(self) -> list[tuple[float, int]]:
        """(percentage, 1 when it is added, -1 when it is taken off), those told if any is."""
        held: dict[float, int] = {}
        of_policies = {
            float(parse_decimal(n)) for p in self.policies for n in PERCENT.findall(p.text)
        }
        for text in [self.sentence, *(policy.text for policy in self.policies)]:
            for match in PERCENT.finditer(text):
                around = re.split(r"\.\s|;", text[: match.start()])[-1][-30:] + "|" + re.split(
                    r"\.\s|;|,\s", text[match.end() :])[0][:30]  # fmt: skip
                share = float(parse_decimal(match.group(1)))
                sign = 1 if _ONTO.search(around) and not _OFF.search(around) else -1
                of_policy = text is not self.sentence
                if of_policy == (share in of_policies):  # what the policy says of its own wins
                    held[share] = max(sign, held.get(share, sign))
        if any(_HALF.search(policy.text) for policy in self.policies):
            held[50.0] = -1
            of_policies.add(50.0)
        told = {float(parse_decimal(n)) for n in PERCENT.findall(self.sentence)}
        kept = told & of_policies or of_policies or told
        on_sale = any(e.list_cents != e.current_cents for e in self.own)
        barred = [
            [float(parse_decimal(n)) for n in PERCENT.findall(sentence)]
            for policy in self.policies if on_sale
            for sentence in re.split(r"\.\s|;", policy.text) if _NOT_ON_SALE.search(sentence)
        ]  # fmt: skip
        return [
            (share, sign) for share, sign in held.items()
            if share in kept
            and not (sign < 0 and any(share in own or not own for own in barred))
        ]  # fmt: skip

    def excludes(self, policy: Evidence, product: Evidence) -> bool:
        """Tell whether a policy's promotion leaves out what is on sale, as the product is."""
        return product.list_cents != product.current_cents and bool(
            _NOT_ON_SALE.search(policy.text)
        )

    def surcharge(self, count: int) -> float:
        """Return the percentage that a cited policy adds to so many instalments."""
        for policy in self.policies:
            for clause in re.split(r"\.\s|;|,\s|\by (?=\d)", policy.text):
                match = _SURCHARGED.search(clause)
                if match and int(match.group(1)) == count:
                    return float(parse_decimal(match.group(2)))
        return 0.0

    @cached_property
    def counts(self) -> set[int]:
        """How many units are said of anything."""
        return {n for n, _ in counts_said(self.said)}

    @cached_property
    def numbers(self) -> set[int]:
        """Small numbers said of anything, measures too: a charge may be by the metre."""
        said = {int(n) for n in re.findall(r"(?<![\w.,$%])(\d{1,2})\b(?![.,]\d| ?%)", self.said)}
        return said | {
            n for word, n in _COUNT_WORDS.items() if re.search(rf"\b{word}\b", self.said)
        }

    def counts_of(self, product: Evidence) -> set[float]:
        """How many of a product may be meant: one, and those that are said."""
        found = {1.0} | {
            float(n) for n, nouns in counts_said(self.said) if not is_attribute(product, n, nouns)
        }
        for told in parse_quantities(self.said):  # three kilos of what is sold by the kilo
            for name, held in product.measures:
                if name and held.dimension == told.dimension in ("mass", "volume") and held.value:
                    times = told.value / held.value
                    found |= {times} if times > 1 and times == int(times) else set()
        return found

    def values_of(self, product: Evidence) -> list[int]:
        """What a product adds to a total: what is told of it, or its price times its count."""
        price = product.current_cents or 0
        multiples = [
            cents for cents in self.told
            if cents > price and cents % price == 0 and cents // price in self.counts
        ]  # fmt: skip
        if multiples:
            return multiples
        own = roots(product.title)
        for said in (self.sentence, self.said):  # "llevo 2 termos" may stand in the question
            if tied := {n for n, nouns in counts_said(said) if nouns & own}:
                return [price * n for n in tied]
        if price in self.told:
            return [price]
        return [price, *(price * n for n in self.counts if n > 1 and not self._is_tied(n))]

    def _is_tied(self, count: int) -> bool:
        """Tell whether a count is of all the products told."""
        return count == len(self.spans or self.everyone)


def terms_of(context: Context, amount: Amount) -> Terms:
    """Gather the terms of one of the segment's amounts."""
    sentence = fold(MARKER.sub(" ", context.segment.sentence))
    here, so_far = context.cited_in(context.segment.sentence), context.cited_in(context.so_far)
    spans = [e for e in here if e.kind == "product"]
    everyone = [e for e in so_far if e.kind == "product"]
    cited = here or so_far
    own = context.products or spans or everyone
    told: list[int] = []
    limits: list[int] = []
    for spoken in spoken_amounts(sentence):
        if not spoken.is_money or spoken.cents == amount.cents:
            if spoken.cents == amount.cents and spoken.is_money:
                break
            continue
        (limits if _LIMIT.search(sentence[: spoken.start]) else told).append(spoken.cents)
    limits += [a.cents for a in spoken_amounts(sentence) if a.is_money and a.cents != amount.cents]
    asked = [a for a in parse_amounts(fold(context.question)) if a.cents >= 100_00]
    limits += [a.cents for a in asked] + [a.cents * 1000 for a in asked if not a.is_money]
    policies = [e for e in cited if e.kind == "policy"]
    limits += [cents for p in policies for cents in p.cents_in_text]
    return Terms(
        own=own,
        segment=context.products,
        spans=spans,
        everyone=everyone,
        rivals=spans if len(spans) > 1 else context.cited_products,
        policies=policies,
        sentence=sentence,
        told=told,
        limits=limits,
        supposed=[] if own else [*limits],
        said=spell_digits(f"{_plain(sentence, own)} . {fold(context.question)}"),
    )


def is_attribute(product: Evidence, count: int, nouns: set[str]) -> bool:
    """Tell "2 puertas" of a fridge that has two from two fridges."""
    return any(
        nouns & roots(fold(name)) and re.search(rf"\b{count}\b", str(value))
        for name, value in product.attributes.items()
    )


def _plain(text: str, products: list[Evidence]) -> str:
    """Blank titles, whose figures count nothing."""
    for product in products:
        text = text.replace(product.title, " ")
    return text


def counts_said(text: str) -> list[tuple[int, set[str]]]:
    """Return (how many, roots of the two words after it) of what is counted, measures left out."""
    return [(number, set(nouns)) for number, nouns in _counts_said(text)]


@lru_cache(2048)
def _counts_said(text: str) -> tuple[tuple[int, frozenset[str]], ...]:
    text = INSTALMENTS.sub(" ", text)
    found = []
    for match in _COUNT.finditer(text):
        said, noun, other = match.groups()
        if noun in _MEASURED:
            continue
        number = _COUNT_WORDS.get(said) or int(said)
        found.append((number, frozenset(root(w) for w in (noun, other) if w)))
    return tuple(found)
