"""Reading revisions and corrections."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from server.access import Actor
from server.audit.models import Correction, Revision
from server.audit.rules import Standing
from server.db import db, table_of

# Built once: every phone that sends asks this, and putting a statement together costs more than running it.
_R = table_of(Revision).c
_REVISIONS = (
    select(*_R)
    .where(
        _R.clinic_id == bindparam("clinic_id"),
        _R.patient_id == bindparam("patient_id"),
        _R.record_id.in_(bindparam("record_ids", expanding=True)),
    )
    .order_by(_R.number)
)


def revisions_of(patient: Actor, record_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """All revisions of some entries of the acting patient, in the order of arrival, by the columns of Revision."""
    key = {"clinic_id": patient.clinic_id, "patient_id": patient.person_id, "record_ids": list(record_ids)}
    return [dict(each) for each in db.session.execute(_REVISIONS, key).mappings()]


def sent_of_kind(patient: Actor, kind: str) -> list[tuple[UUID, dict[str, Any]]]:
    """(device, content) of everything of one kind that the acting patient ever sent, deletes left out."""
    sent = select(_R.device, _R.content).where(
        _R.clinic_id == patient.clinic_id,
        _R.patient_id == patient.person_id,
        _R.kind == kind,
        _R.standing != Standing.DELETED,
    )
    return [(device, content) for device, content in db.session.execute(sent) if content is not None]


def corrections_of_patient(clinic_id: UUID, patient_id: UUID, limit: int = 500) -> list[Correction]:
    """What the clinic changed in the records of a patient whom the caller may see, newest first."""
    return _corrections(Correction.patient_id == patient_id, clinic_id, limit)


def corrections_of_record(clinic_id: UUID, record_id: UUID, limit: int = 500) -> list[Correction]:
    """What the clinic changed in one record that the caller may see, newest first."""
    return _corrections(Correction.record_id == record_id, clinic_id, limit)


def _corrections(chosen: ColumnElement[bool], clinic_id: UUID, limit: int) -> list[Correction]:
    newest_first = select(Correction).order_by(Correction.at.desc(), Correction.id).limit(limit)
    return list(db.session.scalars(newest_first.where(Correction.clinic_id == clinic_id, chosen)))


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
