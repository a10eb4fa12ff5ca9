"""Treatment sessions and their stimulation blocks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules import SessionState
from server.db import Moment, Record


class TreatmentSession(Record):
    """One visit, or the record that a planned one did not take place."""

    __tablename__ = "treatment_session"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        UniqueConstraint("clinic_id", "course_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 200", name="number"),
        CheckConstraint("site_pain IS NULL OR site_pain BETWEEN 0 AND 10", name="site_pain"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the page, so that a repeated save stores once
    course_id: Mapped[UUID]
    number: Mapped[int]
    on: Mapped[date] = mapped_column("day")
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[SessionState]
    site_pain: Mapped[int | None]  # 0-10, asked by the operator
    note: Mapped[str | None]
    operator_id: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class StimulationBlock(Record):
    """One stimulation within a session; bilateral protocols have two."""

    __tablename__ = "stimulation_block"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "session_id"], ["treatment_session.clinic_id", "treatment_session.id"]),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1, 2, ...
    target: Mapped[str]
    intensity_percent_mt: Mapped[int]  # per cent of the motor threshold
    pulses: Mapped[int]  # delivered
    frequency_hz: Mapped[float | None]
