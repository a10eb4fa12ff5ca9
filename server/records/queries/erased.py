"""Whose data was erased."""

from uuid import UUID

from sqlalchemy import select

from server.db import db
from server.records.models.leaving import Erasure


def erased_patients(clinic_id: UUID) -> set[UUID]:
    """The ids of a clinic's patients whose data was erased; they lead nowhere."""
    return set(db.session.scalars(select(Erasure.patient_id).where(Erasure.clinic_id == clinic_id)))
