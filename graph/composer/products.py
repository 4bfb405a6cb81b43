"""Answer about products from their fields, one cited claim a sentence."""

from collections.abc import Sequence

from graph.composer.topics import Topics, read_topics
from graph.state import Source
from graph.wording import AVAILABILITY, write_attribute, write_money, write_price

FEW_LEFT = 3
"""At most this many units left are worth telling."""


def list_products(sources: Sequence[Source]) -> list[str]:
    """Return a line a product: title, price, stock."""
    lines = ["Te muestro lo que encontré:\n" if len(sources) > 1 else "Encontré esto:\n"]
    lines += [f"- {source['title']}: {_price(source)}, {_stock(source)} [{source['marker']}].\n"
              for source in sources]  # fmt: skip
    if len(sources) > 1:
        lines.append("¿Querés que te cuente más de alguno o los comparo?")
    return lines


def answer_question(question: str, sources: Sequence[Source]) -> list[str]:
    """Answer what is asked of the sources, or say that the catalog does not tell it."""
    names = [name for source in sources for name in source["payload"]["attributes"]]
    topics = read_topics(question, names)
    if topics.compare and len(sources) > 1:
        return compare(sources, topics)
    subjects = sources if topics.compare else sources[:1]
    return [sentence for source in subjects for sentence in describe(source, topics)]


def describe(source: Source, topics: Topics) -> list[str]:
    """Return the sentences that answer `topics` for one product."""
    payload, marker = source["payload"], source["marker"]
    sentences = []
    if topics.price or topics.nothing:
        sentences.append(f"{source['title']} sale {_price(source)} [{marker}].")
    if topics.stock or topics.price or topics.nothing:
        quantity = payload["quantity"]
        few = f": quedan {quantity} unidades" if quantity and 1 < quantity <= FEW_LEFT else ""
        sentences.append(f"{_sentence(_stock(source))}{few} [{marker}].")
    known = [name for name in topics.attributes if name in payload["attributes"]]
    if known:
        facts = [write_attribute(name, payload["attributes"][name]) for name in known]
        sentences.append(f"{source['title']}: {', '.join(facts)} [{marker}].")
    if topics.nothing:
        facts = [write_attribute(*item) for item in list(payload["attributes"].items())[:4]]
        sentences.append(f"Sus datos principales: {', '.join(facts)} [{marker}]." if facts else "")
        sentences.append("Si buscás otro dato y no está acá, no lo tengo.")
    return [sentence for sentence in sentences if sentence]


def compare(sources: Sequence[Source], topics: Topics) -> list[str]:
    """Set the products side by side: price, stock, and the attributes in which they differ."""
    shared = set.intersection(*(set(source["payload"]["attributes"]) for source in sources))
    names = list(topics.attributes) or [
        name
        for name in sources[0]["payload"]["attributes"]
        if name in shared
        and len({str(source["payload"]["attributes"][name]) for source in sources}) > 1
    ]
    lines = []
    for source in sources:
        attributes = source["payload"]["attributes"]
        facts = [write_attribute(n, attributes[n]) for n in names[:5] if n in attributes]
        told = ", ".join([_price(source), _stock(source), *facts])
        lines.append(f"- {source['title']}: {told} [{source['marker']}].\n")
    return lines


def _price(source: Source) -> str:
    payload = source["payload"]
    if payload["sale_price_cents"] is None:
        return write_price(payload)
    return (
        f"{write_price(payload)} (antes {write_money(payload['price_cents'], payload['currency'])})"
    )


def _stock(source: Source) -> str:
    return AVAILABILITY[source["payload"]["availability"]]


def _sentence(text: str) -> str:
    return {"en stock": "Hay stock", "sin stock": "Ahora está sin stock"}.get(
        text, f"Se consigue {text}"
    )
