"""Run a cached ONNX model over texts, in batches of similar length, on every core."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from ingest.encoder.cache import MODEL, TOKENIZER
from ingest.encoder.tokenizer import PAD
from ingest.errors import EncoderError

BATCH_TOKENS = 1024
"""Padded tokens a batch: larger ones fall out of the L2 cache and run slower."""


class OnnxModel:
    """A tokenizer and a session; `run` maps texts, or pairs of texts, to rows of output."""

    def __init__(self, folder: Path, *, max_tokens: int, threads: int | None = None) -> None:
        """Load the model that `ensure_model` built in `folder`.

        Raises:
            EncoderError: ONNX Runtime or `tokenizers` cannot read the files.
        """
        options = onnxruntime.SessionOptions()
        # One thread a call and several calls at once: no barrier between the layers' shards.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare Exception subclasses of their own
            raise EncoderError(f"cannot load the model in {folder}: {error}") from error
        self._tokenizer.enable_truncation(max_tokens)
        self.width: int = self._session.get_outputs()[0].shape[1]
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="onnx")

    def run(self, texts: Sequence[str | tuple[str, str]]) -> NDArray[np.float32]:
        """Return the output rows in the order of `texts`: float32 [len(texts), width]."""
        output = np.empty((len(texts), self.width), dtype=np.float32)
        if len(texts) == 1:  # a query: no pool, no sorting
            output[:] = self._batch([self._tokenizer.encode(*_as_pair(texts[0]))])
            return output
        encodings = self._tokenizer.encode_batch(list(texts))
        batches = list(_batches_by_length(encodings))
        rows = self._pool.map(lambda batch: self._batch([encodings[i] for i in batch]), batches)
        for batch, values in zip(batches, rows, strict=True):
            output[batch] = values
        return output

    def _batch(self, encodings: list[Encoding]) -> NDArray[np.float32]:
        width = max(len(encoding) for encoding in encodings)
        input_ids = np.full((len(encodings), width), PAD, dtype=np.int64)
        attention_mask = np.zeros((len(encodings), width), dtype=np.int64)
        for row, encoding in enumerate(encodings):
            input_ids[row, : len(encoding)] = encoding.ids
            attention_mask[row, : len(encoding)] = 1
        feed = {"input_ids": input_ids, "attention_mask": attention_mask}
        result: NDArray[np.float32] = self._session.run(None, feed)[0]
        return result


def _as_pair(text: str | tuple[str, str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def _batches_by_length(encodings: Sequence[Encoding]) -> Iterator[list[int]]:
    """Group indices so that little is padded and no batch exceeds `BATCH_TOKENS`."""
    batch: list[int] = []
    for index in sorted(range(len(encodings)), key=lambda i: len(encodings[i])):
        if batch and (len(batch) + 1) * len(encodings[index]) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
