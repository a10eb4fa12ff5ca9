"""Patients whose entries may belong to another course since the days of a course changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Refiling(Record):
    """That the span of one of a patient's courses changed. The job files the entries again until the row is old."""

    __tablename__ = "refiling"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
