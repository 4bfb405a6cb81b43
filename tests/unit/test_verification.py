"""The learned verifier after the rules: what it is asked, and what it may let pass."""

import json

import pytest

from graph.checking.checker import ClaimChecker
from graph.checking.huggingface_verifier import HuggingFaceVerifier
from graph.checking.lora_verifier import LoraVerifier
from graph.checking.premise import premise
from graph.checking.sources import read_sources
from graph.checking.verification import VerifiedChecker
from graph.errors import ModelError

SOURCES = read_sources(
    [
        {
            "kind": "product",
            "id": "S1",
            "title": "Silla Plegable Cumbre",
            "brand": "Andina",
            "price": {"amount": "45000.00", "currency": "ARS"},
            "attributes": {"Asiento": "lona", "Apilable": "Sí", "Peso": "3 kg", "Patas": "aluminio",
                           "Respaldo": "alto"},
        }
    ]
)  # fmt: skip


GUESSED = "La silla es plegable y es de tela gruesa [1]."
"""What a rule refuses for a word that the source lacks."""


class FakeVerifier:
    """Doubts every claim alike."""

    def __init__(self, refusal):
        self.refusal = refusal
        self.asked = []

    def refusals(self, pairs):
        self.asked += pairs
        return [self.refusal for _ in pairs]


def verified(verifier):
    return VerifiedChecker(ClaimChecker(), lambda: verifier)


@pytest.mark.parametrize(
    "text",
    ["La Cumbre sale $ 45.000 [1].", "Las patas son de aluminio [1].", "¡Hola! ¿Qué buscás?"],
)
async def test_what_rules_let_pass_loads_no_model(text):
    def load():
        raise AssertionError("nothing was to be asked")

    assert (await VerifiedChecker(ClaimChecker(), load).check("y?", text, SOURCES)).supported


@pytest.mark.parametrize(("refusal", "supported"), [(0.3, True), (0.5, False)])
async def test_a_word_that_a_rule_misses_is_let_pass_where_the_model_hardly_doubts(
    refusal, supported
):
    verifier = FakeVerifier(refusal)
    assert not (await ClaimChecker().check("cómo es?", GUESSED, SOURCES)).supported
    check = await verified(verifier).check("cómo es?", GUESSED, SOURCES)
    assert check.supported is supported
    (asked,) = verifier.asked
    assert asked == (GUESSED.removesuffix(" [1]."), premise(SOURCES, GUESSED))
    (refused,) = ClaimChecker().judge("cómo es?", GUESSED, SOURCES)
    why = f"el verificador lo da por cierto (0.70), aunque {refused['reason']}"
    let_pass = {"verdict": "supported", "reason": why, "rule": "verifier"}
    assert check.claims == [refused | let_pass if supported else refused]


POLICY = read_sources(
    [
        {
            "kind": "policy",
            "id": "G",
            "title": "Garantía",
            "text": "La garantía no cubre golpes ni caídas. Se cambian las placas falladas.",
        }
    ]
)


@pytest.mark.parametrize(("refusal", "supported"), [(0.05, True), (0.3, False)])
async def test_of_a_policy_the_model_must_be_surer(refusal, supported):
    text = "La garantía cubre golpes [1]."
    assert not (await ClaimChecker().check("y?", text, POLICY)).supported
    check = await verified(FakeVerifier(refusal)).check("y?", text, POLICY)
    assert check.supported is supported


async def test_overruling_one_sentence_excuses_no_other():
    class Mixed(FakeVerifier):
        def refusals(self, pairs):
            return [0.05 if "tela gruesa" in claim else 0.9 for claim, _ in pairs]

    text = f"{GUESSED} La funda es de bambú trenzado [1]."
    check = await verified(Mixed(0.0)).check("cómo es?", text, SOURCES)
    assert [c["text"] for c in check.claims if c["verdict"] == "not_found"] == [
        "La funda es de bambú trenzado"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "La Cumbre sale $ 54.000 [1].",
        "La Cumbre sale $ 54.000 y es de tela gruesa [1].",
        "Te la reservo.",
        "Te regalamos una funda [1].",
        "Escribime a ventas@otra.com y te paso la silla [1].",
        "Quedan 40 sillas de lona [1].",
        "La silla es de la marca Lumbre [1].",
    ],
)
async def test_no_model_excuses_a_figure_a_gift_a_promise_a_name_or_a_contact(text):
    check = await verified(FakeVerifier(0.0)).check("y?", text, SOURCES)
    assert not check.supported


async def test_a_model_that_does_not_load_leaves_the_rules_their_word(caplog):
    def broken():
        raise ModelError("no adapter")

    check = await VerifiedChecker(ClaimChecker(), broken).check("de qué es?", GUESSED, SOURCES)
    assert not check.supported
    assert "no adapter" in caplog.text


def test_the_premise_holds_the_attributes_nearest_to_the_claim():
    told = premise(SOURCES, "Las patas son de aluminio")
    assert "Patas: aluminio" in told
    assert "45" not in told


def test_a_folder_without_a_verifier_says_so(tmp_path):
    with pytest.raises(ModelError, match="no trained classifier"):
        LoraVerifier(tmp_path, tmp_path)
    (tmp_path / "classifier.json").write_text(json.dumps({"labels": ["a"]}))
    (tmp_path / "golden.json").write_text("[]")
    with pytest.raises(ModelError, match="temperature"):
        LoraVerifier(tmp_path, tmp_path)
    config = {"labels": ["a"], "temperature": 1}
    (tmp_path / "classifier.json").write_text(json.dumps(config))
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


def test_a_checkpoint_without_entailment_is_refused(tmp_path):
    pytest.importorskip("transformers")
    _checkpoint(tmp_path, ["positive", "negative"])
    with pytest.raises(ModelError, match="no label of entailment"):
        HuggingFaceVerifier(tmp_path)
