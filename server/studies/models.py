"""Studies, consents, pseudonyms and exports."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Study(Record):
    """A study of one clinic."""

    __tablename__ = "study"
    __table_args__ = (ForeignKeyConstraint(["clinic_id"], ["clinic.id"]), UniqueConstraint("clinic_id", "key"))

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key: Mapped[str]  # short, lower case, in file names
    title: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)


class Consent(Record):
    """A patient's consent to one study, and its withdrawal. A later consent is a row of its own."""

    __tablename__ = "consent"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "study_id"], ["study.clinic_id", "study.id"]),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_after_given"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    study_id: Mapped[UUID]
    patient_id: Mapped[UUID]
    version: Mapped[str]  # of the consent form that was signed
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[UUID]


class Pseudonym(Record):
    """The crosswalk: random per study, so that it says nothing about the person and cannot be linked across studies."""

    __tablename__ = "pseudonym"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "study_id"], ["study.clinic_id", "study.id"]),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        UniqueConstraint("clinic_id", "study_id", "pseudonym"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    study_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    pseudonym: Mapped[str]


class Export(Record):
    """A frozen export. The manifest says what is in its files, byte for byte."""

    __tablename__ = "export"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "study_id"], ["study.clinic_id", "study.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    study_id: Mapped[UUID]
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[UUID]
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
