"""The score that change is counted from, and what came after it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.outcomes.rules.thresholds import Windows

WINDOWS = Windows()


@dataclass(frozen=True, slots=True)
class Reading:
    """One complete questionnaire: the day it was answered and its strict total.

    after_start: it is known to have been answered on the first treatment day after stimulation had begun.
    """

    on: date
    total: float
    after_start: bool = False


@dataclass(frozen=True, slots=True)
class Baseline:
    """The score that change is counted from. stale: older than the week before the first session."""

    reading: Reading
    stale: bool


def find_baseline(readings: Sequence[Reading], started_on: date, windows: Windows = WINDOWS) -> Baseline | None:
    """The last complete score of the week before the first stimulation, else the last of the 30 days, flagged stale.

    readings: in the order of time. An answer of the first day counts unless it is known to have been given after the
    stimulation began: forms are answered in the waiting room, and a paper has no time of day.
    Source: clinical reference 4.1 (day -7 to 0: NCT06699940; the fallback is unverified).
    """
    earliest = started_on - timedelta(days=max(windows.stale_days, windows.baseline_days))
    before = [each for each in readings if earliest <= each.on and is_before_start(each, started_on)]
    if not before:
        return None
    last = before[-1]
    return Baseline(last, stale=(started_on - last.on).days > windows.baseline_days)


def is_before_start(reading: Reading, started_on: date) -> bool:
    """Whether it was answered before the first stimulation."""
    return reading.on < started_on or (reading.on == started_on and not reading.after_start)


def after_start(readings: Sequence[Reading], started_on: date) -> list[Reading]:
    """Those that were answered after the first stimulation: what outcomes are read from."""
    return [each for each in readings if not is_before_start(each, started_on)]
