"""Close a handoff when the run that a person's words resumed has ended, its state checkpointed."""

from typing import Any
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler

from app.inbox.store import InboxStore
from graph.intake import text_of
from graph.nodes.operator import OPERATOR, message_id


class HandoffsClosed(AsyncCallbackHandler):
    """Follows resumed runs, however they were resumed."""

    run_inline = True

    def __init__(self, inbox: InboxStore) -> None:
        self._inbox = inbox
        self._resumed: set[UUID] = set()

    async def on_chain_start(
        self,
        serialized: dict[str, Any] | None,
        inputs: Any,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **kwargs: Any,
    ) -> None:
        """Note a run that no message began."""
        if parent_run_id is None and not (isinstance(inputs, dict) and "messages" in inputs):
            self._resumed.add(run_id)

    async def on_chain_end(self, outputs: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """Note the answer that the run put in the thread."""
        if run_id not in self._resumed:
            return
        self._resumed.discard(run_id)
        handoff = outputs.get("handoff") if isinstance(outputs, dict) else None
        if not handoff or handoff["status"] != "answered":
            return
        for message in outputs["messages"]:
            if message.id == message_id(handoff["id"]) and message.name == OPERATOR:
                await self._inbox.close(handoff["id"], text_of(message))

    async def on_chain_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """Forget it: nobody was answered."""
        self._resumed.discard(run_id)
