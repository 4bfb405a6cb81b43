"""Whether a turn can be answered, and what it would be answered with."""

import time
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from app.dependencies import chat_model
from app.runtime import Runtime

ASKED_EVERY_S = 5.0
"""However often a balancer asks, the generator's endpoint is asked this often."""
TIMEOUT_S = 2.0


@dataclass
class Readiness:
    """Tells what is loaded, and remembers for a moment whether the generator answered."""

    _asked_at: float = field(default=float("-inf"))
    _reachable: bool = False

    async def tell(self, runtime: Runtime) -> dict[str, Any]:
        """Return `status` and its parts.

        `degraded`: the generator does not answer, so the composer does, and a balancer that took
        this server away for it would take them all away.

        Raises:
            IngestError: the index is empty, locked or of another encoder.
        """
        info = await runtime.index.info()
        generator = await self._generator(runtime)
        status: Literal["ready", "degraded"] = (
            "degraded" if generator.get("reachable") is False else "ready"
        )
        return {
            "status": status,
            "generation": info.generation,
            "counts": dict(info.counts),
            "models": {
                "encoder": runtime.embedder.fingerprint,
                "router": runtime.settings.router.model,
            },
            "generator": generator,
        }

    async def _generator(self, runtime: Runtime) -> dict[str, Any]:
        model = chat_model(runtime.deps.generator)
        if model is None:
            return {"name": "composer"}
        if time.monotonic() - self._asked_at >= ASKED_EVERY_S:
            self._asked_at = time.monotonic()
            chosen = runtime.settings.generator
            url = model.server.base_url if model.server else chosen.base_url
            self._reachable = await _answers(url, chosen.api_key.get_secret_value())
        return {"name": model.name, "reachable": self._reachable}


async def _answers(url: str, key: str) -> bool:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            response = await client.get(f"{url.rstrip('/')}/models", headers=headers)
    except httpx.HTTPError:
        return False
    return response.is_success
