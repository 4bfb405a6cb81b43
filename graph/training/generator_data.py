"""The generator's training data: built from `data/generator/`, exported as OpenAI chat JSONL."""

import json
from pathlib import Path

from graph.training.generation.bank import Split
from graph.training.generation.build import SEED, build_split
from graph.training.generation.example import Example

SPLITS: tuple[Split, ...] = ("train", "validation", "test")


def export(folder: Path, output: Path, *, seed: int = SEED) -> dict[str, int]:
    """Write `train.jsonl`, `validation.jsonl` and `test.jsonl`; return how many examples each has.

    A line is `{"messages": [...]}`, the answer last: what OpenAI's fine-tuning API takes.

    Raises:
        TrainingError: the parts are missing or too few.
    """
    output.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    for split in SPLITS:
        examples = build_split(folder, split, seed=seed)
        text = "".join(chat_line(example) for example in examples)
        (output / f"{split}.jsonl").write_text(text, encoding="utf-8")
        counts[split] = len(examples)
    return counts


def chat_line(example: Example) -> str:
    return json.dumps({"messages": example.messages()}, ensure_ascii=False) + "\n"
