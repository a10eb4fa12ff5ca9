"""The rows of one invented clinic as they are written, and what those of one patient share. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from server.access import Role
from server.audit.models import AuditEntry
from server.audit.rules.chain import first_id_at
from server.demo.rows import Rows, drawn_id


@dataclass
class Book:
    """The rows of one clinic as they are written. accounts: one member of staff for each role."""

    rows: Rows
    clinic_id: UUID
    accounts: Mapping[Role, UUID]
    now: datetime

    def note(
        self, role: Role, deed: str, at: datetime, rng: Random, patient_id: UUID | None, record_id: UUID | None
    ) -> None:
        """Add the audit entry of a deed, by the staff member of that role, the patient, or the system.

        patient_id: whose record it is about, None if no one patient's.
        """
        actor_id = patient_id if role is Role.PATIENT else self.accounts.get(role, self.clinic_id)
        self.rows.add(
            AuditEntry,
            clinic_id=self.clinic_id,
            id=UUID(int=first_id_at(at).int | drawn_id(rng).int & (1 << 62) - 1),
            at=at,
            actor_id=actor_id,
            role=role.value,
            deed=deed,
            patient_id=patient_id,
            record_id=record_id,
        )


@dataclass(frozen=True)
class Key:
    """What all rows of one patient's course share."""

    clinic_id: UUID
    patient_id: UUID
    course_id: UUID

    @property
    def of_patient(self) -> dict[str, UUID]:
        return {"clinic_id": self.clinic_id, "patient_id": self.patient_id}
