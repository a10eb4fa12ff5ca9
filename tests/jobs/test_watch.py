"""Alerts about trends and silence: raised by a job, once for each fact, and never again for the same one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from server.access import Role
from server.alerts.actions import raise_alerts
from server.alerts.models import Alert
from server.alerts.rules import Reason
from server.courses.models.course import Course
from server.courses.rules import CourseState, SessionState
from server.jobs import SCHEDULE, run
from server.outcomes.queries.watch import courses_to_watch
from tests.builders import World
from tests.conftest import TODAY

(WATCH,) = (each for each in SCHEDULE if each.name == "watch courses")
STARTED = TODAY.date() - timedelta(days=21)


def ago(days: int) -> date:
    return TODAY.date() - timedelta(days=days)


@pytest.fixture
def course(world: World) -> Course:
    """A course whose patient has logged every day and answered before the first session."""
    course = world.course(started_on=STARTED)
    for days in range(1, 22):
        world.check_in(course, ago(days), 6)
    world.response(course, STARTED, 14)
    world.response(course, ago(1), 13, instrument="gad-7")
    return course


def watch(world: World) -> list[str]:
    """The rules of the open alerts after the job ran."""
    run(world.app, WATCH)
    return sorted(each.rule for each in world.rows(Alert) if each.closed_at is None)


def answered(world: World, course: Course, *totals: int) -> None:
    """PHQ-9 totals, the last one yesterday, each a week after the one before."""
    for weeks, total in enumerate(reversed(totals)):
        world.response(course, ago(1 + 7 * weeks), total)


def test_nothing_is_raised_where_nothing_is_wrong(world: World, course: Course) -> None:
    answered(world, course, 14, 12)
    assert watch(world) == []


@pytest.mark.parametrize(("totals", "rules"), [((14, 18), []), ((14, 19), ["DET-1"]), ((14, 20), ["DET-2"])])
def test_deterioration_at_its_boundary(world: World, course: Course, totals: tuple[int, ...], rules: list[str]) -> None:
    answered(world, course, *totals)
    assert watch(world) == rules


def test_a_rule_fires_once_for_each_fact_and_not_again_after_closing(world: World, course: Course, clock: Any) -> None:
    answered(world, course, 14, 19)
    assert watch(world) == ["DET-1"]
    (alert,) = world.rows(Alert)
    world.check_in(course, TODAY.date(), 6)  # another fact, and the course is looked at again
    assert watch(world) == ["DET-1"]
    assert [each.times for each in world.rows(Alert)] == [1]
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    clinician.post(f"/api/alerts/{alert.id}/close", json={"action": "seen", "done": "Seen."})
    clock.move(days=1)
    world.check_in(course, TODAY.date() + timedelta(days=1), 6)
    assert watch(world) == []
    world.response(course, clock.now.date(), 20)
    assert watch(world) == ["DET-2"]  # a new answer is a new fact


def test_a_course_is_looked_at_again_only_when_something_is_new(world: World, course: Course, clock: Any) -> None:
    assert run(world.app, WATCH) == 1
    assert run(world.app, WATCH) == 0
    world.check_in(course, TODAY.date(), 6)
    assert run(world.app, WATCH) == 1
    clock.move(days=1)
    assert run(world.app, WATCH) == 1
    admin = world.client_of(world.staff(Role.ADMIN))
    admin.post("/api/clinic/settings", json={"changes": {"alerts.miss-2.days": 5}, "reason": "As agreed"})
    assert run(world.app, WATCH) == 1


@pytest.mark.parametrize(("days_late", "fires"), [(13, True), (14, True), (15, False)])
def test_trend_rules_skip_answers_of_long_ago(world: World, days_late: int, fires: bool) -> None:
    course = world.course(started_on=STARTED)
    world.response(course, STARTED, 8)
    world.response(course, ago(days_late), 20, received_at=TODAY)
    assert ("DET-2" in watch(world)) is fires


def test_a_mood_that_falls_is_told_once_a_week(world: World, clock: Any) -> None:
    course = world.course(started_on=STARTED)
    world.response(course, STARTED, 14)
    for days in range(1, 11):
        world.check_in(course, ago(days), 4 if days <= 3 else 7)
    assert "DET-3" in watch(world)
    world.check_in(course, TODAY.date(), 3)
    assert "DET-3" in watch(world)
    assert [each.times for each in world.rows(Alert, rule="DET-3")] == [1]


@pytest.mark.parametrize(
    ("sessions", "totals", "rules"),
    [
        (9, (20, 18), []),
        (10, (20, 17), ["NOT-1"]),  # 15 % better
        (10, (20, 16), []),  # exactly 20 %
    ],
)
def test_little_improvement_at_session_10_informs(
    world: World, sessions: int, totals: tuple[int, int], rules: list[str]
) -> None:
    course = world.course(started_on=ago(13))  # ten weekdays
    for days in range(14):
        world.check_in(course, ago(days), 6)
    world.response(course, ago(13), totals[0])
    world.sessions(course, sessions)
    world.response(course, ago(1), totals[1])
    world.response(course, ago(1), 5, instrument="gad-7")
    assert watch(world) == rules


@pytest.mark.parametrize(("totals", "rules"), [((4, 9), []), ((4, 10), ["REL"]), ((7, 11), []), ((7, 12), ["REL"])])
def test_a_relapse_at_follow_up(world: World, totals: tuple[int, int], rules: list[str]) -> None:
    days = [date(2026, 9, 1) + timedelta(days=each) for each in range(30)]
    ended = {"state": CourseState.COMPLETED, "ended_on": days[-1]}
    course = world.course(started_on=days[0], days=days, planned_sessions=30, **ended)
    world.response(course, days[0], 20)
    world.sessions(course, 21)
    world.response(course, days[-1], totals[0])
    world.response(course, ago(2), totals[1])
    assert [rule for rule in watch(world) if rule == "REL"] == rules


@pytest.mark.parametrize(("silent", "rules"), [(2, []), (3, ["MISS-2"])])
def test_missed_logs_are_for_the_next_session(world: World, silent: int, rules: list[str]) -> None:
    course = world.course(started_on=ago(8))
    world.response(course, ago(8), 14)
    world.response(course, ago(1), 12)
    world.response(course, ago(1), 12, instrument="gad-7")
    for days in range(silent + 1, 9):
        world.check_in(course, ago(days), 6)
    assert watch(world) == rules


def safety_alert(world: World, course: Course, days: int) -> None:
    at = TODAY - timedelta(days=days)
    reason = Reason("SI-1", 1, "Thoughts of self-harm", "PHQ-9 item 9", at)
    world.run(raise_alerts, course.clinic_id, course.patient_id, course.id, [reason], at)


def test_missed_logs_after_a_safety_alert_become_a_call(world: World) -> None:
    course = world.course(started_on=ago(8))
    world.response(course, ago(8), 14)
    world.response(course, ago(1), 12)
    world.response(course, ago(1), 12, instrument="gad-7")
    for days in range(3, 9):
        world.check_in(course, ago(days), 6)
    assert watch(world) == []
    safety_alert(world, course, 3)
    world.response(course, ago(1), 13)  # any fact: the job looks again
    assert watch(world) == ["MISS-3", "SI-1"]


def test_a_missed_session_after_a_safety_alert_becomes_a_call(world: World, course: Course) -> None:
    safety_alert(world, course, 2)
    answered(world, course, 14, 13)
    missed: Callable[[int], Any] = lambda days: world.sessions(course, days, SessionState.MISSED)  # noqa: E731
    assert watch(world) == ["SI-1"]
    missed(16)  # the weekdays up to the day of the alert, and after it
    assert "MISS-3" in watch(world)


def test_silence_of_a_paused_course_is_no_news(world: World) -> None:
    course = world.course(started_on=ago(8), state=CourseState.PAUSED)
    world.response(course, ago(8), 14)
    world.check_in(course, ago(5), 6)
    assert watch(world) == []


@pytest.mark.parametrize(("due", "fires"), [(0, False), (7, True)])
def test_a_questionnaire_still_open_after_its_reminders_is_the_front_desks(world: World, due: int, fires: bool) -> None:
    course = world.course(started_on=ago(7 + due))  # the first weekly one is due a week after the start
    for days in range(1, 8 + due):
        world.check_in(course, ago(days), 6)
    for instrument in ("phq-9", "gad-7"):
        world.response(course, ago(7 + due), 14, instrument=instrument)
    assert ("MISS-1" in watch(world)) is fires


@pytest.mark.parametrize(("protocol", "rules"), [("hf10_std", ["NOT-1"]), ("saint", [])])
def test_ten_sessions_of_an_accelerated_course_are_no_milestone(world: World, protocol: str, rules: list[str]) -> None:
    """They are a morning: nobody is expected to be better after it."""
    course = world.course(started_on=ago(13), protocol=protocol)
    for days in range(14):
        world.check_in(course, ago(days), 6)
    world.response(course, ago(13), 20)
    world.response(course, ago(13), 5, instrument="gad-7")
    world.sessions(course, 10)
    world.response(course, ago(1), 17)
    assert [rule for rule in watch(world) if rule.startswith("NOT")] == rules


@pytest.mark.parametrize(("protocol", "missing"), [("hf10_std", True), ("saint", False)])
def test_no_form_is_missing_at_session_10_of_an_accelerated_course(world: World, protocol: str, missing: bool) -> None:
    """A form that asks about two weeks says nothing of a morning, and is not asked for."""
    course = world.course(started_on=ago(19), protocol=protocol)
    world.response(course, ago(19), 20)
    world.sessions(course, 13)
    assert ("MISS-4" in watch(world)) is missing


def test_a_course_without_a_baseline_is_a_gap(world: World) -> None:
    course = world.course(started_on=ago(3))
    for days in range(4):
        world.check_in(course, ago(days), 6)
    assert "MISS-4" not in watch(world)
    world.sessions(course, 1)
    assert "MISS-4" in watch(world)


def test_each_course_is_watched_by_what_is_known_of_its_own_patient(world: World) -> None:
    courses = [world.course(world.patient(withdrawn_at=at)) for at in (None, TODAY)]
    watched = world.run(courses_to_watch, world.home, TODAY, 100)
    assert {each.course.id: each.withdrew for each in watched} == {courses[0].id: False, courses[1].id: True}
    assert len(watched) == 2
