"""The authored es-AR shopping lexicon, read from `lexicon.toml` beside this file."""

import tomllib
from pathlib import Path

_LEXICON: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8")
)
SYNONYMS = _LEXICON["synonyms"]
ABBREVIATIONS = _LEXICON["abbreviations"]
KNOWN = {word for phrases in SYNONYMS.items() for phrase in phrases for word in phrase.split()}
"""Words of the lexicon: rightly spelt, whatever titles say."""
_BY_LENGTH = sorted({*SYNONYMS, *SYNONYMS.values()}, key=len, reverse=True)


def expand(text: str) -> str:
    """Return the words to add to a folded query: what titles call what it says."""
    padded, added = f" {text.replace(' ', '  ')} ", []
    for spoken in _BY_LENGTH:  # "freidora de aire" is taken before "aire"
        phrase = f" {spoken.replace(' ', '  ')} "
        if phrase in padded:
            added.append(SYNONYMS.get(spoken, ""))
            padded = padded.replace(phrase, "  ")
    present = set(text.split())
    return " ".join(dict.fromkeys(w for words in added for w in words.split() if w not in present))


def spell_out(title: str) -> str:
    """Return the plain words behind the abbreviations of a folded title."""
    words = title.replace(".", " ").replace("/", " ").split()
    return " ".join(ABBREVIATIONS[word] for word in words if word in ABBREVIATIONS)
