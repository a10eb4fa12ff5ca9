"""Which forms a course should have and has not."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from server.outcomes.rules.documentation import missing_documentation

START = date(2026, 9, 7)


@dataclass(frozen=True)
class Known:
    baseline: float | None = 20
    baseline_stale: bool = False
    points: dict[int, float] = field(default_factory=dict)
    end: float | None = None


def gaps(known: Known | None, done: int, on: int, last_acute: int | None = None, *, has_ended: bool = False) -> str:
    """The gaps on that day of the course, those that can still be closed with a "+"."""
    last_acute_on = None if last_acute is None else START + timedelta(days=last_acute)
    today = START + timedelta(days=on)
    found = missing_documentation(known, done, last_acute_on, START, today, has_ended=has_ended)
    return " ".join(each.point + ("+" if each.can_be_closed else "") for each in found)


@pytest.mark.parametrize(
    ("known", "done", "on", "expected"),
    [
        (None, 0, -1, ""),  # there is time
        (None, 0, 0, "baseline+"),  # until the session begins
        (None, 1, 0, "baseline"),
        (None, 0, 1, "baseline"),
        (Known(), 1, 0, ""),
        (Known(baseline_stale=True), 1, 0, "baseline"),  # none within the week before
        (Known(baseline=None), 1, 0, "baseline"),
        (Known(), 9, 14, ""),
        (Known(), 10, 14, "session-10+"),
        (Known(), 12, 16, "session-10+"),  # two sessions away it still counts
        (Known(), 13, 17, "session-10"),
        (Known(points={10: 15}), 20, 28, "session-20+"),
        (Known(points={20: 15}), 20, 28, "session-10"),
    ],
)
def test_the_baseline_and_the_fixed_points(known: Known | None, done: int, on: int, expected: str) -> None:
    assert gaps(known, done, on) == expected


@pytest.mark.parametrize(
    ("known", "on", "expected"),
    [
        (Known(), 30, "end-of-acute+"),
        (Known(), 44, "end-of-acute+"),  # fourteen days after the last acute session
        (Known(), 45, "end-of-acute"),
        (Known(end=8), 45, ""),
    ],
)
def test_the_end_of_the_acute_phase(known: Known, on: int, expected: str) -> None:
    assert gaps(known, 8, on, last_acute=30, has_ended=True) == expected


def test_a_course_that_ended_after_session_10_cannot_come_near_it_again() -> None:
    assert gaps(Known(end=8), 10, 20, last_acute=14, has_ended=True) == "session-10"
