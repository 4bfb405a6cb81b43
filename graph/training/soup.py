"""Average the adapters and heads of several runs into one, at no cost in serving.

Source: Wortsman et al. 2022, "Model soups": runs that start from the same weights lie in one basin,
and the mean of their weights generalises better than any of them.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def average_adapters(folders: Sequence[Path], output: Path) -> None:
    """Write to `output` the adapter whose delta is the mean of those in `folders`.

    The mean of n products of rank r is one product of rank n·r: A stacked, B side by side over n.
    """
    n = len(folders)
    adapters = [load_file(folder / "adapter_model.safetensors") for folder in folders]
    merged = {
        name: torch.cat([a[name].float() for a in adapters], dim=0)
        if "lora_A" in name
        else torch.cat([a[name].float() / n for a in adapters], dim=1)
        for name in adapters[0]
    }
    output.mkdir(parents=True, exist_ok=True)
    save_file({k: v.half().contiguous() for k, v in merged.items()},
              output / "adapter_model.safetensors")  # fmt: skip
    configs = [json.loads((folder / "adapter_config.json").read_text()) for folder in folders]
    config = configs[0] | {key: sum(c[key] for c in configs) for key in ("r", "lora_alpha")}
    (output / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")
    heads = [load_file(folder / "head.safetensors") for folder in folders]
    mean = {name: torch.stack([h[name].float() for h in heads]).mean(dim=0) for name in heads[0]}
    save_file({k: v.half().contiguous() for k, v in mean.items()}, output / "head.safetensors")
