"""Build ONNX models once into a cache folder, and prove on each load that they are intact."""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ingest.encoder.adapter import merge_adapter, read_head
from ingest.encoder.graph import build_graph
from ingest.encoder.tokenizer import build_tokenizer, latin_piece_ids
from ingest.encoder.weights import bundled_path, read_weights
from ingest.errors import EncoderError

GRAPH_VERSION = 1
"""Raise it when `graph.py` or `tokenizer.py` changes what it writes."""

MODEL, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"


@dataclass(frozen=True)
class ModelSpec:
    """What a cached model is made of: the bundled encoder, an adapter, perhaps a head."""

    adapter: Path | None = None
    has_head: bool = False
    quantise: bool = True

    def fingerprint(self) -> str:
        """Return 16 hex digits that change when any input of the build changes."""
        digest = hashlib.sha256(f"{GRAPH_VERSION} {self.has_head} {self.quantise}".encode())
        files = [bundled_path()]
        if self.adapter:
            files += sorted(self.adapter.glob("*.safetensors"))
        for file in files:
            digest.update(_sha256(file).encode())
        return digest.hexdigest()[:16]


def ensure_model(spec: ModelSpec, cache: Path) -> Path:
    """Return the folder of the built model, building it when absent or damaged.

    Two processes may build at once: the folder appears by one atomic rename, the later one wins.

    Raises:
        EncoderError: the weights or the adapter cannot be read, or the disk is full.
    """
    folder = cache / "models" / spec.fingerprint()
    if _is_intact(folder):
        return folder
    cache.joinpath("models").mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=cache / "models"))
    try:
        _build(spec, building)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(building, folder)
    except OSError as error:
        if _is_intact(folder):
            return folder
        raise EncoderError(f"cannot write the model cache {folder}: {error}") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return folder


def _build(spec: ModelSpec, folder: Path) -> None:
    weights = read_weights()
    piece_ids = latin_piece_ids(weights)
    build_tokenizer(weights, piece_ids).save(str(folder / TOKENIZER))
    if spec.adapter:
        weights = merge_adapter(weights, spec.adapter)
    head = read_head(spec.adapter) if spec.adapter and spec.has_head else None
    model = build_graph(weights, piece_ids, head=head, quantise=spec.quantise)
    (folder / MODEL).write_bytes(model.SerializeToString())
    checksums = {name: _sha256(folder / name) for name in (MODEL, TOKENIZER)}
    (folder / MANIFEST).write_text(json.dumps({"sha256": checksums}, indent=2))


def _is_intact(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        return all(_sha256(folder / name) == sum_ for name, sum_ in manifest["sha256"].items())
    except (OSError, ValueError, KeyError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
