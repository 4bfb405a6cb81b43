"""A server that would be open by mistake does not start, and says why."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.access.errors import AccessMisconfigured
from app.access.keys import KeyFile
from app.access.startup import check_access
from app.cli import app
from app.serve import server_config
from app.settings import AccessSettings, IndexSettings, ServerSettings, Settings


@pytest.fixture
def settings(tmp_path: Path):
    def make(host: str, **access) -> Settings:
        return Settings(
            index=IndexSettings(path=tmp_path / "index"), server=ServerSettings(host=host),
            access=AccessSettings(**access),
        )  # fmt: skip

    return make


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_alone_needs_no_decision(settings, host):
    check_access(settings(host), server_config())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.4", "tienda.example"])
def test_other_machines_need_one(settings, host, tmp_path):
    with pytest.raises(AccessMisconfigured, match="dona keys create"):
        check_access(settings(host), server_config())
    check_access(settings(host, anonymous="everyone"), server_config())
    check_access(settings(host, issuer="https://id.example", audience="dona"), server_config())
    file = KeyFile(tmp_path / "index.keys.json")
    _, key = file.create("web", ("chat",))
    check_access(settings(host), server_config())
    file.revoke(key.id)
    with pytest.raises(AccessMisconfigured):
        check_access(settings(host), server_config())


def test_serve_refuses_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("DONA_INDEX__PATH", str(tmp_path / "index"))
    result = CliRunner().invoke(app, ["serve", "--host", "0.0.0.0"])
    assert isinstance(result.exception, AccessMisconfigured)
    assert "atiende" not in result.output


def test_a_spoiled_keys_file_stops_the_start(settings, tmp_path):
    (tmp_path / "index.keys.json").write_text("no")
    with pytest.raises(AccessMisconfigured, match="keys file"):
        check_access(settings("127.0.0.1"), server_config())


@pytest.mark.parametrize(
    "content", ["def (", "raise ValueError('x')", "auth = 1", "", "import no_existe_nunca"]
)
def test_an_auth_file_that_does_not_load_stops_the_start(settings, tmp_path, content):
    file = tmp_path / "auth.py"
    file.write_text(content)
    config = {"auth": {"path": f"{file}:auth", "disable_studio_auth": True}}
    with pytest.raises(AccessMisconfigured):
        check_access(settings("127.0.0.1"), config)


def test_the_servers_own_back_doors_must_be_shut(settings):
    auth = server_config()["auth"]
    for config in ({}, {"auth": {}}, {"auth": {"path": auth["path"]}}):
        with pytest.raises(AccessMisconfigured, match="auth"):
            check_access(settings("127.0.0.1"), config)
