"""A person's answer, put in the shopper's thread through the server's own API."""

from typing import Any

from httpx import HTTPError
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import ConflictError, LangGraphError, NotFoundError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

from app.access.delegate import acting_for
from app.inbox.errors import NotDelivered
from app.inbox.store import InboxStore, Kept
from graph.nodes.operator import OPERATOR

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
    except (LangGraphError, HTTPError) as error:
        raise NotDelivered(f"thread {kept.handoff.thread_id}: {error}") from error
    await inbox.close(kept.handoff.id, answer)


async def _deliver(client: LangGraphClient, kept: Kept, answer: str) -> None:
    handoff = kept.handoff
    messages: list[dict[str, str]] = []
    try:
        state = await client.threads.get_state(handoff.thread_id)
    except NotFoundError:  # the server lost it: it begins with what the inbox kept
        await client.threads.create(thread_id=handoff.thread_id, graph_id=GRAPH)
        messages = [{"role": role, "content": text} for role, text in handoff.conversation]
        state = None
    if state and any(task["interrupts"] for task in state["tasks"]):
        resume: Any = {"resume": answer}
        await client.runs.wait(handoff.thread_id, GRAPH, command=resume)
        if _answered(await client.threads.get_state(handoff.thread_id), handoff.id):
            return
    messages.append({"role": "assistant", "content": answer, "name": OPERATOR})
    update = {"messages": messages, "handoff": {"id": handoff.id, "status": "answered"}}
    await client.threads.update_state(handoff.thread_id, update, as_node="operator")


def _answered(state: Any, id_: str) -> bool:
    handoff = (state.get("values") or {}).get("handoff") or {}
    return bool(handoff.get("id") == id_ and handoff.get("status") == "answered")
