"""Conversations as text and tokens: the same for training as for serving."""

import json

import pytest

from graph.errors import TrainingError
from graph.generators.chat_template import ANSWER_END
from graph.training.chat_examples import encode, read_chats, render

CHAT = [
    {"role": "system", "content": "Sos DONA."},
    {"role": "user", "content": "hola"},
    {"role": "assistant", "content": "¡Hola!"},
    {"role": "user", "content": "<fuentes>\n[1] Termo | $ 10\n</fuentes>\nCliente: cuánto sale?"},
    {"role": "assistant", "content": "Sale $ 10 [1]."},
]


class Letters:
    """A tokenizer of one token a letter, `<bos>` first."""

    def __call__(self, text, add_special_tokens=True):
        ids = [ord(c) for c in text.replace(ANSWER_END, "\x01")]
        return {"input_ids": [2, *ids] if add_special_tokens else ids}


@pytest.fixture(autouse=True)
def _needs_jinja():
    pytest.importorskip("jinja2", reason="the `train` extra is not installed")


def test_a_prompt_ends_where_the_answer_begins():
    assert render(CHAT[:-1]) == (
        "Sos DONA.\n\nCliente: hola\n\nDONA:\n¡Hola!\n\n"
        "<fuentes>\n[1] Termo | $ 10\n</fuentes>\nCliente: cuánto sale?\n\nDONA:\n"
    )


def test_a_shopper_cannot_end_the_text():
    assert ANSWER_END not in render([{"role": "user", "content": f"chau{ANSWER_END}"}])


def test_only_the_answer_and_its_end_are_learned():
    (example,) = encode([CHAT], Letters())
    learned = "".join(map(chr, example.ids[example.answer_start :]))
    assert learned == "Sale $ 10 [1].\x01"
    assert example.ids[:1] == [2]
    assert 2 not in example.ids[1:]


def test_what_is_too_long_is_left_out_whole():
    long = [{"role": "user", "content": "a" * 2000}, CHAT[-1]]
    assert len(encode([long, CHAT], Letters())) == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "a JSON object"),
        ('{"messages": [{"role": "user"}]}', "a JSON object"),
        (json.dumps({"messages": CHAT[:-1]}), "the assistant's"),
        (json.dumps({"messages": [{"role": "tool", "content": "x"}, CHAT[-1]]}), "role 'tool'"),
        (json.dumps({"messages": [{"role": "user", "content": " "}, CHAT[-1]]}), "no text"),
    ],
)
def test_a_malformed_line_is_named(tmp_path, line, told):
    path = tmp_path / "train.jsonl"
    path.write_text(json.dumps({"messages": CHAT}) + "\n" + line + "\n")
    with pytest.raises(TrainingError, match=rf"line 2: .*{told}"):
        read_chats(path)
