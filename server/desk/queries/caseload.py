"""The caseload: every course of a clinic in the order in which they need somebody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select

from server.access import Actor
from server.alerts.models import Alert
from server.checkins.queries import local_day
from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.courses.queries.hold import first_holds
from server.courses.rules import ENDED, RUNNING, CourseState
from server.courses.rules.hold import HoldKind
from server.db import db
from server.desk.queries.caseload_order import alerted_places, places_behind
from server.desk.rules import Attention, Awaited, CourseNow, OpenAlert, Place, attention_of, write_cursor
from server.outcomes.models import Review, Summary
from server.people.models import Patient
from server.people.queries import clinic_of
from server.questionnaires.library import instrument

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


def caseload_of(actor: Actor, state: str, limit: int, after: Place | None, now: datetime) -> Caseload:
    """The courses in the state ("running", "ended", "all") that stand behind `after`, at most `limit`.

    Figures are those of the summaries, a few seconds old at most; only the courses that are shown are read in full.
    """
    today = local_day(now, clinic_of(actor).zone)
    alerts = _open_alerts(actor)
    states = STATES[state]
    places = alerted_places(actor, states, alerts, after)
    if len(places) <= limit:
        places += places_behind(actor, states, after, today, limit + 1 - len(places))
    shown = places[:limit]
    return Caseload(
        rows=_rows(actor, [UUID(each.course_id) for each in shown], alerts, today),
        total=_count(actor, states),
        next=write_cursor(shown[-1]) if len(places) > limit else None,
    )


def _count(actor: Actor, states: Iterable[CourseState]) -> int:
    return db.session.scalars(
        select(func.count()).select_from(Course).where(Course.clinic_id == actor.clinic_id, Course.state.in_(states))
    ).one()


def _open_alerts(actor: Actor) -> dict[UUID, list[OpenAlert]]:
    """By patient: an alert is about a person, also where it came without a course."""
    found: dict[UUID, list[OpenAlert]] = defaultdict(list)
    for row in db.session.execute(
        select(
            Alert.patient_id,
            Alert.level,
            Alert.title,
            Alert.raised_at,
            Alert.due_at,
            cast(Alert.said, Text).label("said"),
        ).where(Alert.clinic_id == actor.clinic_id, Alert.closed_at.is_(None))
    ):
        found[row.patient_id].append(OpenAlert(row.level, row.title, row.raised_at, row.due_at, row.said))
    return found


def _rows(actor: Actor, ids: Sequence[UUID], alerts: Mapping[UUID, Sequence[OpenAlert]], today: date) -> list[CaseRow]:
    found = {row.id: row for row in db.session.execute(_full(actor, ids))}
    holds = first_holds(actor.clinic_id, ids)
    return [_row(found[each], alerts.get(found[each].patient_id, ()), holds.get(each), today) for each in ids]


def _full(actor: Actor, ids: Sequence[UUID]) -> Any:
    reviewed_at = (
        select(func.max(Review.at))
        .where(Review.clinic_id == Course.clinic_id, Review.course_id == Course.id)
        .scalar_subquery()
    )
    summary = Summary.__table__.c
    return (
        select(
            Course.id,
            Course.patient_id,
            Course.indication,
            Course.protocol,
            Course.state,
            Course.started_on,
            Course.ended_on,
            Course.planned_sessions,
            Course.facts,
            Patient.name,
            Patient.number,
            Patient.died_on,
            summary.of_facts,
            summary.sessions_done,
            summary.milestone_on,
            summary.last_log_on,
            summary.baseline,
            summary.latest,
            summary.latest_on,
            summary.change_percent,
            summary.outcome,
            summary.reliable,
            summary.setback,
            summary.setback_on,
            summary.awaited,
            reviewed_at.label("reviewed_at"),
        )
        .join(Patient, (Patient.clinic_id == Course.clinic_id) & (Patient.id == Course.patient_id))
        .outerjoin(Summary, (Summary.clinic_id == Course.clinic_id) & (Summary.course_id == Course.id))
        .where(Course.clinic_id == actor.clinic_id, Course.id.in_(ids))
    )


def _row(row: Any, alerts: Sequence[OpenAlert], held: tuple[list[HoldKind], date] | None, today: date) -> CaseRow:
    now = CourseNow(
        state=row.state,
        started_on=row.started_on,
        ended_on=row.ended_on,
        has_facts=row.facts > 0,
        has_figures=row.of_facts is not None,
        primary=instrument(indication(row.indication).primary).title,
        baseline=row.baseline,
        latest=row.latest,
        latest_on=row.latest_on,
        reliable=row.reliable,
        setback=row.setback,
        setback_on=row.setback_on,
        last_log_on=row.last_log_on,
        sessions_done=row.sessions_done or 0,
        milestone_on=row.milestone_on,
        reviewed_at=row.reviewed_at,
        alerts=alerts,
        awaited=[_awaited(key, said) for key, said in (row.awaited or {}).items()],
        today=today,
        holds=() if held is None else held[0],
        held_since=None if held is None else held[1],
        died=row.died_on is not None,
    )
    return CaseRow(
        course_id=row.id,
        patient_id=row.patient_id,
        name=row.name,
        number=row.number,
        title=indication(row.indication).title,
        protocol=protocol(row.protocol).name,
        state=row.state,
        sessions_done=now.sessions_done,
        sessions_planned=row.planned_sessions,
        primary=now.primary,
        baseline=now.baseline,
        latest=now.latest,
        change_percent=row.change_percent,
        outcome=row.outcome,
        last_log_on=now.last_log_on,
        days_since_log=None if now.last_log_on is None else (today - now.last_log_on).days,
        due=[each.title for each in now.overdue],
        alerts=len(alerts),
        attention=attention_of(now),
        reviewed_at=row.reviewed_at,
    )


def _awaited(key: str, said: Mapping[str, str]) -> Awaited:
    due_on, overdue_on = date.fromisoformat(said["due_on"]), date.fromisoformat(said["overdue_on"])
    return Awaited(instrument(key).title, due_on, overdue_on)
