"""What a job puts aside on disk comes back as it was, and nothing of it is left behind."""

import errno
import os

import pytest

from ingest.errors import IndexFailure
from ingest.product import Passage
from ingest.sync.engine import longest_first
from ingest.sync.plan import entry
from ingest.sync.spool import Spool, spooled_plan
from tests.fakes.products import product

ENTRIES = [
    entry(item, "words-1")
    for item in (
        product("Ñ-1", attributes={"ancho": {"value": 59.5, "unit": "cm"}, "no frost": True}),
        Passage(id="envios", title="Envíos", text="Tardan 3 días.\n“Gratis” 🚚"),
        product("P2", "Yerba", sale_price="900 ARS", updated_at="2026-11-02T00:00:00Z"),
    )
]


def test_what_waits_comes_back_as_it_was_in_any_order(tmp_path):
    with spooled_plan(tmp_path) as plan:
        for number, each in enumerate(ENTRIES):
            plan.embed.append(each)
            assert plan.embed[number] == each  # what is read is on disk by then
        assert list(plan.embed) == ENTRIES
        assert [plan.embed[n] for n in (2, 0, 1)] == [ENTRIES[n] for n in (2, 0, 1)]
        assert (len(plan.embed), len(plan.offers)) == (3, 0)
        assert not plan.is_empty


def test_the_longest_text_is_embedded_first_and_each_once(tmp_path):
    with spooled_plan(tmp_path) as plan:
        for each in ENTRIES:
            plan.add(each)
        told = [e for chunk in longest_first(plan, 2) for e in reversed(chunk)]
    assert told == sorted(ENTRIES, key=lambda e: -len(e.text))


def test_a_file_without_a_name_is_left_by_no_kill(tmp_path):
    with spooled_plan(tmp_path) as plan:
        plan.embed.append(ENTRIES[0])
        assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    spool = Spool(tmp_path)

    class Full:
        def write(self, line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    spool.close()
    monkeypatch.setattr(spool, "_file", Full())
    with pytest.raises(IndexFailure, match="No space left"):
        spool.append(ENTRIES[0])


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(IndexFailure, match="cannot write"):
        Spool(tmp_path / "nowhere")
