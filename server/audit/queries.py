"""Reading revisions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.audit.models import Revision
from server.audit.rules import Standing
from server.db import db


def revisions_of(patient: Actor, record_id: UUID) -> list[Revision]:
    """All revisions of one entry of the acting patient, in the order of arrival."""
    return list(
        db.session.scalars(
            select(Revision)
            .where(
                Revision.clinic_id == patient.clinic_id,
                Revision.patient_id == patient.person_id,
                Revision.record_id == record_id,
            )
            .order_by(Revision.number)
        )
    )


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
