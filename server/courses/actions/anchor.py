"""Moving the start of a course, on which its schedule hangs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import delete, insert

from server.access import Actor
from server.audit.actions import Change, keep_change
from server.clinic_settings import value_of
from server.courses.actions.facts import note_new_fact
from server.courses.library import protocol
from server.courses.models.course import Course, CourseAnchor, TreatmentDay
from server.courses.queries.plan import anchor_moves_of, delivered_days_of, plan_of
from server.courses.rules.plan import AnchorCause, PlannedDay, moved_plan
from server.db import db
from server.errors import Invalid
from server.people.queries import settings_of


def move_start(actor: Actor, course: Course, to: date, reason: str, now: datetime) -> None:
    """Plan the course from another day. The schedule and the days not yet used move along; history is kept.

    Raises Invalid once a session took place, since then the day of that session is the start, or for a start after
    the end.
    """
    if delivered_days_of(course.clinic_id, course.id):
        raise Invalid(
            "The course began with its first session. If that day is wrong, correct the session: the start follows.",
            field="started_on",
        )
    _move(actor, course, to, AnchorCause.MOVED, reason, now)


def follow_first_session(actor: Actor, course: Course, first_on: date | None, now: datetime) -> None:
    """Let the course start on the day of its first delivered session, earlier or later than planned.

    first_on None: no session is delivered any more, so that the start is again what people planned.
    """
    if first_on is not None:
        _move(actor, course, first_on, AnchorCause.FIRST_SESSION, "The first session took place on this day.", now)
        return
    moves = anchor_moves_of(course.clinic_id, course.id)
    planned = course.started_on
    for each in reversed(moves):
        if each.cause is not AnchorCause.FIRST_SESSION:
            break
        planned = each.moved_from
    _move(actor, course, planned, AnchorCause.FIRST_SESSION, "No session has taken place any more.", now)


def _move(actor: Actor, course: Course, to: date, cause: AnchorCause, reason: str, now: datetime) -> None:
    was = course.started_on
    if to == was:
        return
    if course.ended_on is not None and to > course.ended_on:
        raise Invalid(f"The course ended on {course.ended_on}; it cannot start after that.", field="started_on")
    before = plan_of(course.clinic_id, course.id)
    closed = closed_days(actor)
    delivered = Counter(delivered_days_of(course.clinic_id, course.id))
    after = moved_plan(before, delivered, protocol(course.protocol), was, to, closed)
    course.started_on = to
    db.session.flush()
    put_days(course, after)
    db.session.execute(
        insert(CourseAnchor),
        {
            "clinic_id": course.clinic_id,
            "course_id": course.id,
            "moved_from": was,
            "moved_to": to,
            "cause": cause,
            "reason": reason,
            "at": now,
            "by": actor.person_id,
        },
    )
    note_new_fact(course.clinic_id, course.id)
    keep_change(
        actor,
        Change(
            "start of the course",
            course.patient_id,
            course.id,
            {"started_on": was, "treatment_days": [each.on for each in before]},
            {"started_on": to, "treatment_days": [each.on for each in after]},
            reason,
        ),
        now,
    )


def closed_days(actor: Actor) -> frozenset[date]:
    """The days on which the actor's clinic does not treat."""
    return frozenset(date.fromisoformat(day) for day in value_of(settings_of(actor.clinic_id), "clinic.holidays"))


def put_days(course: Course, days: Sequence[PlannedDay]) -> None:
    """Make these the treatment days of the course."""
    db.session.execute(
        delete(TreatmentDay).where(TreatmentDay.clinic_id == course.clinic_id, TreatmentDay.course_id == course.id)
    )
    if days:
        key = {"clinic_id": course.clinic_id, "course_id": course.id}
        db.session.execute(
            insert(TreatmentDay), [{**key, **asdict(each), "times": list(each.times) or None} for each in days]
        )
