"""What the generator's training reads, in which order, and the loss that it lowers."""

import pytest

from graph.errors import TrainingError
from graph.training.generator_files import training_files

torch = pytest.importorskip("torch", reason="the `train` extra is not installed")
pytest.importorskip("peft", reason="the `train` extra is not installed")

from graph.training.answer_loss import ROWS, answer_loss  # noqa: E402
from graph.training.chat_examples import Example  # noqa: E402
from graph.training.generator_trainer import collate, schedule  # noqa: E402


def test_the_loss_and_its_gradient_are_those_of_cross_entropy():
    torch.manual_seed(1)
    hidden = torch.randn(ROWS + 5, 16, requires_grad=True)  # two blocks
    weight, targets = torch.randn(50, 16), torch.randint(0, 50, (ROWS + 5,))
    loss = answer_loss(hidden, weight, targets)
    (gradient,) = torch.autograd.grad(3 * loss, hidden)
    expected = torch.nn.functional.cross_entropy(hidden @ weight.T, targets)
    (expected_gradient,) = torch.autograd.grad(3 * expected, hidden)
    torch.testing.assert_close(loss, expected)
    torch.testing.assert_close(gradient, expected_gradient)


def test_batches_hold_examples_of_like_length_and_each_is_read_once():
    lengths = [17 * (n % 40) + 10 for n in range(400)]
    order = schedule(lengths, 8, 1, 13)
    assert sorted(order) == list(range(400))
    batches = [[lengths[i] for i in order[start : start + 8]] for start in range(0, 400, 8)]
    assert max(max(batch) - min(batch) for batch in batches) <= 34
    assert batches != sorted(batches)


def test_the_order_is_the_same_for_the_same_seed_and_differs_between_epochs():
    lengths = list(range(64))
    order = schedule(lengths, 8, 2, 13)
    assert order == schedule(lengths, 8, 2, 13)
    assert order[:64] != order[64:]


def test_a_batch_marks_answers_and_not_padding():
    batch = collate([Example([5, 6, 7, 8], 2), Example([5, 9], 1)])
    assert batch["answer"].tolist() == [[False, False, True, True], [False, True, False, False]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1], [1, 1, 0, 0]]


def test_a_stores_own_conversations_are_taken_as_they_are(tmp_path):
    (tmp_path / "train.jsonl").write_text("{}")
    assert training_files(tmp_path, tmp_path / "drawn", 8) == tmp_path


def test_a_folder_without_data_is_told(tmp_path):
    with pytest.raises(TrainingError):
        training_files(tmp_path, tmp_path / "drawn", 8)
