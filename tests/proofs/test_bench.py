"""The bench measures what is there today: each of its runs goes through, however small."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import RUNS, WITHOUT_DATABASE

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", [*RUNS, *WITHOUT_DATABASE])
def test_a_run_of_the_bench_gives_a_figure_for_each_database(name: str) -> None:
    """A run fails by itself where something is not as it must be, such as an entry that was confirmed and is lost."""
    command = [sys.executable, "-m", "bench", name, "--scale", "0.01"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    for database in ("SQLite", "PostgreSQL") if name in RUNS else ("-",):
        assert f"| {database} |" in done.stdout
