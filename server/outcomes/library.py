"""The published outcomes that a clinic's own are shown beside, read once from their data file.

A file that cannot be used stops the start: importing this module raises Invalid, naming the file and its fault.
"""

import json
from pathlib import Path

from server.errors import Invalid
from server.outcomes.rules.benchmarks import Benchmark, parse_benchmarks

_FILE = Path(__file__).parent / "benchmarks.json"


def _read(file: Path) -> tuple[Benchmark, ...]:
    try:
        raw: object = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Invalid(f"{file.name}: this is not JSON that can be read: {error}.", place=file.name) from None
    return parse_benchmarks(raw, file.name)


_BENCHMARKS = _read(_FILE)


def benchmarks_for(scale: str) -> list[Benchmark]:
    """The published outcomes on that scale, then those of studies that took whichever scale there was."""
    return [each for wanted in (scale, "any") for each in _BENCHMARKS if wanted in each.scales]
