"""The encoder's tokenizer, with the vocabulary cut down to what Spanish text needs."""

import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from ingest.encoder.weights import EncoderWeights

BOS, PAD, EOS, UNK = 0, 1, 2, 3
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


@lru_cache(maxsize=4096)
def _is_foreign_letter(character: str) -> bool:
    """Tell letters of other scripts; digits, signs and emoji belong to every language."""
    return character.isalpha() and not unicodedata.name(character, "LATIN").startswith(
        ("LATIN", "MODIFIER", "MASCULINE", "FEMININE", "MICRO", "FULLWIDTH LATIN")
    )


def latin_piece_ids(weights: EncoderWeights) -> NDArray[np.int64]:
    """Return the ids of the pieces without letters of another script, ascending, int64 [n]."""
    return np.array(
        [
            index
            for index, (piece, _) in enumerate(weights.pieces)
            if index <= UNK or not any(map(_is_foreign_letter, piece))
        ],
        dtype=np.int64,
    )


def build_tokenizer(weights: EncoderWeights, piece_ids: NDArray[np.int64]) -> Tokenizer:
    """Build the XLM-R unigram tokenizer over `piece_ids` (new id = position in it).

    Adds `<s> … </s>`; padding and truncation are left to the caller.
    """
    tokenizer = Tokenizer(
        models.Unigram([weights.pieces[i] for i in piece_ids], unk_id=UNK, byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\p{Cc}\p{Cf}\s]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", BOS), ("</s>", EOS)],
    )
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer
