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


def conflicting_revisions(clinic_id: UUID, patient_id: UUID) -> list[Revision]:
    """What a patient sent that is kept beside the stored entry, newest first."""
    return list(
        db.session.scalars(
            select(Revision)
            .where(
                Revision.clinic_id == clinic_id,
                Revision.patient_id == patient_id,
                Revision.standing == Standing.CONFLICT,
            )
            .order_by(Revision.received_at.desc(), Revision.record_id, Revision.number)
        )
    )
