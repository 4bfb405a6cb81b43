"""How many small faults, put into the code one by one, the tests notice.

    make mutation                                          # 150 faults of each room
    python -m benchmarks.mutation --sample 0               # every fault: hours
    python -m benchmarks.mutation --room ingest/sync/plan.py --sample 0
    python -m benchmarks.mutation --seed 2026              # others, on which no test was mended

`mutmut` makes the faults and runs the tests that reach each; the rooms and the tests are named in
`pyproject.toml`. Faults are drawn at random with a seed. Prints a table, and the survivors on
standard error: `mutmut show NAME` tells what one changed.
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter

from app.settings import ROOT

ROOMS = ("graph/checking", "graph/understanding/parse.py", "ingest/sync/plan.py")
MUTANTS = ROOT / "mutants"
KILLED = {1, 3, 24, 36, 152, 255, -24}
"""Exit codes of a mutant's tests: some failed, or they did not end. Source: mutmut 3's `stats`."""
MUTMUT = (sys.executable, "-m", "mutmut", "run", "--max-children")


def results(room: str) -> dict[str, int | None]:
    """Return the exit code of every mutant of a room; None: not tried."""
    place = MUTANTS / room
    files = place.rglob("*.meta") if place.is_dir() else [place.with_name(f"{place.name}.meta")]
    return {
        name: code
        for file in sorted(files)
        for name, code in json.loads(file.read_text())["exit_code_by_key"].items()
    }


def drawn(room: str, sample: int, seed: int) -> list[str]:
    names = sorted(results(room))
    return names if not sample else random.Random(seed).sample(names, min(sample, len(names)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--room", choices=ROOMS, nargs="+", default=list(ROOMS))
    parser.add_argument("--sample", type=int, default=150, help="Faults of each room; 0: all.")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    command = [*MUTMUT, str(given.processes)]
    # Mutants are written, and the tests that reach each are found, before one is asked for.
    subprocess.run([*command, "ingest.sync.plan.x_guard__mutmut_1"], cwd=ROOT, check=True,
                   stdout=sys.stderr)  # fmt: skip
    names = {room: drawn(room, given.sample, given.seed) for room in given.room}
    asked = [name for some in names.values() for name in some]
    subprocess.run([*command, *asked], cwd=ROOT, check=True, stdout=sys.stderr)
    print("| room | faults | tried | noticed | share |\n| --- | --- | --- | --- | --- |")
    for room, tried in names.items():
        codes = results(room)
        noticed = Counter(codes[name] in KILLED for name in tried)[True]
        print(
            f"| {room} | {len(codes):,} | {len(tried)} | {noticed} | {noticed / len(tried):.3f} |"
        )
        for name in tried:
            if codes[name] not in KILLED:
                print(f"lived: {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
