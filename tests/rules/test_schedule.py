"""The schedule: what is due when, and whose window an answer falls into."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from server.courses.library import indication, protocol
from server.courses.rules import CourseState
from server.courses.rules.protocol import CourseDays, SchedulePlan, course_days, plans_of
from server.questionnaires.rules.schedule import (
    Due,
    Timepoint,
    answered_names,
    due_on_day,
    first_awaited,
    missed_by_day,
    months_after,
    timepoint_of,
    timepoints,
)

MONDAY = date(2026, 9, 7)
ACTIVE = CourseState.ACTIVE


def day(number: int) -> date:
    """Day 0 is the day of the first session."""
    return MONDAY + timedelta(days=number)


MONTHS = (("month-1", 1, 0), ("month-3", 3, 0), ("month-6", 6, 0), ("month-12", 12, 0))
WEEKLY = (SchedulePlan("phq-9", 7, 7, True, MONTHS), SchedulePlan("gad-7", 7, 14, False, MONTHS))


def usual(ended_on: date | None = None) -> list[Timepoint]:
    """A course of 36 sessions asked by the week: the acute phase ends on day 39, the taper on day 58."""
    return timepoints(WEEKLY, course_days(protocol("hf10_std"), MONDAY, ended_on, 36, []))


def shipped(key: str = "hf10_std", delivered: Sequence[date] = (), ended_on: date | None = None) -> list[Timepoint]:
    """A course for depression as the data files have it."""
    chosen = protocol(key)
    days = course_days(chosen, MONDAY, ended_on, chosen.sessions or 20, [], delivered)
    return timepoints(plans_of(indication("mdd"), chosen), days)


def asked(known: list[Timepoint], instrument: str = "phq-9") -> dict[str, int]:
    """Timepoint -> the day on which it falls due."""
    return {each.key: (each.due_on - MONDAY).days for each in known if each.instrument == instrument}


def due(known: list[Timepoint], on: int, *answered: str, state: CourseState = ACTIVE) -> list[str]:
    return [f"{each.instrument}:{each.timepoint}" for each in due_on_day(known, answered, state, day(on))]


def test_a_course_may_ask_weekly_and_every_two_weeks() -> None:
    assert [(each.name, (each.due_on - MONDAY).days) for each in usual()] == [
        ("phq-9:baseline", -7),
        ("phq-9:week-1", 7),
        ("phq-9:week-2", 14),
        ("phq-9:week-3", 21),
        ("phq-9:week-4", 28),
        ("phq-9:week-5", 35),
        ("phq-9:end-of-acute", 39),
        ("phq-9:end-of-taper", 58),
        ("phq-9:month-1", (date(2026, 12, 4) - MONDAY).days),
        ("phq-9:month-3", (date(2027, 2, 4) - MONDAY).days),
        ("phq-9:month-6", (date(2027, 5, 4) - MONDAY).days),
        ("phq-9:month-12", (date(2027, 11, 4) - MONDAY).days),
        ("gad-7:baseline", -7),
        ("gad-7:week-2", 14),
        ("gad-7:week-4", 28),
        ("gad-7:end-of-acute", 39),
        ("gad-7:month-1", (date(2026, 12, 4) - MONDAY).days),
        ("gad-7:month-3", (date(2027, 2, 4) - MONDAY).days),
        ("gad-7:month-6", (date(2027, 5, 4) - MONDAY).days),
        ("gad-7:month-12", (date(2027, 11, 4) - MONDAY).days),
    ]


def test_the_usual_course_asks_every_five_sessions_and_at_the_fixed_points() -> None:
    """Clinical reference 1.5. Session 30 is the last acute one and session 36 the last of all: one form for both."""
    assert list(asked(shipped()).items())[:9] == [
        ("baseline", -7),
        ("session-5", 4),
        ("session-10", 11),
        ("session-15", 18),
        ("session-20", 25),
        ("session-25", 32),
        ("end-of-acute", 39),
        ("end-of-taper", 58),
        ("month-1", 88),
    ]
    assert list(asked(shipped(), "gad-7"))[:6] == [
        "baseline",
        "session-10",
        "session-20",
        "end-of-acute",
        "session-36",
        "month-1",
    ]
    assert list(asked(shipped(), "cgi-s")) == ["baseline", "session-10", "session-20", "end-of-acute", "session-36"]


def test_a_form_falls_due_after_the_session_that_took_place_not_the_planned_one() -> None:
    """Sessions 4 and 5 were missed and made up: the 10th took place two days after the plan."""
    planned = [day(number) for number in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15)]
    given = [each for each in planned if each not in (day(3), day(4))]
    assert asked(shipped(delivered=planned))["session-10"] == 11
    assert (asked(shipped(delivered=given))["session-5"], asked(shipped(delivered=given))["session-10"]) == (8, 15)


@pytest.mark.parametrize(
    ("plan", "sessions", "expected"),
    [
        ({"every_sessions": 5}, 20, [5, 10, 15]),  # session 20 is the end of the acute phase
        ({"every_sessions": 5}, 22, [5, 10, 15]),  # 20 is nearer to the end than half of five sessions
        ({"every_sessions": 5}, 23, [5, 10, 15, 20]),
        ({"at_sessions": (10, 20, 30, 36)}, 20, [10]),
        ({"at_sessions": (10, 20, 30, 36)}, 22, [10]),  # the end stands for session 20
        ({"at_sessions": (10, 20, 30, 36)}, 23, [10, 20]),
        ({"every_sessions": 5, "at_sessions": (12,)}, 20, [5, 12, 15]),  # 10 is next to 12
        ({"every_sessions": 5}, 4, []),
    ],
)
def test_nobody_is_asked_twice_within_two_sessions(plan: dict[str, Any], sessions: int, expected: list[int]) -> None:
    daily = tuple(day(number) for number in range(sessions))
    known = timepoints(
        [SchedulePlan("phq-9", 7, None, False, (), **plan)], CourseDays(MONDAY, daily[-1], daily[-1], daily)
    )
    assert [each.key for each in known] == ["baseline", *(f"session-{number}" for number in expected), "end-of-acute"]


def test_a_week_gives_way_to_a_fixed_session_near_it() -> None:
    plan = SchedulePlan("phq-9", 7, 7, True, (), at_sessions=(10, 20, 30, 36))
    known = timepoints([plan], course_days(protocol("hf10_std"), MONDAY, None, 36, []))
    # Session 10 is on day 11, nearer to week 2 than half a week; session 20 on day 25, to week 4.
    assert list(asked(known)) == [
        "baseline",
        "week-1",
        "session-10",
        "week-3",
        "session-20",
        "week-5",
        "end-of-acute",
        "end-of-taper",
    ]


def test_a_five_day_course_asks_at_its_end_and_one_two_and_four_weeks_later() -> None:
    """Clinical reference 1.5: on its last day the PHQ-9 looks back on two weeks, of which nine days came before."""
    known = [each for each in shipped("saint") if each.instrument == "phq-9"]
    assert [(each.key, (each.due_on - MONDAY).days, each.recall_overlaps) for each in known[:5]] == [
        ("baseline", -7, False),
        ("end-of-acute", 4, True),
        ("after-week-1", 11, False),
        ("after-week-2", 18, False),
        ("after-week-4", 32, False),
    ]
    assert [each.recall_overlaps for each in due_on_day(shipped("saint"), (), ACTIVE, day(4))] == [True, True, True]


def test_when_the_anchor_moves_the_form_before_the_real_first_session_is_the_baseline() -> None:
    """Planned for Monday, treated a week later: until the start is moved, the form of that morning is of the acute
    phase; then it is the baseline."""
    chosen, real_start = protocol("hf10_std"), day(7)
    before = timepoints(WEEKLY, course_days(chosen, MONDAY, None, 36, []))
    after = timepoints(WEEKLY, course_days(chosen, real_start, None, 36, [], [real_start]))
    assert timepoint_of(before, "phq-9", real_start) == "week-1"
    assert timepoint_of(after, "phq-9", real_start) == "baseline"
    assert not any(each.overdue for each in due_on_day(after, (), ACTIVE, real_start))


@pytest.mark.parametrize(
    ("on", "timepoint"),
    [
        (-8, None),
        (-7, "baseline"),
        (0, "baseline"),  # before the first session, on its day
        (1, "week-1"),
        (10, "week-1"),
        (11, "week-2"),  # nearer to day 14 than to day 7
        (17, "week-2"),
        (18, "week-3"),
        (37, "week-5"),  # as near to the end of the acute phase: the earlier one counts
        (38, "end-of-acute"),
        (48, "end-of-acute"),
        (49, "end-of-taper"),
        (483, "month-12"),  # 60 days after 12 months
        (484, None),
    ],
)
def test_an_answer_counts_for_the_nearest_timepoint(on: int, timepoint: str | None) -> None:
    assert timepoint_of(usual(), "phq-9", day(on)) == timepoint


def test_each_instrument_has_its_own_windows() -> None:
    assert timepoint_of(usual(), "gad-7", day(7)) == "week-2"
    assert timepoint_of(usual(), "pcl-5", day(7)) is None


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (-8, []),
        (-7, ["phq-9:baseline", "gad-7:baseline"]),
        (0, ["phq-9:baseline", "gad-7:baseline"]),
        (1, []),
        (6, []),
        (7, ["phq-9:week-1"]),
        (10, ["phq-9:week-1"]),
        (11, []),
        (14, ["phq-9:week-2", "gad-7:week-2"]),
    ],
)
def test_a_questionnaire_is_asked_from_its_due_day_to_the_end_of_its_window(on: int, expected: list[str]) -> None:
    assert due(usual(), on) == expected


def test_what_was_answered_is_not_asked_again() -> None:
    known = usual()
    answered = answered_names(known, [("phq-9", day(-3)), ("phq-9", day(5)), ("gad-7", day(200))])
    # An answer two days early counts for week 1.
    assert answered == ["gad-7:month-6", "phq-9:baseline", "phq-9:week-1"]
    assert due(known, 0, *answered) == ["gad-7:baseline"]
    assert due(known, 7, *answered) == []


@pytest.mark.parametrize(("on", "overdue"), [(7, False), (8, False), (9, True), (10, True)])
def test_a_questionnaire_is_overdue_two_days_after_it_fell_due(on: int, overdue: bool) -> None:
    (found,) = due_on_day(usual(), (), ACTIVE, day(on))
    assert found == Due("phq-9", "week-1", day(7), day(10), overdue)


@pytest.mark.parametrize("on", [-7, -1, 0])
def test_a_baseline_is_not_late_on_the_day_of_the_first_session(on: int) -> None:
    """It may be answered until the session begins; a day later it is missed."""
    assert [each.overdue for each in due_on_day(usual(), (), CourseState.PLANNED, day(on))] == [False, False]
    assert missed_by_day(usual(), (), ACTIVE, day(on)) == []


def test_what_a_course_waits_for_is_late_from_the_day_after_its_first_session() -> None:
    assert {each.overdue_on for each in first_awaited(usual(), {}, has_ended=False)} == {day(1)}


def test_while_a_course_is_paused_nothing_is_due() -> None:
    for silent in (CourseState.PAUSED, CourseState.HOSPITALISED, CourseState.DECEASED):
        assert due(usual(), 14, state=silent) == []


@pytest.mark.parametrize("state", [CourseState.COMPLETED, CourseState.DISCONTINUED])
def test_a_course_that_ended_early_asks_for_its_end_and_then_only_for_follow_ups(state: CourseState) -> None:
    known = usual(ended_on=day(16))
    asked = {name for on in range(17, 600) for name in due(known, on, state=state)}
    assert asked == {
        f"{instrument}:{key}"
        for instrument in ("phq-9", "gad-7")
        for key in ("end-of-acute", "month-1", "month-3", "month-6", "month-12")
    }
    assert due(known, 16, state=state) == ["phq-9:end-of-acute", "gad-7:end-of-acute"]


def test_ending_a_course_after_its_acute_phase_moves_no_answer_to_another_timepoint() -> None:
    before, after = usual(), usual(ended_on=day(46))
    for on in range(-7, 39):
        assert timepoint_of(before, "phq-9", day(on)) == timepoint_of(after, "phq-9", day(on))


def test_missed_is_what_closed_without_an_answer() -> None:
    known = usual()
    assert [each.name for each in missed_by_day(known, (), ACTIVE, day(0))] == []
    assert [each.name for each in missed_by_day(known, (), ACTIVE, day(1))] == ["phq-9:baseline", "gad-7:baseline"]
    assert [each.name for each in missed_by_day(known, {"phq-9:baseline"}, ACTIVE, day(11))] == [
        "gad-7:baseline",
        "phq-9:week-1",
    ]


def test_a_course_that_nobody_ended_has_missed_no_follow_up() -> None:
    known, late = usual(), day(2000)
    assert "phq-9:month-12" not in {each.name for each in missed_by_day(known, (), ACTIVE, late)}
    assert "phq-9:month-12" in {each.name for each in missed_by_day(known, (), CourseState.COMPLETED, late)}


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 6, 5), 6, date(2026, 12, 5)),
    ],
)
def test_months_are_calendar_months(start: date, months: int, expected: date) -> None:
    assert months_after(start, months) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, "baseline"),  # nothing was ever answered
        (-30, "baseline"),  # an answer from before the first window is none
        (-7, "week-1"),
        (0, "week-1"),
        (1, "week-2"),  # the first window opens on the day after the start
        (10, "week-2"),
        (11, "week-3"),
        (700, None),  # after the last follow-up nothing is left to wait for
    ],
)
def test_a_course_waits_for_what_follows_its_last_answer(last: int | None, expected: str | None) -> None:
    answers = {} if last is None else {"phq-9": day(last)}
    phq = [each for each in usual() if each.instrument == "phq-9"]
    assert [each.key for each in first_awaited(phq, answers, has_ended=False)] == ([expected] if expected else [])


def test_a_course_that_ended_waits_for_its_end_and_follow_ups_only() -> None:
    known = usual(ended_on=day(11))
    found = first_awaited(known, {"phq-9": day(0)}, has_ended=True)
    assert {each.instrument: each.key for each in found} == {"phq-9": "end-of-acute", "gad-7": "end-of-acute"}
