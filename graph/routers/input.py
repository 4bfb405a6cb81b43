"""How a message and the turn before become the classifier's input, in training and in serving."""

TEXT_CHARACTERS = 320
"""Of a longer message the beginning and the end are read: rambles ask in one of the two."""
PREVIOUS_CHARACTERS = 160
MAX_TOKENS = 96


def classifier_input(text: str, previous: str | None) -> str | tuple[str, str]:
    """Return the message, or the pair (message, turn before) that the encoder reads."""
    text = " ".join(text.split())
    if len(text) > TEXT_CHARACTERS:
        half = TEXT_CHARACTERS // 2
        text = f"{text[:half]} … {text[-half:]}"
    if not previous or not previous.strip():
        return f"query: {text}"
    before = " ".join(previous.split())
    if len(before) > PREVIOUS_CHARACTERS:
        half = PREVIOUS_CHARACTERS // 2
        before = f"{before[:half]} … {before[-half:]}"
    return f"query: {text}", before
