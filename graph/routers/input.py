"""How a message and the turn before become the classifier's input, in training and in serving."""

TEXT_CHARACTERS = 320
"""Of a longer message the beginning and the end are read: rambles ask in one of the two."""
PREVIOUS_CHARACTERS = 160
"""With 80 fewer turns of the tune conversations were routed right: 0.941, not 0.944."""
MAX_TOKENS = 96


def classifier_input(text: str, previous: str | None) -> str | tuple[str, str]:
    """Return the message, or the pair (message, turn before) that the encoder reads."""
    message, before = shortened(text, previous)
    return (f"query: {message}", before) if before else f"query: {message}"


def shortened(text: str, previous: str | None) -> tuple[str, str]:
    """Return what is read of a message and of the turn before, which may be empty."""
    return _ends(text, TEXT_CHARACTERS), _ends(previous or "", PREVIOUS_CHARACTERS)


def _ends(text: str, longest: int) -> str:
    text = " ".join(text.split())
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]} … {text[-half:]}"
