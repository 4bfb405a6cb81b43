"""Measure again what the README's tables tell, each table into a file of its own.

    python -m benchmarks.readme [NAME…] [--sepa FOLDER] [--aegra VENV] [--list]

FOLDER holds the weekly snapshots of the supermarket (`snapshot_*.csv.gz`) and VENV is Aegra's
environment: what needs one that is not given is skipped, and said so. Output goes to
`.dona/bench/NAME.md`, below its command; what failed keeps the file that it had. Some hours in
all, one after another: nothing else should run. NAMEs choose some.
"""

import argparse
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from app.settings import ROOT

FOLDER = ROOT / ".dona" / "bench"
MEASUREMENTS: Mapping[str, str] = {
    "router": "dona evaluate router {semantic_router}",
    **{
        f"router-{name}": f"dona evaluate router --test data/router/test-{name}.jsonl"
        for name in ("borders", "everyday", "strangers")
    },
    "retriever": "dona evaluate retrieval",
    **{
        name: f"dona evaluate retrieval --data data/retrieval/{name}.jsonl "
        "--source {snapshot} --mapping examples/sepa.yaml"
        for name in ("supermarket-test", "supermarket-blind")
    },
    "fusion": "python -m benchmarks.fusion data/store data/retrieval/tune.jsonl "
    "data/retrieval/tune-2.jsonl",
    "filters": "python -m benchmarks.filtered_recall {snapshot} --mapping examples/sepa.yaml",
    "ingestion": "python -m benchmarks.ingest {sepa}",
    **{
        f"checker-{name}": f"dona evaluate checker --data data/checker/{name}.jsonl"
        for name in ("blind3", "blind4", "blind5", "blind6")
    },
    "answers": "dona evaluate answers --split test",
    **{
        f"answers-{name}": f"dona evaluate answers --data data/answers/{name}.jsonl --split all"
        for name in ("blind", "blind2")
    },
    "serving": "python -m benchmarks.serve {aegra}",
    "generator": "dona evaluate generator --model composer --model served --sources-only "
    "--limit 200",
    "traces": "python -m benchmarks.traces",
}
"""Name of a table → the command that prints it; braces are filled by `_places`."""


def _places(arguments: argparse.Namespace) -> dict[str, str | None]:
    """Return what fills a command's braces; None where it was not given and cannot be done without.

    Raises:
        SystemExit: `--sepa` holds no snapshot.
    """
    snapshots = sorted(arguments.sepa.glob("snapshot_*.csv.gz")) if arguments.sepa else []
    if arguments.sepa and not snapshots:
        raise SystemExit(f"{arguments.sepa} holds no snapshot_*.csv.gz")
    rival = ROOT / ".dona" / "semantic-router" / "bin" / "python"
    return {
        "sepa": str(arguments.sepa) if snapshots else None,
        "snapshot": str(snapshots[0]) if snapshots else None,
        "semantic_router": f"--semantic-router {rival}" if rival.is_file() else "",
        "aegra": f"--aegra {arguments.aegra}" if arguments.aegra else "",
    }


def _measure(name: str, command: str) -> bool:
    """Run a command of this environment, its output into the table's file; tell if it worked."""
    program, *rest = shlex.split(command)
    begun = time.monotonic()
    done = subprocess.run(
        ["env", "COLUMNS=200", Path(sys.executable).with_name(program), *rest],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    took = f"{(time.monotonic() - begun) / 60:.1f} min"
    if done.returncode:
        print(f"{name}: failed ({done.returncode}) after {took}", file=sys.stderr)
        return False
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.md").write_text(f"`{command}`, {took}\n\n{done.stdout}", encoding="utf-8")
    print(FOLDER / f"{name}.md")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--sepa", type=Path, help="folder of the supermarket's snapshots")
    parser.add_argument("--aegra", type=Path, help="Aegra's environment, such as .venv-aegra")
    parser.add_argument("--list", action="store_true", help="print the commands, run none")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(MEASUREMENTS):
        parser.error(
            f"no such table: {', '.join(sorted(unknown))}; those are {', '.join(MEASUREMENTS)}"
        )
    places = _places(arguments)
    failed = []
    for name in arguments.names or MEASUREMENTS:
        command = MEASUREMENTS[name]
        if any(place is None and f"{{{key}}}" in command for key, place in places.items()):
            print(f"{name}: skipped, needs --sepa FOLDER", file=sys.stderr)
        elif arguments.list:
            print(f"{name}\t{command.format(**places).strip()}")
        elif not _measure(name, command.format(**places).strip()):
            failed.append(name)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
