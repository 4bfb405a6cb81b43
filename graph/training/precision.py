"""In which floating point this processor trains fastest."""

import torch

PRODUCTS = ("avx512_bf16", "amx_bf16", "bf16")
"""Names of bfloat16 products, of x86-64 and of ARM, as torch tells them."""


def has_bfloat16() -> bool:
    """Return whether the processor multiplies bfloat16; float32 is trained in otherwise.

    oneDNN takes bfloat16 from AVX-512 on, but emulates it where there is no such product: a step of
    the selector's training took 10 s so and 2.5 s in float32 (two cores of Ice Lake). Without
    AVX-512 torch falls back on loops that are slower still.
    """
    able = torch.cpu.get_capabilities()
    return torch._C._has_mkldnn and any(able.get(name) for name in PRODUCTS)


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
