"""The audit trail, and the revisions of what patients sent."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.audit.rules import Standing
from server.db import Moment, Record


class AuditEntry(Record):
    """One deed, or that a patient's record was read. Written in the deed's own transaction."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        Index("ix_audit_entry_patient", "clinic_id", "patient_id", "at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[UUID]
    role: Mapped[str]
    deed: Mapped[str]
    # Whose record it is about; None for deeds that concern no patient. No foreign key: an erased patient's trail stays.
    patient_id: Mapped[UUID | None]
    record_id: Mapped[UUID | None]
    # Of the request, run of a job or command in which it was done, see tracing; None before there were any.
    request_id: Mapped[str | None]
    # SHA-256 over what the detail or correction of the same id says and its salt; None where there is none.
    detail_digest: Mapped[str | None]


class Correction(Record):
    """What somebody of the clinic changed in a record, with what stood there before: nothing is overwritten unseen.

    Its id is that of its audit entry, unless it is older than migration 0019.
    """

    __tablename__ = "correction"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        Index("ix_correction_record", "clinic_id", "record_id", "at"),
        Index("ix_correction_patient", "clinic_id", "patient_id", "at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[UUID]
    kind: Mapped[str]  # what kind of record it is, such as "session"
    patient_id: Mapped[UUID | None]  # whose record it is; None for what concerns no patient
    record_id: Mapped[UUID]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)  # of the fields that changed
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    salt: Mapped[str | None]  # without it nobody can guess from the entry's digest what was here; None: not sealed


class Revision(Record):
    """One thing that a phone sent about one entry: kept whatever became of it, so that nothing is ever overwritten."""

    __tablename__ = "revision"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the phone
    number: Mapped[int] = mapped_column(primary_key=True)  # 1, 2, ... in the order of arrival
    kind: Mapped[str]
    device: Mapped[UUID]
    seq: Mapped[int] = mapped_column(BigInteger)  # as far as a browser's number counts
    content_hash: Mapped[str]
    standing: Mapped[Standing]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # None: this revision deletes
    recorded_at: Mapped[datetime] = mapped_column(Moment)  # by the phone's clock
    received_at: Mapped[datetime] = mapped_column(Moment)
