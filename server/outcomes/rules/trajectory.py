"""Trajectories: scores, mood and side effects on the time axis of one course. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

ACUTE_WEEKS = 6
BASELINE_REACH = timedelta(days=7)  # clinical reference 4.1: day -7 to 0, before the first session
STALE_BASELINE_REACH = timedelta(days=30)  # used where there is no other, flagged
MEDIAN_DAYS = 7
LONGEST_BRIDGE = 2  # days without an entry that a line may cross; longer gaps stay open (clinical reference 7.1)


@dataclass(frozen=True, slots=True)
class Reading:
    """One complete questionnaire: the day it was answered and its strict total."""

    on: date
    total: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """The score that change is counted from. stale: older than a week before the first session."""

    reading: Reading
    stale: bool


def find_baseline(readings: Sequence[Reading], started_on: date) -> Baseline | None:
    """The last complete score of the week up to the first day of treatment, else the last of the 30 days before it.

    readings: in the order of time. An answer of the first day counts as given before the session: forms are answered
    in the waiting room. Source: clinical reference 4.1.
    """
    before = [each for each in readings if started_on - STALE_BASELINE_REACH <= each.on <= started_on]
    if not before:
        return None
    last = before[-1]
    return Baseline(last, stale=started_on - last.on > BASELINE_REACH)


def sessions_by(session_days: Sequence[date], on: date) -> int:
    """How many sessions had taken place by the end of that day. session_days: in order."""
    return bisect_right(session_days, on)


@dataclass(frozen=True, slots=True)
class Expected:
    """A point of the rule-of-thumb path. day: since the start of the course."""

    day: int
    value: float


def expected_total(baseline: int, day: int) -> float:
    """The rule-of-thumb path: straight from the baseline to half of it at week 6, then level.

    E(w) = B x (1 - 0.5 x min(w, 6) / 6), clinical reference 4.3: a heuristic for once-daily courses. day: since the
    start of the course, >= 0.
    """
    return baseline * (1 - 0.5 * min(day / 7, ACUTE_WEEKS) / ACUTE_WEEKS)


def expected_path(baseline: int, last_day: int) -> list[Expected]:
    """The corners of that path. last_day: where the chart ends."""
    bend = ACUTE_WEEKS * 7
    corners = [0, bend, last_day] if last_day > bend else [0, bend]
    return [Expected(day, expected_total(baseline, day)) for day in corners]


@dataclass(frozen=True, slots=True)
class DayValue:
    day: int  # since the start of the course; negative before it
    value: float


def rolling_median(values: Mapping[int, float]) -> list[list[DayValue]]:
    """The median of the last seven days at every logged day, as one list per unbroken run.

    values: day -> mood 0-10. A run ends where more than two days in a row have no entry, and the median starts anew
    behind the gap: missing days are informative and are not bridged.
    """
    runs: list[list[int]] = []
    for day in sorted(values):
        if runs and day - runs[-1][-1] <= LONGEST_BRIDGE + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [[DayValue(day, _median_up_to(day, run, values)) for day in run] for run in runs]


def _median_up_to(day: int, run: Sequence[int], values: Mapping[int, float]) -> float:
    return float(median(values[each] for each in run if day - MEDIAN_DAYS < each <= day))


def missed_days(logged: set[int], first: int, last: int) -> list[int]:
    """The days from first to last, both included, without an entry."""
    return [day for day in range(first, last + 1) if day not in logged]


def median_of_days(values: Mapping[int, float], first: int, last: int) -> float | None:
    """The median of the values of the days first..last; None if none was logged."""
    found = [value for day, value in values.items() if first <= day <= last]
    return float(median(found)) if found else None
