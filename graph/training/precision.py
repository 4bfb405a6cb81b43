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


def freeze_in_bfloat16(model: torch.nn.Module) -> None:
    """Store the matrices that do not learn in bfloat16, where the processor has it.

    Autocast casts them anew at every step otherwise, to the same values. The model is run under
    autocast alone from then on.
    """
    if not has_bfloat16():
        return
    for parameter in model.parameters():
        if not parameter.requires_grad and parameter.ndim == 2:
            parameter.data = parameter.data.bfloat16()
