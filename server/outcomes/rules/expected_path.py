"""The rule-of-thumb path of a once-daily course: information, no forecast, and never a reason to stop. Pure.

In a registry of 7,215 courses, slow early change did not reliably predict the end (clinical reference 0.4 and 4.3).
"""

from dataclasses import dataclass

from server.outcomes.rules.thresholds import Thresholds

ACUTE_WEEKS = 6


@dataclass(frozen=True, slots=True)
class Expected:
    """A point of the path. day: since the start of the course."""

    day: int
    value: float


def has_path(thresholds: Thresholds) -> bool:
    """Whether the path says anything on that scale: it leads to half of the baseline, so that halving must be what a
    response means there."""
    return thresholds.response_percent == 50 and not thresholds.higher_is_better


def expected_total(baseline: float, day: int) -> float:
    """The rule-of-thumb path: straight from the baseline to half of it at week 6, then level.

    E(w) = B x (1 - 0.5 x min(w, 6) / 6), clinical reference 4.3: a heuristic for once-daily courses. day: since the
    start of the course, >= 0.
    """
    return baseline * (1 - 0.5 * min(day / 7, ACUTE_WEEKS) / ACUTE_WEEKS)


def expected_path(baseline: float, last_day: int) -> list[Expected]:
    """The corners of that path. last_day: where the chart ends."""
    bend = ACUTE_WEEKS * 7
    corners = [0, bend, last_day] if last_day > bend else [0, bend]
    return [Expected(day, expected_total(baseline, day)) for day in corners]
