"""Safety screens, and the short checks before sessions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class SafetyScreen(Record):
    """The safety screen of a course, one row for each time it was filled in; the newest one counts."""

    __tablename__ = "safety_screen"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        UniqueConstraint("clinic_id", "course_id", "number"),
        CheckConstraint("(cleared_at IS NULL) = (clear_reason IS NULL)", name="cleared_with_reason"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the page, so that a repeated save stores once
    course_id: Mapped[UUID]
    number: Mapped[int]  # 1, 2, ... within the course
    form: Mapped[str]  # the version of the questions, see courses.rules.screen
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)  # question -> {"answer": "yes", "detail": ""}
    filled_in_by: Mapped[UUID]  # the member of staff who asked
    filled_in_at: Mapped[datetime] = mapped_column(Moment)
    cleared_by: Mapped[UUID | None]  # the clinician
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)
    clear_reason: Mapped[str | None]
    overridden: Mapped[bool] = mapped_column(default=False)  # the clinician overrode a hard stop


class ReCheck(Record):
    """The short check before a session; what was answered yes may have placed a hold."""

    __tablename__ = "re_check"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        ForeignKeyConstraint(["clinic_id", "hold_id"], ["hold.clinic_id", "hold.id"]),
        Index("ix_re_check_course", "clinic_id", "course_id", "day"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the page, so that a repeated save stores once
    course_id: Mapped[UUID]
    on: Mapped[date] = mapped_column("day")  # the clinic's calendar day
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)  # question -> true for yes
    detail: Mapped[str | None]
    hold_id: Mapped[UUID | None]  # the hold that it placed or joined
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
