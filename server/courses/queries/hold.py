"""Reading holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.courses.models.course import Course
from server.courses.models.hold import Hold
from server.courses.queries.course import find_course
from server.courses.rules.hold import HoldKind, OpenHold
from server.db import db
from server.errors import NotFound
from server.people.queries import names_of_accounts

BY_RULE = "Lodestone"  # who placed a hold that a rule placed


@dataclass(frozen=True)
class HoldRow:
    """One hold with the names of those who placed and cleared it. cleared_at None: it is open."""

    id: UUID
    course_id: UUID
    patient_id: UUID
    kind: HoldKind
    detail: str
    placed_at: datetime
    placed_by: str
    cleared_at: datetime | None
    cleared_by: str | None
    clear_reason: str | None


@dataclass(frozen=True)
class CourseHolds:
    """The holds of one course: the open ones first, each part newest first."""

    patient_id: UUID
    holds: list[HoldRow]


def open_holds(clinic_id: UUID, course_id: UUID) -> list[OpenHold]:
    """What keeps sessions of the course from being opened, oldest first; the caller may see the course."""
    rows = db.session.scalars(
        select(Hold)
        .where(Hold.clinic_id == clinic_id, Hold.course_id == course_id, Hold.cleared_at.is_(None))
        .order_by(Hold.placed_at, Hold.id)
    )
    return [OpenHold(each.kind, each.detail, each.placed_on, each.placed_at) for each in rows]


def first_holds(clinic_id: UUID, courses: Collection[UUID]) -> dict[UUID, tuple[list[HoldKind], date]]:
    """By course: the kinds of its open holds and the day of the first; courses without one are left out."""
    found: dict[UUID, tuple[list[HoldKind], date]] = {}
    for each in db.session.scalars(
        select(Hold)
        .where(Hold.clinic_id == clinic_id, Hold.course_id.in_(courses), Hold.cleared_at.is_(None))
        .order_by(Hold.placed_on, Hold.placed_at, Hold.id)
    ):
        found.setdefault(each.course_id, ([], each.placed_on))[0].append(each.kind)
    return found


def find_hold(actor: Actor, hold_id: UUID) -> Hold:
    """Raises NotFound also for a hold on a course that the actor may not see."""
    hold = db.session.get(Hold, (actor.clinic_id, hold_id))
    if hold is None:
        raise NotFound("No such hold.")
    find_course(actor, hold.course_id)
    return hold


def hold_row(actor: Actor, hold_id: UUID) -> HoldRow:
    """One hold. Raises NotFound."""
    hold = find_hold(actor, hold_id)
    return _row(hold, find_course(actor, hold.course_id), names_of_accounts(actor.clinic_id))


def holds_of(actor: Actor, course_id: UUID) -> CourseHolds:
    """All holds of a course. Raises NotFound."""
    course = find_course(actor, course_id)
    names = names_of_accounts(actor.clinic_id)
    rows = db.session.scalars(
        select(Hold)
        .where(Hold.clinic_id == actor.clinic_id, Hold.course_id == course.id)
        .order_by(Hold.placed_at.desc(), Hold.id)
    )
    found = [_row(each, course, names) for each in rows]
    return CourseHolds(course.patient_id, sorted(found, key=lambda each: each.cleared_at is not None))


def _row(hold: Hold, course: Course, names: dict[UUID, str]) -> HoldRow:
    return HoldRow(
        id=hold.id,
        course_id=hold.course_id,
        patient_id=course.patient_id,
        kind=hold.kind,
        detail=hold.detail,
        placed_at=hold.placed_at,
        placed_by=BY_RULE if hold.placed_by is None else names.get(hold.placed_by, BY_RULE),
        cleared_at=hold.cleared_at,
        cleared_by=None if hold.cleared_by is None else names.get(hold.cleared_by, BY_RULE),
        clear_reason=hold.clear_reason,
    )
