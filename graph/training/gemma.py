"""The bundled Gemma as a torch module with LoRA matrices, and its tokenizer."""

from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from graph.generators.bundled import bundled_gguf
from graph.training.precision import has_bfloat16

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def load_tokenizer(cache: Path) -> Any:
    """Load the tokenizer that the GGUF holds; it puts `<bos>` in front."""
    gguf = bundled_gguf(cache)
    return AutoTokenizer.from_pretrained(str(gguf.parent), gguf_file=gguf.name)


def load_gemma(cache: Path, *, rank: int, alpha: int, dropout: float) -> Any:
    """Load the base frozen, with LoRA matrices in float32 that learn.

    It is in bfloat16 where the processor multiplies that, else in float32: slower, 1 GB.
    """
    gguf = bundled_gguf(cache)
    base = AutoModelForCausalLM.from_pretrained(
        str(gguf.parent),
        gguf_file=gguf.name,
        # Unpacked: left in its 4-bit blocks, every product would unpack them again.
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.bfloat16 if has_bfloat16() else torch.float32,
    )
    config = LoraConfig(
        r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=TARGETS, bias="none",
        task_type="CAUSAL_LM",
    )  # fmt: skip
    return get_peft_model(base, config)


def decoder(model: Any) -> Any:
    """Return the decoder under peft's wrapping, without its language-model head."""
    return model.base_model.model.model


def head(model: Any) -> torch.Tensor:
    """Return the language-model head: [262144, 640] in the base's precision."""
    weight: torch.Tensor = model.base_model.model.lm_head.weight
    return weight
