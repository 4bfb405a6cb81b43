"""Run a cached model over texts, in batches of similar length, on every core."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding

from ingest.encoder.cache import MODEL, ModelSpec, ensure_model, ensure_vocabulary
from ingest.encoder.vocabulary import Vocabulary
from ingest.errors import EncoderError

BATCH_TOKENS = 1024
"""Padded tokens a batch: larger ones fall out of the L2 cache and run slower."""


class OnnxModel:
    """A vocabulary and a session: `run` maps texts, or pairs of texts, to rows of output."""

    def __init__(
        self, spec: ModelSpec, cache: Path, *, max_tokens: int, threads: int | None = None
    ) -> None:
        """Load the model that `spec` describes, building it when the cache lacks it.

        `threads` run batches at once; every core when None.

        Raises:
            EncoderError: its parts cannot be read, or the cache cannot be written.
        """
        folder = ensure_model(spec, cache)
        options = onnxruntime.SessionOptions()
        # One thread a call and several calls at once: no barrier between a layer's shards.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # An arena keeps what the longest batch took, once for each session, for ever.
        options.enable_cpu_mem_arena = False
        try:
            self._vocabulary = Vocabulary(ensure_vocabulary(cache), max_tokens=max_tokens)
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except EncoderError:
            raise
        except Exception as error:  # both libraries raise bare Exceptions of their own
            raise EncoderError(f"cannot load the model in {folder}: {error}") from error
        self.fingerprint = folder.name.split("-")[1]
        self.width: int = self._session.get_outputs()[0].shape[1]
        self._pool = ThreadPoolExecutor(threads or os.cpu_count(), thread_name_prefix="onnx")

    def run(self, texts: Sequence[str | tuple[str, str]]) -> NDArray[np.float32]:
        """Return the output rows in the order of `texts`: float32 [len(texts), width]."""
        encodings = self._vocabulary.encode(texts)
        if len(texts) == 1:
            return self._run_batch(encodings)
        output = np.empty((len(texts), self.width), dtype=np.float32)
        batches = list(batches_by_length(encodings))
        rows = self._pool.map(lambda batch: self._run_batch([encodings[i] for i in batch]), batches)
        for batch, values in zip(batches, rows, strict=True):
            output[batch] = values
        return output

    def _run_batch(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        words, segments = self._vocabulary.look_up(encodings)
        output: NDArray[np.float32] = self._session.run(
            None, {"words": words, "segments": segments}
        )[0]
        return output


def batches_by_length(encodings: Sequence[Encoding]) -> Iterator[list[int]]:
    """Group indices so that little is padded and no batch exceeds `BATCH_TOKENS`."""
    batch: list[int] = []
    for index in sorted(range(len(encodings)), key=lambda i: len(encodings[i])):
        if batch and (len(batch) + 1) * len(encodings[index]) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
