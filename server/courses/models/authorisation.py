"""The ledger of what payers authorised."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules.authorisation import AuthorisationState
from server.db import Moment, Record


class Authorisation(Record):
    """One request to a payer and what became of it. The units used are derived from the sessions that took place."""

    __tablename__ = "authorisation"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        Index("ix_authorisation_course", "clinic_id", "course_id"),
        CheckConstraint("units BETWEEN 0 AND 400", name="units"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    course_id: Mapped[UUID]
    payer: Mapped[str | None]
    number: Mapped[str | None]  # the payer's own
    units: Mapped[int]  # sessions; 0 where a request names none
    state: Mapped[AuthorisationState]
    covers_from: Mapped[date | None]
    covers_until: Mapped[date | None]  # the last day that it covers
    requested_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    denial_reason: Mapped[str | None]
    appeal_until: Mapped[date | None]  # the last day on which a denial can be appealed
    note: Mapped[str | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
