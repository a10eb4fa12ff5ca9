"""Holds on courses."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules.hold import HoldKind
from server.db import Moment, Record


class Hold(Record):
    """Why no session of a course is opened, until a physician has cleared it with a reason."""

    __tablename__ = "hold"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        CheckConstraint("(cleared_at IS NULL) = (clear_reason IS NULL)", name="cleared_with_reason"),
        Index("ix_hold_course", "clinic_id", "course_id"),
        # One open hold of a kind: what happens again joins it.
        Index(
            "uq_hold_open",
            "clinic_id",
            "course_id",
            "kind",
            unique=True,
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    course_id: Mapped[UUID]
    kind: Mapped[HoldKind]
    detail: Mapped[str]
    placed_on: Mapped[date]  # the clinic's calendar day of placed_at
    placed_at: Mapped[datetime] = mapped_column(Moment)
    placed_by: Mapped[UUID | None]  # None: placed by a rule
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)
    cleared_by: Mapped[UUID | None]
    clear_reason: Mapped[str | None]
