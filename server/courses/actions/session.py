"""Recording treatment sessions, correcting and removing them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from server.access import Actor
from server.audit.actions import Change, keep_change, note
from server.courses.actions.anchor import follow_first_session
from server.courses.actions.facts import note_new_fact
from server.courses.models.course import Course
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.queries.course import find_course
from server.courses.queries.hold import open_holds
from server.courses.queries.opening import limits_of, needs_screen, so_far_of
from server.courses.queries.plan import delivered_days_of
from server.courses.queries.screen import current_screen, how_it_stands
from server.courses.queries.session import (
    BLOCK_FIELDS,
    FIELDS,
    REMOVED,
    SessionRow,
    find_session,
    sessions_of,
    was_removed,
)
from server.courses.queries.threshold import find_threshold
from server.courses.rules import CourseState, SessionState
from server.courses.rules.hold import require_no_hold
from server.courses.rules.screen import require_cleared
from server.courses.rules.session import Block, SoFar, Visit
from server.courses.rules.session_checks import doubts_about, require_possible
from server.db import db
from server.errors import Doubt, Invalid, NotFound, require_confirmed
from server.people.queries import names_of_accounts

_NOT_SAID = ("id", "course_id", "operator_id")  # what a correction leaves as it is


def record_session(actor: Actor, course_id: UUID, said: Mapping[str, Any], now: datetime) -> SessionRow:
    """Record that a session took place or was missed. The page makes the id, so a repeated save stores once.

    said: by the names of SessionRow, what is not known left out. Raises NotFound, Invalid for what no device gives or a
    day outside the course, Conflict if the number is taken, a hold is open or the safety screen is not cleared, Unusual
    for what somebody must confirm.
    """
    course = find_course(actor, course_id)
    sessions = sessions_of(actor.clinic_id, course.id)
    for each in sessions:
        if each.id == said["id"]:
            return each
    visit, around = _visit(said), so_far_of(actor, course, sessions, said["on"], now)
    require_possible(visit, around)
    _require_references(actor, course, said)
    doubts = doubts_about(visit, around, limits_of(actor.clinic_id))
    if visit.state is not SessionState.MISSED:
        doubts += _require_open(actor, course, visit, around)
    require_confirmed(doubts, said.get("confirmed", ()))
    values = {name: said.get(name) for name in FIELDS}
    values |= {"course_id": course.id, "operator_id": said.get("operator_id") or actor.person_id}
    db.session.execute(insert(TreatmentSession), {"clinic_id": actor.clinic_id, "recorded_at": now, **values})
    _put_blocks(actor.clinic_id, said["id"], visit)
    if course.state is CourseState.PLANNED and visit.state is not SessionState.MISSED:
        course.state = CourseState.ACTIVE
        db.session.flush()
    note(actor, "recorded a session", course.patient_id, said["id"], now)
    _sessions_changed(actor, course, now)
    return _row_of(course, said["id"])


def correct_session(actor: Actor, session_id: UUID, said: Mapping[str, Any], now: datetime) -> SessionRow:
    """Correct what was recorded; said: {"changes", "reason", "confirmed"}. What stood there before is kept.

    changes: the fields that differ, by the names of SessionRow. Raises NotFound, Invalid, Conflict, Unusual.
    """
    session = find_session(actor, session_id)
    course = find_course(actor, session.course_id)
    sessions = sessions_of(actor.clinic_id, course.id)
    before = asdict(next(each for each in sessions if each.id == session.id))
    after = {**before, **{key: value for key, value in said["changes"].items() if key not in _NOT_SAID}}
    visit, around = _visit(after), so_far_of(actor, course, sessions, after["on"], now, without=session.id)
    require_possible(visit, around, correcting=True)
    _require_references(actor, course, said["changes"])
    doubts = doubts_about(visit, around, limits_of(actor.clinic_id))
    if before["state"] is SessionState.MISSED and visit.state is not SessionState.MISSED:
        doubts += _require_open(actor, course, visit, around)
    require_confirmed(doubts, said["confirmed"])
    for name in FIELDS:
        setattr(session, name, after[name])
    db.session.flush()
    db.session.execute(
        delete(StimulationBlock).where(
            StimulationBlock.clinic_id == actor.clinic_id, StimulationBlock.session_id == session.id
        )
    )
    _put_blocks(actor.clinic_id, session.id, visit)
    change = Change("session", course.patient_id, session.id, before, _plain(after, visit), said["reason"])
    keep_change(actor, change, now)
    _sessions_changed(actor, course, now)
    return _row_of(course, session.id)


def remove_session(actor: Actor, session_id: UUID, reason: str, now: datetime) -> None:
    """Remove a session that was recorded by mistake; it is kept among the corrections, and no other changes its number.

    Safe to repeat. Raises NotFound.
    """
    if was_removed(actor, session_id):
        return
    session = find_session(actor, session_id)
    course = find_course(actor, session.course_id)
    before = asdict(_row_of(course, session.id))
    keep_change(actor, Change(REMOVED, course.patient_id, session.id, before, {}, reason), now)
    clinic_id = actor.clinic_id
    db.session.execute(
        delete(StimulationBlock).where(
            StimulationBlock.clinic_id == clinic_id, StimulationBlock.session_id == session_id
        )
    )
    db.session.delete(session)
    db.session.flush()
    _sessions_changed(actor, course, now)


def _require_open(actor: Actor, course: Course, visit: Visit, around: SoFar) -> list[Doubt]:
    """Raise Conflict where the safety screen or a hold keeps the session from being opened."""
    screen = current_screen(actor.clinic_id, course.id)
    clearance, stops = (None, []) if screen is None else how_it_stands(screen)
    required = clearance is None and needs_screen(actor, course, visit.on, around.sessions)
    # As with a hold, what was given before a later screen was filled in happened, and belongs into the record.
    renewed_at = screen.filled_in_at if screen is not None and screen.number > 1 else None
    if renewed_at is None or visit.started_at is None or visit.started_at >= renewed_at:
        require_cleared(clearance, stops, required=required)
    return require_no_hold(open_holds(actor.clinic_id, course.id), visit.on, visit.started_at)


def _require_references(actor: Actor, course: Course, said: Mapping[str, Any]) -> None:
    """Raise Invalid for an operator who is not of this clinic, or a motor threshold that is not of this course."""
    operator_id, threshold_id = said.get("operator_id"), said.get("threshold_id")
    if operator_id is not None and operator_id not in names_of_accounts(actor.clinic_id):
        raise Invalid("Choose somebody who works at this clinic.", field="operator_id")
    if threshold_id is not None:
        try:
            threshold = find_threshold(actor, threshold_id)
        except NotFound:
            threshold = None
        if threshold is None or threshold.course_id != course.id:
            raise Invalid("Choose a motor threshold of this course.", field="threshold_id")


def _visit(said: Mapping[str, Any]) -> Visit:
    blocks = [Block(**{name: each[name] for name in BLOCK_FIELDS if name in each}) for each in said["blocks"]]
    return Visit(said["number"], said["on"], said["state"], said.get("started_at"), said.get("ended_at"), blocks)


def _plain(after: Mapping[str, Any], visit: Visit) -> dict[str, Any]:
    """The session as a correction keeps it, its blocks with all their fields."""
    return {**after, "blocks": tuple(asdict(each) for each in visit.blocks)}


def _put_blocks(clinic_id: UUID, session_id: UUID, visit: Visit) -> None:
    if visit.blocks:
        key = {"clinic_id": clinic_id, "session_id": session_id}
        rows = [{**key, "number": place, **asdict(each)} for place, each in enumerate(visit.blocks, start=1)]
        db.session.execute(insert(StimulationBlock), rows)


def _row_of(course: Course, session_id: UUID) -> SessionRow:
    return next(each for each in sessions_of(course.clinic_id, course.id) if each.id == session_id)


def _sessions_changed(actor: Actor, course: Course, now: datetime) -> None:
    """Let the course's start follow its first session, and say that what was computed from the sessions is stale."""
    days = delivered_days_of(actor.clinic_id, course.id)
    follow_first_session(actor, course, days[0] if days else None, now)
    note_new_fact(actor.clinic_id, course.id)
