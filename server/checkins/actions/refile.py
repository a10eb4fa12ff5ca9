"""Filing a patient's entries again after the days of a course changed."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, ColumnElement, bindparam, delete, or_, select, true, update

from server.access import system_of
from server.audit.actions import note
from server.checkins.models import CheckIn
from server.courses.actions.facts import note_new_fact
from server.courses.models.refiling import Refiling
from server.courses.queries.course import spans_of
from server.courses.rules import Span, course_of_day
from server.db import Record, db, table_of
from server.questionnaires.models import Response

# A request that began before the change filed its entry by the old days, and may end after the first look: so the
# entries are looked at again and again for longer than any request can take.
LOOKED_AT_FOR = timedelta(minutes=10)
AT_ONCE = 50  # patients in one transaction


def refile_entries(clinic_id: UUID, now: datetime) -> int:
    """File what belongs to another course now, and count a fact for both courses. Returns how many entries moved.

    Entries of phones belong to the course of their day. What staff entered was entered for a course and stays there;
    it is filed only where it had none.
    """
    asked = db.session.scalars(
        select(Refiling).where(Refiling.clinic_id == clinic_id).order_by(Refiling.asked_at).limit(AT_ONCE)
    ).all()
    moved = 0
    for each in asked:
        moved += _refile(clinic_id, each.patient_id, now)
        if each.asked_at <= now - LOOKED_AT_FOR:
            db.session.execute(
                delete(Refiling).where(
                    Refiling.clinic_id == clinic_id,
                    Refiling.patient_id == each.patient_id,
                    Refiling.asked_at == each.asked_at,  # asked anew meanwhile: looked at for as long again
                )
            )
    return moved


def _refile(clinic_id: UUID, patient_id: UUID, now: datetime) -> int:
    spans = spans_of(clinic_id, patient_id)
    response = table_of(Response).c
    by_phone = or_(response.mode == "phone", response.course_id.is_(None))
    facts: Counter[UUID] = Counter()
    moved = _move(CheckIn, table_of(CheckIn).c.felt_on, true(), clinic_id, patient_id, spans, facts)
    moved += _move(Response, response.answered_on, by_phone, clinic_id, patient_id, spans, facts)
    for course_id in sorted(facts):
        note_new_fact(clinic_id, course_id, facts[course_id])
    if moved:
        note(system_of(clinic_id), f"filed {moved} entries with another course", patient_id, patient_id, now)
    return moved


def _move(
    model: type[Record],
    day: Column[object],
    which: ColumnElement[bool],
    clinic_id: UUID,
    patient_id: UUID,
    spans: list[Span],
    facts: Counter[UUID],
) -> int:
    """Move entries of one kind, and add to `facts` what that means for each course. Returns how many moved."""
    table = table_of(model)
    own = (table.c.clinic_id == clinic_id) & (table.c.patient_id == patient_id)
    changes = []
    for entry_id, course_id, on in db.session.execute(select(table.c.id, table.c.course_id, day).where(own, which)):
        belongs_to = course_of_day(spans, on)
        if belongs_to != course_id:
            changes.append({"of_entry": entry_id, "belongs_to": belongs_to})
            facts.update(each for each in (course_id, belongs_to) if each is not None)
    if changes:
        statement = update(table).where(own, table.c.id == bindparam("of_entry"))
        db.session.execute(statement.values(course_id=bindparam("belongs_to")), changes)
    return len(changes)
