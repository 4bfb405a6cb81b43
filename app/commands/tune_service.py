"""`dona train generator --service openai`: the same data, another's machines."""

from pathlib import Path

import openai
from dotenv import set_key
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.commands.output import err, print_json
from app.settings import Settings
from graph.errors import TrainingError
from graph.training.generator_files import training_files
from graph.training.generator_hyperparameters import Hyperparameters
from graph.training.service import fine_tune

ENV_FILE = Path(".env")
"""Where `Settings` reads from."""


def tune_by_service(data: Path, settings: Settings) -> None:
    """Fine-tune on `data` by the service, and make its model the generator in `.env`.

    Raises:
        TrainingError: there is no key, or the service or the job fails.
    """
    chosen = settings.training
    key = chosen.api_key.get_secret_value()
    if not key:
        raise TrainingError("the service needs a key: set DONA_TRAINING__API_KEY")
    drawn = settings.cache / "train-generator" / "data"
    data = training_files(data, drawn, Hyperparameters().examples)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with (
        openai.OpenAI(base_url=chosen.base_url or None, api_key=key) as client,
        Progress(*columns, console=err, transient=True) as bar,
    ):
        task = bar.add_task("uploading")

        def tell(event: str) -> None:
            bar.console.print(event, markup=False)
            bar.update(task, description=event)

        model = fine_tune(
            client,
            data / "train.jsonl",
            data / "validation.jsonl",
            model=chosen.model,
            memory=settings.cache / "train-generator" / "service.json",
            tell=tell,
        )
        base_url = str(client.base_url).rstrip("/")
    set_key(ENV_FILE, "DONA_GENERATOR__BASE_URL", base_url, quote_mode="never")
    set_key(ENV_FILE, "DONA_GENERATOR__MODEL", model, quote_mode="never")
    print_json({"model": model})
    err.print(f"written to {ENV_FILE}; set DONA_GENERATOR__API_KEY to use it")
