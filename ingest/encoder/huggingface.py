"""Any Hugging Face sentence encoder in a folder; needs the `train` extra (torch)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import EncoderError

MAX_TOKENS = 256
BATCH = 32


class HuggingFaceEncoder:
    """Mean pooling and L2 over `AutoModel`, as sentence encoders of the BERT family expect."""

    def __init__(self, folder: Path, *, query_prefix: str = "", passage_prefix: str = "") -> None:
        """Load the model and its tokenizer.

        Raises:
            EncoderError: torch or transformers is missing, or the folder holds no encoder.
        """
        try:
            from transformers import AutoModel, AutoTokenizer
        except ImportError as error:
            raise EncoderError(f"{folder} needs the train extra: `make test` has it") from error
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self._model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
        except (OSError, ValueError) as error:
            raise EncoderError(f"{folder} holds no sentence encoder: {error}") from error
        self._prefixes = query_prefix, passage_prefix
        self.dimension = int(self._model.config.hidden_size)
        self.fingerprint = f"{folder.resolve()}:{query_prefix}:{passage_prefix}"

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed([self._prefixes[0] + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed([self._prefixes[1] + text for text in texts])

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        import torch

        rows = []
        for start in range(0, len(texts), BATCH):
            batch = self._tokenizer(
                texts[start : start + BATCH],
                padding=True,
                truncation=True,
                max_length=MAX_TOKENS,
                return_tensors="pt",
            )
            with torch.inference_mode():
                hidden = self._model(**batch).last_hidden_state  # [batch, seq, hidden]
            mask = batch["attention_mask"].unsqueeze(-1)
            pooled = (hidden * mask).sum(dim=1) / mask.sum(dim=1)
            rows.append(torch.nn.functional.normalize(pooled, dim=-1).numpy())
        result: NDArray[np.float32] = np.concatenate(rows).astype(np.float32)
        return result
