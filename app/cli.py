"""The command line: one sub-command a room of the house, each in its own module."""

import sys
from importlib import import_module
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from app.access.errors import AccessError
from app.inbox.errors import InboxError
from graph.errors import GraphError
from ingest.errors import IngestError

COMMANDS = {
    "serve": "app.commands.serve:serve",
    "ask": "app.commands.ask:ask",
    "chat": "app.commands.ask:chat",
    "search": "app.commands.search:search",
    "route": "app.commands.route:route",
    "check": "app.commands.check:check",
    "ingest": "app.commands.ingest:ingest",
    "doctor": "app.commands.doctor:doctor",
    "index": "app.commands.index_status:index_app",
    "keys": "app.commands.keys:keys_app",
    "inbox": "app.commands.inbox:inbox_app",
    "traces": "app.commands.traces:traces_app",
    "train": "app.commands.training:train_app",
    "evaluate": "app.commands.training:evaluate_app",
}


class Commands(TyperGroup):
    """Imports a command's module when it is called: no command waits for what others need."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            command: Any = typer.main.get_group(found)
        else:
            alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
            alone.command()(found)
            command = typer.main.get_command(alone)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="DONA answers a store's shoppers, and states only what the catalog says at that moment.",
)


@app.callback()
def dona() -> None:
    pass


def main() -> None:
    """Run a command; what goes wrong on purpose is told in one line, exit 1."""
    try:
        app()
    except (AccessError, InboxError, IngestError, GraphError, OSError, ValidationError) as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
