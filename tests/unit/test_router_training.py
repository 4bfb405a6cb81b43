"""Augmentation keeps what the route depends on; averaged adapters are the mean of their deltas."""

import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.training.calibration import fit_refusal_bias
from graph.training.noise import drop_accents, misplace_spaces, misspell, spoil
from graph.training.swaps import GROUPS, add_courtesy, swap_words


def test_a_word_is_swapped_for_one_of_its_group():
    swapped = swap_words("busco una heladera samsung en rosario", random.Random(1), rate=1.0)
    words = swapped.split()
    assert words[:2] == ["busco", "una"]
    for word, original in zip(words[2:], ["heladera", "samsung", "en", "rosario"], strict=True):
        group = next((g.split() for g in GROUPS if original in g.split()), [original])
        assert word in group


def test_no_word_is_in_two_groups():
    words = [word for group in GROUPS for word in group.split()]
    assert len(words) == len(set(words))


def test_accents_go_and_the_enie_stays():
    assert drop_accents("¿Cuánto sale el pañal?") == "Cuanto sale el pañal?"


def test_what_is_spelled_by_ear_still_sounds_the_same():
    heard = {misspell("hay quejas", random.Random(seed), rate=1.0) for seed in range(40)}
    assert heard <= {f"ay {k}e{j}a" for k in ("qu", "k", "q") for j in "gj"}
    assert len(heard) > 3
    assert misspell("menta", random.Random(1), rate=1.0) == "menta"


@given(st.text("abc de", max_size=40), st.integers(0, 99))
def test_misplaced_spaces_keep_the_letters(text, seed):
    spoiled = misplace_spaces(text, random.Random(seed), rate=0.5)
    assert spoiled.replace(" ", "") == text.replace(" ", "")


def test_only_a_message_that_says_all_by_itself_gets_another_turn_before_it():
    pytest.importorskip("torch", reason="the `train` extra is not installed")
    from graph.training.router_data import Message
    from graph.training.router_views import reword

    rng = random.Random(1)

    def turns(text, previous):
        message = Message(text, previous, "product_search", "x")
        return {reword(message, rng, ["DONA: ¿Qué talle?"]).previous for _ in range(60)}

    assert turns("busco una campera de abrigo para nieve", None) == {None, "DONA: ¿Qué talle?"}
    assert turns("y en negro?", None) == {None}
    assert turns("busco una campera de abrigo para nieve", "DONA: Hola") == {"DONA: Hola"}


def test_each_epoch_draws_other_views_and_a_resumed_one_the_same():
    pytest.importorskip("torch", reason="the `train` extra is not installed")
    from graph.training.router_data import Message
    from graph.training.router_views import VariedMessages

    said = [Message("cuánto sale el envío a Rosario?", None, "store_policy", "x")] * 20

    def views(epoch):
        messages = VariedMessages(
            said, 0.5, 13, lambda message: message, lambda m: {"input_ids": [*m.text.encode()]}
        )
        messages.set_epoch(epoch)
        return [messages[i]["views"] for i in range(len(said))]

    assert views(1) == views(1) != views(2)
    assert any(first != second for first, second in views(1))


def test_two_views_of_a_message_that_are_answered_otherwise_cost():
    torch = pytest.importorskip("torch", reason="the `train` extra is not installed")
    from graph.training.router_trainer import divergence

    alike, unlike = torch.tensor([[2.0, 0.0]] * 2), torch.tensor([[2.0, 0.0], [0.0, 2.0]])
    assert divergence(alike).item() == pytest.approx(0.0, abs=1e-6)
    # KL of (0.881, 0.119) from its mirror image is 0.762 · 2.
    assert divergence(unlike).item() == pytest.approx(1.523, abs=1e-3)


def test_refusing_more_readily_stops_where_it_costs_right_routes():
    # Three in scope that lean to themselves by 0.6, three out of scope that lean away by 0.3.
    log_odds = np.array([[0.6, 0.0]] * 3 + [[0.3, 0.0]] * 3)
    assert fit_refusal_bias(log_odds, np.array([0, 0, 0, 1, 1, 1]), refusal=1) == 0.5


def test_a_bias_that_gains_no_more_than_chance_is_not_taken():
    # One of 25 strangers is refused from 0.5 on, the others never: a twenty-fifth of the harm.
    log_odds = np.array([[9.0, 0.0]] * 600 + [[0.3, 0.0]] + [[9.0, 0.0]] * 24)
    assert fit_refusal_bias(log_odds, np.array([0] * 600 + [1] * 25), refusal=1) == 0.0


def test_a_changed_label_is_another_run():
    pytest.importorskip("torch", reason="the `train` extra is not installed")
    from graph.training.router_data import Message
    from graph.training.router_trainer import Hyperparameters
    from graph.training.train_router import run_digest

    digests = {
        run_digest([Message("cancelar", None, route, "x")], [], Hyperparameters(seeds=seeds), 13)
        for route in ("order_status", "out_of_scope")
        for seeds in ((13,), (13, 29))
    }
    assert len(digests) == 2


@given(st.text(max_size=80), st.integers(0, 99))
def test_spoiling_any_text_gives_text(text, seed):
    rng = random.Random(seed)
    assert isinstance(spoil(add_courtesy(text, rng), rng), str)


def test_the_averaged_adapter_is_the_mean_of_the_deltas(tmp_path):
    torch = pytest.importorskip("torch", reason="the `train` extra is not installed")
    from safetensors.torch import load_file, save_file

    from graph.training.soup import average_adapters

    def product(folder):
        tensors = load_file(folder / "adapter_model.safetensors")
        config = json.loads((folder / "adapter_config.json").read_text())
        scale = config["lora_alpha"] / config["r"]
        return scale * tensors["x.lora_B"].float() @ tensors["x.lora_A"].float()

    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        save_file(
            {"x.lora_A": torch.randn(4, 8).half(), "x.lora_B": torch.randn(6, 4).half()},
            folder / "adapter_model.safetensors",
        )
        (folder / "adapter_config.json").write_text(json.dumps({"r": 4, "lora_alpha": 8}))
        save_file({"w": torch.ones(2)}, folder / "head.safetensors")
    average_adapters(folders, tmp_path / "mean")
    expected = (product(folders[0]) + product(folders[1])) / 2
    torch.testing.assert_close(product(tmp_path / "mean"), expected, atol=1e-2, rtol=1e-2)
