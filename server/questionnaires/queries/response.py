"""Reading responses, each with its score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from server.access import Actor
from server.db import db, table_of
from server.questionnaires.library import instrument_version
from server.questionnaires.models import Response
from server.questionnaires.rules.scoring import Score, score


@dataclass(frozen=True)
class ResponseRow:
    """One response as stored, with its score."""

    id: UUID
    course_id: UUID | None
    rev: int
    instrument: str
    title: str
    version: str
    mode: str
    answers: dict[str, Any]
    answered_on: date
    zone: str
    started_at: datetime
    finished_at: datetime
    recorded_at: datetime
    received_at: datetime
    skew_seconds: int
    score: Score


def responses_of_course(clinic_id: UUID, course_id: UUID) -> list[ResponseRow]:
    """The responses of a course the caller may see, in the order in which they were answered."""
    table = table_of(Response)
    rows = db.session.execute(
        select(*table.columns)
        .where(table.c.clinic_id == clinic_id, table.c.course_id == course_id)
        .order_by(table.c.answered_on, table.c.finished_at, table.c.id)
    )
    return [_row(each) for each in rows]


def unassigned_responses(clinic_id: UUID, patient_id: UUID) -> list[ResponseRow]:
    """The responses of a patient that belong to no course, in the order in which they were answered."""
    table = table_of(Response)
    rows = db.session.execute(
        select(*table.columns)
        .where(table.c.clinic_id == clinic_id, table.c.patient_id == patient_id, table.c.course_id.is_(None))
        .order_by(table.c.answered_on, table.c.finished_at, table.c.id)
    )
    return [_row(each) for each in rows]


_R = table_of(Response).c
_COURSES = select(_R.id, _R.course_id).where(
    _R.clinic_id == bindparam("clinic_id"),
    _R.patient_id == bindparam("patient_id"),
    _R.id.in_(bindparam("ids", expanding=True)),
)


def courses_of_responses(patient: Actor, ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    """Response -> its course, for those of the acting patient's responses that are there."""
    if not ids:
        return {}
    of = {"clinic_id": patient.clinic_id, "patient_id": patient.person_id, "ids": ids}
    return {row.id: row.course_id for row in db.session.execute(_COURSES, of)}


def _row(row: Any) -> ResponseRow:
    known = instrument_version(row.instrument, row.version)
    return ResponseRow(
        id=row.id,
        course_id=row.course_id,
        rev=row.revision,
        instrument=row.instrument,
        title=known.title,
        version=row.version,
        mode=row.mode,
        answers=row.answers,
        answered_on=row.answered_on,
        zone=row.zone,
        started_at=row.started_at,
        finished_at=row.finished_at,
        recorded_at=row.recorded_at,
        received_at=row.received_at,
        skew_seconds=row.skew_seconds,
        score=score(known, row.answers),
    )
