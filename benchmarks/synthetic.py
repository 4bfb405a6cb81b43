"""Write a coherent catalog of any size: families of products, makers, variants, prices that hold.

    python -m benchmarks.synthetic --products 10000 > feed.jsonl          # `dona ingest feed.jsonl`
    python -m benchmarks.synthetic --products 10000 --day 1 > later.jsonl # prices and stock moved

A model is a pure function of the seed and its number, so rows stream in constant memory, any
catalog is the beginning of every larger one, and no title repeats: it holds a code that spells
the model's number. A model of a family with colours or sizes is sold in several variants of one
`item_group_id`. Its price follows from the family, the kind, the maker's and the line's standing,
and the measure (`steep` is the exponent); attributes that `grows` names follow the measure too.
"""

import argparse
import random
import string
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from pathlib import Path
from typing import Any

import orjson

Row = dict[str, Any]

AUTHORED = tomllib.loads(Path(__file__).with_name("families.toml").read_text(encoding="utf-8"))
FIRST_DAY = datetime(2026, 11, 1, 6, tzinfo=UTC)
DAILY_SHARE = 0.25
"""Products whose price or stock moves from one day to the next."""
MOST_MAKERS = 20_000
MOST_COLORS = 3
"""Colours of one model."""
_WEIGHTS = [1 if "sizes" in family else 3 for family in AUTHORED["family"]]
"""A model with sizes is many products: a third of the models is enough."""
_DIGITS = string.digits + string.ascii_uppercase


@dataclass(frozen=True)
class Model:
    """What the variants of one model share."""

    number: int
    family: dict[str, Any]
    maker: str
    name: str
    """Noun, kind, maker, line and measure, as the title begins."""
    code: str
    price: float
    attributes: dict[str, Any]
    description: str


def catalog(products: int, *, seed: int = 7, day: int = 0) -> Iterator[Row]:
    """Yield the rows of a feed, with Google Merchant's field names; `day` moves price and stock."""
    return islice(_rows(seed, day), products)


def _rows(seed: int, day: int) -> Iterator[Row]:
    number = 0
    while True:
        model = _model(seed, number)
        yield from _variants(model, seed, day)
        number += 1


def _model(seed: int, number: int) -> Model:
    draw = random.Random(f"{seed}:{number}")
    (family,) = draw.choices(AUTHORED["family"], _WEIGHTS)
    rank = int(6 * draw.paretovariate(0.8) - 6) % MOST_MAKERS
    maker, line = _maker(rank), draw.choice(AUTHORED["lines"])
    kind, dearer = draw.choice(list(family["kinds"].items()))
    standing = random.Random(f"{maker}:{line}").uniform(0.75, 1.5)  # the same in every model
    price = family["price"] * dearer * standing * draw.uniform(0.93, 1.07)
    attributes: dict[str, Any] = {}
    size = ""
    if measure := family.get("measure"):
        place, value = draw.choice(list(enumerate(measure["of"])))
        middle = measure["of"][len(measure["of"]) // 2]
        price *= (value / middle) ** measure["steep"]
        size = f" {value:g} {measure['unit']}"
        attributes[measure["name"]] = {"value": value, "unit": measure["unit"]}
        share = place / (len(measure["of"]) - 1)
        for name, (unit, low, high) in family.get("grows", {}).items():
            grown = low + (high - low) * min(1, max(0, share + draw.uniform(-0.08, 0.08)))
            attributes[name] = {"value": _round(grown, high - low), "unit": unit}
    attributes |= {name: draw.choice(of) for name, of in family.get("choices", {}).items()}
    attributes |= {name: draw.random() < 0.5 for name in family["flags"]}
    if not family.get("edible"):
        attributes["garantía"] = {"value": draw.choice([6, 12, 24]), "unit": "meses"}
    name = f"{family['noun']} {kind} {maker} {line}{size}"
    description = " ".join(draw.sample(family["says"], 2))
    return Model(number, family, maker, name, _code(family, number), price, attributes, description)


def _variants(model: Model, seed: int, day: int) -> Iterator[Row]:
    draw = random.Random(f"{seed}:{model.number}:variants")
    colors = model.family.get("colors", [])
    if colors:
        colors = draw.sample(colors, draw.randint(1, min(MOST_COLORS, len(colors))))
    options = list(product(colors or [""], model.family.get("sizes", [""])))
    for place, (color, size) in enumerate(options):
        id_ = f"{model.code}-{place + 1}"
        row: Row = {
            "id": id_,
            "title": " ".join(
                filter(None, [model.name, model.code, color, size and f"Talle {size}"])
            ),
            "description": model.description,
            "brand": model.maker,
            "product_type": model.family["type"],
            "mpn": model.code,
            "gtin": _ean(model.number * 64 + place),
            "link": f"https://tienda.example/p/{id_.lower()}",
            "attributes": model.attributes,
        }
        if len(options) > 1:
            row["item_group_id"] = model.code
        if color:
            row["color"] = color.lower()
        if size:
            row["size"] = size
        yield row | _offer(model, id_, seed, day)


def _offer(model: Model, id_: str, seed: int, day: int) -> Row:
    """Return price and stock as of the last day on which they moved."""
    moved = next(
        (d for d in range(day, 0, -1) if random.Random(f"{seed}:{id_}:{d}").random() < DAILY_SHARE),
        0,
    )
    draw = random.Random(f"{seed}:{id_}:{moved}:offer")
    pesos = _shelf(model.price * (1 + 0.01 * moved) * draw.uniform(0.97, 1.03) if moved else
                   model.price)  # fmt: skip
    quantity = 0 if draw.random() < 0.08 else int(draw.paretovariate(0.7)) % 200 + 1
    offer: Row = {
        "price": f"{pesos}.00 ARS",
        "availability": "in_stock" if quantity else "out_of_stock",
        "quantity": quantity,
        "updated_at": (
            FIRST_DAY + timedelta(days=moved, seconds=draw.randrange(50_000))
        ).isoformat(),
    }
    if draw.random() < 0.2:
        offer["sale_price"] = f"{_shelf(pesos * draw.uniform(0.7, 0.95))}.00 ARS"
    return offer


def _maker(rank: int) -> str:
    """Name the maker of this rank: the first are authored, the others spelled from syllables."""
    if rank < len(AUTHORED["makers"]):
        return AUTHORED["makers"][rank]
    rest, parts = rank - len(AUTHORED["makers"]), []
    rest, ending = divmod(rest, len(AUTHORED["endings"]))
    for _ in range(3):
        rest, syllable = divmod(rest, len(AUTHORED["syllables"]))
        parts.append(AUTHORED["syllables"][syllable])
    return ("".join(parts) + AUTHORED["endings"][ending]).capitalize()


def _code(family: dict[str, Any], number: int) -> str:
    """Spell a model's number as makers do, `HEL2K9F4`: no two models share it."""
    # A multiplication by an odd number is one to one modulo a power of two: neighbours differ.
    scattered, digits = number * 0x2545F491 % 2**31, ""
    while scattered:
        scattered, digit = divmod(scattered, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return family["code"] + digits.rjust(6, "0")


def _ean(number: int) -> str:
    """Return an Argentine EAN-13 with its check digit. Source: GS1 General Specifications 7.9."""
    digits = f"779{number:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def _round(value: float, span: float) -> float:
    """Round as a data sheet does: whole numbers where they vary by more than a dozen."""
    return round(value) if span > 12 else round(value, 1)


def _shelf(pesos: float) -> int:
    """Return a price as shops write it: 45.990, 1.149.999."""
    step = 1000 if pesos >= 100_000 else 100 if pesos >= 10_000 else 10
    return max(step, round(pesos / step) * step) - 1


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--day", type=int, default=0, help="Days after which it is looked at.")
    given = parser.parse_args()
    for row in catalog(given.products, seed=given.seed, day=given.day):
        sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
