"""A peft adapter written as llama.cpp's GGUF: the names, shapes and scale that it looks for."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from graph.errors import ModelError
from graph.training.gguf_adapter import LAYER, TENSORS, export_adapter, gguf_name

RANK = 4


def peft_folder(folder, **tensors):
    (folder / "adapter_config.json").write_text(json.dumps({"r": RANK, "lora_alpha": 8}))
    save_file(tensors, folder / "adapter_model.safetensors")
    return folder


@pytest.mark.parametrize(("module", "name"), TENSORS.items())
def test_each_matrix_has_its_name(module, name):
    assert gguf_name(f"{LAYER}3.{module}.lora_A.weight") == f"blk.3.{name}.weight.lora_a"


@pytest.mark.parametrize(
    "name",
    ["lm_head.lora_A.weight", f"{LAYER}0.mlp.up_proj.weight", f"{LAYER}0.norm.lora_A.weight"],
)
def test_a_tensor_without_a_place_is_refused(name):
    with pytest.raises(ModelError, match="no place"):
        gguf_name(name)


def test_the_file_holds_the_tensors_and_the_scale(tmp_path):
    gguf = pytest.importorskip("gguf", reason="the `train` extra is not installed")
    a = np.arange(RANK * 6, dtype=np.float32).reshape(RANK, 6)
    b = np.ones((10, RANK), dtype=np.float32)
    base = f"{LAYER}17.self_attn.q_proj"
    folder = peft_folder(tmp_path, **{f"{base}.lora_A.weight": a, f"{base}.lora_B.weight": b})
    export_adapter(folder, tmp_path / "out" / "adapter.gguf")
    read = gguf.GGUFReader(tmp_path / "out" / "adapter.gguf")
    told = {name: read.fields[name].contents() for name in read.fields if "." in name}
    assert told["general.type"] == "adapter"
    assert told["general.architecture"] == "gemma3"
    assert told["adapter.type"] == "lora"
    assert told["adapter.lora.alpha"] == 8.0
    tensors = {tensor.name: tensor for tensor in read.tensors}
    assert set(tensors) == {"blk.17.attn_q.weight.lora_a", "blk.17.attn_q.weight.lora_b"}
    np.testing.assert_array_equal(tensors["blk.17.attn_q.weight.lora_a"].data, a)
    assert tensors["blk.17.attn_q.weight.lora_b"].data.shape == (10, RANK)
    assert tensors["blk.17.attn_q.weight.lora_a"].tensor_type.name == "F16"


def test_a_folder_without_an_adapter_is_told(tmp_path):
    pytest.importorskip("gguf", reason="the `train` extra is not installed")
    with pytest.raises(ModelError, match="no peft adapter"):
        export_adapter(tmp_path, tmp_path / "adapter.gguf")


def test_what_was_written_is_read_back_into_the_module_that_it_came_from(tmp_path):
    pytest.importorskip("gguf", reason="the `train` extra is not installed")
    torch = pytest.importorskip("torch", reason="the `train` extra is not installed")
    from graph.training.adapter_weights import put_adapter, rank_of, read_adapter

    a = np.arange(RANK * 6, dtype=np.float32).reshape(RANK, 6)
    b = np.ones((10, RANK), dtype=np.float32)
    base = f"{LAYER}17.self_attn.q_proj"
    folder = peft_folder(tmp_path, **{f"{base}.lora_A.weight": a, f"{base}.lora_B.weight": b})
    export_adapter(folder, tmp_path / "adapter.gguf")
    matrices, alpha = read_adapter(tmp_path / "adapter.gguf")
    assert (rank_of(matrices), alpha) == (RANK, 8)

    class Module:
        def __init__(self, rank):
            self.a, self.b = torch.zeros(rank, 6), torch.zeros(10, rank)

        def named_parameters(self):
            return [(f"{base}.lora_A.default.weight", self.a),
                    (f"{base}.lora_B.default.weight", self.b)]  # fmt: skip

    module = Module(RANK)
    put_adapter(module, matrices)
    np.testing.assert_array_equal(module.a.numpy(), a)
    np.testing.assert_array_equal(module.b.numpy(), b)
    put_adapter(module, {name: tensor + 2 for name, tensor in matrices.items()}, share=0.5)
    np.testing.assert_array_equal(module.a.numpy(), a + 1)
    with pytest.raises(ModelError, match="the model's"):
        put_adapter(Module(RANK + 1), matrices)


def test_a_file_that_is_no_adapter_is_told(tmp_path):
    pytest.importorskip("gguf", reason="the `train` extra is not installed")
    pytest.importorskip("torch", reason="the `train` extra is not installed")
    from graph.training.adapter_weights import read_adapter

    (tmp_path / "adapter.gguf").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="no adapter in"):
        read_adapter(tmp_path / "adapter.gguf")
