"""Messages of three words, drawn for the router's training: frames filled with what is asked for.

Authors write whole situations, so few of their messages are "tenés cunas?"; shoppers write little
else.
"""

import random
import tomllib
from pathlib import Path
from typing import cast

from graph.errors import TrainingError
from graph.routes import Route
from graph.training.router_data import Message

EACH = 2
"""Frames that a filler is put in."""


def bare_asks(path: Path, seed: int) -> list[Message]:
    """Draw `EACH` messages of each filler of the file, the same ones for the same seed.

    Raises:
        TrainingError: the file is malformed.
    """
    try:
        parts = [
            (cast(Route, part["route"]), part["frames"], part["fillers"].split(";"))
            for part in tomllib.loads(path.read_text(encoding="utf-8"))["asks"]
        ]
    except (OSError, KeyError, ValueError) as error:
        raise TrainingError(f"cannot read {path}: {error}") from error
    return [
        Message(frame.format(filler), None, route, f"bare/{route}")
        for route, frames, fillers in parts
        for filler in (" ".join(words.split()) for words in fillers)
        # Whatever fillers come and go, the others' frames stay.
        for frame in random.Random(f"{seed} {route} {filler}").sample(frames, EACH)
    ]
