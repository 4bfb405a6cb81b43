"""A person's answer, put in the shopper's thread through the server's own API.

Once: the message has an id of the handoff, so that however often it is tried, it is there once.
"""

from typing import Any

from httpx import HTTPError
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import ConflictError, LangGraphError, NotFoundError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

from app.access.delegate import acting_for
from app.inbox.errors import AnsweredAlready, NotDelivered
from app.inbox.store import InboxStore, Kept
from graph.nodes.operator import OPERATOR, message_id

GRAPH = "dona"
BUSY_S = 20.0
"""How long a turn of the shopper's in the same thread is waited for."""


async def deliver(server: str, inbox: InboxStore, kept: Kept, answer: str) -> None:
    """Resume the run that waits; or write to the thread, when the shopper went on or it is lost.

    Args:
        server: this process's own address.
        inbox: where it is noted.
        kept: whom to answer.
        answer: a person's words.

    Raises:
        AnsweredAlready: the thread has another answer to it.
        NotDelivered: the server refused, or the thread stayed busy.
    """
    retrying = AsyncRetrying(
        retry=retry_if_exception_type(ConflictError),
        stop=stop_after_delay(BUSY_S),
        wait=wait_fixed(0.5),
        reraise=True,
    )
    headers = acting_for(kept.handoff.owner)
    try:
        async with get_client(url=server, api_key=None, headers=headers) as client:
            async for attempt in retrying:
                with attempt:
                    await _deliver(client, kept, answer)
    except AnsweredAlready as error:
        await inbox.close(kept.handoff.id, error.answer)
        raise
    except (LangGraphError, HTTPError) as error:
        raise NotDelivered(f"thread {kept.handoff.thread_id}: {error}") from error
    await inbox.close(kept.handoff.id, answer)


async def _deliver(client: LangGraphClient, kept: Kept, answer: str) -> None:
    handoff = kept.handoff
    try:
        state: Any = await client.threads.get_state(handoff.thread_id)
    except NotFoundError:
        await _begin_again(client, handoff.thread_id)
        state = await client.threads.get_state(handoff.thread_id)
    if _told(state, kept, answer):
        return
    if _waits(state, handoff.id):
        resume: Any = {"resume": answer}
        await client.runs.wait(handoff.thread_id, GRAPH, command=resume, raise_error=False)
        if _told(await client.threads.get_state(handoff.thread_id), kept, answer):
            return
    messages: list[dict[str, str]] = []
    if not _messages(state):  # the server lost them: it begins with what the inbox kept
        messages = [{"role": role, "content": text} for role, text in handoff.conversation]
    messages.append({"role": "assistant", "content": answer, "name": OPERATOR,
                     "id": message_id(handoff.id)})  # fmt: skip
    update = {"messages": messages, "handoff": {"id": handoff.id, "status": "answered"}}
    await client.threads.update_state(handoff.thread_id, update, as_node="operator")


async def _begin_again(client: LangGraphClient, thread_id: str) -> None:
    try:
        await client.threads.create(thread_id=thread_id, graph_id=GRAPH)
    except ConflictError as error:  # not a busy thread: it is there, and not for us
        raise NotDelivered(f"thread {thread_id} is somebody else's") from error


def _messages(state: Any) -> list[Any]:
    return (state.get("values") or {}).get("messages") or []


def _waits(state: Any, id_: str) -> bool:
    """Tell whether the thread's last run waits for the answer to this handoff."""
    interrupts = [each for task in state.get("tasks", ()) for each in task["interrupts"]]
    return any((each.get("value") or {}).get("id") == id_ for each in interrupts)


def _told(state: Any, kept: Kept, answer: str) -> bool:
    """Tell whether the answer is in the thread.

    Raises:
        AnsweredAlready: another is.
    """
    for message in _messages(state):
        # The name, too: a shopper may give any id to what he says.
        if message.get("id") == message_id(kept.handoff.id) and message.get("name") == OPERATOR:
            if message["content"] != answer:
                raise AnsweredAlready(kept.handoff.id, message["content"])
            return True
    return False
