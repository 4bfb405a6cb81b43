"""Copies of a generation: the same bytes, and no more of the disk than the original takes."""

from pathlib import Path

import pytest

from ingest.sync.journal import Journal
from ingest.sync.snapshot import copy_generation

PAGE = 8 << 20


def blocks(path: Path) -> int:
    return path.stat().st_blocks


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
def test_a_copy_has_the_same_bytes_and_takes_no_more_disk(tmp_path, written):
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
    assert blocks(copy) <= blocks(page)
    assert (tmp_path / "0002" / "manifest.json").read_text() == "{}"
    assert (tmp_path / "0002" / "shard" / "empty").stat().st_size == 0
