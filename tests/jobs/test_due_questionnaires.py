"""What falls due is noted once, however often the job ticks and however long it was away."""

from datetime import timedelta

from server.courses.rules import CourseState
from server.reminders.actions import note_due
from server.reminders.models import Occurrence
from server.reminders.queries import due_now
from tests.builders import World


def tick(world: World, clinic_id: object) -> int:
    now = world.clock.now
    found = world.run(due_now, clinic_id, now, mode="read")
    noted: int = world.run(note_due, clinic_id, found, now)
    return noted


def test_a_due_questionnaire_is_noted_once(world: World) -> None:
    course = world.course(started_on=world.clock.now.date() - timedelta(days=6))  # session 5 is today
    assert [tick(world, course.clinic_id) for _ in range(3)] == [1, 0, 0]
    (noted,) = world.rows(Occurrence)
    assert noted.subject == f"{course.id}:phq-9:session-5"
    assert (noted.course_id, noted.local_date) == (course.id, world.clock.now.date())


def test_what_fell_due_while_no_job_ran_is_caught_up(world: World) -> None:
    course = world.course(started_on=world.clock.now.date() - timedelta(days=9))
    assert tick(world, course.clinic_id) == 1


def test_the_day_is_the_patients(world: World) -> None:
    # It is 9:00 UTC on day 5 of the course; on the Line Islands it is day 5 too, at 23:00, and an hour later day 6,
    # that of the fifth session.
    start = world.clock.now.date() - timedelta(days=5)
    course = world.course(world.patient(zone="Pacific/Kiritimati"), start)
    assert tick(world, course.clinic_id) == 0
    world.clock.now += timedelta(hours=1)
    assert tick(world, course.clinic_id) == 1


def test_paused_and_long_ended_courses_ask_for_nothing(world: World) -> None:
    today = world.clock.now.date()
    paused = world.course(started_on=today - timedelta(days=7), state=CourseState.PAUSED)
    ended = {"state": CourseState.COMPLETED, "ended_on": today - timedelta(days=700)}
    world.course(started_on=today - timedelta(days=760), **ended)
    world.course(started_on=today - timedelta(days=7), state=CourseState.HOSPITALISED)
    assert tick(world, paused.clinic_id) == 0


def test_after_a_death_no_course_of_the_patient_asks_for_anything(world: World) -> None:
    today = world.clock.now.date()
    died = world.patient(died_on=today)
    follow_up = {"state": CourseState.COMPLETED, "ended_on": today - timedelta(days=31)}
    world.course(died, today - timedelta(days=80), **follow_up)
    world.course(died, today - timedelta(days=7))
    assert tick(world, died.clinic_id) == 0


def test_what_one_patient_is_not_asked_any_more_another_still_is(world: World) -> None:
    start = world.clock.now.date() - timedelta(days=6)
    world.course(world.patient(died_on=world.clock.now.date()), start)
    world.course(world.patient(withdrawn_at=world.clock.now), start)
    course = world.course(started_on=start)
    assert tick(world, course.clinic_id) == 1
    assert [each.course_id for each in world.rows(Occurrence)] == [course.id]
