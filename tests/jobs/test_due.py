"""What falls due is noted once, however many jobs tick and however long none did."""

from typing import Any

import pytest

from server import jobs
from server.courses.models.course import Course
from server.courses.rules import CourseState
from server.reminders.models import JobTick, Occurrence
from tests.builders import World

MAKE_DUE = jobs.SCHEDULE[1]


@pytest.fixture
def course(world: World) -> Course:
    return world.course()


def due(world: World) -> list[str]:
    return sorted(each.subject.partition(":")[2] for each in world.rows(Occurrence))


def test_a_due_questionnaire_is_noted_once(world: World, course: Course) -> None:
    first = jobs.run(world.app, MAKE_DUE)
    assert first == len(due(world)) > 0
    assert jobs.run(world.app, MAKE_DUE) == 0


def test_what_was_answered_is_not_due(world: World, course: Course, clock: Any) -> None:
    world.response(course, clock.now.date(), 12)
    jobs.run(world.app, MAKE_DUE)
    assert not [name for name in due(world) if name.startswith("phq-9")]


def test_after_a_time_without_jobs_the_present_is_caught_up(world: World, course: Course, clock: Any) -> None:
    jobs.run(world.app, MAKE_DUE)
    before = due(world)
    clock.move(days=7)
    assert jobs.run(world.app, MAKE_DUE) > 0
    assert set(before) < set(due(world))


def test_a_paused_course_asks_for_nothing(world: World) -> None:
    world.course(state=CourseState.PAUSED)
    assert jobs.run(world.app, MAKE_DUE) == 0


def test_health_is_well_while_jobs_tick_and_says_when_they_do_not(world: World, clock: Any) -> None:
    for job in jobs.SCHEDULE:
        jobs.run(world.app, job)
    assert world.count(JobTick) == len(jobs.SCHEDULE)
    assert world.anybody().get("/health").json["status"] == "ok"
    clock.move(minutes=16)
    late = world.anybody().get("/health")
    assert (late.status_code, late.json["status"]) == (503, "degraded")
