"""What a source proves, laid out for the checks."""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graph.checking.lexis import fuse, roots
from graph.checking.spelled import spell_digits
from graph.state import Source
from graph.understanding.amounts import parse_amounts
from graph.wording import sale_end, write_attribute
from ingest.units import Quantity, canonical, fold, parse_quantities

CODE = re.compile(r"\b(?:(?=\w*\d)(?=\w*[a-z])[a-z0-9]+(?:[-/.][a-z0-9]+)*|[a-z]{1,4}-\d{2,}\w*)\b")
"""A model code: letters and digits in one word, folded."""


_FOLD = {"doble": 2, "par": 2, "dos": 2, "triple": 3, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6}
"""What a source counts in words: "punta: doble" has two."""


_EVERY = {
    "semanal": Quantity(7, "days"), "quincenal": Quantity(15, "days"),
    "mensual": Quantity(1, "months"), "bimestral": Quantity(2, "months"),
    "trimestral": Quantity(3, "months"), "semestral": Quantity(6, "months"),
    "anual": Quantity(12, "months"),
}  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """A source's facts; texts are folded."""

    marker: int
    kind: str
    payload: dict[str, Any] = field(repr=False)

    @cached_property
    def title(self) -> str:
        return fold(self.payload["title"])

    @cached_property
    def text(self) -> str:
        """Everything that the source says in words, prices apart."""
        if self.kind == "policy":
            return spell_digits(fold(f"{self.payload['title']}. {self.payload['text']}"))
        names = ("title", "brand", "product_type", "color", "size", "material", "mpn", "gtin", "id")
        parts = [str(self.payload.get(name) or "") for name in names]
        parts += [write_attribute(*item) for item in self.attributes.items()]
        parts.append(self.payload.get("description") or "")
        parts.append(sale_end(self.payload))
        return fuse(fold(". ".join(part for part in parts if part)))

    @cached_property
    def attributes(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(self.payload.get("attributes") or {})
        for name, label in (("color", "color"), ("size", "talle"), ("material", "material"),
                            ("brand", "marca")):  # fmt: skip
            if self.payload.get(name):
                found.setdefault(label, self.payload[name])
        return found

    @cached_property
    def measures(self) -> list[tuple[str, Quantity]]:
        """(attribute name folded, quantity); the title's and the text's under the empty name."""
        found: list[tuple[str, Quantity]] = []
        for name, value in self.attributes.items():
            if isinstance(value, dict):
                quantity = canonical(float(value["value"]), value["unit"])
                found += [(fold(name), quantity)] if quantity else []
            elif isinstance(value, str | list):
                texts = [value] if isinstance(value, str) else map(str, value)
                found += [(fold(name), q) for text in texts for q in parse_quantities(text)]
            elif isinstance(value, int | float) and not isinstance(value, bool):
                # "capacidad_l": 364, "garantía meses": 12
                quantity = canonical(float(value), re.split(r"[ _]", name)[-1])
                found += [(fold(name), quantity)] if quantity else []
        if self.payload.get("quantity") is not None:
            found.append(("stock", Quantity(self.payload["quantity"], "count")))
        found += [("", span) for word, span in _EVERY.items() if re.search(rf"\b{word}", self.text)]
        return found + [("", quantity) for quantity in parse_quantities(spell_digits(self.text))]

    @cached_property
    def plain_values(self) -> dict[str, float]:
        """Attributes that are one number, of a unit or of none, by name."""
        found = {}
        for name, value in self.attributes.items():
            written = value.get("value") if isinstance(value, dict) else value
            if isinstance(written, int | float) and not isinstance(written, bool):
                found[fold(name)] = float(written)
        return found

    @cached_property
    def numbers(self) -> set[str]:
        """Every number that the source writes, as plain digits with a dot for decimals."""
        stock = self.payload.get("quantity")
        return (
            {plain_number(number) for number in NUMBER.findall(f"{self.text} {stock}")}
            | {
                plain_number(str(value.get("value")) if isinstance(value, dict) else str(value))
                for value in self.attributes.values()
                if not isinstance(value, bool | list)
            }
            | {str(n) for word, n in _FOLD.items() if re.search(rf"\b{word}s?\b", self.text)}
        )

    @cached_property
    def counted_nouns(self) -> set[str]:
        """Roots of what numbers are told of: a product's attributes, what its values count."""
        names = list(self.attributes) if self.kind == "product" else []
        values = map(str, self.attributes.values()) if self.kind == "product" else [self.text]
        counted = re.findall(r"\d+ ([a-z]{3,})", fold(" . ".join(values)))
        found = roots(fold(" ".join([*names, *counted]))) - {"con", "por"}
        return {word for word in found if len(word) > 2}  # "riego en verano" counts no "en"

    @cached_property
    def cents_in_text(self) -> set[int]:
        """Amounts that a policy tells."""
        return {amount.cents for amount in parse_amounts(self.text)}

    @cached_property
    def codes(self) -> set[str]:
        return {squeeze(code) for code in CODE.findall(self.text)}

    @property
    def current_cents(self) -> int | None:
        return self.payload.get("current_cents")

    @property
    def list_cents(self) -> int | None:
        return self.payload.get("price_cents")


PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s?(?:%|por ciento)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def plain_number(written: str) -> str:
    """Bring `1.400`, `1400`, `7,0` and `7` to one spelling."""
    text = written.strip()
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    try:
        return f"{float(text):g}"
    except ValueError:  # `1.000.00`, as a model that rambles writes
        return f"{float(re.sub(r'[^0-9]', '', text) or 0):g}"


def squeeze(code: str) -> str:
    """Drop separators: `wm-85` and `wm85` are one code."""
    return re.sub(r"[^a-z0-9]", "", code)


_KEPT = 512
_known: dict[tuple[int, str, str], Evidence] = {}
"""What the last sources proved: sentences of an answer, and answers, lean on the same ones."""


def gather(sources: list[Source]) -> dict[int, Evidence]:
    """Return the evidence by marker; what a source says is read once while it says the same."""
    return {source["marker"]: _evidence(source) for source in sources}


def _evidence(source: Source) -> Evidence:
    key = (source["marker"], source["kind"], source["id"])
    known = _known.get(key)
    if known is None or known.payload != source["payload"]:
        if len(_known) >= _KEPT:
            _known.clear()
        # A copy: whoever changes the payload in place is read again.
        known = Evidence(source["marker"], source["kind"], deepcopy(source["payload"]))
        _known[key] = known
    return known
