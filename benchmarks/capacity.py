"""What a catalog and a traffic of any size need, computed from what was measured.

    python -m benchmarks.capacity                                    # 10^7 products, 1,000 turns/s
    python -m benchmarks.capacity --products 300000 --turns 20       # a store's own
    python -m benchmarks.capacity --scale figures.jsonl --turns-per-core 12
    python -m benchmarks.capacity --write                            # into docs/scaling.md

Measured: the figures that `benchmarks.scale` left (`--scale FILE`); turns a second and the
encoder's rate as README.md has them (`--turns-per-core`, `--passages-per-core` take your own).
Assumed: every other option, each with its default in `--help`. Each row shows its formula.
"""

import argparse
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.settings import ROOT
from benchmarks.scaling_document import put_table

README = ROOT / "README.md"
MEASURED = ROOT / ".dona" / "scale" / "figures.jsonl"
README_CORES = 2
"""Of the machine that the README's figures are of."""
TURNS = r"\| in-memory server(?: \|[^|]*){5} \| ([\d.]+)"
"""Turns a second, in the table of serving."""
GB = 1e9
HOUR_S, DAY_H = 3600, 24


@dataclass(frozen=True)
class Assumed:
    """What is chosen, not measured."""

    products: int = 10_000_000
    turns: float = 1000.0
    """A second, at the peak."""
    mean_load: float = 0.4
    """Of the peak, over a day."""
    searches: float = 2.0
    """Of the index, a turn: some ask for nothing, some are relaxed."""
    busy: float = 0.6
    """Most of a core's time that is planned for."""
    cores: int = 16
    ram_gb: float = 64.0
    """Of a machine."""
    ram_share: float = 0.7
    """Of its memory that data may fill."""
    replicas: int = 2
    """Copies of each shard: one may be lost, and one is updated while others serve."""
    load_hours: float = 12.0
    """In which a whole catalog is to be embedded: another encoder, another template."""
    delta_hours: float = 1.0
    """In which a day's changes are."""
    new_texts: float = 0.01
    """Of the products, a day."""
    moved_offers: float = 0.25
    """Of the products, a day: price or stock."""
    model_share: float = 0.3
    """Of the turns, written by a model and not by the composer."""
    model_core_s: float = 2.8
    """Of one core, an answer of the model; a server's with a GPU is some 100 times less."""
    core_hour: float = 0.04
    """What a core with its memory costs an hour, in any currency."""


@dataclass(frozen=True)
class Rates:
    """What was measured, a product or a core."""

    disk_b: float
    scan_ram_b: float
    turbo8_ram_b: float
    turbo4_ram_b: float
    scan_ms: float
    """Of a core, a million products, one search."""
    turbo8_ms: float
    graph_ms: float
    """Of one search, whatever the shard's size up to the measured one."""
    write_core_s: float
    """Products indexed by a core in a second, without the encoder."""
    offers_s: float
    """Prices written a second."""
    turns_core: float
    passages_core: float


def read_rates(path: Path, turns_core: float | None, passages_core: float | None) -> Rates:
    """Derive the rates from the figures of `benchmarks.scale`, and from the README.

    Raises:
        SystemExit: a figure is missing.
    """
    kept: dict[tuple[int, str, str], dict[str, Any]] = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        told = json.loads(line)
        kept[told["size"], told["vectors"], told["stage"]] = told["figures"]
    catalogs = sorted({(s, v) for s, v, stage in kept if stage == "search:turbo8"})
    if len({size for size, _ in catalogs}) < 2:
        raise SystemExit(f"{path} lacks two sizes with the way turbo8: run benchmarks.scale")
    largest = catalogs[-1]
    smaller = [catalog for catalog in catalogs if catalog[0] < largest[0]][-1]

    def of(stage: str, catalog: tuple[int, str] = largest) -> dict[str, Any]:
        try:
            return kept[*catalog, stage]
        except KeyError:
            raise SystemExit(f"{path} lacks {stage} at {catalog[0]:,} products") from None

    def slope(stage: str, name: str) -> float:
        """Return how much a figure grows with a product, between the two largest catalogs."""
        return (of(stage)[name] - of(stage, smaller)[name]) / (largest[0] - smaller[0])

    graphs = [f for (_, _, stage), f in kept.items() if stage == "search:graph"]
    return Rates(
        disk_b=slope("load", "disk_mb") * 2**20,
        scan_ram_b=slope("search:scan", "resident_mb") * 2**20,
        turbo8_ram_b=slope("search:turbo8", "resident_mb") * 2**20,
        turbo4_ram_b=slope("search:turbo4", "resident_mb") * 2**20,
        scan_ms=slope("search:scan", "all_p50_ms") * 1e6,
        turbo8_ms=slope("search:turbo8", "all_p50_ms") * 1e6,
        graph_ms=max(f["all_p50_ms"] for f in graphs),
        write_core_s=of("load")["embedded"] / of("load")["cpu_s"],
        offers_s=of("prices")["payload_only"] / of("prices")["stages_s"]["payload"],
        turns_core=turns_core or _told(TURNS) / README_CORES,
        passages_core=passages_core or _told(r"raw encoder[^|]*\| ([\d.]+)") / README_CORES,
    )


def _told(pattern: str) -> float:
    found = re.search(pattern, README.read_text(encoding="utf-8"))
    if not found:
        raise SystemExit(f"README.md no longer tells {pattern}: give the figure as an option")
    return float(found[1])


Row = tuple[str, str, str]
"""What is needed, how much, by which formula."""


def needs(r: Rates, a: Assumed) -> Iterator[Row]:
    """Yield the rows of the table."""
    node_b = a.ram_gb * GB * a.ram_share
    yield (
        "disk of one copy, GB",
        f"{a.products * r.disk_b / GB:,.0f}",
        f"products × {r.disk_b:,.0f} B; an Edge folder keeps two generations",
    )
    shards = {}
    for name, each in (("half precision", r.scan_ram_b), ("8 bits", r.turbo8_ram_b),
                       ("4 bits", r.turbo4_ram_b)):  # fmt: skip
        shards[name] = math.ceil(a.products * each / node_b)
        yield (
            f"memory that a search touches, {name}, GB",
            f"{a.products * each / GB:,.0f} → {shards[name]} shards",
            f"products × {each:,.0f} B; a machine holds {a.ram_gb:g} × {a.ram_share:.0%} GB",
        )
    searches = a.turns * a.searches
    for name, ms in (("scan, half precision", r.scan_ms), ("scan, 8 bits", r.turbo8_ms)):
        cores = searches * ms * a.products / 1e6 / 1000 / a.busy
        yield (
            f"cores that search, {name}",
            f"{cores:,.0f}",
            f"{searches:,.0f} searches/s × {ms:,.1f} ms a million products / {a.busy:.0%}",
        )
    parts = shards["8 bits"]
    cores = searches * r.graph_ms * parts / 1000 / a.busy
    by_cores = math.ceil(cores / a.cores / parts)
    copies = max(a.replicas, by_cores)
    yield (
        "cores that search, graph, 8 bits",
        f"{cores:,.0f}",
        f"searches/s × {r.graph_ms:.1f} ms × {parts} shards / {a.busy:.0%}",
    )
    qdrant = parts * copies
    yield (
        "Qdrant machines, graph, 8 bits",
        f"{qdrant}",
        f"{parts} shards × the larger of {a.replicas} replicas and {by_cores} for the cores",
    )
    turn_cores = a.turns / r.turns_core / a.busy
    workers = math.ceil(turn_cores / a.cores)
    yield (
        "machines for turns (Aegra, router, retriever, composer, checker)",
        f"{workers}",
        f"turns/s / {r.turns_core:g} a core / {a.busy:.0%} / {a.cores} cores",
    )
    core_hours = a.products * (1 / r.passages_core + 1 / r.write_core_s) / HOUR_S
    embedding = math.ceil(core_hours / a.load_hours / a.cores)
    yield (
        f"machines that embed it whole in {a.load_hours:g} h",
        f"{embedding} ({core_hours:,.0f} core-hours)",
        f"products × (1/{r.passages_core:.0f} + 1/{r.write_core_s:,.0f}) s of a core",
    )
    delta = core_hours * a.new_texts
    yield (
        "machines for a day's new texts",
        f"{math.ceil(delta / a.delta_hours / a.cores)} ({delta:,.1f} core-hours)",
        f"{a.new_texts:.0%} of that, in {a.delta_hours:g} h",
    )
    offers = a.products * a.moved_offers / r.offers_s / HOUR_S
    yield (
        "hours of one writer for a day's prices",
        f"{offers:.1f}",
        f"products × {a.moved_offers:.0%} / {r.offers_s:,.0f} a second; a writer a shard",
    )
    model_cores = a.turns * a.model_share * a.model_core_s / a.busy
    models = math.ceil(model_cores / a.cores)
    yield (
        "model servers without GPU",
        f"{models}",
        f"turns/s × {a.model_share:.0%} × {a.model_core_s:g} s of a core / {a.busy:.0%}",
    )
    fixed, moving = qdrant, workers + models
    hours = DAY_H * (fixed + moving * a.mean_load) + delta / a.cores
    yield (
        "machine-hours a day",
        f"{hours:,.0f}",
        f"24 × ({fixed} + {moving} × {a.mean_load:.0%}) + the day's new texts",
    )
    each = hours * a.cores * a.core_hour
    millions = a.turns * a.mean_load * DAY_H * HOUR_S / 1e6
    yield (
        "cost a day",
        f"{each:,.0f} ({each / millions:,.2f} a million turns)",
        f"machine-hours × {a.cores} cores × {a.core_hour:g}",
    )


def table(rates: Rates, assumed: Assumed) -> str:
    """Lay the needs out in Markdown."""
    head = f"| {assumed.products:,} products, {assumed.turns:,.0f} turns/s | needed | how |"
    rows = [f"| {' | '.join(row)} |" for row in needs(rates, assumed)]
    return "\n".join([head, "| --- | --- | --- |", *rows]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for option in fields(Assumed):
        default: Any = option.default
        parser.add_argument(
            f"--{option.name.replace('_', '-')}", type=type(default), default=default,
            help=f"Default: {default:g}.",
        )  # fmt: skip
    parser.add_argument("--scale", type=Path, default=MEASURED, help="Figures to compute from.")
    parser.add_argument("--turns-per-core", type=float, help="Default: the README's.")
    parser.add_argument("--passages-per-core", type=float, help="Default: the README's.")
    parser.add_argument("--write", action="store_true", help="Put the table into the docs.")
    given = parser.parse_args()
    assumed = Assumed(**{option.name: getattr(given, option.name) for option in fields(Assumed)})
    told = table(read_rates(given.scale, given.turns_per_core, given.passages_per_core), assumed)
    print(told)
    if given.write:
        put_table("capacity", told)


if __name__ == "__main__":
    main()
