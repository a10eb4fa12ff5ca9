"""Where imported records came from."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Imported(Record):
    """One line of a file that was imported: by it the same line is known again, and a changed one is noticed."""

    __tablename__ = "imported"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        Index("ix_imported_patient", "clinic_id", "patient_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # of the record, derived from the line's key: always the same
    patient_id: Mapped[UUID]
    kind: Mapped[str]  # "score" or "session"
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # what the line said, as it was read
    file: Mapped[str]  # its name, without the folder
    line: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(Moment)
