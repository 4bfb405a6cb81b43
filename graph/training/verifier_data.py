"""Claims and sources for the verifier, drawn from what we wrote in `data/verifier/`.

A product is a title and some attributes of the bank; a claim tells one or two of them, truly, with
one value changed, or of an attribute that the product lacks. A passage is some rules; a claim is
what a rule says, what it does not, or what a rule of another passage says.
"""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from graph.checking.premise import premise
from graph.errors import TrainingError
from graph.state import Source

Label = Literal["supported", "contradicted", "not_found"]
HELD_OUT = 6
"""Every sixth entry of the bank is kept for validation: no attribute nor rule is in both."""
POLICY_SHARE, TALK_SHARE = 0.4, 0.08

_KINDS = [
    "Mesa",
    "Zapatilla",
    "Parlante",
    "Heladera",
    "Libro",
    "Vino",
    "Silla",
    "Guitarra",
    "Perfume",
    "Campera",
    "Bicicleta",
    "Termo",
    "Lámpara",
    "Mochila",
    "Juguete",
    "Freidora",
    "Shampoo",
    "Alfombra",
    "Taladro",
    "Pelota",
    "Cuna",
    "Monitor",
    "Reloj",
    "Anteojos",
    "Maceta",
    "Colchón",
    "Sartén",
    "Teclado",
    "Impresora",
    "Carpa",
]
_BRANDS = [
    "Andina",
    "Belcor",
    "Ceibal",
    "Dorfen",
    "Estrela",
    "Fénix",
    "Gauss",
    "Huarpe",
    "Ibera",
    "Juncal",
    "Kelmar",
    "Lumbre",
    "Mizar",
    "Nativa",
]
_OPENINGS = ("", "", "", "Según la ficha, ", "Te cuento: ", "Mirá, ", "Sí: ", "Por lo que figura, ")
_SUBJECTS = ("", "", "", "{title} ", "{kind} {brand} ", "ese modelo ", "el {brand} ", "la {brand} ")
_TAILS = (
    "",
    "",
    "",
    "",
    ", así que te puede servir",
    ". ¿Te interesa?",
    ", por las dudas",
    " y listo",
)
_MEASURES = (
    ("peso", "kg", "pesa {v}"), ("alto", "cm", "mide {v} de alto"),
    ("ancho", "cm", "tiene {v} de ancho"),
    ("capacidad", "L", "tiene {v} de capacidad"), ("potencia", "W", "es de {v}"),
    ("garantía", "meses", "tiene {v} de garantía"), ("contenido", "ml", "trae {v}"),
)  # fmt: skip
_PRICES = ("sale $ {p}", "cuesta $ {p}", "está $ {p}", "quedó en $ {p}", "hay stock",
           "está agotado",
           "queda 1 unidad")  # fmt: skip
_SLOTS = {
    "n": (2, 3, 5, 7, 8, 10, 12, 14, 15, 20, 25, 30, 45, 48, 60, 72, 90),
    "m": ("15.000", "30.000", "45.000", "60.000", "75.000", "90.000", "120.000", "150.000"),
    "p": (5, 8, 10, 12, 15, 18, 20, 25, 30, 40), "c": (2, 3, 6, 9, 12, 18, 24),
    "g": (3, 6, 12, 18, 24, 36), "h": (8, 9, 10, 11),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A claim beside the words of a source."""

    claim: str
    source: str
    label: Label


def source_of(kind: Literal["product", "policy"], title: str, payload: dict[str, Any]) -> Source:
    """Return a source that only the verifier's data knows."""
    return Source(
        marker=1, kind=kind, id="", title=title, link="", payload=payload | {"title": title},
        score=0.0, dense_rank=None, text_rank=None,
    )  # fmt: skip


def pair_of(claim: str, source: Source, label: Label) -> Pair:
    """Return the claim beside what is nearest to it in the source, as it is served."""
    return Pair(claim, premise([source], claim), label)


@dataclass(frozen=True)
class Bank:
    """What we wrote: attributes, rules, and phrases."""

    attributes: list[dict[str, Any]]
    policies: list[dict[str, Any]]
    invented: list[str]
    talk: list[str]


def read_bank(folder: Path) -> tuple[Bank, Bank]:
    """Return the bank of training and that of validation, which share no entry.

    Raises:
        TrainingError: a file is missing or malformed.
    """
    try:
        attributes, policies, phrases = (
            [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
            for name in ("attributes", "policies", "phrases")
        )
    except (OSError, ValueError) as error:
        raise TrainingError(f"cannot read the verifier's bank in {folder}: {error}") from error
    spoken: dict[str, list[str]] = {key: value for row in phrases for key, value in row.items()}

    def part(held_out: bool) -> Bank:
        def pick(rows: list[Any]) -> list[Any]:
            return [r for i, r in enumerate(rows) if (i % HELD_OUT == HELD_OUT - 1) == held_out]

        return Bank(*map(pick, (attributes, policies, spoken["invented"], spoken["talk"])))

    return part(False), part(True)


def draw_pairs(bank: Bank, count: int, seed: int) -> list[Pair]:
    """Draw `count` pairs: about half supported, the rest contradicted or not found."""
    rng = random.Random(seed)
    pairs = []
    for _ in range(count):
        if rng.random() < POLICY_SHARE:
            pairs.append(_policy(bank, rng))
        else:
            pairs.append(_product(bank, rng))
    return pairs


def _label(rng: random.Random) -> Label:
    return rng.choices(("supported", "contradicted", "not_found"), (0.5, 0.3, 0.2))[0]


def _product(bank: Bank, rng: random.Random) -> Pair:
    kind, brand = rng.choice(_KINDS), rng.choice(_BRANDS)
    title = f"{kind} {brand} {rng.choice('ABKLMRTX')}{rng.randint(10, 999)}"
    held = rng.sample(bank.attributes, rng.randint(1, 3))
    attributes: dict[str, Any] = {}
    truths: list[tuple[dict[str, Any], Any]] = []
    for entry in held:
        value = rng.choice(entry["values"]) if "values" in entry else rng.random() < 0.5
        name = rng.choice(entry["names"])
        if rng.random() < 0.5:
            name = name.capitalize()
        as_word = isinstance(value, bool) and rng.random() < 0.4
        attributes[name] = ("Sí" if value else "No") if as_word else value
        truths.append((entry, value))
    for name, unit, _ in rng.sample(_MEASURES, rng.randint(0, 1)):
        attributes[name] = f"{rng.randint(2, 90)} {unit}"
    order = list(attributes.items())
    rng.shuffle(order)
    attributes = dict(order)
    source = source_of("product", title, {"brand": brand, "attributes": attributes})
    label = _label(rng)
    if rng.random() < TALK_SHARE:
        return pair_of(rng.choice(bank.talk), source, "supported")
    said = [_tell(*rng.choice(truths), rng)]
    if label == "contradicted":
        entry, value = rng.choice(truths)
        others = [v for v in entry.get("values", (True, False)) if v != value]
        said = [_tell(entry, rng.choice(others), rng)]
    elif label == "not_found":
        absent = [e for e in bank.attributes if e not in held]
        entry = rng.choice(absent)
        told = rng.choice(entry["values"]) if "values" in entry else rng.random() < 0.7
        said = [rng.choice(bank.invented) if rng.random() < 0.5 else _tell(entry, told, rng)]
    if rng.random() < 0.3:
        said.insert(rng.randint(0, 1), _true_extra(truths, attributes, rng))
    subject = rng.choice(_SUBJECTS).format(title=title, kind=kind, brand=brand)
    text = rng.choice(_OPENINGS) + subject + " y ".join(said) + rng.choice(_TAILS)
    return pair_of(_capital(text), source, label)


def _true_extra(
    truths: Sequence[tuple[dict[str, Any], Any]], attributes: dict[str, Any], rng: random.Random
) -> str:
    """Return another clause that is true, or that rules judge (a price, stock)."""
    measured = [(n, u, t) for n, u, t in _MEASURES if n in attributes]
    if measured and rng.random() < 0.5:
        name, _, template = rng.choice(measured)
        return template.format(v=attributes[name])
    if rng.random() < 0.4:
        return rng.choice(_PRICES).format(p=f"{rng.randint(5, 900)}.{rng.randint(100, 999)}")
    return _tell(*rng.choice(truths), rng)


def _tell(entry: dict[str, Any], value: Any, rng: random.Random) -> str:
    if "values" in entry:
        return str(rng.choice(entry["says"])).format(
            v=value if rng.random() < 0.5 else value.lower()
        )
    return str(rng.choice(entry["yes"] if value else entry["no"]))


def _policy(bank: Bank, rng: random.Random) -> Pair:
    rules = rng.sample(bank.policies, rng.randint(1, 2))
    slots = {name: str(rng.choice(values)) for name, values in _SLOTS.items()}
    text = " ".join(_fill(rule["text"], slots) for rule in rules)
    source = source_of("policy", rules[0]["topic"].capitalize(), {"text": text})
    rule, label = rng.choice(rules), _label(rng)
    if label == "supported":
        said = _fill(rng.choice(rule["right"]), slots)
    elif label == "contradicted":
        right = rng.choice(rule["right"])
        used = re.findall(r"\{(\w)\}", right)
        if used and rng.random() < 0.5:
            other = {n: str(rng.choice([v for v in _SLOTS[n] if str(v) != slots[n]])) for n in used}
            said = _fill(right, slots | other)
        else:
            said = _fill(rng.choice(rule["wrong"]), slots)
    else:
        other_rule = rng.choice([r for r in bank.policies if r not in rules])
        said = _fill(rng.choice(other_rule["right"]), slots)
    return pair_of(_capital(rng.choice(_OPENINGS) + said + rng.choice(_TAILS)), source, label)


def _fill(text: str, slots: dict[str, str]) -> str:
    return re.sub(r"\{(\w)\}", lambda m: slots[m.group(1)], text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith("?") else ".")
