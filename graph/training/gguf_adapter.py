"""A peft adapter as llama.cpp reads it: LoRA in GGUF."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from graph.errors import ModelError

LAYER = "base_model.model.model.layers."
TENSORS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
"""Names of Hugging Face's Gemma 3, and what llama.cpp calls the same matrices."""


def export_adapter(folder: Path, path: Path) -> None:
    """Write peft's adapter of Gemma 3 in `folder` as one GGUF file, in float16.

    Shapes, as peft holds them: `lora_a` [rank, inputs], `lora_b` [outputs, rank].

    Raises:
        ModelError: the folder holds no adapter, or tensors that have no counterpart.
    """
    import gguf

    try:
        config = json.loads((folder / "adapter_config.json").read_text())
        tensors = load_file(folder / "adapter_model.safetensors")
    except (OSError, ValueError) as error:
        raise ModelError(f"no peft adapter in {folder}: {error}") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, "gemma3")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(config["lora_alpha"]))
    writer.add_name("DONA generator")
    writer.add_license("gemma")
    for name in sorted(tensors):
        writer.add_tensor(gguf_name(name), tensors[name].astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def gguf_name(name: str) -> str:
    """Translate `….layers.3.mlp.up_proj.lora_A.weight` into `blk.3.ffn_up.weight.lora_a`.

    Raises:
        ModelError: the tensor has no counterpart in llama.cpp's Gemma 3.
    """
    layer, _, rest = name.removeprefix(LAYER).partition(".")
    module, _, matrix = rest.removesuffix(".weight").rpartition(".")
    if not name.startswith(LAYER) or module not in TENSORS or matrix not in ("lora_A", "lora_B"):
        raise ModelError(f"llama.cpp has no place for the tensor {name}")
    return f"blk.{layer}.{TENSORS[module]}.weight.{matrix.lower()}"
