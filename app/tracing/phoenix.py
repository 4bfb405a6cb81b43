"""Phoenix's REST API, the few calls that DONA makes: turns, their spans, feedback, datasets."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

import httpx

from app.settings import TracesSettings

FEEDBACK = "feedback"
"""Name of the annotation that a thumb becomes."""
PAGE = 100
TIMEOUT_S = 10.0

Json = dict[str, Any]


class PhoenixError(OSError):
    """Phoenix is not configured, not reachable, or refuses."""


class Phoenix:
    """A client of one project, to be used in a `with`; every call is a round trip."""

    def __init__(
        self, traces: TracesSettings, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        if not traces.endpoint:
            raise PhoenixError("no Phoenix is configured: set DONA_TRACES__ENDPOINT")
        key = traces.api_key.get_secret_value()
        self._http = httpx.Client(
            base_url=traces.endpoint,
            headers={"authorization": f"Bearer {key}"} if key else {},
            timeout=TIMEOUT_S,
            transport=transport,
        )
        self._project = f"/v1/projects/{traces.project}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ready(self) -> bool:
        """Say that it answers.

        Raises:
            PhoenixError: it does not.
        """
        return bool(self._call("GET", "/v1/projects"))

    def turns(self, **equal: str) -> Iterator[Json]:
        """Yield the root spans whose attributes equal these, newest first.

        Raises:
            PhoenixError: it does not answer, or has no such project yet.
        """
        attributes = [f'{name}:"{value}"' for name, value in equal.items()]
        query = {"name": "turn", "parent_id": "null", "sort": "start_time", "limit": PAGE}
        yield from self._pages("/spans", query | {"attribute": attributes})

    def spans(self, trace_id: str) -> list[Json]:
        """Return a trace's spans in the order in which they began; empty when there is none."""
        found = self._pages("/spans", {"trace_id": trace_id, "limit": PAGE})
        return sorted(found, key=lambda span: str(span["start_time"]))

    def feedback(self, trace_ids: Sequence[str]) -> dict[str, Json]:
        """Return the last feedback of each trace that has one: `score`, `label`, `explanation`."""
        query = {"trace_ids": list(trace_ids), "include_annotation_names": FEEDBACK, "limit": PAGE}
        found = self._pages("/trace_annotations", query) if trace_ids else iter(())
        return {note["trace_id"]: note["result"] or {} for note in found}

    def annotate(self, trace_id: str, score: float, comment: str) -> None:
        """Attach feedback to a trace, which may not have arrived yet; a second one replaces it."""
        result = {"score": score, "label": "up" if score >= 0.5 else "down"}
        note = {
            "trace_id": trace_id,
            "name": FEEDBACK,
            "annotator_kind": "HUMAN",
            "identifier": "shopper",
            "result": result | ({"explanation": comment} if comment else {}),
        }
        self._call("POST", "/v1/trace_annotations", params={"sync": False}, json={"data": [note]})

    def upload_dataset(self, name: str, rows: Sequence[Json]) -> None:
        """Create a dataset, or add to it: what was asked is the input, the rest the metadata."""
        body = {
            "name": name,
            "action": "append",
            "inputs": [{"query": row["query"]} for row in rows],
            "outputs": [{"answer": row["answer"]} for row in rows],
            "metadata": [{k: row[k] for k in row if k not in ("query", "answer")} for row in rows],
        }
        self._call("POST", "/v1/datasets/upload", params={"sync": True}, json=body)

    def _pages(self, path: str, query: Json) -> Iterator[Json]:
        cursor: str | None = ""
        while cursor is not None:
            params = query | ({"cursor": cursor} if cursor else {})
            page = self._call("GET", self._project + path, params=params)
            yield from page["data"]
            cursor = page["next_cursor"]

    def _call(self, method: str, path: str, **request: Any) -> Json:
        try:
            response = self._http.request(method, path, **request)
            response.raise_for_status()
            answer: Json = response.json() if response.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise PhoenixError(f"Phoenix at {self._http.base_url}: {error}") from error
        return answer
