"""Text → word embeddings: tokenizer and table, cut to Latin script and shared by every model.

The table stays in its 4-bit blocks, memory-mapped: 25 MB once, whatever number of models and
processes read it. Rows are expanded as they are looked up.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from ingest.encoder.tokenizer import EOS, PAD, SPECIAL, build_tokenizer, latin_piece_ids
from ingest.encoder.weights import EncoderWeights, dequantise_q4

TOKENIZER, TABLE = "tokenizer.json", "words.npy"


def write_vocabulary(weights: EncoderWeights, folder: Path) -> None:
    """Write the tokenizer and the table of the pieces kept."""
    piece_ids = latin_piece_ids(weights)
    build_tokenizer(weights, piece_ids).save(str(folder / TOKENIZER))
    np.save(folder / TABLE, weights.word_blocks[piece_ids])


class Vocabulary:
    """Tokenizes texts and looks their words up."""

    def __init__(self, folder: Path, *, max_tokens: int) -> None:
        self._tokenizer = _sharing(_load(folder / TOKENIZER))
        self._tokenizer.enable_truncation(max_tokens)
        self._table = np.load(folder / TABLE, mmap_mode="r")  # uint8 [pieces, bytes a row]

    def encode(self, texts: Sequence[str | tuple[str, str]]) -> list[Encoding]:
        """Tokenize texts, or pairs of texts, without padding."""
        if len(texts) == 1:  # a query: no thread pool
            text = texts[0]
            pair = (text,) if isinstance(text, str) else text
            return [self._tokenizer.encode(*pair)]
        encodings: list[Encoding] = self._tokenizer.encode_batch(list(texts))
        return encodings

    def look_up(
        self, encodings: Sequence[Encoding]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return `words` float32 [batch, seq, hidden] and `segments` int64 [batch, seq].

        A segment is 1 for a token of the text, 2 for one of its pair, 0 for padding.
        """
        width = max(len(encoding) for encoding in encodings)
        ids = np.full((len(encodings), width), PAD, dtype=np.int64)
        segments = np.zeros((len(encodings), width), dtype=np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
            segments[row, : len(encoding)] = 2
            segments[row, : encoding.ids.index(EOS) + 1] = 1
        return dequantise_q4(self._table[ids]), segments


@lru_cache(maxsize=2)
def _load(file: Path) -> Tokenizer:
    """Read a tokenizer once a process: its pieces take 100 MB, and a file never changes."""
    return Tokenizer.from_file(str(file))


def _sharing(tokenizer: Tokenizer) -> Tokenizer:
    """Return a tokenizer with the same pieces, not copied, and a truncation of its own."""
    own = Tokenizer(tokenizer.model)
    for part in ("normalizer", "pre_tokenizer", "post_processor", "decoder"):
        setattr(own, part, getattr(tokenizer, part))
    own.add_special_tokens(SPECIAL)
    return own
