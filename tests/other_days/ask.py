"""`make days`: what asks the machine's own clock, asked on other days. Needs a C compiler, and takes an hour; no test.

Usage: python -m tests.other_days.ask [INSTANT ...], each such as "2027-03-28 00:50", UTC. Most tests stand on a clock
of their own; a browser and a server process do not, and what they do depends on the weekday, on midnight in the zones
of their people, on the last day of a month and on the night in which clocks change.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROOFS = ("bench", "every_answer_is_declared", "half_sent_posts", "killed_browser", "other_engines")
# By themselves: the proofs start browsers of their own, which no process does that has one already.
ASKED = (["tests/browser"], [f"tests/proofs/test_{name}.py" for name in PROOFS])
# On two cores as in the Makefile.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--tb=short"]

# The night, noon and evening of working days, a Saturday, a Sunday evening that is Monday in Berlin already, the first
# day of a month and of a year, a leap day, and the minutes before Berlin and New York change their clocks.
INSTANTS = (
    "2026-11-24 05:30",
    "2026-11-25 12:00",
    "2026-11-26 17:30",
    "2026-11-28 09:00",
    "2026-11-29 23:20",
    "2026-12-01 02:00",
    "2027-01-01 09:00",
    "2028-02-29 15:00",
    "2027-03-28 00:55",
    "2027-10-31 00:55",
    "2027-03-14 06:55",
)


def main() -> None:
    """Exits with 1 if anything failed on any day."""
    if shutil.which("cc") is None:
        sys.exit("There is no C compiler (cc), which this needs. Install one, such as gcc.")
    with tempfile.TemporaryDirectory() as folder:
        clock = Path(folder) / "clock.so"
        source = Path(__file__).with_name("clock.c")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", str(clock), str(source), "-ldl"], check=True)
        failed = [instant for instant in sys.argv[1:] or INSTANTS if not _all_is_well(clock, instant)]
    if failed:
        sys.exit("Not green on: " + ", ".join(failed))


def _all_is_well(clock: Path, instant: str) -> bool:
    there = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    ahead = round((there - datetime.now(UTC)).total_seconds())
    print(f"-- {there:%A %d %B %Y, %H:%M} UTC", flush=True)
    environment = {**os.environ, "LD_PRELOAD": str(clock), "OTHER_DAY_SECONDS": str(ahead)}
    runs = [subprocess.run([*PYTEST, *asked], cwd=ROOT, env=environment, check=False) for asked in ASKED]
    return not any(each.returncode for each in runs)


if __name__ == "__main__":
    main()
