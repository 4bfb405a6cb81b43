"""`dona ask` and `dona chat`: turns in this process, without a server."""

import asyncio
from typing import Annotated, Any, cast

import typer
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver

from app.commands.output import err, out, print_json
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from graph.checking.sources import write_sources
from graph.state import Answer


async def turn(runtime: Runtime, text: str, thread: str) -> dict[str, Any]:
    """Run one turn of a conversation and return the state that it left."""
    config: Any = {"configurable": {"thread_id": thread}}
    state: dict[str, Any] = await runtime.graph.ainvoke({"messages": [HumanMessage(text)]}, config)
    return state


def contract(state: dict[str, Any]) -> Answer:
    """Return the answer contract of a turn."""
    return cast(Answer, {key: state[key] for key in Answer.__annotations__})


def ask(
    question: Annotated[str, typer.Argument(help="What the shopper writes.")],
    json: Annotated[bool, typer.Option("--json", help="Print the whole answer contract.")] = False,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="JSON with the question and the sources: for `dona check`."),
    ] = False,
) -> None:
    """Answer one question.

    Example: [cyan]dona ask "tenes heladera no frost x menos de 900 lucas?"[/cyan]

    Proven again elsewhere: [cyan]dona ask "…" --sources | dona check --input -[/cyan]
    """
    runtime = open_runtime(Settings(), checkpointer=InMemorySaver())

    async def once() -> dict[str, Any]:
        await runtime.index.revision()  # an index that cannot be read is told before any answer
        return await turn(runtime, question, "ask")

    state = asyncio.run(once())
    answer = contract(state)
    if sources:
        proof = {"question": question, "sources": write_sources(state["sources"])}
        print_json({**answer, **proof})
    else:
        print_json(answer) if json else show(answer)


def chat(
    json: Annotated[
        bool, typer.Option("--json", help="Print the contract, a line a turn.")
    ] = False,
) -> None:
    """Chat in the terminal; an empty line or Ctrl-D ends it.

    With --json an empty line begins another conversation: a file may hold many. Each line printed
    bears its conversation's number and the message.

    Example: [cyan]dona chat[/cyan], or [cyan]dona chat --json < conversations.txt[/cyan]
    """
    runtime = open_runtime(Settings(), checkpointer=InMemorySaver())

    async def conversation() -> None:
        await runtime.index.revision()
        thread = 0
        while (text := await asyncio.to_thread(_read, "" if json else "vos> ")) is not None:
            if text:
                answer = contract(await turn(runtime, text, f"chat-{thread}"))
                said = {"conversation": thread + 1, "message": text}
                print_json({**said, **answer}) if json else show(answer)
            elif json:
                thread += 1
            else:
                return

    asyncio.run(conversation())


def show(answer: Answer) -> None:
    """Print an answer and its sources for a person."""
    out.print(answer["answer"], markup=False)
    for citation in answer["citations"]:
        out.print(f"  [{citation['marker']}] {citation['quote']}", style="dim", markup=False)
    err.print(f"  {answer['route']} · {answer['verdict']} · {answer['trace_id']}", style="dim")


def _read(prompt: str) -> str | None:
    """Return a line; None at the end of the input."""
    try:
        return input(prompt).strip()
    except EOFError:
        return None
