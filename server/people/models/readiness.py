"""Test alerts: the proof that an alert of this clinic reaches somebody."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class TestAlert(Record):
    """One test alert and who acknowledged it. No patient is added before one was."""

    __tablename__ = "test_alert"
    __test__ = False  # pytest, too, looks for names that begin so
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged"),
        Index("ix_test_alert_acknowledged", "clinic_id", "acknowledged_at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    sent_by: Mapped[UUID]  # an account
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[UUID | None]  # an account
