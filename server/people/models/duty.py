"""Who is on duty, on call, or stands in for whom."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record
from server.people.rules.duty import DutyKind


class DutyShift(Record):
    """One entry of a clinic's roster. The role for which it counts is the one that the account has there."""

    __tablename__ = "duty_shift"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "account_id"], ["membership.clinic_id", "membership.account_id"]),
        ForeignKeyConstraint(["clinic_id", "covers_for"], ["membership.clinic_id", "membership.account_id"]),
        CheckConstraint("(kind = 'cover') = (covers_for IS NOT NULL)", name="cover"),
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_duty_shift_ends", "clinic_id", "ends_at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID]
    kind: Mapped[DutyKind]
    covers_for: Mapped[UUID | None]  # whose place is taken
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)  # from this moment on it is over
