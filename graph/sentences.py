"""Cut text into sentences, whole or while it streams; amounts and abbreviations stay whole."""

import re
from collections.abc import AsyncIterator

# A sentence ends at . ! ? … or a line break, with the markers and emoji that follow it; a dot
# between digits (1.299) or after a short abbreviation (aprox., art., Av.) ends nothing.
_END = re.compile(
    r"(?:(?<!\baprox)(?<!\bart)(?<!\bav)(?<!\bdr)(?<!\bsr)(?<!\bsra)(?<!\bnro)(?<!\bpág)(?<!\btel)"
    r"(?<!\betc)(?<!\bej)(?<!\bmáx)(?<!\bmín)(?<!\bcod)"
    r"[.!?…]+(?=\s|\[)|\n+)(?:\s*\[\d+\](?:[.,])?)*",
    re.IGNORECASE,
)


def split_sentences(text: str) -> list[str]:
    """Split into sentences that, joined, give the text back (white space stays at their ends)."""
    sentences, start = [], 0
    for match in _END.finditer(text):
        end = match.end()
        while end < len(text) and text[end].isspace():
            end += 1
        if text[start:end].strip():
            sentences.append(text[start:end])
            start = end
    if text[start:].strip():
        sentences.append(text[start:])
    elif sentences:
        sentences[-1] += text[start:]
    return sentences


async def stream_sentences(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Yield each sentence as soon as the one after it has begun, so that its markers are in."""
    pending = ""
    async for piece in pieces:
        pending += piece
        *complete, last = split_sentences(pending) or [pending]
        for sentence in complete:
            yield sentence
        pending = last
    if pending.strip():
        yield pending
