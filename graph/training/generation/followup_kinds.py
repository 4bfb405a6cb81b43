"""Questions that go on from the answer before: the product shown is the one meant."""

import random

from graph.training.generation.bank import Bank
from graph.training.generation.example import Example
from graph.training.generation.expected import attribute_of, price_of, stock_of
from graph.training.generation.said import Voice
from graph.training.generation.scene import Scene, of_a_kind
from graph.training.generation.shelf import Item

ORDINALS = (
    ("la primera", "el primero"),
    ("la segunda", "el segundo"),
    ("la tercera", "el tercero"),
)


def followup(bank: Bank, rng: random.Random) -> Example | None:
    """Ask one more thing of the product that the last answer spoke of."""
    scene, voice = of_a_kind(bank, rng, 1), Voice(bank, rng)
    item = scene.target
    names = [n for n in item.held if not isinstance(item.held[n], bool)]
    first, then = rng.sample(("price", "stock", "attribute"), 2)
    asked, answer, _ = _turn(first, item, rng.choice(names), voice, opens=True)
    question, told, expect = _turn(then, item, rng.choice(names), voice, opens=False)
    return _goes_on(scene, [(asked, answer)], question, voice.whole(told, "more"), expect)


def ordinal(bank: Bank, rng: random.Random) -> Example | None:
    """Ask of "la segunda" after a list: retrieval hands over that product alone."""
    shown, voice = of_a_kind(bank, rng, 3), Voice(bank, rng)
    place = rng.randrange(len(shown.items))
    item = shown.items[place]
    name = rng.choice([n for n in item.held if not isinstance(item.held[n], bool)])
    lines = [f"- {i.title}: {i.told_price}, {i.stock} [{n}]." for n, i in enumerate(shown.items, 1)]
    before = "\n".join([rng.choice(bank.tell["lead"]), *lines])
    asked = voice.ask("listing", noun=item.family["short"])
    word = ORDINALS[place][item.family["g"] != "f"]
    question = voice.follow("ordinal", a=name, ord=word)
    told = [voice.attribute(item, name, 1)]
    expect = (attribute_of(item, name),)
    return _goes_on(Scene([item], item), [(asked, before)], question,
                    voice.whole(told, "more"), expect)  # fmt: skip


def _turn(
    about: str, item: Item, name: str, voice: Voice, *, opens: bool
) -> tuple[str, list[str], tuple[str, ...]]:
    called = item.called(voice.rng)
    asked = voice.ask(about, p=called, a=name) if opens else voice.follow(about, a=name)
    if about == "attribute":
        return asked, [voice.attribute(item, name, 1)], (attribute_of(item, name),)
    price, stock = voice.tell("price", item, [1]), voice.stock(item, 1)
    if about == "price":
        return asked, [price, stock], (price_of(item), stock_of(item))
    return asked, [stock], (stock_of(item),)


def _goes_on(
    scene: Scene, before: list[tuple[str, list[str] | str]], question: str, answer: str,
    expect: tuple[str, ...],
) -> Example:  # fmt: skip
    history = []
    for asked, told in before:
        history += [
            ("user", asked),
            ("assistant", told if isinstance(told, str) else " ".join(told)),
        ]
    return Example(
        "followup", question, "product_question", scene.rows, answer, expect, frozenset({1}),
        history=tuple(history),
    )  # fmt: skip
