"""Merge a LoRA adapter, as peft saves it, into the encoder's weights."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from ingest.encoder.weights import EncoderWeights
from ingest.errors import EncoderError

MODULES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
"""Short tensor name → module path in Hugging Face's BertLayer, which peft's names follow."""

HEAD_WEIGHT, HEAD_BIAS = "head.weight", "head.bias"
ENCODER_LAYERS = "encoder_layers"
"""Ours in peft's config: how many of the encoder's layers the adapter was trained on."""
TEXT_ONLY = "pools_text_only"
"""Ours too: whether the head reads the mean of the text's tokens alone, not of its pair's."""
COMPARES = "compares_pair"
"""And this: whether the head compares the mean of the text's tokens with that of its pair's."""
COMPARED_NORM = 8.0
"""Length that the two means are brought to before they are compared."""


class Head:
    """A linear layer over the mean-pooled vector: weight [labels, hidden], bias [labels].

    With `text_only` the mean is over the text's tokens, which have read those of its pair. With
    `compares` it reads u, v, |u - v| and u * v, the weight being [labels, 4 * hidden]: u and v are
    the means of the text and of its pair, of length `COMPARED_NORM`.

    Source: the comparison is InferSent's, Conneau et al. 2017, figure 1.
    """

    def __init__(
        self, weight: NDArray[np.float32], bias: NDArray[np.float32], *, text_only: bool = False,
        compares: bool = False,
    ) -> None:  # fmt: skip
        self.weight = weight
        self.bias = bias
        self.text_only = text_only
        self.compares = compares


def merge_adapter(weights: EncoderWeights, folder: Path) -> EncoderWeights:
    """Return the weights with W += alpha / r * B·A for each adapted matrix.

    Layers after those that the adapter was trained on are left out.

    Source: LoRA, Hu et al. 2021, eq. 3; the files are peft's `adapter_config.json` and
    `adapter_model.safetensors`.

    Raises:
        EncoderError: a file is missing or damaged, or a tensor does not fit the encoder.
    """
    try:
        config = json.loads((folder / "adapter_config.json").read_text())
        saved = load_file(folder / "adapter_model.safetensors")
        scale = config["lora_alpha"] / config["r"]
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise EncoderError(f"cannot read the adapter in {folder}: {error!r}") from error
    tensors = dict(weights.tensors)
    found = 0
    layers = config.get(ENCODER_LAYERS, weights.layers)
    for layer in range(layers):
        for short, module in MODULES.items():
            suffix = f"layer.{layer}.{module}.lora_"
            down = next((v for k, v in saved.items() if k.endswith(f"{suffix}A.weight")), None)
            up = next((v for k, v in saved.items() if k.endswith(f"{suffix}B.weight")), None)
            if down is None or up is None:
                continue
            name = f"l{layer}.{short}.w"
            delta = (up.astype(np.float32) @ down.astype(np.float32)) * scale
            if delta.shape != tensors[name].shape:
                raise EncoderError(f"{folder}: {suffix} does not fit the encoder: {delta.shape}")
            tensors[name] = tensors[name] + delta
            found += 1
    if not found:
        raise EncoderError(f"{folder} holds no LoRA matrices for this encoder")
    return replace(weights, tensors=tensors, layers=layers)


def read_head(folder: Path) -> Head:
    """Read the classification head saved beside an adapter (`head.safetensors`).

    Raises:
        EncoderError: the file is missing or lacks a tensor.
    """
    try:
        config = json.loads((folder / "adapter_config.json").read_text())
        saved = load_file(folder / "head.safetensors")
        weight, bias = (saved[name].astype(np.float32) for name in (HEAD_WEIGHT, HEAD_BIAS))
        return Head(
            weight, bias, text_only=config.get(TEXT_ONLY, False),
            compares=config.get(COMPARES, False),
        )  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(f"cannot read the head in {folder}: {error}") from error
