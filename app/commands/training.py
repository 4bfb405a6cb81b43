"""`dona train` and `dona evaluate`: need the `train` extra (torch, transformers, peft)."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.commands.evaluate_answers import evaluate_answers
from app.commands.evaluate_generator import evaluate_generator, evaluate_price_change
from app.commands.evaluate_retrieval import evaluate_retrieval
from app.commands.output import err, out, print_json
from app.commands.train_generator import train_generator
from app.commands.training_extra import need_training_extra, print_hyperparameters
from app.dependencies import build_checker
from app.knowledge import build_terms_embedder
from app.settings import ROOT, Settings, VerifierSettings

RouterData = Annotated[Path, typer.Option(help="Folder of the JSON Lines.")]

train_app = typer.Typer(no_args_is_help=True, help="Fine-tune DONA's models on this machine.")
evaluate_app = typer.Typer(no_args_is_help=True, help="Measure DONA and its rivals.")

train_app.command("generator")(train_generator)
evaluate_app.command("answers")(evaluate_answers)
evaluate_app.command("generator")(evaluate_generator)
evaluate_app.command("price-change")(evaluate_price_change)
evaluate_app.command("retrieval")(evaluate_retrieval)


@train_app.command("router")
def train_router(
    data: RouterData = ROOT / "data" / "router",
    output: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "models" / "router",
    base: Annotated[
        Path | None, typer.Option(help="Hugging Face checkpoint to fine-tune instead.")
    ] = None,
) -> None:
    """Fine-tune the router (a quarter of an hour on 2 cores); a killed run is resumed.

    Example: [cyan]dona train router[/cyan]
    """
    need_training_extra()
    from graph.training.router_trainer import Hyperparameters
    from graph.training.train_router import train_router as train
    from graph.training.tune_checkpoint import tune_checkpoint

    if base:
        print_json(tune_checkpoint(base, data, output))
        err.print(f"written to {output}: DONA_ROUTER__MODEL={output}")
        return

    print_hyperparameters(Hyperparameters())
    print_json(train(data, output, Settings().cache))
    err.print(f"written to {output}")


@evaluate_app.command("router")
def evaluate_router(
    data: RouterData = ROOT / "data" / "router",
    test: Annotated[Path, typer.Option(help="Held-out messages.")] = (
        ROOT / "data" / "router" / "test.jsonl"
    ),
    model: Annotated[Path, typer.Option(help="Trained router.")] = ROOT / "models" / "router",
    out_of_scope: Annotated[
        Path | None, typer.Option(help="Folder of outside requests, all out of scope (TSV).")
    ] = None,
    chitchat: Annotated[
        Path | None, typer.Option(help="Folder of outside small talk (YAML).")
    ] = None,
    semantic_router: Annotated[
        Path, typer.Option(help="Interpreter that has semantic-router: `make rivals` installs it.")
    ] = ROOT / ".dona" / "semantic-router" / "bin" / "python",
    card: Annotated[
        bool, typer.Option("--card", help="Write the model's card with these figures.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure the router and its rivals on the held-out messages, in one run.

    Example: [cyan]dona evaluate router --test data/router/test-borders.jsonl[/cyan]
    """
    need_training_extra()
    from graph.training.evaluate_router import evaluate_all
    from graph.training.report_router import print_reports

    reports, outside = evaluate_all(
        data,
        test,
        model,
        Settings().cache,
        out_of_scope=out_of_scope,
        chitchat=chitchat,
        semantic_router=semantic_router,
    )
    if card:
        from graph.training.card_router import write_card

        write_card(model, reports, outside)
    if json:
        print_json({"reports": [vars(report) for report in reports], "outside": outside})
    else:
        print_reports(reports, outside, out)


@train_app.command("verifier")
def train_verifier(
    data: Annotated[Path, typer.Option(help="Folder of the bank.")] = ROOT / "data" / "verifier",
    answers: Annotated[Path, typer.Option(help="Judged answers.")] = ROOT / "data" / "checker",
    output: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "models" / "verifier",
) -> None:
    """Fine-tune the claim verifier (half an hour on two cores); a killed run is resumed.

    Example: [cyan]dona train verifier[/cyan]
    """
    need_training_extra()
    from graph.training.train_verifier import Hyperparameters
    from graph.training.train_verifier import train_verifier as train

    print_hyperparameters(Hyperparameters())
    print_json(train(data, answers, output, Settings().cache))
    err.print(f"written to {output}: DONA_VERIFIER__MODEL={output}")


@train_app.command("terms")
def train_terms(
    data: Annotated[Path, typer.Option(help="Folder of the stores.")] = ROOT / "data" / "terms",
    selector: Annotated[Path, typer.Option(help="Folder of the selector's, which judge too.")] = (
        ROOT / "data" / "selector"
    ),
    output: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "models" / "terms",
) -> None:
    """Fine-tune what compares questions with the store's terms; a killed run is resumed.

    Example: [cyan]dona train terms[/cyan]
    """
    need_training_extra()
    from graph.training.card_terms import write_card
    from graph.training.train_terms import Hyperparameters
    from graph.training.train_terms import train_terms as train

    print_hyperparameters(Hyperparameters())
    print_json(train(data, selector, output, Settings().cache))
    write_card(output)
    err.print(f"written to {output}")


@train_app.command("selector")
def train_selector(
    data: Annotated[Path, typer.Option(help="Folder of the stores.")] = ROOT / "data" / "selector",
    terms: Annotated[Path, typer.Option(help="Folder of the terms encoder's stores.")] = (
        ROOT / "data" / "terms"
    ),
    policies: Annotated[Path, typer.Option(help="Folder of the generator's bank.")] = (
        ROOT / "data" / "generator"
    ),
    output: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "models" / "selector",
) -> None:
    """Fine-tune what tells which sentence of the terms answers, if any; a killed run is resumed.

    Example: [cyan]dona train selector[/cyan]
    """
    need_training_extra()
    from graph.training.card_selector import write_card
    from graph.training.pair_trainer import Hyperparameters
    from graph.training.train_selector import train_selector as train

    print_hyperparameters(Hyperparameters())
    settings = Settings()
    embedder = build_terms_embedder(settings)
    print_json(train(data, terms, policies, output, settings.cache, embedder))
    write_card(output)
    err.print(f"written to {output}: DONA_SELECTOR__MODEL={output}")


@train_app.command("stories")
def train_stories(
    output: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "models" / "stories",
) -> None:
    """Fine-tune what compares a need with the authored stories; a killed run is resumed.

    It learns from `graph/retrieval/told/`, and takes about ten minutes on two cores.

    Example: [cyan]dona train stories[/cyan]
    """
    need_training_extra()
    from graph.training.card_stories import write_card
    from graph.training.train_stories import Hyperparameters
    from graph.training.train_stories import train_stories as train

    print_hyperparameters(Hyperparameters())
    print_json(train(output, Settings().cache))
    write_card(output)
    err.print(f"written to {output}")


@train_app.command("encoder")
def train_encoder(
    data: Annotated[Path, typer.Option(help="Folder of the concepts.")] = ROOT / "data" / "encoder",
    output: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "models" / "encoder",
) -> None:
    """Fine-tune the encoder on asks and products (some 20 minutes); a killed run is resumed.

    Every index is rebuilt by the next `dona ingest`: its vectors are another model's.

    Example: [cyan]dona train encoder[/cyan]
    """
    need_training_extra()
    from graph.training.card_encoder import write_card
    from graph.training.train_encoder import Hyperparameters
    from graph.training.train_encoder import train_encoder as train

    print_hyperparameters(Hyperparameters())
    print_json(train(data, output, Settings().cache))
    write_card(output)
    err.print(f"written to {output}: DONA_ENCODER__ADAPTER={output}")


@evaluate_app.command("checker")
def evaluate_checker(
    data: Annotated[Path, typer.Option(help="JSON Lines of judged answers.")] = ROOT
    / "data"
    / "checker"
    / "answers.jsonl",
    verifier: Annotated[
        str, typer.Option(help="Another verifier, as DONA_VERIFIER__MODEL takes it.")
    ] = "",
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="Count what each rule refuses instead.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure the citation checker and its rivals on right and wrong answers, in one run.

    Example: [cyan]dona evaluate checker --by-rule[/cyan]
    """
    from graph.training.evaluate_checker import evaluate_all, evaluate_rules

    if by_rule and verifier:
        raise typer.BadParameter("--by-rule counts the rules alone; leave --verifier out")
    if by_rule:
        rules = asyncio.run(evaluate_rules(data))
        if json:
            print_json([vars(rule) for rule in rules])
            return
        counts = Table("rule", "right", "alone", "wrong", "alone", title="answers refused")
        for rule in rules:
            counts.add_row(*map(str, vars(rule).values()))
        out.print(counts)
        return
    settings = Settings()
    if verifier:
        settings = Settings(verifier=VerifierSettings(model=verifier))
    verified = build_checker(settings) if settings.verifier.chosen else None
    reports = asyncio.run(evaluate_all(data, verified))
    if json:
        print_json([vars(report) for report in reports])
        return
    table = Table("checker", "caught", "false alarms", "balanced", "p50 ms", "p95 ms")
    for r in reports:
        shares = (r.detection, r.false_alarms, r.balanced_accuracy)
        table.add_row(r.name, *(f"{s:.3f}" for s in shares), f"{r.p50_ms:.2f}", f"{r.p95_ms:.2f}")
    out.print(table)
    kinds = Table("kind", *(r.name for r in reports), title="refused of all")
    for kind in reports[0].per_kind:
        kinds.add_row(kind, *("{} of {}".format(*r.per_kind[kind]) for r in reports))
    out.print(kinds)
