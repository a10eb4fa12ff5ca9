"""Reading revisions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from server.access import Actor
from server.audit.models import Revision
from server.audit.rules import Standing
from server.db import db, table_of

# Built once: every entry that arrives asks this, and putting a statement together costs more than running it.
_REVISIONS = (
    select(*table_of(Revision).columns)
    .where(
        Revision.clinic_id == bindparam("clinic_id"),
        Revision.patient_id == bindparam("patient_id"),
        Revision.record_id == bindparam("record_id"),
    )
    .order_by(Revision.number)
)


def revisions_of(patient: Actor, record_id: UUID) -> Sequence[Row[Any]]:
    """All revisions of one entry of the acting patient, in the order of arrival, with the columns of Revision."""
    key = {"clinic_id": patient.clinic_id, "patient_id": patient.person_id, "record_id": record_id}
    return db.session.execute(_REVISIONS, key).all()


def conflicts_of(clinic_id: UUID, patient_id: UUID, records: Sequence[UUID]) -> dict[UUID, int]:
    """How many conflicting revisions are kept for each of the records; those with none are absent."""
    found: dict[UUID, int] = {}
    for record_id in db.session.scalars(
        select(Revision.record_id).where(
            Revision.clinic_id == clinic_id,
            Revision.patient_id == patient_id,
            Revision.standing == Standing.CONFLICT,
            Revision.record_id.in_(records),
        )
    ):
        found[record_id] = found.get(record_id, 0) + 1
    return found
