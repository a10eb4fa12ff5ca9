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
from server.questionnaires.library import instrument, plans_in_use
from server.questionnaires.models import Response
from server.questionnaires.rules.instrument import Filler
from server.questionnaires.rules.schedule import Due, Timepoint, answered_names, due_on_day, timepoints


@dataclass(frozen=True)
class DueRow:
    """A questionnaire to answer now, with its name for people. until: the last day on which an answer counts for it.

    on_phones: patients may answer it on a phone; if not, staff enter it. filled_by: who answers. recall_overlaps: it
    looks back on days before the treatment.
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
    """Those that patients may answer on a phone: neither clinicians' scales nor forms whose words are not here."""
    return [each for each in rows if each.on_phones]


def due_for_courses(clinic_id: UUID, courses: Sequence[tuple[Course, date]]) -> dict[UUID, list[DueRow]]:
    """For each course of one clinic what is to be answered on its patient's day, the longest due first.

    Four selects for up to 500 courses: asking course by course would hold a job's transaction for seconds.
    """
    found: dict[UUID, list[DueRow]] = {}
    for start in range(0, len(courses), 500):
        chunk = courses[start : start + 500]
        ids = [course.id for course, _ in chunk]
        days, answers = session_days_of(clinic_id, ids), _answer_days(clinic_id, ids)
        died = courses_of_the_dead(clinic_id, ids)
        for course, today in chunk:
            known = days.get(course.id, NO_DAYS)
            found[course.id] = [] if course.id in died else _due(course, known, answers[course.id], today)
    return found


def _due(course: Course, days: SessionDays, answers: Sequence[tuple[str, date]], today: date) -> list[DueRow]:
    known = _timepoints(course, _calendar(course, days))
    return [_due_row(each) for each in due_on_day(known, answered_names(known, answers), course.state, today)]


def _due_row(due: Due) -> DueRow:
    known = instrument(due.instrument)
    return DueRow(
        due.instrument,
        due.timepoint,
        known.title,
        due.due_on,
        due.until,
        due.overdue,
        known.can_be_asked,
        known.filled_by,
        due.recall_overlaps,
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
