"""The chat page over a server that is slow, forgets threads or is not remembered: in Chromium.

The API is played by the test, so that each answer comes when it must; the page is the server's.
"""

import json
import threading
from collections.abc import Iterator

import pytest

from tests.e2e.test_page import browser, pytestmark, say

__all__ = ["browser", "pytestmark"]  # the fixture and the marks that these tests share


class Api:
    """Threads as a dictionary; a state may be held back, a thread forgotten."""

    def __init__(self) -> None:
        self.threads: dict[str, dict] = {}
        self.held: dict[str, threading.Event] = {}
        self.secrets: set[str] = set()
        self.asked: list[str] = []
        self._held_routes: dict[str, list] = {}

    def handle(self, route) -> None:
        request = route.request
        self.secrets.add(request.headers["x-dona-shopper"])
        parts = request.url.split("/threads")[1].strip("/").split("/")
        if parts == [""]:
            thread = f"hilo-{len(self.threads) + 1}"
            self.threads[thread] = {"messages": []}
            route.fulfill(json={"thread_id": thread})
        elif parts[0] in self.held:
            self._held_routes.setdefault(parts[0], []).append(route)
        else:
            self._answer(route, *parts)

    def _answer(self, route, thread: str, what: str, *rest: str) -> None:
        if thread not in self.threads:
            route.fulfill(status=404, json={"detail": "no such thread"})
            return
        state = self.threads[thread]
        if what == "runs":
            words = route.request.post_data_json["input"]["messages"][0]["content"]
            self.asked.append(f"{thread}: {words}")
            said = [human(words), assistant(f"a {words}")]
            state |= {"messages": state["messages"] + said, "answer": f"a {words}"}
            body = f"event: values\r\ndata: {json.dumps(state)}\r\n\r\n"
            route.fulfill(content_type="text/event-stream", body=body)
        else:
            route.fulfill(json={"values": state})

    def hold(self, thread: str) -> None:
        self.held[thread] = threading.Event()

    def let_go(self, thread: str) -> None:
        del self.held[thread]
        for route in self._held_routes.pop(thread, []):
            self._answer(route, *route.request.url.split("/threads/")[1].split("/"))


def human(words: str) -> dict:
    return {"type": "human", "content": words}


def assistant(words: str) -> dict:
    return {"type": "ai", "content": words}


def person(words: str) -> dict:
    return {"type": "ai", "content": words, "name": "operator"}


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def page(browser, server, api) -> Iterator:
    context = browser.new_context(base_url=str(server.base_url), locale="es-AR")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.route("**/threads", api.handle)
    opened.route("**/threads/**", api.handle)
    opened.route("**/feedback", lambda route: route.fulfill(json={"enabled": False}))
    yield opened
    context.close()
    assert errors == []


def bubbles(page) -> list[str]:
    return page.locator("#log .bubble .text").all_inner_texts()


def remembering(page, *threads: str) -> None:
    """Open the page as a browser that had these conversations, the first one open."""
    listed = json.dumps([{"id": thread, "title": f"charla {thread}"} for thread in threads])
    page.add_init_script(
        f"if (!localStorage.getItem('dona.threads')) {{ localStorage.setItem('dona.threads', "
        f"{json.dumps(listed)}); localStorage.setItem('dona.thread', '{threads[0]}'); }}"
    )
    page.goto("/")


def test_messages_that_come_late_stay_out_of_another_conversation(page, api):
    api.threads["vieja"] = {"messages": [human("de la vieja")]}
    api.threads["otra"] = {"messages": [human("de la otra")]}
    api.hold("vieja")
    remembering(page, "vieja", "otra")
    page.click("#past")
    page.get_by_role("button", name="charla otra").click()
    page.get_by_text("de la otra").wait_for()
    api.let_go("vieja")
    page.wait_for_timeout(300)
    assert bubbles(page) == ["de la otra"]
    assert page.evaluate("localStorage.getItem('dona.thread')") == "otra"


def test_a_thread_that_is_found_missing_late_is_not_the_open_one(page, api):
    api.threads["otra"] = {"messages": [human("de la otra")]}
    api.hold("perdida")
    remembering(page, "perdida", "otra")
    page.click("#past")
    page.get_by_role("button", name="charla otra").click()
    page.get_by_text("de la otra").wait_for()
    api.let_go("perdida")
    page.wait_for_timeout(300)
    assert bubbles(page) == ["de la otra"]
    assert "otra" in page.evaluate("localStorage.getItem('dona.threads')")
    assert page.evaluate("localStorage.getItem('dona.thread')") == "otra"


def test_who_writes_before_the_conversation_is_there_writes_under_it(page, api):
    api.threads["vieja"] = {"messages": [human("antes"), assistant("respuesta")]}
    api.hold("vieja")
    remembering(page, "vieja")
    page.fill("#text", "ahora")
    page.press("#text", "Enter")
    page.wait_for_timeout(200)
    api.let_go("vieja")
    page.get_by_text("a ahora").wait_for()
    assert bubbles(page) == ["antes", "respuesta", "ahora", "a ahora"]
    assert api.asked == ["vieja: ahora"]


def test_a_person_who_answers_in_the_thread_after_a_lost_one_is_read_at_once(page, api):
    waits = {"id": "x", "status": "waiting"}
    api.threads["perdida"] = {"messages": [human("hola"), person("Soy Marta.")]}
    remembering(page, "perdida")
    page.get_by_text("Soy Marta.").wait_for()
    del api.threads["perdida"]
    api.threads["relleno"] = {}  # the next one has another name
    say(page, "quiero una persona")
    (thread,) = [name for name in api.threads if name.startswith("hilo")]
    assert api.asked == [f"{thread}: quiero una persona"]
    api.threads[thread] |= {"handoff": waits}
    say(page, "sigo esperando")
    state = api.threads[thread]
    state["messages"].append(person("Soy Juan."))
    state["handoff"] = waits | {"status": "answered"}
    page.get_by_text("Soy Juan.").wait_for(timeout=8000)
    assert page.locator(".bubble.person").count() == 2


def test_a_browser_without_room_keeps_one_secret_and_one_conversation(page, api):
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    page.goto("/")
    say(page, "hola")
    say(page, "y termos?")
    assert len(api.secrets) == 1
    assert api.asked == ["hilo-1: hola", "hilo-1: y termos?"]
