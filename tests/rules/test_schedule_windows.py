"""The windows of any schedule in any course: side by side, without a gap, and never two at once."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.courses.rules import CourseState
from server.courses.rules.protocol import CourseDays, SchedulePlan
from server.questionnaires.rules.schedule import answered_names, due_on_day, first_awaited, timepoint_of, timepoints

ACTIVE = CourseState.ACTIVE
MONTHS = (("month-1", 1, 0), ("month-3", 3, 0), ("month-6", 6, 0), ("month-12", 12, 0))


@st.composite
def plans(draw: st.DrawFn) -> SchedulePlan:
    """Any schedule that a data file can hold."""
    days, sessions = draw(st.none() | st.integers(2, 30)), None
    if days is None:
        sessions = draw(st.none() | st.integers(2, 12))
    return SchedulePlan(
        instrument="phq-9",
        baseline_days=draw(st.integers(0, 30)),
        every_days=days,
        taper_end=draw(st.booleans()),
        follow_up=draw(
            st.sampled_from(
                [
                    MONTHS,
                    (("after-week-1", 0, 7), ("after-week-2", 0, 14), ("month-1", 1, 0)),
                    (("after-day-1", 0, 1),),
                    (),
                ]
            )
        ),
        every_sessions=sessions,
        at_sessions=tuple(sorted(draw(st.sets(st.integers(1, 60), max_size=5)))),
    )


@st.composite
def calendars(draw: st.DrawFn) -> CourseDays:
    """Any course, with any days of sessions in it: several on one day, none at all, some after the acute phase."""
    started_on = draw(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
    acute = draw(st.integers(0, 120))
    length = acute + draw(st.integers(0, 40))
    on = sorted(draw(st.lists(st.integers(0, length), max_size=50)))
    day_of = [started_on + timedelta(days=each) for each in (acute, length, *on)]
    return CourseDays(started_on, day_of[0], day_of[1], tuple(day_of[2:]))


@given(plans(), calendars())
def test_the_windows_of_an_instrument_partition_time(plan: SchedulePlan, days: CourseDays) -> None:
    known = timepoints([plan], days)
    assert known[0].opens_on == days.started_on - timedelta(days=plan.baseline_days)
    for each in known:
        assert each.opens_on <= each.due_on <= each.until
        assert each.due_on <= each.overdue_on
    for before, after in pairwise(known):
        assert after.opens_on == before.until + timedelta(days=1)
    assert len({each.name for each in known}) == len(known)
    for number in range((known[-1].until - known[0].opens_on).days + 1):
        on = known[0].opens_on + timedelta(days=number)
        assert sum(each.opens_on <= on <= each.until for each in known) == 1


@given(plans(), calendars(), st.integers(-40, 800))
def test_on_no_day_is_an_instrument_due_twice(plan: SchedulePlan, days: CourseDays, number: int) -> None:
    today = days.started_on + timedelta(days=number)
    found = due_on_day(timepoints([plan], days), (), ACTIVE, today)
    assert len(found) <= 1
    for each in found:
        assert timepoint_of(timepoints([plan], days), "phq-9", today) == each.timepoint


@given(plans(), calendars(), st.integers(-40, 800), st.lists(st.integers(-40, 800), max_size=4))
def test_what_is_overdue_today_is_what_the_course_waits_for(
    plan: SchedulePlan, days: CourseDays, number: int, answers: list[int]
) -> None:
    """The caseload and the patient's list agree as long as a window is open."""
    known, today = timepoints([plan], days), days.started_on + timedelta(days=number)
    given_on = [days.started_on + timedelta(days=each) for each in answers if each <= number]
    answered = answered_names(known, [("phq-9", on) for on in given_on])
    waited_for = first_awaited(known, {"phq-9": max(given_on)} if given_on else {}, has_ended=False)
    if any(each.overdue for each in due_on_day(known, answered, ACTIVE, today)):
        assert [each.overdue_on <= today for each in waited_for] == [True]
