"""Questions over several products: comparisons, extremes, recommendations, lists, arithmetic."""

import random
from collections.abc import Callable

from graph.training.generation.bank import Bank
from graph.training.generation.example import Example
from graph.training.generation.expected import attribute_of, money, price_of
from graph.training.generation.said import Voice, cite, told_measure
from graph.training.generation.scene import Scene, many_of_a_kind, of_a_kind, one_of_few, twins
from graph.training.generation.shelf import Item
from graph.wording import write_money
from ingest.units import parse_quantities

MORE = {
    "capacidad": ("más capacidad", "mayor capacidad"),
    "potencia": ("más potencia", "mayor potencia"),
    "autonomía": ("más autonomía", "mayor autonomía"),
    "garantía": ("más garantía", "mayor garantía"),
    "almacenamiento": ("más almacenamiento", "mayor almacenamiento"),
}
"""Attributes that the checker can order, and how "the most" of them is asked."""
LISTED, LONG = 3, 0.25
"""Products that a list tells, and the share of searches that find more."""
COUNTS = {2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis"}


def comparison(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = twins(bank, rng), Voice(bank, rng)
    pair = [scene.target, next(i for i in scene.items if i is not scene.target)]
    pair.sort(key=scene.marker_of)
    name = _differing(pair)
    lines, expect = [], []
    for item in pair:
        facts = [item.told_price] + ([_told(item, name)] if name else [])
        lines.append(f"- {item.title}: {', '.join(facts)} {cite([scene.marker_of(item)])}.")
        expect.append(price_of(item))
        if name:
            expect.append(attribute_of(item, name) if item.held[name] not in (True, False) else "")
    answer = "\n".join([*lines, *_closing(voice, "more")])
    asked = voice.ask("comparison", p=pair[0].called(rng), q=pair[1].called(rng))
    markers = frozenset(map(scene.marker_of, pair))
    told = tuple(filter(None, expect))
    return Example("comparison", asked, "product_question", scene.rows, answer, told, markers)


def cheapest(bank: Bank, rng: random.Random) -> Example | None:
    return _by_price("cheapest", min, bank, rng)


def dearest(bank: Bank, rng: random.Random) -> Example | None:
    return _by_price("dearest", max, bank, rng)


def most(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = of_a_kind(bank, rng, rng.choice((2, 3))), Voice(bank, rng)
    names = [n for n in MORE if sum(n in item.held for item in scene.items) > 1]
    if not names:
        return None
    name = rng.choice(names)
    values = {
        scene.marker_of(item): parse_quantities(item.held[name])[0].value
        for item in scene.items if name in item.held
    }  # fmt: skip
    best = max(values.values())
    if list(values.values()).count(best) > 1:
        return None
    marker = max(values, key=lambda m: values[m])
    item, more = scene.items[marker - 1], rng.choice(MORE[name])
    asked = voice.ask("most", noun=scene.target.family["short"], more=more)
    told = voice.tell("most", item, [marker], more=more, v=item.held[name])
    return _about_one("most", scene, item, asked, voice.whole([told], "more"),
                      (attribute_of(item, name),))  # fmt: skip


def recommend(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = _found(bank, rng), Voice(bank, rng)
    there = [item for item in scene.items if item.row["availability"] == "in_stock"]
    if not there:
        return None
    item, marker = there[0], scene.marker_of(there[0])
    reason = _reason(item)
    sentences = [voice.tell("advice", item, [marker], r=reason)]
    if len(there) > 1:
        sentences.append(voice.tell("other", there[1], [scene.marker_of(there[1])]))
    family = item.family
    asked = voice.ask("recommend", noun=family["short"], use=rng.choice(family["uses"]))
    return Example(
        "recommend", asked, "product_search", scene.rows, voice.whole(sentences, "choose"),
        (price_of(item),), frozenset({marker}), may_cite=scene.alike,
    )  # fmt: skip


def listing(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = _found(bank, rng), Voice(bank, rng)
    asked = voice.ask("listing", noun=scene.target.family["short"])
    return _list("listing", scene, asked, rng.choice(bank.tell["lead"]), voice)


def noted(bank: Bank, rng: random.Random) -> Example | None:
    """The retriever loosened the request, and the answer says so first."""
    scene, voice = of_a_kind(bank, rng, rng.choice((1, 2, 3))), Voice(bank, rng)
    low = min(item.pesos for item in scene.items) // 1000 * 900
    lacked = rng.choice((
        f"por menos de {write_money(low * 100)}", "con todo lo que pedís", "con esas medidas",
        "en rojo", "en negro", "talle 44", f"de {rng.choice(('Zorzal', 'Mulita', 'Ñire'))}",
    ))  # fmt: skip
    note = f"No encontré {lacked}; lo más parecido es esto."
    wish = lacked.replace("con todo lo que pedís", "con todo").replace("con esas medidas", "grande")
    asked = voice.ask("listing", noun=f"{scene.target.family['short']} {wish}")
    example = _list("noted", scene, asked, note, voice, notes=(note,))
    return example


def nothing(bank: Bank, rng: random.Random) -> Example | None:
    """Nothing was found."""
    voice, family = Voice(bank, rng), rng.choice(bank.families)
    asked = voice.ask(rng.choice(("listing", "recommend")), noun=family["short"],
                      use=rng.choice(family["uses"]))  # fmt: skip
    answer = voice.whole([voice.tell("nothing", None, [])], "look")
    return Example("nothing", asked, "product_search", [], answer, (), frozenset(), admits=True)


def _found(bank: Bank, rng: random.Random) -> Scene:
    if rng.random() < LONG:
        return many_of_a_kind(bank, rng)
    return of_a_kind(bank, rng, rng.choice((2, 3, 3)))


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
        return _about_one("saving", scene, item, asked, voice.whole([told], "more"),
                          (price_of(item),))  # fmt: skip
    saved = write_money((item.row["list"] - item.row["sale"]) * 100)
    told = voice.tell("saving", item, [marker], d=saved, P=item.price)
    return _about_one("saving", scene, item, asked, voice.whole([told], "more"), (money(saved),))


def total(bank: Bank, rng: random.Random) -> Example | None:
    scene, voice = one_of_few(bank, rng, availability="in_stock", quantity=20), Voice(bank, rng)
    item, count = scene.target, rng.randint(2, 6)
    spoken = COUNTS[count] if rng.random() < 0.4 and count in COUNTS else str(count)
    due = write_money(item.pesos * count * 100)
    told = voice.tell("total", item, [scene.marker], n=count, d=due)
    asked = voice.ask("total", p=item.called(rng), n=spoken)
    return _about_one("total", scene, item, asked, voice.whole([told], "more"), (money(due),))


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
    return _about_one("unit_price", scene, item, asked, voice.whole([told], "more"), (money(due),))


def _by_price(
    kind: str, best: Callable[..., Item], bank: Bank, rng: random.Random
) -> Example | None:
    scene, voice = of_a_kind(bank, rng, rng.choice((2, 3, 3))), Voice(bank, rng)
    item = best(scene.items, key=lambda i: i.pesos)
    if sum(other.pesos == item.pesos for other in scene.items) > 1:
        return None
    asked = voice.ask(kind, noun=scene.target.family["short"])
    sentences = [voice.tell(kind, item, [scene.marker_of(item)], P=item.price)]
    if item.is_out:
        sentences.append(voice.stock(item, scene.marker_of(item)))
    return _about_one(kind, scene, item, asked, voice.whole(sentences, "more"), (price_of(item),))


def _about_one(
    kind: str, scene: Scene, item: Item, asked: str, answer: str, expect: tuple[str, ...]
) -> Example:
    markers = frozenset({scene.marker_of(item)})
    return Example(kind, asked, "product_question", scene.rows, answer, expect, markers)


def _list(
    kind: str, scene: Scene, asked: str, lead: str, voice: Voice, *, notes: tuple[str, ...] = ()
) -> Example:
    lines = [
        f"- {item.title}: {item.told_price}, {item.stock} {cite([marker])}."
        for marker, item in enumerate(scene.items[:LISTED], 1)
    ]
    closing = _closing(voice, "choose") if len(lines) > 1 else []
    if len(scene.items) > LISTED:
        closing = [voice.rng.choice(voice.closers("all"))]
    answer = "\n".join([lead, *lines, *closing])
    expect = tuple(map(price_of, scene.items[:LISTED]))
    markers = frozenset(range(1, len(lines) + 1))
    return Example(
        kind, asked, "product_search", scene.rows, answer, expect, markers,
        may_cite=scene.alike, admits=bool(notes), notes=notes,
    )  # fmt: skip


def _closing(voice: Voice, kind: str) -> list[str]:
    closed = voice.whole([], kind).strip()
    return [closed] if closed.startswith("¿") else []


def _differing(pair: list[Item]) -> str | None:
    """Return the first attribute in which two products differ."""
    first, second = (item.held for item in pair)
    return next((n for n in first if n in second and first[n] != second[n]), None)


def _told(item: Item, name: str) -> str:
    value = item.held[name]
    if isinstance(value, bool):
        return f"con {name}" if value else f"sin {name}"
    return f"{name} {value}"


def _reason(item: Item) -> str:
    """Return what speaks for a product: a measure, and a feature that it has."""
    held = item.held.items()
    measures = [
        told_measure(n, v) for n, v in held if isinstance(v, str) and v[:1].isdigit() and " " in v
    ]
    features = [n for n, v in held if v is True]
    reasons = [*measures[:1], *features[:1]]
    return f"tiene {' y '.join(reasons)}" if reasons else f"es {item.brand}"
