"""The start of a course follows its first session, and what hangs on it follows the start."""

from datetime import date, timedelta

import pytest

from server.audit.models import Correction
from server.courses.actions.anchor import follow_first_session, move_start
from server.courses.models.course import Course, CourseAnchor, TreatmentDay
from server.courses.queries.course import find_course
from server.courses.rules import CourseState
from server.errors import Conflict
from server.questionnaires.queries.due import timepoints_for
from tests.builders import World

START = date(2026, 11, 23)  # a Monday, today


def follow(world: World, course: Course, first_on: date | None) -> Course:
    clinician = world.staff("clinician").actor

    def deed() -> None:
        follow_first_session(clinician, find_course(clinician, course.id), first_on, world.clock.now)

    world.run(deed)
    (moved,) = world.rows(Course)
    return moved


@pytest.mark.parametrize("days", [-4, 1, 7])
def test_the_schedule_hangs_on_the_first_session_that_took_place(world: World, days: int) -> None:
    course = world.course(started_on=START, state=CourseState.PLANNED)
    first_on = START + timedelta(days=days)
    moved = follow(world, course, first_on)
    planned = [each.on for each in world.rows(TreatmentDay)]
    assert (moved.started_on, planned[0], len(planned)) == (first_on, first_on, 36)
    assert moved.facts == course.facts + 1  # so that what was computed from the old calendar is stale
    known = world.run(timepoints_for, moved, mode="read")
    (baseline,) = [each for each in known if each.name == "phq-9:baseline"]
    assert baseline.until == first_on


def test_every_move_is_kept_and_readable(world: World) -> None:
    course = world.course(started_on=START, state=CourseState.PLANNED)
    follow(world, course, START + timedelta(days=1))
    follow(world, course, START + timedelta(days=2))
    follow(world, course, START + timedelta(days=2))  # nothing new
    moves = sorted(world.rows(CourseAnchor), key=lambda each: each.moved_from)
    assert [(each.moved_from, each.moved_to) for each in moves] == [
        (START, START + timedelta(days=1)),
        (START + timedelta(days=1), START + timedelta(days=2)),
    ]
    assert {each.kind for each in world.rows(Correction)} == {"start of the course"}


def test_without_a_session_the_start_is_again_what_was_planned(world: World) -> None:
    course = world.course(started_on=START, state=CourseState.PLANNED)
    follow(world, course, START + timedelta(days=2))
    world.clock.move(minutes=1)
    follow(world, course, START + timedelta(days=3))
    assert follow(world, course, None).started_on == START


def test_the_start_cannot_be_moved_away_from_a_session(world: World) -> None:
    course = world.course(started_on=START - timedelta(days=7))
    world.sessions(course, 1)
    clinician = world.staff("clinician").actor
    with pytest.raises(Conflict, match="began with its first session"):
        world.run(
            lambda: move_start(clinician, find_course(clinician, course.id), START, "typed wrong", world.clock.now)
        )
