"""Mood on the time axis of one course: its running median, and the days without an entry. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

MEDIAN_DAYS = 7
LONGEST_BRIDGE = 2  # days without an entry that a line may cross; longer gaps stay open (clinical reference 7.1)


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
