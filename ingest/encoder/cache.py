"""Build models once into a cache folder, and prove on each load that they are intact.

<cache>/vocabulary-<fingerprint>/   tokenizer.json  words.npy   manifest.json
<cache>/model-<fingerprint>/        model.onnx                  manifest.json
<cache>/model-<fingerprint>-uint8/  the same numbers, for processors without VNNI (`kernels.py`)
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.encoder.adapter import merge_adapter, read_head
from ingest.encoder.graph import Precision, build_graph
from ingest.encoder.kernels import exact_int8
from ingest.encoder.vocabulary import write_vocabulary
from ingest.encoder.weights import bundled_path, read_weights
from ingest.errors import EncoderError

BUILD_VERSION = 3
"""Raise it when `graph.py` or `vocabulary.py` changes what it writes."""

MODEL, MANIFEST = "model.onnx", "manifest.json"


@dataclass(frozen=True)
class ModelSpec:
    """What a cached model is made of: the bundled encoder, an adapter, perhaps a head."""

    adapter: Path | None = None
    has_head: bool = False
    precision: Precision = "int8"

    def fingerprint(self) -> str:
        """Return 16 hex digits that change when any input of the build changes.

        Raises:
            EncoderError: the bundled weights or the adapter are missing.
        """
        digest = hashlib.sha256(f"{BUILD_VERSION} {self.has_head} {self.precision}".encode())
        files = [bundled_path()]
        if self.adapter:
            files += sorted(
                [*self.adapter.glob("*.safetensors"), self.adapter / "adapter_config.json"]
            )
        try:
            for file in files:
                digest.update(_sha256(file).encode())
        except OSError as error:
            raise EncoderError(f"cannot read {error.filename}: {error.strerror}") from error
        return digest.hexdigest()[:16]


def ensure_vocabulary(cache: Path) -> Path:
    """Return the folder of the tokenizer and word table, building it when absent or damaged.

    Raises:
        EncoderError: the weights cannot be read, or the cache cannot be written.
    """
    fingerprint = hashlib.sha256(f"{BUILD_VERSION} {_sha256(bundled_path())}".encode()).hexdigest()
    folder = cache / f"vocabulary-{fingerprint[:16]}"
    return _ensure(folder, lambda target: write_vocabulary(read_weights(), target))


def ensure_model(spec: ModelSpec, cache: Path) -> Path:
    """Return the folder of the built network, building it when absent or damaged (about 2 s).

    Raises:
        EncoderError: the weights or the adapter cannot be read, or the cache cannot be written.
    """

    def build(target: Path) -> None:
        weights = read_weights()
        if spec.adapter:
            weights = merge_adapter(weights, spec.adapter)
        head = read_head(spec.adapter) if spec.adapter and spec.has_head else None
        model = build_graph(weights, head=head, precision=spec.precision, stored=stored)
        (target / MODEL).write_bytes(model.SerializeToString())

    stored = exact_int8() if spec.precision == "int8" else "int8"
    # A cache may be built on one processor, in an image say, and read on another.
    suffix = "" if stored == "int8" else f"-{stored}"
    return _ensure(cache / f"model-{spec.fingerprint()}{suffix}", build)


def _ensure(folder: Path, build: Callable[[Path], None]) -> Path:
    """Build `folder` unless it is intact; two processes may race, a rename decides."""
    if _is_intact(folder):
        return folder
    building: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
        build(building)
        checksums = {file.name: _sha256(file) for file in sorted(building.iterdir())}
        (building / MANIFEST).write_text(json.dumps({"sha256": checksums}, indent=2))
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(building, folder)
    except OSError as error:
        if not _is_intact(folder):
            raise EncoderError(f"cannot write the model cache {folder}: {error}") from error
    finally:
        if building:
            shutil.rmtree(building, ignore_errors=True)
    return folder


def _is_intact(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        return all(_sha256(folder / name) == sum_ for name, sum_ in manifest["sha256"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
