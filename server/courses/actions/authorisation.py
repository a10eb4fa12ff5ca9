"""Writing the ledger of what payers authorised."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete

from server.access import Actor
from server.audit.actions import Change, keep_change, note
from server.courses.models.authorisation import Authorisation
from server.courses.models.course import Course
from server.courses.queries.authorisation import find_authorisation
from server.courses.queries.course import find_course
from server.courses.rules.authorisation import require_plausible_authorisation
from server.db import db

FIELDS = (
    "payer",
    "number",
    "units",
    "state",
    "covers_from",
    "covers_until",
    "requested_on",
    "decided_on",
    "denial_reason",
    "appeal_until",
    "note",
)


def add_authorisation(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Authorisation:
    """A new line of a course's ledger. Raises NotFound, Invalid."""
    course = find_course(actor, course_id)
    require_plausible_authorisation(said)
    line = write_authorisation(course, said, now)
    note(actor, "recorded an authorisation", course.patient_id, line.id, now)
    return line


def write_authorisation(course: Course, said: dict[str, Any], now: datetime) -> Authorisation:
    """The line itself, for whoever writes the audit entry. said: FIELDS, of which some may be missing."""
    line = Authorisation(
        clinic_id=course.clinic_id,
        id=uuid4(),
        course_id=course.id,
        recorded_at=now,
        **{name: said.get(name) for name in FIELDS},
    )
    db.session.add(line)
    db.session.flush()
    return line


def change_authorisation(actor: Actor, authorisation_id: UUID, said: dict[str, Any], now: datetime) -> Authorisation:
    """Change a line of the ledger, with a reason. Raises NotFound, Invalid."""
    line = find_authorisation(actor, authorisation_id)
    require_plausible_authorisation(said)
    before = {name: getattr(line, name) for name in FIELDS}
    for name in FIELDS:
        setattr(line, name, said[name])
    db.session.flush()
    after = {name: getattr(line, name) for name in FIELDS}
    patient_id = find_course(actor, line.course_id).patient_id
    keep_change(actor, Change("authorisation", patient_id, line.id, before, after, said["reason"]), now)
    return line


def remove_authorisation(actor: Actor, authorisation_id: UUID, reason: str, now: datetime) -> UUID:
    """Take a line out of the ledger; what it said stays readable. Returns the id of its course. Raises NotFound."""
    line = find_authorisation(actor, authorisation_id)
    course = find_course(actor, line.course_id)
    before = {name: getattr(line, name) for name in FIELDS}
    after = dict.fromkeys(FIELDS)
    keep_change(actor, Change("authorisation", course.patient_id, line.id, before, after, reason), now)
    db.session.execute(
        delete(Authorisation).where(Authorisation.clinic_id == actor.clinic_id, Authorisation.id == line.id)
    )
    return course.id
