"""What makes the audit trail tamper-evident: details kept apart, the chain of seals, and the signed heads."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class AuditDetail(Record):
    """What an audit entry says beyond who did what: removed with a patient's data, while the entry stays.

    The entry holds a salted digest of it: the chain stays valid without the detail, and without the salt nobody can
    guess from the digest what was here.
    """

    __tablename__ = "audit_detail"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        Index("ix_audit_detail_patient", "clinic_id", "patient_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)  # of the audit entry
    patient_id: Mapped[UUID | None]  # as in the entry
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what stood there before
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what stands there since, or how
    reason: Mapped[str | None]  # in the words of whoever did it
    salt: Mapped[str]


class AuditSeal(Record):
    """One link of a clinic's chain: each digest covers an entry and the link before, so that none can be changed,
    taken out or moved unseen. Written by the job `seal`, within a minute of the entry."""

    __tablename__ = "audit_seal"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        UniqueConstraint("clinic_id", "entry_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)  # 1, 2, ... without holes, in the order of sealing
    # No foreign key: a check of it would lock, and rewrite, every entry once more.
    entry_id: Mapped[UUID]
    sealed_at: Mapped[datetime] = mapped_column(Moment)
    digest: Mapped[str]  # SHA-256, in hex


class AuditHead(Record):
    """The end of a clinic's chain as it was on one day, signed: whoever holds it notices a chain that was cut or
    written anew."""

    __tablename__ = "audit_head"
    __table_args__ = (ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)  # the day by UTC on which it was signed
    seq: Mapped[int] = mapped_column(BigInteger)  # how many links the chain had
    digest: Mapped[str]  # of the last one
    signed_at: Mapped[datetime] = mapped_column(Moment)
    key: Mapped[str]  # the public key, Ed25519, 32 bytes in hex
    signature: Mapped[str]  # 64 bytes in hex
