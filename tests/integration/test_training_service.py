"""Fine-tuning as a service, against a server on loopback that speaks OpenAI's protocol."""

import json
import socket
import threading
import time
from email import message_from_bytes
from types import SimpleNamespace

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from openai import OpenAI
from typer.testing import CliRunner

from app.cli import app as cli
from graph.errors import TrainingError
from graph.training.service import fine_tune

pytestmark = pytest.mark.integration

CHAT = {
    "messages": [{"role": "user", "content": "hola"}, {"role": "assistant", "content": "¡Hola!"}]
}


def refusal(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": {"message": message}}, status)


def fake_service() -> FastAPI:
    """Return a service whose jobs take three looks to end, and that remembers what it was sent."""
    service = FastAPI()
    service.state.uploads, service.state.jobs = [], []
    service.state.looks, service.state.ending, service.state.down = 0, "succeeded", False

    def job(at: int) -> dict:
        status = ["queued", "running", service.state.ending][min(at, 2)]
        failed = status == "failed"
        return {
            "id": f"ftjob-{len(service.state.jobs)}", "object": "fine_tuning.job", "created_at": 1,
            "model": "base", "status": status, "organization_id": "o", "result_files": [],
            "seed": 1, "training_file": "f", "hyperparameters": {},
            "fine_tuned_model": "ft:base:dona:1" if status == "succeeded" else None,
            "error": {"code": "x", "message": "data too odd", "param": None} if failed else None,
        }  # fmt: skip

    @service.post("/v1/files")
    async def upload(request: Request) -> dict:
        head = f"content-type: {request.headers['content-type']}\n\n".encode()
        parts = message_from_bytes(head + await request.body()).get_payload()
        form = {part.get_param("name", header="content-disposition"): part for part in parts}
        file, purpose = form["file"], form["purpose"].get_payload().strip()
        name = file.get_filename()
        service.state.uploads.append((name, purpose, file.get_payload(decode=True)))
        return {
            "id": f"file-{len(service.state.uploads)}", "object": "file", "bytes": 1,
            "created_at": 1, "filename": name, "purpose": "fine-tune",
            "status": "processed",
        }  # fmt: skip

    @service.post("/v1/fine_tuning/jobs")
    async def create(request: Request):
        if request.headers["authorization"] != "Bearer secreto":
            return refusal(401, "bad key")
        service.state.jobs.append(await request.json())
        service.state.looks = 0
        return job(0)

    @service.get("/v1/fine_tuning/jobs/{job_id}")
    async def retrieve(job_id: str):
        if service.state.down:
            return refusal(400, "closed for the day")
        service.state.looks += 1
        return job(service.state.looks)

    @service.get("/v1/fine_tuning/jobs/{job_id}/events")
    async def events(job_id: str) -> dict:
        told = [
            {"id": f"e{n}", "object": "fine_tuning.job.event", "created_at": n, "level": "info",
             "message": f"step {n}"}
            for n in reversed(range(service.state.looks))
        ]  # fmt: skip
        return {"object": "list", "data": told, "has_more": False}

    return service


@pytest.fixture
def service():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = fake_service()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield SimpleNamespace(state=app.state, url=f"http://127.0.0.1:{port}/v1")
    server.should_exit = True
    thread.join()


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    for name, count in (("train", 12), ("validation", 3)):
        (folder / f"{name}.jsonl").write_text((json.dumps(CHAT) + "\n") * count)
    return folder


def tune(service, data, tmp_path, key="secreto", told=None):
    told = [] if told is None else told
    with OpenAI(base_url=service.url, api_key=key, max_retries=0) as client:
        return fine_tune(
            client, data / "train.jsonl", data / "validation.jsonl", model="base",
            memory=tmp_path / "service.json", tell=told.append, poll_s=0.01,
        )  # fmt: skip


def test_the_files_go_up_and_the_jobs_model_comes_back(service, data, tmp_path):
    told: list[str] = []
    assert tune(service, data, tmp_path, told=told) == "ft:base:dona:1"
    assert [(name, purpose) for name, purpose, _ in service.state.uploads] == [
        ("train.jsonl", "fine-tune"),
        ("validation.jsonl", "fine-tune"),
    ]
    assert service.state.uploads[0][2] == (data / "train.jsonl").read_bytes()
    assert service.state.jobs[0]["training_file"] == "file-1"
    assert service.state.jobs[0]["validation_file"] == "file-2"
    assert [event for event in told if event.startswith("step")] == ["step 0", "step 1"]


def test_a_run_that_was_cut_goes_on_with_its_job(service, data, tmp_path):
    service.state.down = True
    with pytest.raises(TrainingError, match="closed for the day"):
        tune(service, data, tmp_path)
    service.state.down = False
    assert tune(service, data, tmp_path) == "ft:base:dona:1"
    assert len(service.state.jobs) == 1
    assert len(service.state.uploads) == 2


def test_other_data_is_another_job(service, data, tmp_path):
    tune(service, data, tmp_path)
    (data / "train.jsonl").write_text((json.dumps(CHAT) + "\n") * 11)
    tune(service, data, tmp_path)
    assert len(service.state.jobs) == 2


def test_a_job_that_fails_says_why_and_is_not_resumed(service, data, tmp_path):
    service.state.ending = "failed"
    with pytest.raises(TrainingError, match="data too odd"):
        tune(service, data, tmp_path)
    service.state.ending = "succeeded"
    assert tune(service, data, tmp_path) == "ft:base:dona:1"
    assert len(service.state.jobs) == 2


def test_a_refused_key_is_told(service, data, tmp_path):
    with pytest.raises(TrainingError, match="bad key"):
        tune(service, data, tmp_path, key="otra")


def test_too_few_conversations_are_refused_before_anything_is_sent(service, data, tmp_path):
    (data / "train.jsonl").write_text(json.dumps(CHAT) + "\n")
    with pytest.raises(TrainingError, match="wants 10"):
        tune(service, data, tmp_path)
    assert service.state.uploads == []


def test_a_service_that_is_down_is_told(data, tmp_path):
    nowhere = SimpleNamespace(url="http://127.0.0.1:9/v1")
    with pytest.raises(TrainingError, match=r"127\.0\.0\.1:9"):
        tune(nowhere, data, tmp_path)


def test_the_command_makes_the_model_the_generator(service, data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DONA_STORE__NAME=Almacén\n")
    monkeypatch.setenv("DONA_TRAINING__BASE_URL", service.url)
    monkeypatch.setenv("DONA_TRAINING__API_KEY", "secreto")
    monkeypatch.setattr("graph.training.service.time.sleep", lambda _: None)
    command = ["train", "generator", "--service", "openai", "--data", str(data)]
    result = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert result.exit_code == 0
    assert (tmp_path / ".env").read_text() == (
        f"DONA_STORE__NAME=Almacén\nDONA_GENERATOR__BASE_URL={service.url}\n"
        "DONA_GENERATOR__MODEL=ft:base:dona:1\n"
    )


def test_the_command_wants_a_key(data, monkeypatch):
    monkeypatch.delenv("DONA_TRAINING__API_KEY", raising=False)
    command = ["train", "generator", "--service", "openai", "--data", str(data)]
    assert isinstance(CliRunner().invoke(cli, command).exception, TrainingError)
