"""Which course an entry belongs to, plans of treatment days, and mood on its two scales."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.courses.rules import (
    MoodScale,
    Span,
    course_of_day,
    mood_value,
    next_number,
    weekdays_plan,
)
from server.errors import Invalid

FIRST, SECOND = UUID(int=1), UUID(int=2)
MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("on", "course"),
    [
        (date(2026, 1, 5), FIRST),  # its first day
        (date(2026, 2, 13), FIRST),  # its last day
        (date(2025, 12, 29), FIRST),  # the baseline, a week before
        (date(2025, 12, 1), None),  # too long before
        (date(2026, 5, 1), FIRST),  # follow-up
        (date(2026, 10, 30), SECOND),  # the coming baseline is nearer than the old follow-up
        (date(2026, 12, 1), SECOND),  # still running
        (date(2019, 1, 1), None),
    ],
)
def test_an_entry_belongs_to_the_course_it_was_felt_in(on: date, course: UUID | None) -> None:
    spans = [Span(FIRST, date(2026, 1, 5), date(2026, 2, 13)), Span(SECOND, MONDAY, None)]
    assert course_of_day(spans, on) == course


def test_of_two_courses_on_one_day_the_later_one_counts() -> None:
    spans = [Span(FIRST, MONDAY, None), Span(SECOND, MONDAY + timedelta(days=7), None)]
    assert course_of_day(spans, MONDAY + timedelta(days=8)) == SECOND


def test_thirty_six_sessions_are_six_weeks_and_a_taper_of_three_two_one() -> None:
    days = weekdays_plan(MONDAY, 36)
    weeks = [sum(1 for day in days if (day - MONDAY).days // 7 == week) for week in range(9)]
    assert weeks == [5, 5, 5, 5, 5, 5, 3, 2, 1]


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 200))
def test_a_plan_has_its_number_of_different_working_days_in_order(started_on: date, sessions: int) -> None:
    days = weekdays_plan(started_on, sessions)
    assert len(days) == sessions
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 and day >= started_on for day in days)


def test_faces_and_numbers_meet_on_one_scale_but_keep_their_range() -> None:
    assert [mood_value(MoodScale.FACES, raw) for raw in range(5)] == [0, 2.5, 5, 7.5, 10]
    assert mood_value(MoodScale.ELEVEN, 7) == 7
    with pytest.raises(Invalid):
        mood_value(MoodScale.FACES, 5)


def test_the_next_session_is_counted_from_missed_ones_too() -> None:
    assert [next_number(recorded) for recorded in ([], [1, 2], [3, 1])] == [1, 3, 4]
