"""Arithmetic that the sources support: differences, savings, totals, the price of a kilo."""

import random

from graph.training.generation.bank import Bank
from graph.training.generation.example import Example
from graph.training.generation.expected import money, price_of
from graph.training.generation.said import Voice
from graph.training.generation.scene import about_one, one_of_few, twins
from graph.wording import write_money
from ingest.units import parse_quantities

COUNTS = {2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis"}


def difference(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = twins(bank, rng), Voice(bank, rng)
    pair = [scene.target, next(i for i in scene.items if i is not scene.target)]
    pair.sort(key=lambda item: -item.pesos)
    gap = pair[0].pesos - pair[1].pesos
    if not gap:
        return None
    markers = sorted(map(scene.marker_of, pair))
    told = voice.tell("difference", None, markers, d=write_money(gap * 100))
    asked = voice.ask("difference", p=pair[0].called(rng), q=pair[1].called(rng))
    return Example(
        "difference", asked, "product_question", scene.rows, voice.whole([told], "more"),
        (money(write_money(gap * 100)),), frozenset(markers),
    )  # fmt: skip


def saving(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = one_of_few(bank, rng, sale=rng.random() < 0.75), Voice(bank, rng)
    item, marker = scene.target, scene.marker
    asked = voice.ask("saving", p=item.called(rng))
    if not item.row["sale"]:
        told = voice.tell("no_saving", item, [marker])
        return about_one("saving", scene, item, asked, voice.whole([told], "more"),
                          (price_of(item),))  # fmt: skip
    saved = write_money((item.row["list"] - item.row["sale"]) * 100)
    told = voice.tell("saving", item, [marker], d=saved, P=item.price)
    return about_one("saving", scene, item, asked, voice.whole([told], "more"), (money(saved),))


def total(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = one_of_few(bank, rng, availability="in_stock", quantity=20), Voice(bank, rng)
    item, count = scene.target, rng.randint(2, 6)
    spoken = COUNTS[count] if rng.random() < 0.4 and count in COUNTS else str(count)
    due = write_money(item.pesos * count * 100)
    told = voice.tell("total", item, [scene.marker], n=count, d=due)
    asked = voice.ask("total", p=item.called(rng), n=spoken)
    return about_one("total", scene, item, asked, voice.whole([told], "more"), (money(due),))


def unit_price(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = one_of_few(bank, rng), Voice(bank, rng)
    item = scene.target
    content = parse_quantities(str(item.held.get("contenido", "")))
    unit = {"mass": "kilo", "volume": "litro"}.get(content[0].dimension) if content else None
    if unit is None:
        return None
    due = write_money(round(item.pesos / content[0].value) * 100)
    told = voice.tell("unit_price", item, [scene.marker], unit=unit, d=due)
    asked = voice.ask("unit_price", p=item.called(rng), unit=unit)
    return about_one("unit_price", scene, item, asked, voice.whole([told], "more"), (money(due),))
