"""Adherence by hand: what was kept of what was planned to date."""

from datetime import date, timedelta

from server.outcomes.rules.adherence import Kept, days_kept, forms_kept, sessions_kept
from server.questionnaires.rules.schedule import Phase, Timepoint

START = date(2026, 11, 2)  # a Monday


def on(day: int) -> date:
    return START + timedelta(days=day)


def test_sessions_are_counted_up_to_today() -> None:
    """Planned Monday to Friday; Wednesday was missed. On Friday morning it is three of four."""
    planned = [on(day) for day in range(5)]
    assert sessions_kept([on(0), on(1), on(3)], planned, on(4)) == Kept(3, 4)
    assert sessions_kept([on(0), on(1), on(3), on(4)], planned, on(4)) == Kept(4, 5)


def test_several_sessions_a_day_are_counted_one_by_one() -> None:
    planned = [on(0)] * 10 + [on(1)] * 10
    assert sessions_kept([on(0)] * 9 + [on(1)] * 2, planned, on(1)) == Kept(11, 12)


def test_a_session_made_up_on_a_saturday_counts_as_done() -> None:
    assert sessions_kept([on(0), on(5)], [on(0)], on(6)) == Kept(2, 1)


def test_days_of_the_log_are_those_since_the_start() -> None:
    """Logged on days 0, 1 and 3. On day 4 four days were possible; with an entry of today, five."""
    logged = {on(-2), on(0), on(1), on(3)}
    assert days_kept(logged, START, None, on(4)) == Kept(3, 4)
    assert days_kept(logged | {on(4)}, START, None, on(4)) == Kept(4, 5)
    assert days_kept(logged, START, on(2), on(10)) == Kept(2, 3)  # the course ended on day 2
    assert days_kept(set(), on(3), None, START) == Kept(0, 0)  # it has not begun


def point(key: str, phase: Phase, opens: int, until: int) -> Timepoint:
    return Timepoint(key, "phq-9", phase, on(opens), on(opens), on(opens), on(until))


def test_a_questionnaire_is_missed_when_its_window_is_over() -> None:
    known = [
        point("baseline", Phase.BASELINE, -7, 0),
        point("week-1", Phase.ACUTE, 1, 10),
        point("week-2", Phase.ACUTE, 11, 17),
        point("month-1", Phase.FOLLOW_UP, 60, 90),
    ]
    answered = {"phq-9:baseline"}
    assert forms_kept(known, answered, on(10), has_ended=False) == Kept(1, 1)  # week 1 can still be answered
    assert forms_kept(known, answered, on(11), has_ended=False) == Kept(1, 2)
    assert forms_kept(known, answered | {"phq-9:week-2"}, on(12), has_ended=False) == Kept(2, 3)  # answered early
    assert forms_kept(known, answered, on(100), has_ended=False) == Kept(1, 3)  # nobody asked for the follow-up
    assert forms_kept(known, answered, on(100), has_ended=True) == Kept(1, 4)
