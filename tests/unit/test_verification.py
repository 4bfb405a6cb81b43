"""The learned verifier after the rules: what it is asked, and what it may refuse."""

import json

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.huggingface_verifier import HuggingFaceVerifier
from graph.checking.lora_verifier import LoraVerifier
from graph.checking.premise import premise
from graph.checking.sources import read_sources
from graph.checking.verification import VerifiedChecker, VerifierChecker
from graph.errors import ModelError

SOURCES = read_sources(
    [
        {
            "kind": "product",
            "id": "S1",
            "title": "Silla Plegable Cumbre",
            "price": {"amount": "45000.00", "currency": "ARS"},
            "attributes": {"Asiento": "lona", "Apilable": "Sí", "Peso": "3 kg", "Patas": "aluminio",
                           "Respaldo": "alto"},
        }
    ]
)  # fmt: skip


class FakeVerifier:
    threshold = 0.5
    trust = 0.1

    def __init__(self, refusal):
        self.refusal = refusal
        self.asked = []

    def refusals(self, pairs):
        self.asked += pairs
        return [self.refusal for _ in pairs]


async def test_a_figure_that_rules_refuse_is_not_asked():
    verifier = FakeVerifier(0.9)
    checker = VerifiedChecker(ClaimChecker(), verifier)
    check = await checker.check("precio?", "La Cumbre sale $ 54.000 [1].", SOURCES)
    assert not check.supported
    assert verifier.asked == []


async def test_a_price_that_rules_proved_is_not_asked():
    verifier = FakeVerifier(0.9)
    checker = VerifiedChecker(ClaimChecker(), verifier)
    assert (await checker.check("precio?", "La Cumbre sale $ 45.000 [1].", SOURCES)).supported
    assert verifier.asked == []


@pytest.mark.parametrize(("refusal", "supported"), [(0.9, False), (0.2, True)])
async def test_an_attribute_is_refused_above_the_threshold(refusal, supported):
    verifier = FakeVerifier(refusal)
    checker = VerifiedChecker(ClaimChecker(), verifier)
    check = await checker.check("patas?", "Las patas son de aluminio [1].", SOURCES)
    assert check.supported is supported
    assert verifier.asked[0][0] == "Las patas son de aluminio"


async def test_overruling_one_sentence_excuses_no_other():
    class Mixed(FakeVerifier):
        def refusals(self, pairs):
            return [0.05 if "tela gruesa" in claim else 0.9 for claim, _ in pairs]

    checker = VerifiedChecker(ClaimChecker(), Mixed(0.0))
    text = "La silla es plegable y es de tela gruesa [1]. Las patas son de aluminio [1]."
    check = await checker.check("cómo es?", text, SOURCES)
    assert [c["text"] for c in check.claims if c["verdict"] == "not_found"] == [
        "Las patas son de aluminio"
    ]


@pytest.mark.parametrize(("refusal", "supported"), [(0.05, True), (0.3, False), (0.9, False)])
async def test_a_word_that_rules_miss_is_overruled_where_the_model_is_sure(refusal, supported):
    checker = VerifiedChecker(ClaimChecker(), FakeVerifier(refusal))
    text = "La silla es plegable y es de tela gruesa [1]."
    assert not (await ClaimChecker().check("cómo es?", text, SOURCES)).supported
    check = await checker.check("cómo es?", text, SOURCES)
    assert check.supported is supported
    assert any("aunque" in claim["reason"] for claim in check.claims) is supported


@pytest.mark.parametrize(
    "text",
    [
        "La Cumbre sale $ 54.000 y es de tela gruesa [1].",
        "Te la reservo.",
        "Escribime a ventas@otra.com y te paso la silla [1].",
        "Quedan 40 sillas de lona [1].",
    ],
)
async def test_no_model_excuses_a_figure_a_promise_or_a_contact(text):
    check = await VerifiedChecker(ClaimChecker(), FakeVerifier(0.0)).check("y?", text, SOURCES)
    assert not check.supported


async def test_text_without_markers_is_not_asked_of_the_verifier_alone():
    verifier = FakeVerifier(0.9)
    assert (await VerifierChecker(verifier).check("", "¡Hola! ¿Qué buscás?", SOURCES)).supported
    assert verifier.asked == []


def test_the_premise_holds_the_attributes_nearest_to_the_claim():
    told = premise(SOURCES, "Las patas son de aluminio")
    assert "Patas: aluminio" in told
    assert "45" not in told


def test_a_folder_without_a_verifier_says_so(tmp_path):
    with pytest.raises(ModelError, match="no trained verifier"):
        LoraVerifier(tmp_path, tmp_path)
    (tmp_path / "verifier.json").write_text(json.dumps({"labels": ["a"]}))
    (tmp_path / "golden.json").write_text("[]")
    with pytest.raises(ModelError, match="other labels"):
        LoraVerifier(tmp_path, tmp_path)


def _checkpoint(folder, labels):
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "silla", "lona"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
    ).save_pretrained(folder)
    config = BertConfig(
        vocab_size=4, hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=8, id2label=dict(enumerate(labels)),
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)


def test_any_nli_checkpoint_is_a_verifier(tmp_path):
    pytest.importorskip("transformers")
    _checkpoint(tmp_path, ["contradiction", "ENTAILMENT", "neutral"])
    verifier = HuggingFaceVerifier(tmp_path)
    (refusal,) = verifier.refusals([("silla de lona", "silla lona")])
    assert 0 < refusal < 1
    assert verifier.threshold == 0.5


def test_a_checkpoint_without_entailment_is_refused(tmp_path):
    pytest.importorskip("transformers")
    _checkpoint(tmp_path, ["positive", "negative"])
    with pytest.raises(ModelError, match="no label of entailment"):
        HuggingFaceVerifier(tmp_path)
