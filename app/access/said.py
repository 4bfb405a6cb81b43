"""What a shopper's client may put in a conversation: what the shopper says, and nothing else.

Messages of other roles would be shown to the store's people, and told to models, as the words of
the assistant or of a person; an id would replace a message that is there; `remove` takes one away.
"""

from typing import Any

import orjson
from langchain_core.messages import HumanMessage, convert_to_messages

from app.access.errors import Refused


def shoppers_words(given: Any) -> dict[str, Any] | None:
    """Return a run's input with the shopper's messages as they come from a client that says less.

    Raises:
        Refused: it is no such input, or somebody else speaks in it (422).
    """
    if given is None:
        return None  # goes on with what is there
    try:
        said = given["messages"]
        messages = convert_to_messages(said if isinstance(said, list) else [said])
    except Exception as error:  # whatever a stranger can write there
        raise Refused(422, "El pedido no trae mensajes que se puedan leer.") from error
    if not all(type(message) is HumanMessage for message in messages):
        raise Refused(422, "Un cliente sólo puede mandar mensajes de quien compra (`user`).")
    return {"messages": [{"role": "user", "content": message.content} for message in messages]}


def shoppers_body(body: bytes) -> bytes:
    """Return a request's JSON with the input of its run, or of each run of a batch, looked at.

    Raises:
        Refused: as `shoppers_words` does; or it is nested beyond measure (400).
    """
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError as error:  # another reader took it
        raise Refused(400, "El pedido no es JSON.") from error
    runs = read if isinstance(read, list) else [read]
    begun = [run for run in runs if isinstance(run, dict) and "input" in run]
    for run in begun:
        run["input"] = shoppers_words(run["input"])
    return orjson.dumps(read) if begun else body
