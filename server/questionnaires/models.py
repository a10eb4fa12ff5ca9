"""Responses: the raw answers to one questionnaire. Scores are derived from them, never stored here."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Response(Record):
    """The current revision of one answered questionnaire."""

    __tablename__ = "response"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"], ["course.clinic_id", "course.patient_id", "course.id"]
        ),
        Index("ix_response_course", "clinic_id", "course_id", "answered_on"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the phone, or by the page on which staff enter it
    course_id: Mapped[UUID | None]  # by rule; None where no course fits
    revision: Mapped[int]  # the number of the current revision, see audit.models.Revision
    instrument: Mapped[str]
    version: Mapped[str]  # the response keeps the version it was given in
    # Of the words that were shown or read, a BCP 47 tag; None: nobody noted it, as on paper and long ago.
    language: Mapped[str | None]
    mode: Mapped[str]  # phone, kiosk, paper, read-aloud, clinician, imported
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)  # item -> value, "declined", or null (not answered)
    answered_on: Mapped[date]  # the patient's calendar day
    zone: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    entered_by: Mapped[UUID | None]  # the account of whoever entered it for the patient; None: the patient did
    note: Mapped[str | None]  # a remark of whoever entered it
    skew_seconds: Mapped[int]  # how far the phone's clock was behind the server's when it sent this
