"""Write the encoder as an ONNX graph, its linear layers in int8.

ONNX Runtime's fused operators (domain com.microsoft) are emitted directly, so that the file does
not depend on which patterns an optimiser version recognises.
"""

from typing import Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ingest.encoder.adapter import COMPARED_NORM, Head
from ingest.encoder.kernels import MICROSOFT, Int8
from ingest.encoder.weights import EncoderWeights

Precision = Literal["fp32", "int8", "int8-blocks"]
"""How linear layers are computed.

`int8`: one scale per activation tensor, the fastest; an outlier in it coarsens the rest (3 % error
a layer). `int8-blocks`: one scale per 128 activations of a token, 1 % error at 1.8 times the cost,
and a text's output does not depend on what shares its batch.
"""
BLOCK = 128


def build_graph(
    weights: EncoderWeights,
    *,
    head: Head | None = None,
    precision: Precision = "int8",
    stored: Int8 = "int8",
) -> onnx.ModelProto:
    """Map `words`, float32 [batch, seq, hidden], and `segments`, int64 [batch, seq].

    A segment is 1 for a token of the text, 2 for one of its pair, 0 for padding.
    Word embeddings come in, not ids: their table is shared by every model (`vocabulary.py`).
    `output` is the L2-normalised mean-pooled embedding [batch, hidden], or with a `head` its
    logits [batch, labels] over the mean-pooled vector that is not normalised. `stored` is how
    `int8` weights are written; the numbers are the same.
    """
    return _Writer(weights, precision, stored).model(head)


class _Writer:
    """Collects nodes and initialisers while the layers are written in order."""

    def __init__(self, weights: EncoderWeights, precision: Precision, stored: Int8) -> None:
        self.weights = weights
        self.precision = precision
        self.stored = stored
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.initialisers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: float
    ) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], domain=domain, **attributes))
        return output

    def model(self, head: Head | None) -> onnx.ModelProto:
        one = self.constant("one", np.array(1, np.int64))
        self.add("Min", ["segments", one], "attention_mask")
        self.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        hidden = self.embeddings()
        for layer in range(self.weights.layers):
            hidden = self.layer(layer, hidden)
        if head is not None and head.compares:
            pooled = self.compared(hidden, one)
        else:
            kept = "attention_mask"
            if head is not None and head.text_only:
                kept = self.add("Equal", ["segments", one], "text_mask")
            pooled = self.mean_pool(hidden, kept)
        if head is None:
            width = self.weights.hidden
            self.add("LpNormalization", [pooled], "output", axis=-1, p=2)
        else:
            width = len(head.bias)
            matrix = self.constant("head.w", head.weight.T)
            bias = self.constant("head.b", head.bias)
            self.add("Gemm", [pooled, matrix, bias], "output")
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [
                helper.make_tensor_value_info(
                    "words", TensorProto.FLOAT, ["batch", "seq", self.weights.hidden]
                ),
                helper.make_tensor_value_info("segments", TensorProto.INT64, ["batch", "seq"]),
            ],
            [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", width])],
            self.initialisers,
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def embeddings(self) -> str:
        """Add position and type embeddings to the words and normalise: [batch, seq, hidden]."""
        tensors = self.weights.tensors
        # The type embedding is the same row for every token: it is folded into the positions.
        table = self.constant("emb.pos", tensors["emb.pos"] + tensors["emb.type"][:1])
        seq = self.add("Shape", ["attention_mask"], "emb.seq", start=1, end=2)
        rows = self.add(
            "Slice", [table, self.constant("emb.zero", np.zeros(1, np.int64)), seq], "emb.rows"
        )
        total = self.add("Add", ["words", rows], "emb.sum")
        norm = [total, *self.norm_constants("emb.ln")]
        eps = self.weights.layer_norm_eps
        return self.add("LayerNormalization", norm, "emb.out", axis=-1, epsilon=eps)

    def layer(self, layer: int, hidden: str) -> str:
        """Write one BERT layer (post-norm, GELU): [batch, seq, hidden] → the same."""
        prefix, tensors = f"l{layer}", self.weights.tensors
        packed = self.linear(
            hidden,
            np.concatenate([tensors[f"{prefix}.{name}.w"] for name in "qkv"]),
            np.concatenate([tensors[f"{prefix}.{name}.b"] for name in "qkv"]),
            f"{prefix}.qkv",
        )
        parts = [f"{prefix}.{name}" for name in ("query", "key", "value")]
        self.nodes.append(
            helper.make_node("Split", [packed], parts, axis=-1, num_outputs=len(parts))
        )
        attended = self.add(
            "MultiHeadAttention",
            [*parts, "", "mask"],
            f"{prefix}.attended",
            domain=MICROSOFT,
            num_heads=self.weights.heads,
        )
        projected = self.linear(attended, tensors[f"{prefix}.ao.w"], None, f"{prefix}.ao")
        middle = self.skip_norm(projected, hidden, tensors[f"{prefix}.ao.b"], f"{prefix}.aln")
        wide = self.linear(middle, tensors[f"{prefix}.fi.w"], None, f"{prefix}.fi")
        bias = self.constant(f"{prefix}.fi.b", tensors[f"{prefix}.fi.b"])
        active = self.add("BiasGelu", [wide, bias], f"{prefix}.gelu", domain=MICROSOFT)
        narrow = self.linear(active, tensors[f"{prefix}.fo.w"], None, f"{prefix}.fo")
        return self.skip_norm(narrow, middle, tensors[f"{prefix}.fo.b"], f"{prefix}.oln")

    def linear(
        self, x: str, weight: NDArray[np.float32], bias: NDArray[np.float32] | None, name: str
    ) -> str:
        """Multiply by `weight` [out, in], as `Precision` says."""
        extra = [] if bias is None else [self.constant(f"{name}.b", bias)]
        if self.precision == "int8-blocks":
            product = self.blocks(x, weight, name)
            return self.add("Add", [product, *extra], f"{name}.out") if extra else product
        if self.precision == "fp32":
            product = self.add("MatMul", [x, self.constant(f"{name}.w", weight.T)], f"{name}.mm")
            return self.add("Add", [product, *extra], f"{name}.out") if extra else product
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-12) / 127.0  # [out]
        zero = 128 if self.stored == "uint8" else 0
        codes = (np.rint(weight / scale[:, None]) + zero).astype(self.stored).T  # [in, out]
        inputs = [
            x,
            self.constant(f"{name}.q", codes),
            self.constant(f"{name}.scale", scale.astype(np.float32)),
            self.constant(f"{name}.zero", np.full(len(scale), zero, self.stored)),
            *extra,
        ]
        return self.add("DynamicQuantizeMatMul", inputs, f"{name}.out", domain=MICROSOFT)

    def blocks(self, x: str, weight: NDArray[np.float32], name: str) -> str:
        """Multiply by int8 weights with a scale for every `BLOCK` of an output's inputs."""
        out, width = weight.shape
        parts = weight.reshape(out, width // BLOCK, BLOCK)
        scale = np.maximum(np.abs(parts).max(axis=2), 1e-12) / 127.0  # [out, blocks]
        codes = (np.rint(parts / scale[:, :, None]) + 128).astype(np.uint8)
        inputs = [
            x,
            self.constant(f"{name}.q", codes),
            self.constant(f"{name}.scale", scale.astype(np.float32).reshape(-1)),
        ]
        return self.add(
            "MatMulNBits", inputs, f"{name}.mm", domain=MICROSOFT,
            K=width, N=out, bits=8, block_size=BLOCK, accuracy_level=4,
        )  # fmt: skip

    def norm_constants(self, name: str) -> list[str]:
        return [self.constant(f"{name}.{x}", self.weights.tensors[f"{name}.{x}"]) for x in "wb"]

    def skip_norm(self, x: str, skip: str, bias: NDArray[np.float32], name: str) -> str:
        """Normalise `x + skip + bias` over the last axis."""
        inputs = [x, skip, *self.norm_constants(name), self.constant(f"{name}.bias", bias)]
        eps = self.weights.layer_norm_eps
        return self.add(
            "SkipLayerNormalization", inputs, f"{name}.out", domain=MICROSOFT, epsilon=eps
        )

    def compared(self, hidden: str, one: str) -> str:
        """Compare a text's mean with its pair's: [batch, seq, hidden] → [batch, 4 * hidden]."""
        two = self.constant("two", np.array(2, np.int64))
        norm = self.constant("compared.norm", np.array(COMPARED_NORM, np.float32))
        means = []
        for name, segment in (("text", one), ("pair", two)):
            kept = self.add("Equal", ["segments", segment], f"{name}_mask")
            mean = self.mean_pool(hidden, kept, f"{name}.pool")
            unit = self.add("LpNormalization", [mean], f"{name}.unit", axis=-1, p=2)
            means.append(self.add("Mul", [unit, norm], f"{name}.compared"))
        difference = self.add("Abs", [self.add("Sub", means, "compared.sub")], "compared.abs")
        product = self.add("Mul", means, "compared.mul")
        return self.add("Concat", [*means, difference, product], "compared.all", axis=-1)

    def mean_pool(self, hidden: str, kept: str, name: str = "pool") -> str:
        """Average the tokens that the mask `kept` keeps: [batch, seq, hidden] → [batch, hidden]."""
        last = self.constant(f"{name}.axis", np.array([-1], np.int64))
        seq = self.constant(f"{name}.seq", np.array([1], np.int64))
        self.add("Cast", [kept], f"{name}.f", to=TensorProto.FLOAT)
        self.add("Unsqueeze", [f"{name}.f", last], f"{name}.column")
        self.add("Mul", [hidden, f"{name}.column"], f"{name}.kept")
        self.add("ReduceSum", [f"{name}.kept", seq], f"{name}.sum", keepdims=0)
        self.add("ReduceSum", [f"{name}.column", seq], f"{name}.count", keepdims=0)
        return self.add("Div", [f"{name}.sum", f"{name}.count"], f"{name}.mean")
