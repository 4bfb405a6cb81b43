"""What an encoder gains on products and costs elsewhere, measured with one that reads words."""

import json

import numpy as np
import pytest

from graph.errors import TrainingError
from graph.training.encoder_data import Concept
from graph.training.encoder_measures import Sentences, measure, read_sentences, similarity_kept
from tests.fakes.embedder import WordEmbedder

KETTLE = Concept(
    "pava", "Bazar > Cocina", ("pava eléctrica",), ("para el mate",), ("pava eléctrica acero",),
    ("lámpara eléctrica roja",),
)  # fmt: skip
GLASSES = Concept(
    "anteojos", "Óptica > Sol", ("anteojos de sol",), ("anteojos oscuros",),
    ("anteojos de sol negros",), ("estuche rígido",),
)  # fmt: skip
TABLE = Concept(
    "mesa", "Muebles", ("mesa",), (), ("mesa de pino para el mate",), ("silla",)
)  # fmt: skip
SAID = Sentences(
    ["llueve mucho hoy", "el tren llegó tarde"], ["hoy llueve mucho acá", "tarde llegó ese tren"]
)


def test_right_titles_are_ranked_and_told_from_wrong_ones():
    found = measure(WordEmbedder(), [KETTLE, GLASSES], [TABLE], SAID, seed=3)
    assert found.mrr_asks == 1.0
    assert found.mrr_needs < 1.0  # the table is for mate too
    assert found.near_told_apart == 1.0
    assert found.right[0] > found.near[-1]
    assert found.right[0] > found.wrong[1]
    assert found.paraphrases_found == 1.0
    assert found == measure(WordEmbedder(), [KETTLE, GLASSES], [TABLE], SAID, seed=3)


class Turned(WordEmbedder):
    """Orders texts the other way round: what was near is far."""

    def embed_queries(self, texts):
        near = super().embed_queries(texts)
        values, vectors = np.linalg.eigh(2 * np.eye(len(texts)) - near @ near.T)
        return vectors * np.sqrt(np.maximum(values, 0))


def test_likeness_is_kept_by_the_same_encoder_and_lost_by_one_that_turns_it():
    texts = ["mesa de pino", "mesa de roble", "silla de pino", "lámpara", "vaso de vidrio"]
    assert similarity_kept(WordEmbedder(), WordEmbedder("2"), texts) == pytest.approx(1)
    assert similarity_kept(WordEmbedder(), Turned(), texts) < 0


def test_sentences_are_read_in_pairs(tmp_path):
    path = tmp_path / "general.jsonl"
    path.write_text(json.dumps({"text": "hola", "paraphrase": "buenas"}) + "\n")
    assert read_sentences(path) == Sentences(["hola"], ["buenas"])
    path.write_text('{"text": "hola"}\n')
    with pytest.raises(TrainingError, match=r"cannot read .*general\.jsonl"):
        read_sentences(path)
