"""The profile "relative-days" on plain values."""

from datetime import date, datetime

import pytest

from server.courses.rules import CourseState, MoodScale
from server.studies.rules.deidentify import (
    AGE_BANDS,
    CHECK_IN,
    CourseFacts,
    Portion,
    SubjectFacts,
    age_band,
    check_in_columns,
    course_columns,
    days_possible,
    judged_on,
)

TODAY = date(2026, 11, 23)


def course(started_on: date, ended_on: date | None = None, key: str = "c1") -> CourseFacts:
    state = CourseState.ACTIVE if ended_on is None else CourseState.COMPLETED
    return CourseFacts(key, "mdd", "hf10_std", MoodScale.ELEVEN, state, None, started_on, ended_on, 36, ())


def check_in(felt_on: date, mood: int | None = 5, key: str = "c1", at: str = "2026-01-01T12:00") -> tuple[object, ...]:
    moment = datetime.fromisoformat(at)
    said = {"id": f"id-{felt_on}-{at}", "felt_on": felt_on, "mood_raw": mood, "mood_scale": "eleven", "revision": 1}
    moments = dict.fromkeys(("felt_at", "recorded_at", "received_at"), moment)
    return (key, *((said | moments).get(name) for name in CHECK_IN))


def portion(*courses: CourseFacts, check_ins: tuple[tuple[object, ...], ...] = ()) -> Portion:
    subject = SubjectFacts("K7M2-9QXT", "female", date(1980, 1, 1), date(2025, 1, 1), courses)
    by_course = {each.key: [row for row in check_ins if row[0] == each.key] for each in courses}
    return Portion([subject], {}, {}, by_course, {}, {})


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        ("2008-11-24", "2026-11-23", "0-17"),  # eighteen tomorrow
        ("2008-11-23", "2026-11-23", "18-29"),
        ("1996-11-24", "2026-11-23", "18-29"),
        ("1996-11-23", "2026-11-23", "30-39"),
        ("1936-11-24", "2026-11-23", "80-89"),  # 89 may be told, ninety may not
        ("1936-11-23", "2026-11-23", "90+"),
        ("1910-01-01", "2026-11-23", "90+"),
        ("2008-02-29", "2026-02-28", "0-17"),  # born on a leap day: older from 1 March on
        ("2008-02-29", "2026-03-01", "18-29"),
        (None, "2026-11-23", None),
    ],
)
def test_ages_are_told_in_bands(born, on, band):
    assert age_band(born and date.fromisoformat(born), date.fromisoformat(on)) == band
    assert band is None or band in AGE_BANDS


@pytest.mark.parametrize(
    ("started_on", "felt_on", "day"),
    [
        ("2026-09-07", "2026-09-07", 0),
        ("2026-09-07", "2026-09-06", -1),
        ("2026-10-23", "2026-10-26", 3),  # the clocks went back on the 25th
        ("2027-12-31", "2028-03-01", 61),  # a leap year begins in between
    ],
)
def test_days_count_from_the_first_treatment_day(started_on, felt_on, day):
    found, _ = check_in_columns(
        portion(course(date.fromisoformat(started_on)), check_ins=(check_in(date.fromisoformat(felt_on)),))
    )
    assert found["day"] == [day]


def test_entries_of_a_day_are_numbered_and_the_last_one_is_marked():
    days = [check_in(date(2026, 9, 8)), check_in(date(2026, 9, 8), at="2026-01-02T12:00"), check_in(date(2026, 9, 9))]
    found, _ = check_in_columns(portion(course(date(2026, 9, 7)), check_ins=tuple(days)))
    assert (found["entry"], found["is_last"]) == ([1, 2, 1], [False, True, True])


def test_the_same_day_in_two_courses_is_two_days():
    both = (check_in(date(2026, 9, 8)), check_in(date(2026, 9, 8), key="c2"))
    found, _ = check_in_columns(portion(course(date(2026, 9, 7)), course(date(2026, 9, 8), key="c2"), check_ins=both))
    assert (found["entry"], found["is_last"], found["day"]) == ([1, 1], [True, True], [1, 0])


def test_a_running_course_is_judged_by_its_last_row_and_an_ended_one_by_the_export():
    running, ended = course(date(2026, 9, 7)), course(date(2026, 9, 7), date(2026, 10, 23))
    rows = (check_in(date(2026, 9, 20)),)
    assert judged_on(portion(running, check_ins=rows), running, TODAY) == date(2026, 9, 20)
    assert judged_on(portion(running), running, TODAY) == date(2026, 9, 7)
    assert judged_on(portion(ended, check_ins=rows), ended, TODAY) == TODAY
    assert days_possible(portion(running, check_ins=rows), running, TODAY) == 14
    assert days_possible(portion(ended), ended, TODAY) == 47


def test_a_day_ahead_of_the_export_is_no_last_row():
    """A phone whose clock is a year ahead."""
    running = course(date(2026, 9, 7))
    rows = (check_in(date(2026, 9, 20)), check_in(date(2027, 9, 20)))
    assert judged_on(portion(running, check_ins=rows), running, TODAY) == date(2026, 9, 20)


def test_courses_are_placed_by_the_days_between_them():
    found = course_columns(portion(course(date(2025, 12, 31)), course(date(2026, 3, 1), key="c2")), TODAY)
    assert (found["course"], found["start_year"], found["days_after_first"]) == ([1, 2], [2025, 2026], [0, 60])
