"""A GGUF model served by llama.cpp on loopback, inside this process."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import ModelError

SLOTS = 2
"""Drafts written at the same time; others wait their turn."""
SLOT_TOKENS = 2048
"""Longest prompt and answer together; a longer prompt is refused, and the composer answers."""


@dataclass(frozen=True)
class LocalModel:
    """What to serve."""

    gguf: Path
    adapter: Path | None = None
    """LoRA weights, also in GGUF."""
    chat_template: str = ""
    """Jinja; empty: the one that the GGUF holds."""
    threads: int = 2


class LocalServer:
    """An OpenAI-compatible endpoint that lives as long as this object, on a free port.

    It is threads of this process and not a child: nothing is left behind, however this one ends.
    """

    def __init__(self, model: LocalModel) -> None:
        """Load the model and listen; blocking, some 2 s.

        Raises:
            ModelError: the extra `local` is not installed, or a file is missing or not a model.
        """
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelError(
                "serving a local model needs xllamacpp: pip install 'dona[local]'"
            ) from error
        for path in filter(None, (model.gguf, model.adapter)):
            if not path.is_file():
                raise ModelError(f"no model at {path}")
        try:
            self._server: Any = xllamacpp.Server(_parameters(xllamacpp, model))
            # Proves that it answers; and one that is closed before its queue runs never ends.
            self._server.handle_completions({"prompt": "Hola", "n_predict": 1})
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"llama.cpp does not take {model.gguf}: {error}") from error
        self.base_url = f"{self._server.listening_address}/v1"
        self.name = model.gguf.stem

    def close(self) -> None:
        """Stop listening and free the model."""
        self._server = None


def _parameters(xllamacpp: Any, model: LocalModel) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model.gguf)
    parameters.model_alias = {model.gguf.stem}
    if model.adapter:
        parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(model.adapter), 1.0)]
    parameters.chat_template = model.chat_template
    parameters.use_jinja = True
    parameters.force_pure_content_parser = True  # an answer is text: no tools, no thoughts
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.ui = False
    parameters.verbosity = -1
    parameters.n_parallel = SLOTS
    parameters.n_ctx = SLOTS * SLOT_TOKENS
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = model.threads
    # The fixed beginning of every prompt is read once: whole keys are kept, where a sliding
    # window would forget it, and no copies of past conversations beside them (8 GB by default).
    parameters.swa_full = True
    parameters.cache_ram_mib = 0
    parameters.n_ctx_checkpoints = 0
    return parameters
