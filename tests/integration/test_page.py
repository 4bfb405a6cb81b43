"""What the chat page draws of hostile text: the text itself, and no element or link of it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.hostile import attacks

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not shutil.which("node"), reason="needs node"),
]

CASES = attacks("page")
DRAWN = {
    "article", "span", "div", "p", "ul", "li", "button", "details", "summary", "a", "img", "s",
}  # fmt: skip
SAFE_LINK = re.compile(r"https?://|#$|/(?!/)")


def render(cases) -> list:
    run = subprocess.run(
        ["node", Path(__file__).parents[1] / "page" / "render.mjs"], input=json.dumps(cases),
        text=True, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def drawn():
    return dict(zip([case["id"] for case in CASES], render(CASES), strict=True))


def test_a_card_tells_the_stock_where_the_catalog_does():
    known, unknown = render([{"availability": "in_stock"}, {"availability": "unknown"}])
    assert {"text": "En stock"} in known
    assert len(unknown) == len(known) - 2  # no element and no text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_text_stays_text_and_links_lead_to_the_web(case, drawn):
    nodes = drawn[case["id"]]
    assert {node["tag"] for node in nodes if "tag" in node} <= DRAWN
    for node in nodes:
        for link in (node.get("href"), node.get("src")):
            assert link is None or SAFE_LINK.match(link), link
    if "text" in case:  # nothing was swallowed either
        told = [node["text"] for node in nodes if node.get("text")]
        assert case["text"] in told  # a card's title, whole


KEPT = json.dumps([{"id": "una", "title": "busco un termo"}])
BROKEN = [
    None, "", KEPT[:-5], "null", "7", '"una"', "{}", '{"id": "una"}', "[null, 7, [], {}]",
    '[{"id": 7, "title": "x"}]', '[{"id": "una"}]', "<html>",
]  # fmt: skip


def remembered(values) -> list:
    run = subprocess.run(
        ["node", Path(__file__).parents[1] / "page" / "kept.mjs"], input=json.dumps(values),
        text=True, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(run.stdout)


def test_what_the_browser_kept_whole_is_there():
    (told,) = remembered([KEPT])
    assert told["found"] == [{"id": "una", "title": "busco un termo"}]
    assert [one["id"] for one in told["then"]] == ["nueva", "una"]


def test_what_the_browser_kept_broken_is_none_and_mends_itself():
    for kept, told in zip(BROKEN, remembered(BROKEN), strict=True):
        assert told == {"found": [], "then": [{"id": "nueva", "title": "hola"}]}, kept
