"""What is to be answered in a course, and when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.courses.queries.calendar import NO_DAYS, SessionDays, session_days_of
from server.courses.queries.course import courses_of_the_dead
from server.courses.rules.protocol import CourseDays, course_days
from server.db import db
from server.people.queries.patient import languages_of_patients
from server.questionnaires.library import asked_in, can_be_asked, instrument, plans_in_use
from server.questionnaires.models import Response
from server.questionnaires.rules.instrument import Filler
from server.questionnaires.rules.schedule import Due, Timepoint, answered_names, due_on_day, timepoints


@dataclass(frozen=True)
class DueRow:
    """A questionnaire to answer now, with its name for people. until: the last day on which an answer counts for it.

    on_phones: patients may answer it on a phone; if not, staff enter it. filled_by: who answers. recall_overlaps: it
    looks back on days before the treatment. language_missing: no phone asks it only because its words are not there in
    a language that the patient reads.
    """

    instrument: str
    timepoint: str
    title: str
    due_on: date
    until: date
    overdue: bool
    on_phones: bool
    filled_by: Filler
    recall_overlaps: bool
    language_missing: bool


def calendar_of(course: Course) -> CourseDays:
    """The days that the questionnaires of a course are timed by."""
    return _calendar(course, session_days_of(course.clinic_id, [course.id]).get(course.id, NO_DAYS))


def timepoints_for(course: Course) -> list[Timepoint]:
    """All timepoints of a course, instrument by instrument."""
    return _timepoints(course, calendar_of(course))


def _calendar(course: Course, days: SessionDays) -> CourseDays:
    return course_days(
        protocol(course.protocol),
        course.started_on,
        course.ended_on,
        course.planned_sessions,
        days.planned,
        days.delivered,
    )


def _timepoints(course: Course, days: CourseDays) -> list[Timepoint]:
    return timepoints(plans_in_use(indication(course.indication), protocol(course.protocol)), days)


def due_for_course(course: Course, today: date) -> list[DueRow]:
    """What is to be answered in a course on the day `today`, clinicians' scales included, the longest due first."""
    return due_for_courses(course.clinic_id, [(course, today)])[course.id]


def due_for_patient(course: Course, today: date) -> list[DueRow]:
    """What the patient of a course is to answer on a phone on the day `today`, the longest due first."""
    return on_phones(due_for_course(course, today))


def on_phones(rows: Iterable[DueRow]) -> list[DueRow]:
    """Those that patients may answer on a phone: no clinicians' scale, and in words that are here in their language."""
    return [each for each in rows if each.on_phones]


def due_for_courses(clinic_id: UUID, courses: Sequence[tuple[Course, date]]) -> dict[UUID, list[DueRow]]:
    """For each course of one clinic what is to be answered on its patient's day, the longest due first.

    Five selects for up to 500 courses: asking course by course would hold a job's transaction for seconds.
    """
    found: dict[UUID, list[DueRow]] = {}
    for start in range(0, len(courses), 500):
        chunk = courses[start : start + 500]
        ids = [course.id for course, _ in chunk]
        days, answers = session_days_of(clinic_id, ids), _answer_days(clinic_id, ids)
        died = courses_of_the_dead(clinic_id, ids)
        read = languages_of_patients(clinic_id, {course.patient_id for course, _ in chunk})
        for course, today in chunk:
            known = days.get(course.id, NO_DAYS)
            of_course = [] if course.id in died else _due(course, known, answers[course.id], today)
            found[course.id] = [_due_row(each, read[course.patient_id]) for each in of_course]
    return found


def _due(course: Course, days: SessionDays, answers: Sequence[tuple[str, date]], today: date) -> list[Due]:
    known = _timepoints(course, _calendar(course, days))
    return due_on_day(known, answered_names(known, answers), course.state, today)


def _due_row(due: Due, languages: Sequence[str]) -> DueRow:
    known = instrument(due.instrument)
    on_phones = asked_in(due.instrument, languages) is not None
    return DueRow(
        due.instrument,
        due.timepoint,
        known.title,
        due.due_on,
        due.until,
        due.overdue,
        on_phones,
        known.filled_by,
        due.recall_overlaps,
        can_be_asked(due.instrument) and not on_phones,
    )


def _answer_days(clinic_id: UUID, courses: Sequence[UUID]) -> defaultdict[UUID, list[tuple[str, date]]]:
    """Course -> (instrument, day) of each response."""
    found: defaultdict[UUID, list[tuple[str, date]]] = defaultdict(list)
    for course_id, key, on in db.session.execute(
        select(Response.course_id, Response.instrument, Response.answered_on).where(
            Response.clinic_id == clinic_id, Response.course_id.in_(courses)
        )
    ):
        if course_id is not None:
            found[course_id].append((key, on))
    return found
