"""API keys: what is kept of them, and when they stop working."""

import json
from datetime import timedelta
from multiprocessing.pool import ThreadPool

import pytest
from typer.testing import CliRunner

from app.access import keys as module
from app.access.errors import AccessUnavailable
from app.access.keys import KeyFile
from app.cli import app

RUNNER = CliRunner()


@pytest.fixture
def file(tmp_path):
    return KeyFile(tmp_path / "index.keys.json")


async def test_a_key_is_found_and_the_file_does_not_hold_it(file, tmp_path):
    text, key = file.create("web", ("chat",))
    assert await file.find(text) == key
    kept = (tmp_path / "index.keys.json").read_text()
    assert text not in kept
    assert text.split("_", 2)[2] not in kept


async def test_only_its_owner_can_read_the_file(file, tmp_path):
    file.create("web", ("chat",))
    assert (tmp_path / "index.keys.json").stat().st_mode & 0o077 == 0


async def test_another_secret_with_a_known_id_is_unknown(file):
    text, key = file.create("web", ("chat",))
    assert await file.find(f"dona_{key.id}_{'x' * 43}") is None
    assert await file.find(text[:-1]) is None
    assert await file.find("dona_") is None


async def test_a_revoked_key_stops_working_in_a_process_that_knew_it(file, monkeypatch):
    monkeypatch.setattr(module, "REREAD_S", 0)
    text, key = file.create("web", ("chat",))
    other, _ = file.create("erp", ("catalog:write",))
    assert await file.find(text)
    assert file.revoke(key.id)
    assert await file.find(text) is None
    assert await file.find(other)
    assert not file.revoke(key.id)


async def test_a_new_key_works_at_once_in_a_process_that_had_read_the_file(file):
    first, _ = file.create("web", ("chat",))
    assert await file.find(first)
    second, _ = file.create("erp", ("chat",))
    assert await file.find(second)


async def test_an_expired_key_is_unknown(file):
    text, _ = file.create("web", ("chat",), lasts=timedelta(seconds=-1))
    assert await file.find(text) is None


async def test_keys_made_at_once_are_all_kept(file):
    with ThreadPool(8) as pool:
        pool.map(lambda n: file.create(f"k{n}", ("chat",)), range(24))
    assert len(file.all()) == 24


@pytest.mark.parametrize("content", ["", "[]", '{"keys": [{"id": "a"}]}', '{"keis": []}'])
async def test_a_spoiled_file_lets_nobody_in(file, tmp_path, content):
    (tmp_path / "index.keys.json").write_text(content)
    with pytest.raises(AccessUnavailable):
        await file.find("dona_a_b")


def test_the_commands_create_list_and_revoke(tmp_path, monkeypatch):
    monkeypatch.setenv("DONA_INDEX__PATH", str(tmp_path / "index"))
    made = RUNNER.invoke(app, ["keys", "create", "erp", "--scope", "catalog:write", "--json"])
    key = json.loads(made.stdout)
    assert key["scopes"] == ["catalog:write"]
    assert key["key"].startswith(f"dona_{key['id']}_")

    def listed():
        return json.loads(RUNNER.invoke(app, ["keys", "list", "--json"]).stdout)

    assert listed()["valid"]
    assert "sha256" not in listed()
    assert "key" not in listed()
    assert RUNNER.invoke(app, ["keys", "revoke", key["id"]]).exit_code == 0
    assert not listed()["valid"]
    assert RUNNER.invoke(app, ["keys", "revoke", key["id"]]).exit_code == 2


def test_a_scope_that_does_not_exist_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("DONA_INDEX__PATH", str(tmp_path / "index"))
    assert RUNNER.invoke(app, ["keys", "create", "x", "--scope", "root"]).exit_code == 2


def test_a_key_is_revoked_by_its_name_where_one_alone_has_it(tmp_path, monkeypatch):
    monkeypatch.setenv("DONA_ACCESS__KEYS", str(tmp_path / "keys.json"))
    for name in ("erp", "web", "web"):
        assert RUNNER.invoke(app, ["keys", "create", name, "--scope", "chat"]).exit_code == 0
    assert RUNNER.invoke(app, ["keys", "revoke", "erp"]).exit_code == 0
    assert RUNNER.invoke(app, ["keys", "revoke", "erp"]).exit_code == 2
    several = RUNNER.invoke(app, ["keys", "revoke", "web"])
    assert several.exit_code == 2
    assert "several keys" in several.output
