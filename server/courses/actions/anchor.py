"""Moving the start of a course, on which its schedule hangs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from server.access import Actor
from server.audit.actions import Change, keep_change
from server.clinic_settings import value_of
from server.courses.actions.facts import note_new_fact
from server.courses.actions.refile import ask_for_refiling
from server.courses.library import protocol
from server.courses.models.course import Course, CourseAnchor, TreatmentDay
from server.courses.queries.course import find_course
from server.courses.queries.plan import anchor_moves_of, delivered_days_of, plan_of
from server.courses.rules import ENDED
from server.courses.rules.plan import AnchorCause, PlannedDay, moved_plan, require_start_near
from server.db import db
from server.errors import Conflict, Invalid
from server.people.queries import settings_of
from server.people.queries.patient import clinic_day
from server.wording import dated, say


def move_start(actor: Actor, course: Course, to: date, reason: str, now: datetime) -> None:
    """Plan the course from another day. The schedule and the days not yet used move along; history is kept.

    Raises Conflict once a session took place, since then the day of that session is the start, and Invalid for a start
    after the end.
    """
    if delivered_days_of(course.clinic_id, course.id):
        raise Conflict(
            "The course began with its first session. If that day is wrong, correct the session: the start follows.",
            code="course-begun",
        )
    _move(actor, course, to, AnchorCause.MOVED, reason, now)


def move_start_of(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> None:
    """As move_start, for a person. Raises NotFound, Conflict once the course has ended, Invalid."""
    course = find_course(actor, course_id)
    if course.state in ENDED:
        raise Conflict("This course has ended; its start stays.", code="course-ended")
    require_start_near(said["on"], clinic_day(actor, now))
    move_start(actor, course, said["on"], said["reason"], now)


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


def move_to_first_day(actor: Actor, course: Course, to: date, reason: str, now: datetime) -> None:
    """Let a course without a session start on its first treatment day, as a person planned it just now."""
    if to != course.started_on:
        _keep(actor, course, to, AnchorCause.MOVED, reason, now)
        note_new_fact(course.clinic_id, course.id)
        ask_for_refiling(course.clinic_id, course.patient_id, now)


def end_before_start(actor: Actor, course: Course, on: date, now: datetime) -> None:
    """Let a course that is called off before its first session start on the day of its end; its days stay."""
    if delivered_days_of(course.clinic_id, course.id):
        raise Invalid("The course cannot end before its start or its last session.", field="on")
    _keep(actor, course, on, AnchorCause.NOT_BEGUN, "The course was called off before it began.", now)


def start_again(actor: Actor, course: Course, now: datetime) -> None:
    """Undo end_before_start, if it was what moved the start last."""
    moves = anchor_moves_of(course.clinic_id, course.id)
    if moves and moves[-1].cause is AnchorCause.NOT_BEGUN and moves[-1].moved_to == course.started_on:
        _keep(actor, course, moves[-1].moved_from, AnchorCause.MOVED, "The course was not called off.", now)


def _move(actor: Actor, course: Course, to: date, cause: AnchorCause, reason: str, now: datetime) -> None:
    was = course.started_on
    if to == was:
        return
    if course.ended_on is not None and to > course.ended_on:
        sentence = say("The course ended on {on}; it cannot start after that.", on=dated(course.ended_on))
        raise Invalid(sentence, field="started_on")
    before = plan_of(course.clinic_id, course.id)
    closed = closed_days(actor)
    delivered = Counter(delivered_days_of(course.clinic_id, course.id))
    after = moved_plan(before, delivered, protocol(course.protocol), was, to, closed)
    _keep(actor, course, to, cause, reason, now)
    put_days(course, after)
    note_new_fact(course.clinic_id, course.id)
    ask_for_refiling(course.clinic_id, course.patient_id, now)
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


def _keep(actor: Actor, course: Course, to: date, cause: AnchorCause, reason: str, now: datetime) -> None:
    """Put the start on another day and remember from where."""
    moved = {"moved_from": course.started_on, "moved_to": to, "cause": cause, "reason": reason}
    course.started_on = to
    db.session.flush()
    key = {"clinic_id": course.clinic_id, "course_id": course.id}
    db.session.execute(insert(CourseAnchor), {**key, **moved, "at": now, "by": actor.person_id})


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
