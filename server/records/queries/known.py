"""What the clinic has of the patients, scores and sessions that a file names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from server.courses.models.course import Course
from server.courses.models.session import TreatmentSession
from server.courses.rules import CourseState, Span, course_of_day
from server.db import db
from server.people.models import Patient
from server.questionnaires.library import instrument_version
from server.questionnaires.models import Response
from server.questionnaires.rules.scoring import score
from server.records.models import Imported

EARLY = timedelta(days=14)  # so long before its planned start a course may have begun; the start then follows


@dataclass(frozen=True)
class KnownPatient:
    """A patient as far as an import needs it."""

    id: UUID
    number: str
    zone: str
    birth_date: date | None
    courses: tuple[Span, ...]

    def course_of(self, on: date) -> UUID | None:
        """The course that a questionnaire of that day belongs to, as one from a phone would."""
        return course_of_day(self.courses, on)

    def treated_in(self, on: date) -> UUID | None:
        """The course that a session of that day belongs to: it lies within, or shortly before the planned start."""
        within = [
            each for each in self.courses if each.started_on <= on and (each.ended_on is None or on <= each.ended_on)
        ]
        coming = [each for each in self.courses if on < each.started_on <= on + EARLY]
        if within:
            return max(within, key=lambda each: each.started_on).id
        return min(coming, key=lambda each: each.started_on).id if coming else None


def patients_by_number(clinic_id: UUID, numbers: Collection[str]) -> dict[str, KnownPatient]:
    """The patients of the clinic with these record numbers; those who are not there are left out."""
    patients = db.session.execute(
        select(Patient.id, Patient.number, Patient.zone, Patient.birth_date).where(
            Patient.clinic_id == clinic_id, Patient.number.in_(numbers)
        )
    ).all()
    spans: dict[UUID, list[Span]] = defaultdict(list)
    for row in db.session.execute(
        select(Course.patient_id, Course.id, Course.started_on, Course.ended_on).where(
            Course.clinic_id == clinic_id, Course.patient_id.in_([each.id for each in patients])
        )
    ):
        spans[row.patient_id].append(Span(row.id, row.started_on, row.ended_on))
    return {
        each.number: KnownPatient(each.id, each.number, each.zone, each.birth_date, tuple(spans[each.id]))
        for each in patients
    }


def imported_before(clinic_id: UUID, ids: Collection[UUID]) -> dict[UUID, tuple[UUID, dict[str, Any]]]:
    """Record -> its patient and what its line said, for those that came from an earlier import."""
    rows = db.session.execute(
        select(Imported.id, Imported.patient_id, Imported.content).where(
            Imported.clinic_id == clinic_id, Imported.id.in_(ids)
        )
    )
    return {row.id: (row.patient_id, row.content) for row in rows}


Answered = tuple[UUID, str, date]


def totals_of_days(clinic_id: UUID, wanted: Iterable[Answered]) -> dict[Answered, list[float | None]]:
    """The totals of the stored responses of a patient, instrument and day, however they came."""
    rows = db.session.execute(
        select(
            Response.patient_id, Response.instrument, Response.version, Response.answered_on, Response.answers
        ).where(
            Response.clinic_id == clinic_id,
            tuple_(Response.patient_id, Response.instrument, Response.answered_on).in_(list(wanted)),
        )
    )
    found: dict[Answered, list[float | None]] = defaultdict(list)
    for row in rows:
        total = score(instrument_version(row.instrument, row.version), row.answers).total
        found[row.patient_id, row.instrument, row.answered_on].append(total)
    return found


@dataclass(frozen=True)
class KnownSession:
    """A session on file. started_at: None where nobody wrote it down."""

    id: UUID
    number: int
    on: date
    started_at: datetime | None


@dataclass(frozen=True)
class KnownCourse:
    id: UUID
    patient_id: UUID
    state: CourseState
    sessions: tuple[KnownSession, ...]


def courses_with_sessions(clinic_id: UUID, course_ids: Collection[UUID]) -> Mapping[UUID, KnownCourse]:
    """The courses with what was recorded in them, by number."""
    sessions: dict[UUID, list[KnownSession]] = defaultdict(list)
    for row in db.session.execute(
        select(
            TreatmentSession.course_id,
            TreatmentSession.id,
            TreatmentSession.number,
            TreatmentSession.on,
            TreatmentSession.started_at,
        )
        .where(TreatmentSession.clinic_id == clinic_id, TreatmentSession.course_id.in_(course_ids))
        .order_by(TreatmentSession.number)
    ):
        sessions[row.course_id].append(KnownSession(row.id, row.number, row.on, row.started_at))
    courses = db.session.execute(
        select(Course.id, Course.patient_id, Course.state).where(
            Course.clinic_id == clinic_id, Course.id.in_(course_ids)
        )
    )
    return {each.id: KnownCourse(each.id, each.patient_id, each.state, tuple(sessions[each.id])) for each in courses}
