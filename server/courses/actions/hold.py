"""Placing a hold on a course, and clearing it."""

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.access import Actor, Role
from server.audit.actions import note
from server.courses.models.hold import Hold
from server.courses.queries.course import find_course
from server.courses.queries.hold import find_hold
from server.courses.rules.hold import LONGEST_DETAIL, HoldKind, joined_detail, require_reason
from server.db import db
from server.errors import Conflict
from server.people.queries import clinic_of


def place_hold(actor: Actor, course_id: UUID, kind: HoldKind, detail: str, now: datetime) -> UUID:
    """Place a hold and return its id; what happens again joins the open hold of its kind. Raises NotFound.

    actor: who placed it, or access.system_of(clinic) where a rule does. detail: what happened, for whoever clears it.
    """
    course = find_course(actor, course_id)
    hold = db.session.scalar(
        select(Hold).where(
            Hold.clinic_id == actor.clinic_id,
            Hold.course_id == course.id,
            Hold.kind == kind,
            Hold.cleared_at.is_(None),
        )
    )
    if hold is None:
        hold = Hold(
            clinic_id=actor.clinic_id,
            id=uuid4(),
            course_id=course.id,
            kind=kind,
            detail=detail[:LONGEST_DETAIL],
            placed_on=now.astimezone(ZoneInfo(clinic_of(actor).zone)).date(),
            placed_at=now,
            placed_by=None if actor.role is Role.SYSTEM else actor.person_id,
        )
        db.session.add(hold)
        note(actor, f"placed a hold: {kind}", course.patient_id, hold.id, now)
    else:
        hold.detail = joined_detail(hold.detail, detail)
        note(actor, f"added to a hold: {kind}", course.patient_id, hold.id, now)
    db.session.flush()
    return hold.id


def clear_hold(actor: Actor, hold_id: UUID, reason: str, now: datetime) -> UUID:
    """Clear a hold, so that sessions can be opened again. Raises NotFound, Conflict if it is cleared, Invalid for a
    reason that says too little."""
    hold = find_hold(actor, hold_id)
    require_reason(reason)
    if hold.cleared_at is not None:
        raise Conflict("This hold is cleared already.", code="hold-cleared")
    hold.cleared_at, hold.cleared_by, hold.clear_reason = now, actor.person_id, reason
    db.session.flush()
    note(actor, f"cleared a hold: {hold.kind}", find_course(actor, hold.course_id).patient_id, hold.id, now)
    return hold.id
