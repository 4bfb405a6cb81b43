"""The JSON Lines that a training reads: given as they are, or drawn from the authored parts."""

from pathlib import Path

from graph.training.generation.bank import Split
from graph.training.generation.build import SIZES, build_split
from graph.training.generator_data import chat_line

GIVEN = "train.jsonl"


def training_files(data: Path, folder: Path, examples: int) -> Path:
    """Return a folder with `train.jsonl` and `validation.jsonl` in OpenAI's chat format.

    It is `data` when it holds them (a store's own conversations); otherwise they are drawn from
    the parts in `data` and written to `folder`.

    Raises:
        TrainingError: `data` holds neither, or too few parts.
    """
    if (data / GIVEN).is_file():
        return data
    folder.mkdir(parents=True, exist_ok=True)
    sizes: dict[Split, int] = {"train": examples, "validation": SIZES["validation"]}
    for split, size in sizes.items():
        drawn = build_split(data, split, size=size)
        text = "".join(map(chat_line, drawn))
        (folder / f"{split}.jsonl").write_text(text, encoding="utf-8")
    return folder
