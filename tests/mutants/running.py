"""Asks of each guard whether a test misses it: first the one that did last time, then all the others.

`python -m tests.mutants.running PATTERN` asks about the guards in whose names the pattern is found, and notes in
witnesses.txt which tests miss them.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen, run
from tempfile import TemporaryDirectory

from tests.mutants.finding import guards_in_source

ROOT = Path(__file__).parents[2]
WITNESSES = Path(__file__).with_name("witnesses.txt")
UNNOTICEABLE = Path(__file__).with_name("unnoticeable.txt")
TESTS = (
    "tests/api",
    "tests/matrix",
    "tests/jobs",
    "tests/exports",
    "tests/canaries",
    "tests/rules/test_bindings.py",
    "tests/rules/test_ways_in.py",
    # It expects of each route what its contract says, which is what is turned off.
    "--ignore=tests/api/test_every_route.py",
)
PROCESSES = 2
NONE_TO_ASK = 5  # what pytest returns where no test is chosen
QUIETLY = ("-q", "-p", "tests.mutants.plugin", "-p", "no:cacheprovider", "-c", "pyproject.toml", "--rootdir", ".")
# What a test leaves on the disk goes with it.
QUIETLY += ("-o", "tmp_path_retention_policy=failed", "--no-header", "--no-summary")


def all_guards() -> dict[str, str]:
    """From the name of each guard to where it stands: those in the source, and those in the contracts of routes."""
    # Elsewhere, since it imports our source without switches.
    listing = [sys.executable, "-m", "tests.mutants.contracts"]
    said = run(listing, cwd=ROOT, stdout=PIPE, text=True, check=True).stdout
    return guards_in_source() | dict.fromkeys(said.splitlines(), "its contract")


def find_witnesses(
    guards: Iterable[str], hints: Mapping[str, str], folder: Path, tests: Sequence[str] = TESTS
) -> dict[str, str]:
    """From each guard that one of the tests misses to that test. Raises AssertionError where one fails by itself.

    hints: from guards to the test to ask first. They may be wrong or missing, which takes longer and changes nothing.
    folder: an empty one, to work in.
    """
    found = _ask({key: hints[key] for key in guards if key in hints}, folder, tests)
    return found | _ask({key: None for key in guards if key not in found}, folder, tests)


def _ask(asked: Mapping[str, str | None], folder: Path, tests: Sequence[str]) -> dict[str, str]:
    """asked: from each guard to the one test to ask; None: to all."""
    if not asked:
        return {}
    guards = folder / "guards.json"
    guards.write_text(json.dumps(asked))
    (folder / "missed").mkdir(exist_ok=True)
    said = ("--guards", str(guards), "--missed", str(folder / "missed"))
    command = [sys.executable, "-m", "pytest", *QUIETLY, *said, *tests]
    shares = [(f"--share={n}/{PROCESSES}", f"--basetemp={folder / str(n)}") for n in range(PROCESSES)]
    runs = [Popen([*command, *share], cwd=ROOT, stdout=PIPE, stderr=STDOUT, text=True) for share in shares]
    for each, text in [(each, each.communicate()[0]) for each in runs]:
        assert each.returncode in (0, NONE_TO_ASK), text[-3000:]
    return dict(json.loads(file.read_text()) for file in (folder / "missed").iterdir())


def known_witnesses() -> dict[str, str]:
    """From guards to the tests that missed them last time, as witnesses.txt has them."""
    test, found = "", {}
    for line in WITNESSES.read_text().splitlines():
        if line.startswith("    "):
            found[line.strip()] = test
        elif not line.startswith("#"):
            test = line
    return found


def unnoticeable() -> set[str]:
    """The guards that nobody can miss; see the reasons there."""
    return {line for line in UNNOTICEABLE.read_text().splitlines() if line and not line.startswith(("#", " "))}


def main(pattern: str, *tests: str) -> None:
    there = all_guards()
    guards = {key: place for key, place in there.items() if re.search(pattern, key) and key not in unnoticeable()}
    known = {key: test for key, test in known_witnesses().items() if key in there}
    with TemporaryDirectory() as folder:
        found = find_witnesses(guards, known, Path(folder), tests or TESTS)
    for key in sorted(set(guards) - set(found)):
        print(f"{guards[key]}: {key}")
    print(f"guards: {len(found)} of {len(guards)} are missed")
    _note(known | found)


def _note(witnesses: Mapping[str, str]) -> None:
    lines = [WITNESSES.read_text().partition("\n\n")[0], ""]
    for test in sorted(set(witnesses.values())):
        lines += [test, *sorted(f"    {key}" for key, by in witnesses.items() if by == test)]
    WITNESSES.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
