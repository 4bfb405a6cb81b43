"""Any Hugging Face NLI cross-encoder as the verifier; needs the `train` extra."""

from collections.abc import Sequence
from pathlib import Path

from graph.classifiers import load_checkpoint
from graph.errors import ModelError

MAX_TOKENS = 512


class HuggingFaceVerifier:
    """Serves a checkpoint one of whose labels is "entailment" (or "supported")."""

    def __init__(self, folder: Path) -> None:
        """Load the checkpoint.

        Raises:
            ModelError: torch or transformers is missing, or no label says entailment.
        """
        self._tokenizer, self._model = load_checkpoint(folder)
        labels = {i: str(name).lower() for i, name in self._model.config.id2label.items()}
        entails = [
            i for i, name in labels.items()
            if name.startswith(("entail", "support")) and "not" not in name
        ]  # fmt: skip
        if len(entails) != 1:
            raise ModelError(f"{folder} has no label of entailment: {sorted(labels.values())}")
        self._entails = entails[0]

    def refusals(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each (claim, source text), the probability that it is not entailed."""
        import torch

        batch = self._tokenizer(
            [source for _, source in pairs],
            [claim for claim, _ in pairs],
            padding=True,
            truncation=True,
            max_length=MAX_TOKENS,
            return_tensors="pt",
        )
        with torch.inference_mode():
            probabilities = self._model(**batch).logits.softmax(dim=-1)[:, self._entails]
        return [float(1 - p) for p in probabilities]
