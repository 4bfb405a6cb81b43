"""`dona inbox`: who waits for a person, and the person's answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import httpx
import typer
from rich.table import Table

from app.access.keys import KeyFile, keys_path
from app.commands.output import err, id_column, out, print_json
from app.inbox.address import own_address
from app.inbox.errors import InboxError
from app.settings import Settings

inbox_app = typer.Typer(no_args_is_help=True, help="See who waits for a person, and answer.")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
UrlOption = Annotated[str, typer.Option(help="The server; empty: the one of this machine.")]
KeyOption = Annotated[
    str,
    typer.Option(
        envvar="DONA_KEY",
        help="A key with the scope `admin`; empty: one that is made here and ends at once.",
    ),
]
LASTS = timedelta(minutes=5)


@inbox_app.command("list")
def list_(
    all: Annotated[bool, typer.Option("--all", help="Answered ones too.")] = False,
    url: UrlOption = "",
    key: KeyOption = "",
    json: JsonOption = False,
) -> None:
    """List who waits for a person, the oldest first.

    Example: [cyan]dona inbox list[/cyan]
    """
    with _server(url, key) as server:
        found = _read(server.get("/inbox", params={"all": all}))
    if json:
        for handoff in found:
            print_json(handoff)
        return
    table = Table(id_column("id"), "since", "question", "answer")
    for handoff in found:
        since = datetime.fromtimestamp(handoff["opened_at"], UTC)
        table.add_row(
            handoff["id"], f"{since:%F %R}", handoff["question"], handoff["answer"] or "waits"
        )
    out.print(table)


@inbox_app.command()
def show(
    id: Annotated[str, typer.Argument(help="As `dona inbox list` shows it.")],
    url: UrlOption = "",
    key: KeyOption = "",
    json: JsonOption = False,
) -> None:
    """Show the conversation of one who waits.

    Example: [cyan]dona inbox show 9ebb1b2efb224997aae312febad7ffe9[/cyan]
    """
    with _server(url, key) as server:
        found = _read(server.get("/inbox", params={"all": True}))
    handoff = next((one for one in found if one["id"] == id), None)
    if handoff is None:
        raise typer.BadParameter(f"no handoff {id}")
    if json:
        print_json(handoff)
        return
    for role, text in handoff["conversation"]:
        typer.echo(f"{'Cliente' if role == 'user' else 'DONA'}: {text}")
    if handoff["answer"]:
        typer.echo(f"Equipo: {handoff['answer']}")


@inbox_app.command()
def answer(
    id: Annotated[str, typer.Argument(help="As `dona inbox list` shows it.")],
    text: Annotated[str, typer.Argument(help="What the shopper will read.")],
    url: UrlOption = "",
    key: KeyOption = "",
    json: JsonOption = False,
) -> None:
    """Answer a shopper, who reads it in the same conversation.

    Example: [cyan]dona inbox answer 9ebb1b2efb224997aae312febad7ffe9 "Ya te llamo"[/cyan]
    """
    with _server(url, key) as server:
        done = _read(server.post(f"/inbox/{id}", json={"answer": text}))
    if json:
        print_json(done)
    else:
        err.print(f"{id} answered")


@contextmanager
def _server(url: str, key: str) -> Iterator[httpx.Client]:
    """Open the server with the key; who can write its file of keys needs none."""
    settings = Settings()
    keys, made = KeyFile(keys_path(settings)), None
    if not key and not url:
        key, made = keys.create("dona inbox", ("admin",), lasts=LASTS)
    url = url or own_address(settings.server.host, settings.server.port)
    headers = {"authorization": f"Bearer {key}"} if key else {}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            yield client
    except httpx.TransportError as error:
        raise InboxError(f"{url} does not answer: {error}") from error
    finally:
        if made:
            keys.revoke(made.id)


def _read(response: httpx.Response) -> Any:
    if response.is_error:
        is_json = "json" in response.headers.get("content-type", "")
        body = response.json() if is_json else {}
        told = body.get("detail") or body.get("message") or ""  # the second is Aegra's
        raise InboxError(f"HTTP {response.status_code} {told}")
    return response.json()
