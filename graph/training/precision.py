"""In which floating point this processor trains fastest."""

import torch


def has_bfloat16() -> bool:
    """Return whether the processor multiplies bfloat16; float32 is trained in otherwise.

    Without AVX-512 or its likes oneDNN has no bfloat16 product, and torch falls back on loops that
    take a hundred times as long as float32.
    """
    if not torch._C._has_mkldnn:
        return False
    native: bool = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return native
