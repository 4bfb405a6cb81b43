"""Which int8 weights this processor multiplies exactly, found by trying."""

from functools import cache
from typing import Literal

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"

Int8 = Literal["int8", "uint8"]
"""How 8-bit weights are stored: signed, or moved up by 128. The products are the same numbers."""


@cache
def exact_int8() -> Int8:
    """Return the weights whose products ONNX Runtime sums without saturation here.

    Processors without VNNI (AVX2 alone, say) multiply unsigned activations by signed weights with
    an instruction that clips sums of two products to 16 bits: answers move by tenths. Unsigned
    weights take another instruction there, exact and as fast; with VNNI signed ones are faster.
    Source: ONNX Runtime's "Quantize ONNX models", on U8S8 and saturation.
    """
    width = 64
    weights = np.full((width, 1), 127, np.int8)
    node = helper.make_node(
        "DynamicQuantizeMatMul", ["x", "codes", "scale", "zero"], ["y"], domain=MICROSOFT
    )
    graph = helper.make_graph(
        [node],
        "probe",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, width])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1])],
        [
            numpy_helper.from_array(weights, "codes"),
            numpy_helper.from_array(np.array([1 / 127], np.float32), "scale"),
            numpy_helper.from_array(np.zeros(1, np.int8), "zero"),
        ],
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    told = session.run(None, {"x": np.ones((1, width), np.float32)})[0].item()
    return "int8" if abs(told - width) < 0.01 * width else "uint8"
