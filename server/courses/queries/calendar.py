"""Reading the days of many courses at once: those that are planned and those on which sessions took place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select

from server.courses.models.course import TreatmentDay
from server.courses.models.session import TreatmentSession
from server.courses.rules import DELIVERED, TreatmentPhase
from server.db import db, table_of


@dataclass(frozen=True, slots=True)
class SessionDays:
    """A day for each session, in order: planned, and delivered. Both may be empty."""

    planned: tuple[date, ...] = ()
    delivered: tuple[date, ...] = ()


NO_DAYS = SessionDays()


def session_days_of(clinic_id: UUID, courses: Sequence[UUID]) -> dict[UUID, SessionDays]:
    """Course -> its days, in two selects; a course without any is absent."""
    day, session = table_of(TreatmentDay).c, table_of(TreatmentSession).c
    # One row per course, its days as text: sixty rows of each would take as long to fetch as its whole summary.
    planned = _by_course(
        select(day.course_id, _listed(day.day, day.sessions))
        # Maintenance goes on for months after the course that questionnaires and outcomes are timed by.
        .where(day.clinic_id == clinic_id, day.course_id.in_(courses))
        .where(or_(day.phase.is_(None), day.phase != TreatmentPhase.MAINTENANCE))
        .group_by(day.course_id)
    )
    delivered = _by_course(
        select(session.course_id, _listed(session.day, 1))
        .where(session.clinic_id == clinic_id, session.course_id.in_(courses), session.state.in_(DELIVERED))
        .group_by(session.course_id)
    )
    return {each: SessionDays(planned.get(each, ()), delivered.get(each, ())) for each in {*planned, *delivered}}


def _by_course(listed: Select[UUID, str]) -> dict[UUID, tuple[date, ...]]:
    return {course_id: _days_in(days) for course_id, days in db.session.execute(listed)}


def _listed(day: ColumnElement[date], times: ColumnElement[int] | int) -> ColumnElement[str]:
    """Such as "2026-09-07*1,2026-09-08*1", in no certain order."""
    return func.aggregate_strings(cast(day, String) + "*" + cast(times, String), ",")


# Courses that began on the same day and keep to the plan have the same text.
@lru_cache(maxsize=4096)
def _days_in(listed: str) -> tuple[date, ...]:
    found: list[date] = []
    for each in sorted(listed.split(",")):
        day, times = each.split("*")
        found += [date.fromisoformat(day)] * int(times)
    return tuple(found)
