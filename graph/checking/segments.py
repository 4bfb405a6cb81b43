"""Cut an answer into segments: pieces of a sentence, each with the marker that vouches for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.answer import MARKER
from graph.sentences import split_sentences

_RUN = re.compile(r"(?:(?<!\s)\s+)?\[\d+\](?:\s*\[\d+\])*")


@dataclass(frozen=True)
class Segment:
    """A piece of text without its markers."""

    text: str
    markers: tuple[int, ...]
    """Empty when nothing vouches for the text."""
    sentence: str
    """The whole sentence that the piece stands in, with markers."""


def split_segments(text: str, names: Sequence[str] = ()) -> list[Segment]:
    """Split into segments: a marker vouches for what stands between it and the marker before.

    What follows a sentence's last marker belongs to it too, unless it is a sentence of its own; a
    marker at the very beginning vouches for what follows. Within `names` no sentence ends.
    """
    segments: list[Segment] = []
    for sentence in split_sentences(text, names):
        runs = list(_RUN.finditer(sentence))
        if not runs:
            segments.append(Segment(sentence.strip(), (), sentence))
            continue
        pieces: list[tuple[str, tuple[int, ...]]] = []
        start = 0
        for run in runs:
            pieces.append((sentence[start : run.start()], _numbers(run.group())))
            start = run.end()
        tail = sentence[start:]
        if not pieces[0][0].strip(" -*•"):  # "[1] Heladera…": the marker leads
            pieces = [
                (following, markers)
                for (_, markers), following in zip(
                    pieces, [*(piece for piece, _ in pieces[1:]), tail], strict=True
                )
            ]
        elif re.search(r"\w", tail):
            text_before, markers = pieces[-1]
            pieces[-1] = (text_before + tail, markers)
        segments += [
            Segment(piece.strip(), markers, sentence)
            for piece, markers in pieces
            if re.search(r"\w", piece)
        ]
    return segments


def _numbers(run: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(number) for number in MARKER.findall(run)))
