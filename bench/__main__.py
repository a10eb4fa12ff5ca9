"""`python -m bench` measures everything and stores the table; `python -m bench NAME` measures one thing only."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import caseload, exports, phone, refresh, scoring, submissions
from bench.databases import Kind, both_kinds
from bench.measure import Figure
from bench.table import write_table

RUNS: dict[str, Callable[[Kind, float], list[Figure]]] = {
    "submissions": lambda kind, scale: [submissions.run(kind, scale, 1)],
    "batches": lambda kind, scale: [submissions.run(kind, scale, 50)],
    "refresh": refresh.run,
    "exports": exports.run,
    "caseload": caseload.run,
}
WITHOUT_DATABASE: dict[str, Callable[[float], list[Figure]]] = {"scoring": scoring.run, "phone": phone.run}
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "name",
        nargs="*",
        metavar="NAME",
        choices=[*RUNS, *WITHOUT_DATABASE, []],
        help="what to measure; everything without it",
    )
    parser.add_argument("--scale", type=float, default=1.0, help="below 1: shorter and smaller, only for trying out")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    said = parser.parse_args()
    names = said.name or [*RUNS, *WITHOUT_DATABASE]
    figures = _on_databases([name for name in names if name in RUNS], said.scale, said.database)
    for name in names:
        if name in WITHOUT_DATABASE:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            figures += WITHOUT_DATABASE[name](said.scale)
    full = not said.name and said.scale == 1 and said.database is None
    print(write_table(figures, RESULTS if full else None, datetime.now(UTC)))


def _on_databases(names: Sequence[str], scale: float, only: str | None) -> list[Figure]:
    figures: list[Figure] = []
    if not names:
        return figures
    with both_kinds() as kinds:
        for name in names:
            for kind in kinds:
                if only in (None, kind.name.lower()):
                    print(f"measuring {name} on {kind.name} ...", file=sys.stderr, flush=True)
                    figures += RUNS[name](kind, scale)
    return figures


if __name__ == "__main__":
    main()
