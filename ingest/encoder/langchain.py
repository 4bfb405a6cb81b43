"""Any embedding model that LangChain speaks to, behind the `Embedder` port."""

from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_openai import OpenAIEmbeddings
from numpy.typing import NDArray
from pydantic import SecretStr

from ingest.errors import EncoderError


class LangChainEmbedder:
    """Wraps a LangChain `Embeddings`; its vectors are normalised here."""

    def __init__(
        self, model: Embeddings, name: str, *, query_prefix: str = "", passage_prefix: str = ""
    ) -> None:
        """Embed one word, to learn the dimension and that the model answers.

        Raises:
            EncoderError: it does not.
        """
        self._model = model
        self._prefixes = query_prefix, passage_prefix
        self.dimension = len(self._embed(["hola"])[0])
        self.fingerprint = f"{name}:{self.dimension}:{query_prefix}:{passage_prefix}"

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed([self._prefixes[0] + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed([self._prefixes[1] + text for text in texts])

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        try:
            rows = np.asarray(self._model.embed_documents(texts), dtype=np.float32)
        except Exception as error:  # every provider raises its own
            raise EncoderError(f"the embeddings endpoint does not answer: {error}") from error
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        result: NDArray[np.float32] = rows / np.maximum(norms, 1e-12)
        return result


def openai_embeddings(base_url: str, model: str, api_key: SecretStr) -> OpenAIEmbeddings:
    """Return a client of an OpenAI-compatible `/v1/embeddings`."""
    return OpenAIEmbeddings(
        openai_api_base=base_url,
        model=model,
        openai_api_key=api_key if api_key.get_secret_value() else SecretStr("none"),
        # Compatible servers take text; only OpenAI's own takes the ids of the length check.
        check_embedding_ctx_length=False,
    )
