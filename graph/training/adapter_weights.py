"""An adapter in llama.cpp's GGUF, read back into the torch module that peft made."""

from pathlib import Path
from typing import Any

import torch

from graph.errors import ModelError
from graph.training.gguf_adapter import LAYER, TENSORS


def read_adapter(path: Path) -> tuple[dict[str, torch.Tensor], int]:
    """Return the LoRA matrices of a GGUF file by their names, and their alpha.

    Shapes: `lora_a` [rank, inputs], `lora_b` [outputs, rank], float32.

    Raises:
        ModelError: it is no such file.
    """
    import gguf

    try:
        reader = gguf.GGUFReader(str(path))
        alpha = int(reader.fields[gguf.Keys.Adapter.LORA_ALPHA].contents())
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"no adapter in {path}: {error}") from error
    return {t.name: torch.from_numpy(t.data.copy()).float() for t in reader.tensors}, alpha


def rank_of(matrices: dict[str, torch.Tensor]) -> int:
    return next(tensor.shape[0] for name, tensor in matrices.items() if name.endswith("lora_a"))


def put_adapter(model: Any, matrices: dict[str, torch.Tensor], share: float = 1.0) -> None:
    """Copy the matrices into peft's, in place; below 1, `share` of them into the rest of peft's.

    Raises:
        ModelError: they are of another rank than the model's.
    """
    held = dict(model.named_parameters())
    names = {short: long for long, short in TENSORS.items()}
    for name, tensor in matrices.items():
        _, layer, module, _, matrix = name.split(".")
        side = {"lora_a": "lora_A", "lora_b": "lora_B"}[matrix]
        own = held[f"{LAYER}{layer}.{names[module]}.{side}.default.weight"]
        if own.shape != tensor.shape:
            raise ModelError(f"{name} is {tuple(tensor.shape)}, the model's {tuple(own.shape)}")
        own.data.lerp_(tensor, share)
