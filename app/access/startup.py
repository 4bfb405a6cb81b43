"""What must hold before a server starts."""

import importlib.util
import ipaddress
from typing import Any

from langgraph_sdk import Auth

from app.access.errors import AccessMisconfigured, AccessUnavailable
from app.access.keys import KeyFile, keys_path
from app.settings import ROOT, Settings


def check_access(settings: Settings, config: dict[str, Any]) -> None:
    """Refuse a server that would be open by mistake.

    Args:
        settings: with the host that will be listened on.
        config: of the LangGraph server (`langgraph.json`).

    Raises:
        AccessMisconfigured: the auth file or the keys do not load; or the host is reached from
            other machines and nobody decided who may come.
    """
    load_handlers(config)
    try:
        keys = KeyFile(keys_path(settings)).all()
    except AccessUnavailable as error:
        raise AccessMisconfigured(str(error)) from error
    access = settings.access
    decided = access.issuer or access.anonymous != "loopback" or any(key.valid for key in keys)
    if not decided and not _is_loopback(settings.server.host):
        raise AccessMisconfigured(
            f"{settings.server.host} is reached from other machines and nobody may come: create a "
            "key (`dona keys create`), set DONA_ACCESS__ISSUER, or open the chat to everyone with "
            "DONA_ACCESS__ANONYMOUS=everyone"
        )


def load_handlers(config: dict[str, Any]) -> Auth:
    """Load the auth handlers that a server's configuration names, as the server will.

    Raises:
        AccessMisconfigured: there are none, or their file does not load; some servers would then
            let everyone in.
    """
    auth = config.get("auth", {})
    path, _, name = str(auth.get("path", "")).rpartition(":")
    if not path or not auth.get("disable_studio_auth"):
        raise AccessMisconfigured("langgraph.json: `auth` needs `path` and `disable_studio_auth`")
    file = ROOT / path
    spec = importlib.util.spec_from_file_location("dona_access_entry", file)
    try:
        if spec is None or spec.loader is None:
            raise ImportError("not a Python file")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        handlers = getattr(module, name)
    except Exception as error:  # whatever a file may raise when it is run
        raise AccessMisconfigured(f"{file} does not load: {error}") from error
    if not isinstance(handlers, Auth):
        raise AccessMisconfigured(f"{file}: {name} is not a langgraph_sdk.Auth")
    return handlers


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
