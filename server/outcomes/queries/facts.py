"""Reading the facts behind outcomes: in bulk for summaries, of one course for its charts; and the reviews."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select

from server.checkins.models import CheckIn
from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.courses.models.session import TreatmentSession
from server.courses.queries.calendar import NO_DAYS, session_days_of
from server.courses.rules import DELIVERED, SessionState
from server.courses.rules.protocol import Indication, Protocol, course_days, plans_of
from server.db import db, table_of
from server.outcomes.models import Summary
from server.outcomes.rules.response import Thresholds
from server.outcomes.rules.summary import MILESTONE, NO_SESSIONS, RULES_VERSION, Facts, Scored, Sessions
from server.people.models import Clinic
from server.questionnaires.library import instrument_version, instruments
from server.questionnaires.models import Response
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.scoring import RULE_VERSION, score

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
    return [_to_summarise(row) for row in rows]


def one_to_summarise(course: Course) -> ToSummarise:
    """A single course, for a page that must not wait for the job."""
    return _to_summarise(course)


def _to_summarise(row: Any) -> ToSummarise:
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
    """The facts of many courses in five selects."""
    ids = [each.course_id for each in courses]
    responses = _responses(clinic_id, ids)
    sessions = _sessions(clinic_id, ids)
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
            plans=plans_of(each.indication, each.protocol),
            has_ended=each.ended_on is not None,
            once_daily=each.protocol.sessions_per_day == 1,
            primary=each.indication.primary,
            responses=responses.get(each.course_id, ()),
            sessions=sessions.get(each.course_id, NO_SESSIONS),
            days_logged=days_logged,
            last_log_on=last_log_on,
            thresholds=thresholds(),
        )
    return found


def _responses(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[Scored]]:
    table = table_of(Response).c
    found: dict[UUID, list[Scored]] = defaultdict(list)
    for course_id, key, version, answered_on, answers in db.session.execute(
        select(table.course_id, table.instrument, table.version, table.answered_on, table.answers)
        .where(table.clinic_id == clinic_id, table.course_id.in_(ids))
        # The whole order matters: of two answers of one day, the one finished last is the day's.
        .order_by(table.answered_on, table.finished_at, table.id)
    ).all():
        total = score(instrument_version(key, version), answers).total
        found[course_id].append(Scored(key, answered_on, whole(total)))
    return found


def _sessions(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Sessions]:
    table = table_of(TreatmentSession).c
    is_delivered = case((table.state.in_(DELIVERED), 1), else_=0)
    counted = (
        select(
            table.course_id,
            table.day,
            is_delivered.label("delivered"),
            case((table.state == SessionState.MISSED, 1), else_=0).label("missed"),
            # How many had been delivered by then, this one included.
            func.sum(is_delivered)
            .over(partition_by=table.course_id, order_by=(table.day, table.number), rows=(None, 0))
            .label("place"),
        )
        .where(table.clinic_id == clinic_id, table.course_id.in_(ids))
        .subquery()
        .c
    )
    at_milestone = (counted.delivered == 1) & (counted.place % MILESTONE == 0)
    rows = db.session.execute(
        select(
            counted.course_id,
            func.max(counted.place),
            func.sum(counted.missed),
            func.max(case((counted.delivered == 1, counted.day))),
            func.max(case((at_milestone, counted.day))),
        ).group_by(counted.course_id)
    )
    return {
        course_id: Sessions(int(done), int(missed), last_on, milestone_on)
        for course_id, done, missed, last_on, milestone_on in rows
    }


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


def whole(total: float | None) -> int | None:
    """The total where it is a whole number: fractions have no outcome yet."""
    return None if total is None or total % 1 else int(total)


@cache
def thresholds() -> dict[str, Thresholds]:
    """What counts as an outcome, by instrument, as its file says; absent where the file does not know all of it."""
    return {each.key: found for each in instruments() if (found := thresholds_of(each)) is not None}


def thresholds_of(known: Instrument) -> Thresholds | None:
    """What counts as an outcome on one instrument; None where its file does not know all of it."""
    change = known.change
    if change.response_percent is None or change.remission_below is None or change.remission_from_baseline is None:
        return None
    if change.reliable is None or change.minimal is None:
        return None
    return Thresholds(
        response_percent=change.response_percent,
        remission_below=change.remission_below,
        remission_from=change.remission_from_baseline,
        reliable=change.reliable,
        minimal=change.minimal,
    )
