"""Reading the facts behind outcomes: in bulk for summaries, of one course for its charts; and the reviews."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from server.checkins.models import CheckIn
from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.courses.models.session import TreatmentSession
from server.courses.queries.calendar import NO_DAYS, session_days_of
from server.courses.rules import SessionState
from server.courses.rules.protocol import Indication, Protocol, course_days
from server.db import db, table_of
from server.outcomes.models import Summary
from server.outcomes.queries.thresholds import thresholds_for, windows_for
from server.outcomes.rules.summary import RULES_VERSION, Facts, Scored
from server.people.models import Clinic
from server.people.queries import settings_of
from server.questionnaires.library import instrument_version, plans_for_patients
from server.questionnaires.models import Response
from server.questionnaires.rules.scoring import RULE_VERSION, strict_total

ON_A_SCREEN = ("phone", "kiosk")  # modes whose time of day is known
A_DAY = 24 * 60 * 60  # seconds
OF_RULES = 1000 * RULES_VERSION + RULE_VERSION  # a change of either makes every summary stale


@dataclass(frozen=True, slots=True)
class ToSummarise:
    """One course with the counter that its facts are at. `facts` was read before the facts themselves: at worst a
    summary is refreshed once too often, never once too little."""

    course_id: UUID
    facts: int
    indication: Indication
    protocol: Protocol
    started_on: date
    ended_on: date | None
    planned_sessions: int


def stale_courses(clinic: Clinic, limit: int) -> list[ToSummarise]:
    """Courses without a summary, or with one of other facts, rules or settings. Cost grows with the courses, not with
    their histories."""
    rows = db.session.execute(
        select(
            Course.id,
            Course.facts,
            Course.indication,
            Course.protocol,
            Course.started_on,
            Course.ended_on,
            Course.planned_sessions,
        )
        .outerjoin(Summary, (Summary.clinic_id == Course.clinic_id) & (Summary.course_id == Course.id))
        .where(
            Course.clinic_id == clinic.id,
            or_(
                Summary.course_id.is_(None),
                Summary.of_facts != Course.facts,
                Summary.of_rules != OF_RULES,
                Summary.of_settings != clinic.settings_version,
            ),
        )
        .limit(limit)
    )
    return [to_summarise(row) for row in rows]


def one_to_summarise(course: Course) -> ToSummarise:
    """A single course, for a page that must not wait for the job."""
    return to_summarise(course)


def is_fresh(row: Any, settings_version: int) -> bool:
    """Whether a row of course and summary has a summary of what is known now. settings_version: of the clinic."""
    return (row.of_facts, row.of_rules, row.of_settings) == (row.facts, OF_RULES, settings_version)


def to_summarise(row: Any) -> ToSummarise:
    """A course, or a row with its columns."""
    return ToSummarise(
        course_id=row.id,
        facts=row.facts,
        indication=indication(row.indication),
        protocol=protocol(row.protocol),
        started_on=row.started_on,
        ended_on=row.ended_on,
        planned_sessions=row.planned_sessions,
    )


def facts_of(clinic_id: UUID, courses: Sequence[ToSummarise]) -> dict[UUID, Facts]:
    """The facts of many courses in a handful of selects."""
    chosen = settings_of(clinic_id)
    thresholds, windows = thresholds_for(chosen), windows_for(chosen)
    ids = [each.course_id for each in courses]
    responses = _responses(clinic_id, ids)
    missed = _missed(clinic_id, ids)
    days = session_days_of(clinic_id, ids)
    logs = _logs(clinic_id, ids)
    found = {}
    for each in courses:
        days_logged, last_log_on = logs.get(each.course_id, (0, None))
        found[each.course_id] = Facts(
            days=course_days(
                each.protocol,
                each.started_on,
                each.ended_on,
                each.planned_sessions,
                days.get(each.course_id, NO_DAYS).planned,
                days.get(each.course_id, NO_DAYS).delivered,
            ),
            plans=plans_for_patients(each.indication, each.protocol),
            has_ended=each.ended_on is not None,
            once_daily=each.protocol.sessions_per_day == 1,
            primary=each.indication.primary,
            responses=responses.get(each.course_id, ()),
            session_days=days.get(each.course_id, NO_DAYS).delivered,
            missed=missed.get(each.course_id, 0),
            days_logged=days_logged,
            last_log_on=last_log_on,
            thresholds=thresholds,
            windows=windows,
        )
    return found


def _responses(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[Scored]]:
    table = table_of(Response).c
    late = answered_after_the_start(clinic_id, ids)
    found: dict[UUID, list[Scored]] = defaultdict(list)
    for response_id, course_id, key, version, answered_on, answers in db.session.execute(
        select(table.id, table.course_id, table.instrument, table.version, table.answered_on, table.answers)
        .where(table.clinic_id == clinic_id, table.course_id.in_(ids))
        # The whole order matters: of two answers of one day, the one finished last is the day's.
        .order_by(table.answered_on, table.finished_at, table.id)
    ).all():
        total = strict_total(instrument_version(key, version), answers)
        found[course_id].append(Scored(key, answered_on, total, response_id in late))
    return found


def answered_after_the_start(clinic_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """The answers of a course's first day that are known to have been given after its first session had begun.

    Known is the time of what was filled in on a screen, by a clock that was put right; a paper has no time of day.
    """
    session, response = table_of(TreatmentSession).c, table_of(Response).c
    begun = (
        select(session.course_id, func.min(session.started_at).label("at"))
        .join(Course, (Course.clinic_id == session.clinic_id) & (Course.id == session.course_id))
        .where(
            session.clinic_id == clinic_id,
            session.course_id.in_(ids),
            session.day == Course.started_on,
            session.state != SessionState.MISSED,
            session.started_at.is_not(None),
        )
        .group_by(session.course_id)
        .subquery()
        .c
    )
    rows = db.session.execute(
        select(response.id, response.finished_at, response.skew_seconds, begun.at)
        .join(Course, (Course.clinic_id == response.clinic_id) & (Course.id == response.course_id))
        .join(begun.course_id.table, begun.course_id == response.course_id)
        .where(
            response.clinic_id == clinic_id,
            response.course_id.in_(ids),
            response.answered_on == Course.started_on,
            response.mode.in_(ON_A_SCREEN),
        )
    )
    return {each for each, finished, skew, at in rows if finished + timedelta(seconds=skew) > at}


def _missed(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Course -> how many sessions were recorded as missed; absent: none."""
    table = table_of(TreatmentSession).c
    rows = db.session.execute(
        select(table.course_id, func.count().label("missed"))
        .where(table.clinic_id == clinic_id, table.course_id.in_(ids), table.state == SessionState.MISSED)
        .group_by(table.course_id)
    )
    return {row.course_id: row.missed for row in rows}


def _logs(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, tuple[int, date]]:
    """Course -> (different days with an entry, the last of them)."""
    table = table_of(CheckIn).c
    rows = db.session.execute(
        select(table.course_id, func.count(table.felt_on.distinct()), func.max(table.felt_on))
        .where(
            table.clinic_id == clinic_id,
            table.course_id.in_(ids),
            # A phone whose clock is days ahead names a day that is still to come, and would count as logging till then.
            table.skew_seconds > -A_DAY,
        )
        .group_by(table.course_id)
    )
    return {course_id: (days, last) for course_id, days, last in rows}
