"""Summaries: refreshed when a fact is new, never missed, and equal to what the raw facts say."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from server import jobs
from server.courses import library
from server.courses.actions.facts import note_new_fact
from server.courses.models.course import Course, TreatmentDay
from server.courses.rules import SessionState
from server.courses.rules.protocol import course_days
from server.db import db
from server.outcomes.models import Summary
from server.outcomes.queries.facts import facts_of, one_to_summarise
from server.people.actions import change_settings
from server.people.models import Clinic
from tests.builders import World

REFRESH = jobs.SCHEDULE[0]


@pytest.fixture
def course(world: World) -> Course:
    return world.course()


def refresh(world: World) -> int:
    return jobs.run(world.app, REFRESH)


def kept(world: World) -> list[dict[str, Any]]:
    """All summaries as plain values, without when they were computed."""
    columns = [column.name for column in Summary.__table__.columns]
    return [{name: getattr(row, name) for name in columns} for row in world.rows(Summary)]


def test_a_course_gets_its_summary_and_then_the_job_rests(world: World, course: Course) -> None:
    world.response(course, course.started_on, 20)
    world.response(course, course.started_on + timedelta(days=14), 9)
    world.sessions(course, 10)
    world.check_in(course, course.started_on)
    assert [refresh(world), refresh(world)] == [1, 0]
    summary = world.rows(Summary)[0]
    assert (summary.baseline, summary.latest, summary.outcome) == (20, 9, "response")
    assert (summary.sessions_done, summary.days_logged, summary.change_percent) == (10, 1, 55)


def test_every_new_fact_makes_it_stale(world: World, course: Course) -> None:
    refresh(world)
    for add in (
        lambda: world.check_in(course, course.started_on),
        lambda: world.response(course, course.started_on, 12),
        lambda: world.sessions(course, 1),
    ):
        add()
        assert refresh(world) == 1


def test_a_change_of_rules_or_settings_makes_all_stale(
    world: World, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.course()
    assert refresh(world) == 2
    world.run(lambda: db.session.execute(update(Clinic).values(settings_version=2)))
    assert refresh(world) == 2
    monkeypatch.setattr("server.outcomes.queries.facts.OF_RULES", 999)
    monkeypatch.setattr("server.outcomes.actions.summaries.OF_RULES", 999)
    assert refresh(world) == 2


def test_a_fact_that_commits_while_the_job_runs_is_not_missed(
    world: World, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counter is read before the facts: what comes between is computed twice, never left out."""
    refresh(world)
    world.check_in(course, course.started_on)
    real = jobs.refresh_stale_summaries

    def slow(clinic: Clinic, now: Any) -> int:
        done = real(clinic, now)
        if done:  # before this chunk commits, somebody else's entry is counted
            note_new_fact(course.clinic_id, course.id)
        return done

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "refresh_stale_summaries", _once(slow, real))
        refresh(world)
    summary, now_at = world.rows(Summary)[0], world.rows(Course)[0].facts
    assert summary.of_facts == now_at


def _once(first: Any, then: Any) -> Any:
    calls = iter([first])
    return lambda clinic, now: next(calls, then)(clinic, now)


def test_a_rebuilt_summary_equals_the_one_that_grew(world: World) -> None:
    """Random facts in random order, refreshed at random moments; then all summaries are dropped and rebuilt."""
    chance = random.Random(20261122)
    courses = [world.course() for _ in range(4)]
    for _ in range(60):
        course = chance.choice(courses)
        day = course.started_on + timedelta(days=chance.randint(-10, 50))
        match chance.randrange(5):
            case 0:
                world.response(course, day, chance.randint(0, 27))
            case 1:
                world.response(course, day, answers={"1": 1, "2": "declined", "9": None})
            case 2:
                world.check_in(course, day, chance.randint(0, 10))
            case 3:
                world.sessions(course, 1, chance.choice([SessionState.FULL, SessionState.MISSED]))
            case 4:
                refresh(world)
    refresh(world)
    grown = kept(world)
    world.run(lambda: db.session.execute(delete(Summary)))
    assert refresh(world) == len(courses)
    assert kept(world) == grown


def test_two_clinics_are_refreshed_each_for_itself(world: World, course: Course) -> None:
    world.course(world.patient(clinic=world.clinic("Elsewhere")))
    assert refresh(world) == 2
    assert len({row.clinic_id for row in world.rows(Summary)}) == 2


def test_the_days_that_the_caseload_sorts_by_are_in_the_summary(world: World, course: Course) -> None:
    """An aborted session is neither delivered nor missed; the 10th delivered one is the 12th in the record."""
    world.sessions(course, 3)
    world.sessions(course, 1, SessionState.MISSED)
    world.sessions(course, 1, SessionState.ABORTED)
    delivered = world.sessions(course, 8)
    refresh(world)
    summary = world.rows(Summary)[0]
    assert (summary.sessions_done, summary.sessions_missed) == (11, 1)
    assert (summary.milestone_on, summary.last_session_on) == (delivered[6].on, delivered[7].on)


@pytest.mark.parametrize(("protocol", "sessions"), [("hf10_std", 36), ("hf10_std", 4), ("saint", 50), ("pain_m1", 10)])
def test_the_calendar_is_read_from_planned_days_and_delivered_sessions(
    world: World, protocol: str, sessions: int
) -> None:
    course = world.course(protocol=protocol, planned_sessions=sessions)
    days = [each.on for each in world.rows(TreatmentDay)]
    world.sessions(course, 1, SessionState.MISSED)
    given = [each.on for each in world.sessions(course, 2)]
    expected = course_days(library.protocol(protocol), course.started_on, None, sessions, days, given)
    facts = world.run(facts_of, course.clinic_id, [one_to_summarise(course)], mode="read")
    assert facts[course.id].days == expected
    assert facts[course.id].days.session_days[:2] == tuple(given)


def test_a_phone_whose_clock_is_years_ahead_does_not_log_until_then(world: World, course: Course) -> None:
    known = course.started_on + timedelta(days=2)
    world.check_in(course, known)
    ahead = timedelta(days=1900)
    world.check_in(course, known + ahead, skew_seconds=-int(ahead.total_seconds()))
    refresh(world)
    summary = world.rows(Summary)[0]
    assert (summary.days_logged, summary.last_log_on) == (1, known)


def test_a_lost_response_is_kept_with_the_day_since_when(world: World, course: Course) -> None:
    for day, total in ((0, 20), (7, 9), (14, 15)):
        world.response(course, course.started_on + timedelta(days=day), total)
    refresh(world)
    summary = world.rows(Summary)[0]
    assert (summary.setback, summary.setback_on) == ("response lost", course.started_on + timedelta(days=14))


def test_it_says_what_the_course_waits_for_whatever_the_day(world: World, clock: Any) -> None:
    started_on = (clock.now - timedelta(days=14)).date()
    course = world.course(started_on=started_on)
    world.response(course, started_on, 20)
    refresh(world)
    summary = world.rows(Summary)[0]
    assert {key: each["key"] for key, each in summary.awaited.items()} == {"phq-9": "session-5", "gad-7": "baseline"}
    assert summary.overdue_on == started_on + timedelta(days=1)  # the baseline of the GAD-7
    clock.move(days=30)
    before = kept(world)
    with world.transaction():
        db.session.execute(delete(Summary))
    refresh(world)
    assert kept(world) == before


def test_what_it_waits_for_follows_the_courses_own_treatment_days(world: World, clock: Any) -> None:
    started_on = (clock.now - timedelta(days=14)).date()
    days = [started_on + timedelta(days=each) for each in range(5)]
    course = world.course(started_on=started_on, days=days, planned_sessions=5)
    for instrument in ("phq-9", "gad-7"):
        world.response(course, started_on + timedelta(days=7), 20, instrument=instrument)
    refresh(world)
    awaited = world.rows(Summary)[0].awaited
    assert {key: each["key"] for key, each in awaited.items()} == {"phq-9": "month-1", "gad-7": "month-1"}


@pytest.mark.parametrize(
    ("minutes", "skew", "mode", "is_baseline"),
    [
        (-10, 0, "phone", True),
        (10, 0, "phone", False),
        (10, -1200, "phone", True),  # the phone's clock was twenty minutes ahead
        (-10, 1200, "phone", False),
        (10, 0, "paper", True),  # a paper has no time of day; forms are answered in the waiting room
    ],
)
def test_a_form_of_the_first_day_is_a_baseline_only_before_the_stimulation(
    world: World, course: Course, minutes: int, skew: int, mode: str, is_baseline: bool
) -> None:
    begun = world.sessions(course, 1)[0].started_at
    assert begun is not None
    finished_at = begun + timedelta(minutes=minutes)
    world.response(course, course.started_on, 20, mode=mode, finished_at=finished_at, skew_seconds=skew)
    refresh(world)
    summary = world.rows(Summary)[0]
    assert (summary.baseline, summary.latest) == ((20, None) if is_baseline else (None, 20))


def test_a_clinics_own_thresholds_make_summaries_stale_and_hold_in_them(world: World, course: Course) -> None:
    """9 of 20 is a response by 50 per cent and none by 60."""
    world.response(course, course.started_on, 20)
    world.response(course, course.started_on + timedelta(days=14), 9)
    refresh(world)
    assert world.rows(Summary)[0].outcome == "response"
    admin = world.staff("admin")
    own = {"outcomes.thresholds": {"phq-9": {"response_percent": 60}}}
    world.run(change_settings, admin.actor, own, "Our board decided so.", world.clock.now)
    assert refresh(world) == 1
    assert world.rows(Summary)[0].outcome == "partial response"
