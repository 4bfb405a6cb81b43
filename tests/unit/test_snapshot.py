"""Copies of a generation: the same bytes, and no more of the disk than the original takes."""

import errno
import os
from pathlib import Path

import pytest

from ingest.errors import IndexFailure
from ingest.sync.journal import Journal
from ingest.sync.snapshot import PIECE, copy_generation

PAGE = 8 << 20


def blocks(path: Path) -> int:
    return path.stat().st_blocks


@pytest.fixture(params=["told", "refused", "no such call"])
def holes(request, monkeypatch):
    """Make the filesystem tell its holes, or refuse as some do, or the system not know them."""
    if request.param == "refused":
        seek = os.lseek

        def refuses(file, place, how):
            if how in (os.SEEK_DATA, os.SEEK_HOLE):
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            return seek(file, place, how)

        monkeypatch.setattr(os, "lseek", refuses)
    elif request.param == "no such call":
        monkeypatch.delattr(os, "SEEK_DATA")
    return request.param


@pytest.mark.parametrize(
    "written",
    [
        pytest.param([], id="one hole"),
        pytest.param([(0, b"a" * 5000)], id="hole at the end"),
        pytest.param([(PAGE - 3, b"end")], id="hole at the beginning"),
        pytest.param([(4096, b"x" * 3_000_000), (PAGE // 2, b"y" * 9000)], id="holes between"),
        pytest.param([(0, bytes(range(256)) * (PAGE // 256))], id="no hole"),
    ],
)
def test_a_copy_has_the_same_bytes_and_takes_no_more_disk(tmp_path, written, holes):
    served = tmp_path / "0001"
    (served / "shard").mkdir(parents=True)
    page = served / "shard" / "page_0.dat"
    with page.open("wb") as file:
        file.truncate(PAGE)
        for place, data in written:
            file.seek(place)
            file.write(data)
    (served / "manifest.json").write_text("{}")
    (served / "shard" / "empty").touch()
    copy_generation(served, tmp_path / "0002", Journal(tmp_path))
    copy = tmp_path / "0002" / "shard" / "page_0.dat"
    assert copy.read_bytes() == page.read_bytes()
    # Untold, a hole begins where a piece of nothing does.
    ends = 0 if holes == "told" else 2 * len(written) * PIECE // 512
    assert blocks(copy) <= blocks(page) + ends
    assert (tmp_path / "0002" / "manifest.json").read_text() == "{}"
    assert (tmp_path / "0002" / "shard" / "empty").stat().st_size == 0


def test_a_disk_that_cannot_be_read_is_no_disk_without_holes(tmp_path, monkeypatch):
    served = tmp_path / "0001"
    served.mkdir()
    (served / "page_0.dat").write_bytes(b"x")

    def fails(file, place, how):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "lseek", fails)
    with pytest.raises(IndexFailure, match="cannot copy"):
        copy_generation(served, tmp_path / "0002", Journal(tmp_path))
    assert not (tmp_path / "0002").exists()
