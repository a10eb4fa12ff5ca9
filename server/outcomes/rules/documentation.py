"""Which forms of its outcome's scale a course should have, and has not: what payers and registries ask for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from server.outcomes.rules.analysis_points import FIXED_POINTS
from server.outcomes.rules.baseline import WINDOWS
from server.outcomes.rules.thresholds import Windows


class Measured(Protocol):
    """What is known of the scale: outcomes.rules.summary.Measure."""

    @property
    def baseline(self) -> float | None: ...
    @property
    def baseline_stale(self) -> bool: ...
    @property
    def points(self) -> Mapping[int, float]: ...
    @property
    def end(self) -> float | None: ...


@dataclass(frozen=True)
class Gap:
    """A complete form that is missing. point: "baseline", "session-10" and so on, or "end-of-acute".

    can_be_closed: a form answered today would still count for it; until: the last day for that, None where it depends
    on the sessions.
    """

    point: str
    can_be_closed: bool
    until: date | None = None


def missing_documentation(
    measured: Measured | None,
    sessions_done: int,
    last_acute_on: date | None,
    started_on: date,
    today: date,
    windows: Windows = WINDOWS,
    fixed: Sequence[int] = FIXED_POINTS,
    *,
    has_ended: bool = False,
) -> list[Gap]:
    """What is missing today, in the order of the course; incomplete forms do not count.

    measured: of the outcome's scale, None if it was never answered in full. last_acute_on: None while the acute phase
    goes on. fixed: the sessions that a form is asked for near. Source: clinical reference 5.1, MISS-4, with the windows
    of 4.1.
    """
    found = []
    if (measured is None or measured.baseline is None or measured.baseline_stale) and started_on <= today:
        found.append(Gap("baseline", not sessions_done and started_on == today, started_on))
    for number in fixed:
        if sessions_done >= number and (measured is None or number not in measured.points):
            near = sessions_done <= number + windows.within_sessions and not has_ended
            found.append(Gap(f"session-{number}", near))
    if last_acute_on is not None and (measured is None or measured.end is None):
        until = last_acute_on + timedelta(days=windows.end_after)
        found.append(Gap("end-of-acute", today <= until, until))
    return found
