"""The command line: one sub-command a room of the house, each in its own module."""

import sys

import typer
from pydantic import ValidationError

from app.access.errors import AccessError
from app.commands import ask, check, doctor, route, search, serve
from app.commands.evaluate_retrieval import evaluate_retrieval
from app.commands.index_status import index_app
from app.commands.ingest import ingest
from app.commands.keys import keys_app
from app.commands.training import evaluate_app, train_app
from graph.errors import GraphError
from ingest.errors import IngestError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="DONA answers a store's shoppers, and states only what the catalog says at that moment.",
)
for command in (serve.serve, ask.ask, ask.chat, search.search, route.route, check.check,
                ingest, doctor.doctor):  # fmt: skip
    app.command()(command)
evaluate_app.command("retrieval")(evaluate_retrieval)
app.add_typer(index_app, name="index")
app.add_typer(keys_app, name="keys")
app.add_typer(train_app, name="train")
app.add_typer(evaluate_app, name="evaluate")


def main() -> None:
    """Run a command; what goes wrong on purpose is told in one line, exit 1."""
    try:
        app()
    except (AccessError, IngestError, GraphError, OSError, ValidationError) as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
