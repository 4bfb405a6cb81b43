"""What a catalog and a traffic need: the arithmetic, on figures that a head can follow."""

import json
import re
from dataclasses import replace

import pytest

from benchmarks.capacity import Assumed, Rates, needs, read_rates

RATES = Rates(
    disk_b=5000, scan_ram_b=2000, turbo8_ram_b=1500, turbo4_ram_b=1000, scan_ms=50, turbo8_ms=20,
    graph_ms=1, write_core_s=1000, offers_s=10_000, turns_core=10, passages_core=100,
)  # fmt: skip
ASSUMED = Assumed(
    products=10_000_000, turns=1000, mean_load=0.5, searches=2, busy=0.5, cores=10, ram_gb=10,
    ram_share=0.5, replicas=2, load_hours=10, delta_hours=1, new_texts=0.01, moved_offers=0.25,
    model_share=0.1, model_core_s=3, core_hour=0.05,
)  # fmt: skip


def figures(rates: Rates = RATES, assumed: Assumed = ASSUMED) -> dict[str, list[float]]:
    return {
        what: [float(n.replace(",", "")) for n in re.findall(r"[\d,]*\.?\d+", much)]
        for what, much, _ in needs(rates, assumed)
    }


def test_memory_makes_shards():
    told = figures()
    assert told["memory that a search touches, half precision, GB"] == [20, 4]
    assert told["memory that a search touches, 8 bits, GB"] == [15, 3]
    assert told["memory that a search touches, 4 bits, GB"] == [10, 2]
    assert told["disk of one copy, GB"] == [50]


def test_searching_takes_cores():
    told = figures()
    # 2,000 searches a second, 500 ms each over ten million, cores half busy.
    assert told["cores that search, scan, half precision"] == [2000]
    assert told["cores that search, scan, 8 bits"] == [800]
    # 2,000 searches × 1 ms × 3 shards / 0.5: more than one machine of 10 cores a shard, not two.
    assert told["cores that search, graph, 8 bits"] == [12]
    assert told["Qdrant machines, graph, 8 bits"] == [6]


def test_replicas_grow_with_the_traffic():
    busier = figures(assumed=replace(ASSUMED, turns=10_000))
    assert busier["cores that search, graph, 8 bits"] == [120]
    assert busier["Qdrant machines, graph, 8 bits"] == [12]


def test_turns_embedding_and_models_take_machines():
    told = figures()
    assert told["machines for turns (Aegra, router, retriever, composer, checker)"] == [20]
    # 10^7 × (1/100 + 1/1000) s = 110,000 s of a core = 30.6 hours; 3.06 machines-hours of ten.
    assert told["machines that embed it whole in 10 h"] == [1, 31]
    assert told["machines for a day's new texts"] == [1, 0.3]
    assert told["hours of one writer for a day's prices"] == [0.1]
    assert told["model servers without GPU"] == [60]


def test_cost_is_the_machine_hours():
    told = figures()
    # 24 × (6 + (20 + 60) × 0.5) and three hundredths for the new texts.
    assert told["machine-hours a day"] == [1104]
    assert told["cost a day"][0] == 552
    assert told["cost a day"][1] == pytest.approx(552 / 43.2, abs=0.01)


def test_rates_are_slopes_between_the_two_largest_catalogs(tmp_path):
    def line(size, stage, **told):
        return json.dumps({"size": size, "vectors": "real", "stage": stage, "figures": told})

    lines = []
    for size in (1000, 10_000, 110_000):
        lines.append(line(size, "load", disk_mb=100 + size / 1024, embedded=size, cpu_s=size / 500))
        lines.append(line(size, "prices", payload_only=100, stages_s={"payload": 0.02}))
        for way, each in (("scan", 2048), ("turbo8", 1024), ("turbo4", 512), ("graph", 4096)):
            lines.append(
                line(size, f"search:{way}", resident_mb=50 + size * each / 2**20,
                     all_p50_ms=1 + size / 1e5)
            )  # fmt: skip
    path = tmp_path / "figures.jsonl"
    path.write_text("\n".join(lines))
    rates = read_rates(path, 8.0, 90.0)
    assert rates.disk_b == pytest.approx(1024)
    assert rates.scan_ram_b == pytest.approx(2048)
    assert rates.turbo8_ram_b == pytest.approx(1024)
    assert rates.turbo4_ram_b == pytest.approx(512)
    assert rates.scan_ms == pytest.approx(10)
    assert rates.graph_ms == pytest.approx(2.1)
    assert rates.write_core_s == pytest.approx(500)
    assert rates.offers_s == pytest.approx(5000)
    assert (rates.turns_core, rates.passages_core) == (8, 90)
    told = read_rates(path, None, None)  # the README has both
    assert min(told.turns_core, told.passages_core) > 0


def test_a_missing_figure_is_told(tmp_path):
    path = tmp_path / "figures.jsonl"
    path.write_text("")
    with pytest.raises(SystemExit, match="lacks"):
        read_rates(path, 8.0, 90.0)
