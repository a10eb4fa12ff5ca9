"""Course summaries, a cache that may be dropped and rebuilt, and the reviews that clinicians signed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Summary(Record):
    """Equal to its recomputation from raw facts; holds nothing that depends on today."""

    __tablename__ = "summary"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(primary_key=True)
    # What it was computed from: stale when any of the three differs.
    of_facts: Mapped[int]
    of_rules: Mapped[int]
    of_settings: Mapped[int]
    sessions_done: Mapped[int]
    sessions_missed: Mapped[int]
    last_session_on: Mapped[date | None]
    acute_sessions: Mapped[int] = mapped_column(default=0)  # those of sessions_done up to the end of the acute phase
    last_acute_on: Mapped[date | None]  # the day of the last of these, once the acute phase is over
    milestone_on: Mapped[date | None]  # the day of the 10th, 20th, 30th ... delivered session, whichever came last
    days_logged: Mapped[int]
    last_log_on: Mapped[date | None]
    # Of the indication's primary instrument; all None until it was answered in full.
    baseline: Mapped[float | None]
    latest: Mapped[float | None]
    latest_on: Mapped[date | None]
    change_percent: Mapped[float | None]  # positive is better
    outcome: Mapped[str | None]
    reliable: Mapped[str | None]
    end_total: Mapped[float | None]  # at the end of the acute phase, with the outcome then
    end_on: Mapped[date | None]
    end_outcome: Mapped[str | None]
    relapsed_on: Mapped[date | None]  # by score: outcomes.rules.relapse
    setback: Mapped[str | None]  # outcomes.rules.setback.Turn, of the primary instrument
    setback_on: Mapped[date | None]
    # instrument -> the same figures, for every instrument that was answered
    measures: Mapped[dict[str, Any]] = mapped_column(JSON)
    # instrument -> the days, in ISO form, on which it was answered
    answered: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    # instrument -> the first timepoint that opened after its last answer: {key, due_on, overdue_on}
    awaited: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    overdue_on: Mapped[date | None]  # the earliest of these: from that day on a questionnaire is overdue


class Review(Record):
    """A clinician looked at the course and decided; signed with the scores as seen."""

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        # The caseload asks for the last review of every course at once.
        Index("ix_review_course", "clinic_id", "course_id", "at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    course_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[UUID]
    by_name: Mapped[str]  # the printed name belongs to the signature and does not change with the account
    decision: Mapped[str]
    note: Mapped[str]
    of_facts: Mapped[int]
    scores: Mapped[dict[str, Any]] = mapped_column(JSON)
