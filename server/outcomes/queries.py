"""Reading the facts behind outcomes: in bulk for summaries, of one course for its charts; and the reviews."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select

from server.access import Actor
from server.checkins.models import CheckIn
from server.checkins.queries import check_ins_of_course, local_day
from server.checkins.rules import STAFF_LABELS
from server.courses.library import indication, protocol
from server.courses.models import Course, TreatmentSession
from server.courses.queries import SessionRow, find_course, sessions_of, treatment_days_of
from server.courses.rules import DELIVERED
from server.db import db, table_of
from server.outcomes.models import Review, Summary
from server.outcomes.rules.chart import DayEntry, Given, curve, session_days, side_effect_rows
from server.outcomes.rules.response import Thresholds
from server.outcomes.rules.summary import RULES_VERSION, Facts, Scored
from server.outcomes.rules.trajectory import missed_days, rolling_median
from server.people.models import Clinic
from server.people.queries import find_patient
from server.questionnaires.library import instrument, instrument_version, instruments
from server.questionnaires.models import Response
from server.questionnaires.queries import responses_of_course, timepoints_for
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.schedule import timepoint_of
from server.questionnaires.rules.scoring import RULE_VERSION, best, score

OF_RULES = 1000 * RULES_VERSION + RULE_VERSION  # a change of either makes every summary stale


@dataclass(frozen=True, slots=True)
class ToSummarise:
    """One course with the counter that its facts are at. `facts` was read before the facts themselves: at worst a
    summary is refreshed once too often, never once too little."""

    course_id: UUID
    facts: int
    started_on: date
    primary: str


def stale_courses(clinic: Clinic, limit: int) -> list[ToSummarise]:
    """Courses without a summary, or with one of other facts, rules or settings. Cost grows with the courses, not with
    their histories."""
    rows = db.session.execute(
        select(Course.id, Course.facts, Course.started_on, Course.indication)
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
    return ToSummarise(course.id, course.facts, course.started_on, indication(course.indication).primary)


def _to_summarise(row: Any) -> ToSummarise:
    return ToSummarise(row.id, row.facts, row.started_on, indication(row.indication).primary)


def facts_of(clinic_id: UUID, courses: Sequence[ToSummarise]) -> dict[UUID, Facts]:
    """The facts of many courses in three selects."""
    ids = [each.course_id for each in courses]
    responses = _responses(clinic_id, ids)
    sessions = _sessions(clinic_id, ids)
    logs = _logs(clinic_id, ids)
    found = {}
    for each in courses:
        done, missed, last_session_on = sessions.get(each.course_id, (0, 0, None))
        days, last_log_on = logs.get(each.course_id, (0, None))
        found[each.course_id] = Facts(
            started_on=each.started_on,
            responses=responses.get(each.course_id, ()),
            sessions_done=done,
            sessions_missed=missed,
            last_session_on=last_session_on,
            days_logged=days,
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
    ):
        total = score(instrument_version(key, version), answers).total
        found[course_id].append(Scored(key, answered_on, total))
    return found


def _sessions(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, tuple[int, int, date | None]]:
    table = table_of(TreatmentSession).c
    delivered = table.state.in_(DELIVERED)
    rows = db.session.execute(
        select(
            table.course_id,
            func.sum(case((delivered, 1), else_=0)),
            func.sum(case((delivered, 0), else_=1)),
            func.max(case((delivered, table.day))),
        )
        .where(table.clinic_id == clinic_id, table.course_id.in_(ids))
        .group_by(table.course_id)
    )
    return {course_id: (int(done), int(missed), last) for course_id, done, missed, last in rows}


def _logs(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, tuple[int, date]]:
    table = table_of(CheckIn).c
    rows = db.session.execute(
        select(table.course_id, func.count(table.felt_on.distinct()), func.max(table.felt_on))
        .where(table.clinic_id == clinic_id, table.course_id.in_(ids))
        .group_by(table.course_id)
    )
    return {course_id: (days, last) for course_id, days, last in rows}


@cache
def thresholds() -> dict[str, Thresholds]:
    """What counts as an outcome, by instrument, as its file says."""
    return {each.key: thresholds_of(each) for each in instruments()}


def thresholds_of(known: Instrument) -> Thresholds:
    """What counts as an outcome on one instrument."""
    change = known.change
    return Thresholds(change.response_percent, change.remission_below, change.remission_from_baseline, change.reliable)


def reviews_of(clinic_id: UUID, course_id: UUID) -> list[Review]:
    """The reviews of a course the caller may see, newest first."""
    return list(
        db.session.scalars(
            select(Review)
            .where(Review.clinic_id == clinic_id, Review.course_id == course_id)
            .order_by(Review.at.desc(), Review.id)
        )
    )


def last_review_at(clinic_id: UUID, course_id: UUID) -> datetime | None:
    """When somebody last reviewed the course."""
    return db.session.scalar(
        select(func.max(Review.at)).where(Review.clinic_id == clinic_id, Review.course_id == course_id)
    )


def trajectory_of(actor: Actor, course_id: UUID, now: datetime) -> dict[str, Any]:
    """The course as its page draws it, with the day of the patient as today. Raises NotFound."""
    course = find_course(actor, course_id)
    today = local_day(now, find_patient(actor, course.patient_id).zone)
    sessions = sessions_of(course.clinic_id, course.id)
    planned = treatment_days_of(course.clinic_id, course.id)
    entries = _entries(course)
    mood = {(each.on - course.started_on).days: each.mood for each in entries if each.mood is not None}
    logged = {(each.on - course.started_on).days for each in entries}
    end = course.ended_on or today
    last_day = max([(on - course.started_on).days for on, _ in planned] + [(end - course.started_on).days, 0])
    return {
        "patient_id": course.patient_id,
        "of_facts": course.facts,
        "started_on": course.started_on,
        "today": today,
        "last_day": last_day,
        "instruments": _curves(course, [on for on, _ in planned], sessions, last_day),
        "mood": {
            "days": [{"day": day, "on": course.started_on + timedelta(days=day), "value": mood[day]} for day in mood],
            "median": rolling_median(mood),
        },
        "side_effects": side_effect_rows(entries, course.started_on, STAFF_LABELS),
        "logged": sorted(logged),
        # Up to yesterday: today can still be logged.
        "missed": missed_days(logged, 0, (min(end, today - timedelta(days=1)) - course.started_on).days),
        "sessions": session_days(
            [(each.on, each.number, each.state in DELIVERED) for each in sessions],
            [] if course.ended_on else planned,
            course.started_on,
            today,
        ),
    }


def _entries(course: Course) -> list[DayEntry]:
    """The entry that counts for each day, oldest day first: of several, the one received last."""
    latest = {each.felt_on: each for each in reversed(check_ins_of_course(course.clinic_id, course.id))}
    return [DayEntry(on, latest[on].mood_value, latest[on].effects) for on in sorted(latest)]


def _curves(
    course: Course, treatment_days: Sequence[date], sessions: Sequence[SessionRow], last_day: int
) -> dict[str, dict[str, Any]]:
    known = timepoints_for(course, treatment_days)
    delivered = [each.on for each in sessions if each.state in DELIVERED]
    given: dict[str, list[Given]] = {}
    for each in responses_of_course(course.clinic_id, course.id):
        shown = Given(
            each.answered_on,
            best(each.score),
            each.score.total is None,
            timepoint_of(known, each.instrument, each.answered_on),
        )
        given.setdefault(each.instrument, []).append(shown)
    once_daily = protocol(course.protocol).sessions_per_day == 1
    curves = {}
    for key, answers in given.items():
        scale = instrument(key).main
        drawn = curve(answers, course.started_on, sorted(delivered), thresholds()[key], last_day, once_daily=once_daily)
        curves[key] = {
            "title": instrument(key).title,
            "max": scale.high,
            "bands": scale.bands,
            "points": drawn.points,
            "expected": drawn.expected,
            "response_at": drawn.response_at,
            "remission_below": drawn.remission_below,
        }
    return curves
