"""A Hugging Face checkpoint becomes the router: tuned here, or tuned already."""

import shutil
from pathlib import Path

import pytest

from graph.errors import ModelError
from graph.routes import ROUTES

pytest.importorskip("transformers", reason="the `train` extra is not installed")

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore::UserWarning")]


@pytest.fixture
def checkpoint(tmp_path) -> Path:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "hola", "heladera", "pedido", "persona", "cuotas"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(tmp_path / "base")
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16,
    )  # fmt: skip
    BertModel(config).save_pretrained(tmp_path / "base")
    return tmp_path / "base"


async def test_a_checkpoint_is_tuned_and_routes(checkpoint, tmp_path):
    from graph.routers.huggingface import HuggingFaceRouter
    from graph.training.router_trainer import Hyperparameters
    from graph.training.tune_checkpoint import tune_checkpoint

    data = tmp_path / "data"
    data.mkdir()
    for name in ("train", "validation"):
        lines = (ROOT / "data" / "router" / f"{name}.jsonl").read_text().splitlines()
        (data / f"{name}.jsonl").write_text("\n".join(lines[::60]))
    metrics = tune_checkpoint(checkpoint, data, tmp_path / "tuned", Hyperparameters(epochs=1))
    assert 0 <= metrics["validation_accuracy"] <= 1
    router = HuggingFaceRouter(tmp_path / "tuned")
    decision = await router.route("hola", None, min_confidence=0.0)
    assert decision.route in ROUTES


def test_a_checkpoint_of_other_labels_says_what_to_do(checkpoint, tmp_path):
    from transformers import AutoModelForSequenceClassification

    from graph.routers.huggingface import HuggingFaceRouter

    other = tmp_path / "other"
    shutil.copytree(checkpoint, other)
    AutoModelForSequenceClassification.from_pretrained(checkpoint).save_pretrained(other)
    with pytest.raises(ModelError, match="dona train router --base"):
        HuggingFaceRouter(other)
