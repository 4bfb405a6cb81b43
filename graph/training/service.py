"""Fine-tuning as a service: any API that speaks OpenAI's files and fine-tuning jobs."""

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openai import OpenAI, OpenAIError

from graph.errors import TrainingError
from graph.training.chat_examples import read_chats

FEWEST = 10
"""Conversations that the service takes at least."""

Told = Callable[[str], None]
"""Is told each event of the job, in the service's words."""


def fine_tune(
    client: OpenAI,
    train: Path,
    validation: Path,
    *,
    model: str,
    memory: Path,
    tell: Told,
    poll_s: float = 10.0,
) -> str:
    """Upload both files, start a job, follow it to its end; return the fine-tuned model's id.

    Ids are kept in the file `memory`, so that a killed run goes on with the files it uploaded and
    the job it started, as long as data, base model and service are the same.

    Raises:
        TrainingError: a file is malformed, the service refuses or fails, or the job does.
    """
    if (count := len(read_chats(train))) < FEWEST:
        raise TrainingError(f"{train} holds {count} conversations; a service wants {FEWEST}")
    read_chats(validation)
    kept = _Memory(memory, _digest(train, validation, model, str(client.base_url)))
    try:
        for name, path in (("training_file", train), ("validation_file", validation)):
            if name not in kept.ids:
                uploaded = client.files.create(file=path, purpose="fine-tune")
                kept.keep(name, uploaded.id)
                tell(f"{path.name} uploaded: {uploaded.id}")
        if "job" not in kept.ids:
            job = client.fine_tuning.jobs.create(
                model=model,
                training_file=kept.ids["training_file"],
                validation_file=kept.ids["validation_file"],
                suffix="dona",
            )
            kept.keep("job", job.id)
            tell(f"job started: {job.id}")
        return _follow(client, kept, tell, poll_s)
    except OpenAIError as error:
        raise TrainingError(f"{client.base_url}: {error}") from error


def _follow(client: OpenAI, kept: "_Memory", tell: Told, poll_s: float) -> str:
    """Wait for the job's end, telling its events as they come.

    Raises:
        TrainingError: the job failed or was cancelled; the next run starts another.
    """
    job_id = kept.ids["job"]
    told: set[str] = set()
    while True:
        # The state before its events: those of the end are not missed.
        job = client.fine_tuning.jobs.retrieve(job_id)
        events = client.fine_tuning.jobs.list_events(job_id, limit=100).data
        for event in reversed(events):
            if event.id not in told:
                told.add(event.id)
                tell(event.message)
        if job.status == "succeeded":
            if not job.fine_tuned_model:
                raise TrainingError(f"job {job_id} succeeded and names no model")
            return job.fine_tuned_model
        if job.status in ("failed", "cancelled"):
            kept.forget()
            reason = job.error.message if job.error and job.error.message else "no reason given"
            raise TrainingError(f"job {job_id} {job.status}: {reason}")
        time.sleep(poll_s)


class _Memory:
    """Ids that the service gave, in a file, for one set of data, model and service."""

    def __init__(self, path: Path, digest: str) -> None:
        self._path = path
        held: Any = {}
        if path.is_file():
            held = json.loads(path.read_text())
        fits = held.get("digest") == digest
        self.ids: dict[str, str] = held if fits else {"digest": digest}

    def keep(self, name: str, value: str) -> None:
        self.ids[name] = value
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self.ids, indent=2) + "\n")

    def forget(self) -> None:
        self.ids = {}
        self._path.unlink(missing_ok=True)


def _digest(train: Path, validation: Path, model: str, base_url: str) -> str:
    digest = hashlib.sha256(train.read_bytes() + validation.read_bytes())
    digest.update(f"{model} {base_url}".encode())
    return digest.hexdigest()
