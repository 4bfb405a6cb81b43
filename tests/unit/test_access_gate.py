"""The gate: who passes, with how much, how often, and what is said to who does not."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from langgraph_sdk import Auth
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.access import handlers
from app.access.body import strict
from app.access.gate import Gate
from app.access.handlers import authenticate
from app.access.keys import KeyFile
from app.settings import AccessSettings, CatalogSettings, IndexSettings, LimitSettings, Settings
from tests.fakes.issuer import AUDIENCE

HERE, FAR = "127.0.0.1", "203.0.113.7"
ANA = {"x-dona-shopper": "a" * 32}
BETO = {"x-dona-shopper": "b" * 32}


async def who(request: Request) -> JSONResponse:
    body = await request.body()
    return JSONResponse({**await authenticate({}), "bytes": len(body)})


async def turn(request: Request) -> JSONResponse:
    user = await authenticate({})
    known = SimpleNamespace(identity=user["identity"])
    context = SimpleNamespace(user=known, permissions=user["permissions"])
    try:
        return JSONResponse(await handlers.turn(ctx=context, value={}))
    except Auth.exceptions.HTTPException as error:
        return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


async def unguarded(request: Request) -> PlainTextResponse:
    return PlainTextResponse("everybody's threads")


async def plain(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def echo(socket: WebSocket) -> None:
    await authenticate({})
    await socket.accept()
    await socket.send_text(await socket.receive_text())


ANY = ["GET", "POST"]
ROUTES = [
    Route("/threads", who, methods=ANY), Route("/assistants", unguarded), Route("/", plain),
    Route("/catalog/products", plain, methods=ANY), Route("/metrics", plain),
    Route("/internal/truncate", plain, methods=ANY), Route("/deploy", plain), Route("/ui/x", plain),
    Route("/turn", turn), WebSocketRoute("/socket", echo),
]  # fmt: skip


@pytest.fixture
def serve(tmp_path):
    """Return a maker of clients at an address, of a server with these settings."""

    def make(peer=FAR, limits=None, **access) -> TestClient:
        settings = Settings(
            index=IndexSettings(path=tmp_path / "index"), access=AccessSettings(**access),
            limits=LimitSettings(**(limits or {})), catalog=CatalogSettings(token="secreto"),
        )  # fmt: skip
        app = Starlette(routes=ROUTES)
        app.add_middleware(Gate, settings=settings)
        return TestClient(app, client=(peer, 4321), raise_server_exceptions=False)

    return make


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "index.keys.json")


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def test_whoever_is_on_this_machine_needs_no_key(serve):
    assert serve(HERE).get("/threads").json()["permissions"] == ["chat"]
    assert serve("::1").get("/threads").status_code == 200
    assert serve("::ffff:127.0.0.1").get("/threads").status_code == 200


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip"])
def test_headers_do_not_put_anybody_on_this_machine(serve, header):
    assert serve(FAR).get("/threads", headers={header: "127.0.0.1"}).status_code == 401
    # What a proxy of this machine passes on comes from elsewhere.
    assert serve(HERE).get("/threads", headers={header: "127.0.0.1"}).status_code == 401


def test_strangers_chat_only_when_the_setting_says_so(serve):
    refused = serve(FAR).get("/threads", headers=ANA)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "identificarte" in refused.json()["detail"]
    assert serve(FAR, anonymous="everyone").get("/threads", headers=ANA).status_code == 200
    assert serve(HERE, anonymous="nobody").get("/threads", headers=ANA).status_code == 401
    assert serve(HERE, anonymous="nobody").get("/").status_code == 200


def test_a_stranger_is_known_by_a_secret_that_the_identity_does_not_tell(serve):
    client = serve(anonymous="everyone")
    ana, beto = (client.get("/threads", headers=h).json()["identity"] for h in (ANA, BETO))
    assert ana != beto
    assert "a" * 32 not in ana
    for secret in ("", "corto", "a" * 31, "ñ" * 40, "a" * 129):
        headers = {"x-dona-shopper": secret.encode()}
        assert client.get("/threads", headers=headers).status_code == 401


def test_other_sites_pages_are_not_the_machines_user(serve):
    client = serve(HERE)
    assert client.get("/threads", headers={"origin": "https://evil.example"}).status_code == 401
    assert client.get("/threads", headers={"origin": "http://testserver"}).status_code == 200


def test_a_key_opens_its_scopes_and_no_more(serve, keys):
    chat, writes, admin = (bearer(keys.create("k", (s,))[0])
                           for s in ("chat", "catalog:write", "admin"))  # fmt: skip
    client = serve()
    assert client.get("/threads", headers=chat).json()["identity"].startswith("key:")
    assert client.post("/catalog/products", headers=chat).status_code == 403
    assert client.post("/catalog/products", headers=writes).status_code == 200
    assert client.get("/threads", headers=writes).status_code == 403
    assert client.get("/metrics", headers=writes).status_code == 403
    assert client.get("/metrics").status_code == 401
    for path in ("/threads", "/catalog/products", "/metrics"):
        assert client.get(path, headers=admin).status_code == 200


def test_the_sdk_s_header_takes_a_key_and_ignores_another_services(serve, keys):
    text, _ = keys.create("k", ("chat",))
    assert serve().get("/threads", headers={"x-api-key": text}).status_code == 200
    other = {"x-api-key": "lsv2_pt_otro"}
    assert serve(HERE).get("/threads", headers=other).json()["identity"] == "loopback"


@pytest.mark.parametrize("text", ["nada", "dona_", "dona_aaaa_bbbb", "secreto2", "ñandú"])
def test_a_wrong_key_is_refused_even_on_this_machine(serve, text):
    headers = {"authorization": f"Bearer {text}".encode()}
    assert serve(HERE).get("/threads", headers=headers).status_code == 401


def test_the_environments_key_writes_the_catalog_only(serve):
    client = serve()
    assert client.post("/catalog/products", headers=bearer("secreto")).status_code == 200
    assert client.get("/threads", headers=bearer("secreto")).status_code == 403


def test_a_token_of_the_issuer_names_its_shopper(serve, issuer):
    client = serve(issuer=issuer.url, audience=AUDIENCE)
    user = client.get("/threads", headers=bearer(issuer.token("ana"))).json()
    assert (user["identity"], user["permissions"]) == ("user:ana", ["chat"])
    late = client.get("/threads", headers=bearer(issuer.token(exp=1)))
    assert (late.status_code, late.json()["detail"][:9]) == (401, "Tu sesión")


@pytest.mark.parametrize("path", ["/internal/truncate", "/deploy", "/ui/x"])
def test_the_servers_inner_rooms_are_closed_to_everyone(serve, keys, path):
    admin = bearer(keys.create("k", ("admin",))[0])
    assert serve(HERE).get(path).status_code == 404
    assert serve().get(path, headers=admin).status_code == 404


def test_nothing_of_the_api_is_answered_when_the_auth_handler_was_not_asked(serve):
    answer = serve(HERE).get("/assistants")
    assert answer.status_code == 503
    assert "threads" not in answer.text


def test_a_spoiled_keys_file_refuses_keys(serve, tmp_path):
    (tmp_path / "index.keys.json").write_text("{")
    answer = serve(HERE).get("/threads", headers=bearer("dona_a_b"))
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def chunks(total: int):
    for _ in range(total // 1024):
        yield b"x" * 1024


def test_a_body_without_a_length_is_counted_as_it_comes(serve, keys):
    client = serve(HERE)
    assert client.post("/threads", content=chunks(200 * 1024)).json()["bytes"] == 200 * 1024
    assert client.post("/threads", content=chunks(300 * 1024)).status_code == 413
    writes = bearer(keys.create("k", ("catalog:write",))[0])
    big = client.post("/catalog/products", content=chunks(300 * 1024), headers=writes)
    assert big.status_code == 200


def test_a_flood_is_told_when_to_come_back(serve):
    client = serve(anonymous="everyone", limits={"shopper": "3/minute"})
    assert [client.get("/turn", headers=ANA).status_code for _ in range(3)] == [200] * 3
    flooded = client.get("/turn", headers=ANA)
    assert flooded.status_code == 429
    assert 1 <= int(flooded.headers["retry-after"]) <= 60
    assert "Probá de nuevo" in flooded.json()["detail"]
    assert client.get("/turn", headers=BETO).status_code == 200


def test_an_address_that_makes_shoppers_up_runs_out(serve):
    client = serve(anonymous="everyone", limits={"address": "3/minute"})
    secrets = [{"x-dona-shopper": f"{n:032}"} for n in range(4)]
    codes = [client.get("/turn", headers=secret).status_code for secret in secrets]
    assert codes == [200, 200, 200, 429]


def test_catalog_writes_are_limited_by_key(serve, keys):
    one, two = (bearer(keys.create("k", ("catalog:write",))[0]) for _ in range(2))
    client = serve(limits={"catalog": "2/minute"})
    codes = [client.post("/catalog/products", headers=one).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    flooded = client.post("/catalog/products", headers=one)
    assert 1 <= int(flooded.headers["retry-after"]) <= 60
    assert "Probá de nuevo" in flooded.json()["detail"]
    assert client.post("/catalog/products", headers=two).status_code == 200


def test_guessing_keys_is_stopped_and_stops_nobody_without_one(serve):
    client = serve(HERE, limits={"refused": "3/minute"})
    codes = [client.get("/threads", headers=bearer(f"no{n}")).status_code for n in range(4)]
    assert codes == [401, 401, 401, 429]
    assert client.get("/threads").status_code == 200


def test_websockets_pass_the_same_gate(serve):
    with serve(HERE).websocket_connect("/socket") as socket:
        socket.send_text("hola")
        assert socket.receive_text() == "hola"
    with pytest.raises(WebSocketDisconnect), serve(FAR).websocket_connect("/socket"):
        pass
    # What the server's own handler gets, instead of the message.
    connection = serve(HERE).websocket_connect("/socket")
    with pytest.raises(WebSocketDisconnect, check=lambda left: left.code == 1009):
        _send(connection, "x" * 300 * 1024)


def _send(connection: WebSocketTestSession, text: str) -> None:
    with connection as socket:
        socket.send_text(text)


@pytest.mark.parametrize(
    "body",
    [b'{"input": NaN}', b"{", b"hola", b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"],
)
def test_what_is_no_json_reaches_no_server(serve, body):
    headers = {**ANA, "content-type": "application/json"}
    answer = serve(HERE).post("/threads", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "El pedido no es JSON."


def test_half_an_emoji_is_a_question_mark():
    half = b'{"content": "hola \\ud83d", "whole": "\\ud83d\\ude00 \xc3\xb1"}'
    assert json.loads(strict(half)) == {"content": "hola ?", "whole": "😀 ñ"}
    assert strict(b'{"a": 1}') == b'{"a": 1}'


def chats() -> SimpleNamespace:
    return SimpleNamespace(user=SimpleNamespace(identity="ana"), permissions=["chat"])


@pytest.mark.parametrize("wrapped", [True, False], ids=["the in-memory server's", "Aegra's"])
@pytest.mark.parametrize("asked", [{"command": {"resume": "Soy el dueño."}}, {"command": None}])
async def test_a_shopper_resumes_no_run_whichever_way_the_server_tells_of_it(wrapped, asked):
    value = {"kwargs": asked} if wrapped else dict(asked)
    passes = await handlers.turn(ctx=chats(), value=value)
    assert (passes is False) is bool(asked["command"])
