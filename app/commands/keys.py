"""`dona keys`: who may use the API."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from app.access.caller import SCOPES, Scope
from app.access.keys import ApiKey, KeyFile, keys_path
from app.commands.output import err, id_column, out, print_json
from app.settings import Settings

keys_app = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys.")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@keys_app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    scope: Annotated[
        list[str], typer.Option(help=f"What it may do, repeatable: {', '.join(SCOPES)}.")
    ] = ["chat"],  # noqa: B006 - typer wants the list itself
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires.")] = None,
    json: JsonOption = False,
) -> None:
    """Create a key and print it; it is not shown again.

    Example: [cyan]dona keys create erp --scope catalog:write --days 365[/cyan]
    """
    scopes: tuple[Scope, ...] = tuple(known for known in SCOPES if known in scope)
    if unknown := set(scope) - set(SCOPES):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: there are {', '.join(SCOPES)}")
    lasts = None if days is None else timedelta(days=days)
    text, key = _file().create(name, scopes, lasts=lasts)
    if json:
        print_json(_told(key) | {"key": text})
        return
    err.print(f"key {key.id} ({', '.join(key.scopes)}). Keep it: it is not shown again.")
    typer.echo(text)


@keys_app.command("list")
def list_(json: JsonOption = False) -> None:
    """List the keys: what they may do, and which still work.

    Example: [cyan]dona keys list[/cyan]
    """
    keys = _file().all()
    if json:
        for key in keys:
            print_json(_told(key))
        return
    table = Table(id_column("id"), "name", "scopes", "created", "state")
    for key in keys:
        table.add_row(key.id, key.name, " ".join(key.scopes), f"{key.created_at:%F}", _state(key))
    out.print(table)


@keys_app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="Its id or its name.")], json: JsonOption = False
) -> None:
    """Revoke a key; a running server refuses it within seconds.

    Example: [cyan]dona keys revoke erp[/cyan]
    """
    keys = _file()
    valid = [held for held in keys.all() if held.revoked_at is None]
    ids = [held.id for held in valid if held.id == key] or [h.id for h in valid if h.name == key]
    if not ids:
        raise typer.BadParameter(f"no key {key} in use")
    if len(ids) > 1:
        raise typer.BadParameter(f"several keys are called {key}: revoke {' or '.join(ids)}")
    keys.revoke(ids[0])
    if json:
        print_json(next(_told(held) for held in keys.all() if held.id == ids[0]))
        return
    err.print(f"key {ids[0]} revoked")


def _file() -> KeyFile:
    return KeyFile(keys_path(Settings()))


def _state(key: ApiKey) -> str:
    if key.revoked_at:
        return "revoked"
    if key.expires_at is None:
        return "valid"
    return f"until {key.expires_at:%F}" if key.expires_at > datetime.now(UTC) else "expired"


def _told(key: ApiKey) -> dict[str, Any]:
    return key.model_dump(mode="json", exclude={"sha256"}) | {"valid": key.valid}
