"""Reading responses, each with its score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from server.access import Actor, Role
from server.audit.models import Revision
from server.audit.rules import Standing
from server.db import db, table_of
from server.errors import NotFound
from server.questionnaires.library import instrument_version
from server.questionnaires.models import Response
from server.questionnaires.rules.scoring import Score, score


@dataclass(frozen=True)
class ResponseRow:
    """One response as stored, with its score. entered_by: the account of whoever entered it, None: the patient did."""

    id: UUID
    patient_id: UUID
    course_id: UUID | None
    rev: int
    instrument: str
    title: str
    version: str
    mode: str
    language: str | None
    answers: dict[str, Any]
    answered_on: date
    zone: str
    started_at: datetime
    finished_at: datetime
    recorded_at: datetime
    received_at: datetime
    skew_seconds: int
    entered_by: UUID | None
    note: str | None
    score: Score


def responses_of_course(clinic_id: UUID, course_id: UUID) -> list[ResponseRow]:
    """The responses of a course the caller may see, in the order in which they were answered."""
    table = table_of(Response)
    rows = db.session.execute(
        select(*table.columns)
        .where(table.c.clinic_id == clinic_id, table.c.course_id == course_id)
        .order_by(table.c.answered_on, table.c.finished_at, table.c.id)
    )
    return [response_row(each) for each in rows]


def versions_in_use(clinic_id: UUID) -> set[tuple[str, str]]:
    """Key and version of every instrument that some response of the clinic was given in."""
    rows = db.session.execute(
        select(Response.instrument, Response.version).where(Response.clinic_id == clinic_id).distinct()
    )
    return {(row.instrument, row.version) for row in rows}


def unassigned_responses(clinic_id: UUID, patient_id: UUID) -> list[ResponseRow]:
    """The responses of a patient that belong to no course, in the order in which they were answered."""
    table = table_of(Response)
    rows = db.session.execute(
        select(*table.columns)
        .where(table.c.clinic_id == clinic_id, table.c.patient_id == patient_id, table.c.course_id.is_(None))
        .order_by(table.c.answered_on, table.c.finished_at, table.c.id)
    )
    return [response_row(each) for each in rows]


def find_response(actor: Actor, response_id: UUID) -> Response:
    """A response of a patient whom the actor may see.

    Raises NotFound, also where two patients' phones made the same id: nobody can say which one is meant.
    """
    found = list(
        db.session.scalars(
            select(Response).where(Response.clinic_id == actor.clinic_id, Response.id == response_id).limit(2)
        )
    )
    if len(found) != 1 or (actor.role is Role.PATIENT and found[0].patient_id != actor.person_id):
        raise NotFound("No such questionnaire.")
    return found[0]


def was_removed(clinic_id: UUID, response_id: UUID) -> bool:
    """Whether the newest word about a response of the clinic is that it is gone."""
    return (
        db.session.scalar(
            select(Revision.number)
            .where(
                Revision.clinic_id == clinic_id,
                Revision.record_id == response_id,
                Revision.kind == "response",
                Revision.standing == Standing.DELETED,
            )
            .limit(1)
        )
        is not None
    )


def answered_days(clinic_id: UUID, course_id: UUID, instrument: str) -> list[date]:
    """The days on which an instrument was answered in a course, in order."""
    return list(
        db.session.scalars(
            select(Response.answered_on)
            .where(Response.clinic_id == clinic_id, Response.course_id == course_id, Response.instrument == instrument)
            .order_by(Response.answered_on)
        )
    )


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


def response_row(row: Any) -> ResponseRow:
    """The response with its score. row: of the table, with all columns."""
    known = instrument_version(row.instrument, row.version)
    return ResponseRow(
        id=row.id,
        patient_id=row.patient_id,
        course_id=row.course_id,
        rev=row.revision,
        instrument=row.instrument,
        title=known.title,
        version=row.version,
        mode=row.mode,
        language=row.language,
        answers=row.answers,
        answered_on=row.answered_on,
        zone=row.zone,
        started_at=row.started_at,
        finished_at=row.finished_at,
        recorded_at=row.recorded_at,
        received_at=row.received_at,
        skew_seconds=row.skew_seconds,
        entered_by=row.entered_by,
        note=row.note,
        score=score(known, row.answers),
    )
