"""Embedders other than the bundled one."""

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from ingest.encoder.huggingface import HuggingFaceEncoder
from ingest.encoder.langchain import LangChainEmbedder
from ingest.errors import EncoderError


class Broken(Embeddings):
    def embed_documents(self, texts):
        raise ConnectionError("refused")

    def embed_query(self, text):
        raise ConnectionError("refused")


def test_vectors_of_an_endpoint_are_normalised_and_prefixed():
    embedder = LangChainEmbedder(DeterministicFakeEmbedding(size=8), "m", query_prefix="q: ")
    queries, passages = embedder.embed_queries(["hola"]), embedder.embed_passages(["hola"])
    assert queries.shape == (1, 8)
    np.testing.assert_allclose(np.linalg.norm(queries, axis=1), 1, rtol=1e-6)
    assert not np.allclose(queries, passages)
    assert "m:8" in embedder.fingerprint


def test_an_endpoint_that_does_not_answer_is_an_encoder_error():
    with pytest.raises(EncoderError, match="refused"):
        LangChainEmbedder(Broken(), "m")


def test_a_hugging_face_encoder_gives_unit_rows(tmp_path):
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    tokenizer = Tokenizer(WordLevel({"[PAD]": 0, "[UNK]": 1, "hola": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(tmp_path)
    config = BertConfig(
        vocab_size=3, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16,
    )  # fmt: skip
    BertModel(config).save_pretrained(tmp_path)
    embedder = HuggingFaceEncoder(tmp_path)
    rows = embedder.embed_passages(["hola", "chau hola"])
    assert rows.shape == (2, embedder.dimension) == (2, 16)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)


def test_a_folder_without_an_encoder_is_an_encoder_error(tmp_path):
    with pytest.raises(EncoderError, match="no sentence encoder"):
        HuggingFaceEncoder(tmp_path)
