"""The demo clinic can be stored on both databases, and the real queries read it."""

from datetime import UTC, datetime
from functools import partial

from sqlalchemy import func, select

from server.access import Actor, Role
from server.audit.actions import Write, keep_revisions
from server.audit.models import Revision
from server.audit.rules import Verdict
from server.checkins.queries import check_ins_of_course
from server.courses.models.course import Course
from server.courses.queries.session import sessions_of
from server.db import db
from server.demo import generate, load_demo
from server.outcomes.actions.summaries import refresh_stale_summaries
from server.outcomes.models import Summary
from server.people.models import Clinic, Patient
from server.questionnaires.queries.due import due_for_course
from tests.builders import World

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


def test_every_row_is_stored_and_every_reference_holds(world: World) -> None:
    keys = world.run(partial(load_demo, seed=1), NOW)
    demo = generate(1, NOW)
    assert keys.clinic_id == demo.clinic_id
    with world.transaction("read"):
        for table, rows in demo.rows:
            assert db.session.scalar(select(func.count()).select_from(table)) == len(rows), table.name


def test_the_visitor_is_the_first_patient_by_number(world: World) -> None:
    keys = world.run(partial(load_demo, seed=1), NOW)
    with world.transaction("read"):
        first = db.session.scalars(select(Patient).order_by(Patient.number).limit(1)).one()
    assert (first.id, first.name) == (keys.patient_id, "Demo Patient 001")


def test_what_was_stored_reads_back_as_what_real_use_stores(world: World) -> None:
    keys = world.run(partial(load_demo, seed=1), NOW)
    with world.transaction("read"):
        course = db.session.scalars(select(Course).where(Course.patient_id == keys.patient_id)).one()
        sessions = sessions_of(keys.clinic_id, course.id)
        log = check_ins_of_course(keys.clinic_id, course.id)
    assert [each.number for each in sessions] == list(range(1, 11))
    assert all(each.blocks for each in sessions)
    assert log[0].felt_on > log[-1].felt_on
    assert not any(each.clock_off for each in log)


def test_the_job_makes_a_summary_of_every_course_and_finds_what_the_visitor_has_to_answer(world: World) -> None:
    keys = world.run(partial(load_demo, seed=1), NOW)
    clinic = world.rows(Clinic)[0]
    assert world.run(refresh_stale_summaries, clinic, NOW) == 40
    course = world.rows(Course, patient_id=keys.patient_id)[0]
    (summary,) = world.rows(Summary, course_id=course.id)
    assert (summary.sessions_done, summary.sessions_missed) == (10, 0)
    assert summary.baseline is not None
    assert summary.latest is not None
    with world.transaction("read"):
        due = due_for_course(course, NOW.date())
    assert "phq-9" in [each.instrument for each in due]


def test_a_phone_that_sends_a_demo_entry_again_is_answered_as_before(world: World) -> None:
    keys = world.run(partial(load_demo, seed=1), NOW)
    sent = world.rows(Revision, patient_id=keys.patient_id)[0]
    patient = Actor(keys.patient_id, keys.clinic_id, Role.PATIENT)
    write = Write(sent.kind, sent.record_id, sent.device, sent.seq, None, sent.content, sent.recorded_at)
    assert world.run(keep_revisions, patient, [write], NOW)[0].verdict is Verdict.REPEAT
