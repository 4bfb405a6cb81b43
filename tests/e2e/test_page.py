"""The chat page in a real Chromium: what a shopper sees, and what a bad connection does to it."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from shutil import which

import pytest

from tests.e2e.test_handoff import inbox, waiting
from tests.fakes.serving import QuietHandler, serving

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
FIRST_PAINT_BYTES = 50_000


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, server):
    """Return a new shopper's page; whatever it prints as an error fails the test."""
    context = browser.new_context(base_url=str(server.base_url), locale="es-AR")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto("/")
    yield opened
    context.close()
    assert errors == []


def say(page, words: str):
    """Send a message and return its answer's bubble once it is whole."""
    page.fill("#text", words)
    page.press("#text", "Enter")
    page.wait_for_selector(".bubble.user:last-of-type, .bubble.assistant[aria-busy]")
    page.wait_for_selector("#send:not([hidden])", timeout=30_000)
    return page.locator(".bubble.assistant").last


def test_a_conversation_has_cards_citations_and_suggestions(page):
    answer = say(page, "busco heladeras samsung")
    cards = answer.locator(".card")
    assert cards.count() >= 2
    assert re.search(r"\$\s[\d.]+", cards.first.inner_text())
    answer.locator(".marker").first.click()
    answer.locator(".flash").wait_for(state="attached")
    assert page.locator("#suggestions .chip").count() == 3
    assert page.evaluate("log.scrollHeight - log.scrollTop - log.clientHeight") <= 1


def test_a_conversation_is_there_again_after_a_reload_and_among_the_previous_ones(page):
    said = say(page, "hacen envíos a Rosario?").locator(".text").inner_text()
    page.reload()
    page.locator(".bubble.user").wait_for()
    assert page.locator(".bubble.assistant .text").last.inner_text() == said
    page.click("#new")
    say(page, "hola")
    page.click("#past")
    page.get_by_role("button", name="hacen envíos a Rosario?").click()
    page.locator(".policy").first.wait_for()
    assert page.locator(".bubble.assistant .text").last.inner_text() == said


def test_nothing_that_a_catalog_or_a_shopper_writes_becomes_markup(page):
    evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
    product = {
        "marker": 1, "id": evil, "title": evil, "brand": evil, "price": "1000.00 ARS",
        "list_price": None, "availability": "in_stock", "quantity": 1,
        "link": "javascript:window.hit=1", "image_link": "javascript:window.hit=1",
    }  # fmt: skip
    policy = {"marker": 2, "id": evil, "title": evil, "quote": evil, "link": product["link"]}
    state = {
        "answer": f"- {evil} [1] [2]", "verdict": "verified", "trace_id": evil,
        "products": [product], "citations": [product, policy],
    }  # fmt: skip
    body = f"event: values\r\ndata: {json.dumps(state)}\r\n\r\n"
    page.route(
        "**/runs/stream",
        lambda route: route.fulfill(content_type="text/event-stream", body=body),
    )
    answer = say(page, evil)
    assert answer.locator(".card").count() == 1
    assert answer.inner_text().count("onerror") >= 3
    assert page.locator("#log script, #log img[onerror], #log .text img").count() == 0
    assert page.locator("a[href^='javascript:']").count() == 0
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        (401, "Para chatear tenés que identificarte."),
        (429, "Recibimos muchos pedidos seguidos. Probá de nuevo en 12 segundos."),
    ],
)
def test_who_may_not_chat_is_told_why_and_can_retry(page, status, detail):
    refuse = json.dumps({"detail": detail})
    page.route("**/runs/stream", lambda route: route.fulfill(status=status, body=refuse))
    answer = say(page, "hola")
    assert detail in answer.inner_text()
    page.unroute("**/runs/stream")
    answer.get_by_role("button", name="Reintentar").click()
    page.wait_for_selector("#send:not([hidden])")
    assert page.locator(".bubble.user").count() == 1
    assert "DONA" in page.locator(".bubble.assistant").last.inner_text()


def test_an_error_of_the_server_shows_no_detail(page):
    inner = json.dumps({"detail": "KeyError at /srv/secret.py"})
    page.route("**/runs/stream", lambda route: route.fulfill(status=500, body=inner))
    text = say(page, "hola").inner_text()
    assert "no pude responderte" in text
    assert "secret" not in text


def test_thumbs_say_what_was_wrong_and_operators_get_the_trace(page):
    given = []

    def feedback(route):
        if route.request.method == "POST":
            given.append(route.request.post_data_json)
        told = {"enabled": True, "traces": "http://127.0.0.1:6006/redirects/traces/"}
        route.fulfill(json=told)

    page.route("**/feedback", feedback)
    page.reload()
    answer = say(page, "hola")
    trace_id = answer.get_attribute("data-trace")
    assert answer.locator("a.trace").get_attribute("href").endswith(f"/redirects/traces/{trace_id}")
    answer.get_by_label("No me sirvió").click()
    answer.get_by_label("Qué estuvo mal").fill("no saluda")
    answer.get_by_role("button", name="Enviar").click()
    answer.get_by_text("¡Gracias!").wait_for()
    page.wait_for_function("document.querySelector('.thumbs form') === null")
    assert [(one["score"], one["comment"]) for one in given] == [(0, ""), (0, "no saluda")]
    assert {one["trace_id"] for one in given} == {trace_id}


def test_what_a_person_answers_appears_by_itself(page, environment):
    say(page, "quiero hablar con una persona")
    thread = page.evaluate("localStorage.getItem('dona.thread')")
    (handoff,) = [one for one in waiting(environment) if one["thread_id"] == thread]
    assert inbox(environment, "answer", handoff["id"], "Hola, <b>soy</b> Marta.").returncode == 0
    page.locator(".bubble.person").wait_for(timeout=15_000)
    assert "Hola, <b>soy</b> Marta." in page.locator(".bubble.person").inner_text()
    page.reload()
    page.locator(".bubble.person").wait_for()


@contextmanager
def cut_once(port: int) -> Iterator[int]:
    """Forward to `port`, cutting the first streamed answer after its first sentence."""
    listener = socket.create_server(("127.0.0.1", 0))
    cut = threading.Event()

    def pump(source, target, *, answers: bool):
        streamed = b""
        with suppress(OSError):
            while data := source.recv(256):
                target.sendall(data)
                if answers and not cut.is_set():
                    streamed += data
                    if b"text/event-stream" in streamed and b"event: custom" in streamed:
                        cut.set()
                        break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()

    def accept():
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                there = socket.create_connection(("127.0.0.1", port))
                for pair, answers in (((client, there), False), ((there, client), True)):
                    threading.Thread(
                        target=pump, args=pair, kwargs={"answers": answers}, daemon=True
                    ).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
        assert cut.is_set()
    finally:
        listener.close()


def test_a_connection_cut_in_the_middle_of_an_answer_is_taken_up(page, server):
    with cut_once(server.base_url.port) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        answer = say(page, "busco heladeras samsung")
        assert answer.locator(".card").count() >= 2
        assert answer.locator("li").count() >= 2
        assert page.locator(".bubble.user").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(browser, server, scheme):
    context = browser.new_context(
        base_url=str(server.base_url), viewport={"width": 390, "height": 844}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto("/")
    say(page, "busco zapatillas para correr")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for name in ("#text", "#send", "#new", "#past"):
        box = page.locator(name).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    context.close()


def test_the_first_paint_is_light(browser, server):
    context = browser.new_context(base_url=str(server.base_url))
    page = context.new_page()
    transferred = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda one: transferred.append(one["encodedDataLength"]))
    page.goto("/", wait_until="networkidle")
    assert len(transferred) >= 6
    assert sum(transferred) <= FIRST_PAINT_BYTES
    context.close()


def test_the_widget_opens_the_chat_in_another_site(browser, server):
    shop = (
        f'<!doctype html><h1>Tienda</h1><script src="{server.base_url}/widget.js" defer></script>'
    )

    class Shop(QuietHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(shop.encode())

    with serving(Shop, host="localhost") as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/")
        page.get_by_role("button", name="Consultanos").click()
        chat = page.frame_locator("iframe")
        chat.locator("#text").fill("hacen envíos a Rosario?")
        chat.locator("#send").click()
        chat.locator(".policy").first.wait_for()
        page.get_by_role("button", name="Cerrar").click()
        assert not page.locator("iframe").is_visible()
        context.close()
