"""The caseload: every course of a clinic in the order in which they need somebody."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from heapq import nsmallest
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func, select

from server.access import Actor
from server.alerts.models import Alert
from server.checkins.queries import local_day
from server.courses.library import indication, protocol
from server.courses.models import Course
from server.courses.rules import ENDED, RUNNING, CourseState
from server.courses.rules.protocol import CourseDays, course_days, plans_of
from server.db import db
from server.desk.rules import Attention, CourseNow, Late, OpenAlert, Place, attention_of, place_of, write_cursor
from server.outcomes.models import Review, Summary
from server.people.models import Patient
from server.people.queries import clinic_of
from server.questionnaires.library import instrument
from server.questionnaires.rules.schedule import Timepoint, due_on_day, timepoints

STATES = {"running": RUNNING, "ended": ENDED, "all": tuple(CourseState)}


@dataclass(frozen=True)
class CaseRow:
    """One line of the caseload, in the clinic's days. due: titles of what is overdue. alerts: how many are open."""

    course_id: UUID
    patient_id: UUID
    name: str
    number: str | None
    title: str
    protocol: str
    state: CourseState
    sessions_done: int
    sessions_planned: int
    primary: str
    baseline: float | None
    latest: float | None
    change_percent: float | None
    outcome: str | None
    last_log_on: date | None
    days_since_log: int | None
    due: Sequence[str]
    alerts: int
    attention: Sequence[Attention]
    reviewed_at: datetime | None


@dataclass(frozen=True)
class Caseload:
    """A part of the list. total: of courses in the chosen state. next: the cursor of the next part, None at the end."""

    rows: Sequence[CaseRow]
    total: int
    next: str | None

    @property
    def patients(self) -> list[UUID]:
        """Whose record was shown."""
        return sorted({each.patient_id for each in self.rows})


@dataclass(frozen=True, slots=True)
class _Placed:
    place: Place
    now: CourseNow
    attention: Sequence[Attention]


def caseload_of(actor: Actor, state: str, limit: int, after: Place | None, now: datetime) -> Caseload:
    """The courses in the state ("running", "ended", "all") that stand behind `after`, at most `limit`.

    Every course is placed from a few columns; only those that are shown are read in full.
    """
    clinic = clinic_of(actor)
    reviews = _last_reviews(actor)
    courses = _place_all(actor, STATES[state], reviews, clinic.zone, now)
    behind = courses if after is None else [each for each in courses if each.place > after]
    shown = nsmallest(limit, behind, key=lambda each: each.place)
    return Caseload(
        rows=_rows(actor, shown, reviews),
        total=len(courses),
        next=write_cursor(shown[-1].place) if len(behind) > len(shown) else None,
    )


def _place_all(
    actor: Actor, states: Sequence[CourseState], reviews: Mapping[str, datetime], zone: str, now: datetime
) -> list[_Placed]:
    today = local_day(now, zone)
    alerts = _open_alerts(actor)
    placed = []
    for row in db.session.execute(_light(actor, states)):
        reviewed_at = reviews.get(row.id)
        seen = CourseNow(
            state=row.state,
            started_on=row.started_on,
            has_facts=row.facts > 0,
            has_figures=row.sessions_done is not None,
            primary=_primary_title(row.indication),
            baseline=row.baseline,
            latest=row.latest,
            latest_on=row.latest_on,
            reliable=row.reliable,
            last_log_on=row.last_log_on,
            sessions_done=row.sessions_done or 0,
            milestone_on=row.milestone_on,
            reviewed_on=None if reviewed_at is None else local_day(reviewed_at, zone),
            alerts=alerts.get(row.patient_id, ()),
            late=_late(row, today),
            today=today,
        )
        attention = attention_of(seen)
        placed.append(_Placed(place_of(row.id, seen, attention), seen, attention))
    return placed


def _light(actor: Actor, states: Sequence[CourseState]) -> Any:
    """What the order depends on. Ids stay text, since making five thousand UUIDs takes longer than reading them."""
    return (
        select(
            _plain(Course.id),
            _plain(Course.patient_id),
            Course.state,
            Course.indication,
            Course.protocol,
            Course.started_on,
            Course.ended_on,
            Course.planned_sessions,
            Course.facts,
            Summary.baseline,
            Summary.latest,
            Summary.latest_on,
            Summary.reliable,
            Summary.last_log_on,
            Summary.sessions_done,
            Summary.milestone_on,
            Summary.acute_ends_on,
            Summary.ends_on,
            cast(Summary.answered, String).label("answered"),
        )
        .outerjoin(Summary, (Summary.clinic_id == Course.clinic_id) & (Summary.course_id == Course.id))
        .where(Course.clinic_id == actor.clinic_id, Course.state.in_(states))
    )


def _plain(column: Any) -> Any:
    """An id as 32 hexadecimal digits, on either database."""
    return func.replace(cast(column, String), "-", "").label(column.key)


def _open_alerts(actor: Actor) -> dict[str, list[OpenAlert]]:
    """By patient: an alert is about a person, also where it came without a course."""
    found: dict[str, list[OpenAlert]] = defaultdict(list)
    for patient_id, *alert in db.session.execute(
        select(_plain(Alert.patient_id), Alert.level, Alert.title, Alert.raised_at, Alert.due_at).where(
            Alert.clinic_id == actor.clinic_id, Alert.closed_at.is_(None)
        )
    ):
        found[patient_id].append(OpenAlert(*alert))
    return found


def _last_reviews(actor: Actor) -> dict[str, datetime]:
    newest = (
        select(_plain(Review.course_id), func.max(Review.at))
        .where(Review.clinic_id == actor.clinic_id)
        .group_by(Review.course_id)
    )
    return {row[0]: row[1] for row in db.session.execute(newest)}


def _primary_title(key: str) -> str:
    return instrument(indication(key).primary).title


def _late(row: Any, today: date) -> Sequence[Late]:
    """The questionnaires that are overdue: asked for late by the schedule, and without an answer in their window."""
    asked = _asked_late(
        row.indication,
        row.protocol,
        row.started_on,
        row.ended_on,
        row.planned_sessions,
        row.acute_ends_on,
        row.ends_on,
        row.state,
        today,
    )
    if not asked or row.answered is None:
        return ()
    answered = json.loads(row.answered)
    return [
        Late(instrument(each.instrument).title, each.due_on)
        for each in asked
        if not any(
            each.opens_on.isoformat() <= on <= each.until.isoformat() for on in answered.get(each.instrument, ())
        )
    ]


# Most courses of a clinic share their calendar with others, and all of them keep it for the day.
@lru_cache(maxsize=20_000)
def _asked_late(
    indication_key: str,
    protocol_key: str,
    started_on: date,
    ended_on: date | None,
    planned_sessions: int,
    acute_ends_on: date | None,
    ends_on: date | None,
    state: CourseState,
    today: date,
) -> Sequence[Timepoint]:
    """The timepoints that would be overdue today had nothing been answered."""
    chosen = protocol(protocol_key)
    if acute_ends_on is None or ends_on is None:
        days = course_days(chosen, started_on, ended_on, planned_sessions, ())
    else:
        days = CourseDays(started_on, acute_ends_on, ends_on)
    known = timepoints(plans_of(indication(indication_key), chosen), days)
    late = {(each.instrument, each.timepoint) for each in due_on_day(known, (), state, today) if each.overdue}
    return tuple(each for each in known if (each.instrument, each.key) in late)


def _rows(actor: Actor, shown: Sequence[_Placed], reviews: Mapping[str, datetime]) -> list[CaseRow]:
    found = db.session.execute(
        select(
            Course.id,
            Course.patient_id,
            Patient.name,
            Patient.number,
            Course.indication,
            Course.protocol,
            Course.planned_sessions,
            Summary.change_percent,
            Summary.outcome,
        )
        .join(Patient, (Patient.clinic_id == Course.clinic_id) & (Patient.id == Course.patient_id))
        .outerjoin(Summary, (Summary.clinic_id == Course.clinic_id) & (Summary.course_id == Course.id))
        .where(Course.clinic_id == actor.clinic_id, Course.id.in_([UUID(each.place[-1]) for each in shown]))
    )
    full = {row.id.hex: row for row in found}
    return [_row(full[each.place[-1]], each, reviews.get(each.place[-1])) for each in shown]


def _row(row: Any, placed: _Placed, reviewed_at: datetime | None) -> CaseRow:
    now = placed.now
    return CaseRow(
        course_id=row.id,
        patient_id=row.patient_id,
        name=row.name,
        number=row.number,
        title=indication(row.indication).title,
        protocol=protocol(row.protocol).name,
        state=now.state,
        sessions_done=now.sessions_done,
        sessions_planned=row.planned_sessions,
        primary=now.primary,
        baseline=now.baseline,
        latest=now.latest,
        change_percent=row.change_percent,
        outcome=row.outcome,
        last_log_on=now.last_log_on,
        days_since_log=None if now.last_log_on is None else (now.today - now.last_log_on).days,
        due=[each.title for each in now.late],
        alerts=len(now.alerts),
        attention=placed.attention,
        reviewed_at=reviewed_at,
    )
