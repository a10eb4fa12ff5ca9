"""Reading alerts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from server.access import Actor, Role
from server.alerts.models import Alert
from server.alerts.rules import Level
from server.courses.models.hold import Hold
from server.db import db
from server.errors import NotFound
from server.people.models import Patient
from server.people.queries import names_of_accounts

HELD_RULES = ("AE-1",)  # whose reports hold the treatment, too: the card says so


@dataclass(frozen=True)
class AlertRow:
    """One alert with the names that a person needs. overdue: open past its due time at the moment of reading.

    owner: a name, None while whoever is on duty in `owner_role` answers for it. plan: the clinician's words, None
    without a plan; plan_ended: the next answer alerts in full. holds: what keeps sessions from being opened.
    """

    id: UUID
    patient_id: UUID
    course_id: UUID | None
    name: str
    family: str
    rule: str
    level: Level
    value: int
    title: str
    detail: str
    said: dict[str, Any] | None
    times: int
    felt_at: datetime
    received_at: datetime
    raised_at: datetime
    due_at: datetime
    overdue: bool
    owner_role: Role
    owner_id: UUID | None
    owner: str | None
    escalated: int
    seen_at: datetime | None
    seen_by: str | None
    acted_at: datetime | None
    plan_until: date | None
    plan: str | None
    planned_by: str | None
    plan_ended: bool
    holds: list[str]
    action: str | None
    done: str | None
    done_by: str | None
    done_at: datetime | None
    closed_at: datetime | None


def visible_alerts(actor: Actor) -> Select[Alert, str]:
    """Alerts of the actor's clinic with the patient's name."""
    return (
        select(Alert, Patient.name)
        .join(Patient, (Patient.clinic_id == Alert.clinic_id) & (Patient.id == Alert.patient_id))
        .where(Alert.clinic_id == actor.clinic_id)
    )


def alerts_shown(
    actor: Actor, state: str, show: str, level: Level | None, now: datetime, limit: int = 500
) -> list[AlertRow]:
    """Alerts in a state ("open", "closed", "all"), open ones first by when they are due, then the last closed.

    show: "mine" (handed to the actor, or to nobody and of the actor's role), "unseen", "overdue", or "all" of them.
    """
    chosen = visible_alerts(actor).where(*_of_state(state), *_shown(actor, show, now))
    if level is not None:
        chosen = chosen.where(Alert.level == level)
    ordered = chosen.order_by(
        Alert.closed_at.is_not(None), Alert.closed_at.desc(), Alert.due_at, Alert.raised_at, Alert.id
    )
    return _rows(actor, ordered.limit(limit), now)


def _of_state(state: str) -> list[ColumnElement[bool]]:
    if state == "all":
        return []
    return [Alert.closed_at.is_(None) if state == "open" else Alert.closed_at.is_not(None)]


def _shown(actor: Actor, show: str, now: datetime) -> list[ColumnElement[bool]]:
    mine = or_(Alert.owner_id == actor.person_id, and_(Alert.owner_id.is_(None), Alert.owner_role == actor.role))
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "all": [],
        "mine": [mine],
        "unseen": [Alert.seen_at.is_(None)],
        "overdue": [Alert.closed_at.is_(None), Alert.due_at < now],
    }
    return conditions[show]


def alerts_of_patient(actor: Actor, patient_id: UUID, now: datetime) -> list[AlertRow]:
    """All alerts of one patient, open ones first."""
    ordered = visible_alerts(actor).where(Alert.patient_id == patient_id)
    return _rows(actor, ordered.order_by(Alert.closed_at.is_not(None), Alert.due_at), now)


def find_alert(actor: Actor, alert_id: UUID, now: datetime) -> AlertRow:
    """Raises NotFound also for alerts that the actor may not see."""
    found = _rows(actor, visible_alerts(actor).where(Alert.id == alert_id), now)
    if not found:
        raise NotFound("No such alert.")
    return found[0]


def alert_of(actor: Actor, alert_id: UUID) -> Alert:
    """The alert itself, for deeds upon it. Raises NotFound also for alerts that the actor may not see."""
    alert = db.session.scalar(select(Alert).where(Alert.clinic_id == actor.clinic_id, Alert.id == alert_id))
    if alert is None:
        raise NotFound("No such alert.")
    return alert


def open_alert_of_family(clinic_id: UUID, patient_id: UUID, family: str) -> Alert | None:
    """The open alert that a repeat joins."""
    return db.session.scalar(
        select(Alert).where(
            Alert.clinic_id == clinic_id,
            Alert.patient_id == patient_id,
            Alert.family == family,
            Alert.closed_at.is_(None),
        )
    )


def unseen_alerts(clinic_id: UUID, now: datetime) -> list[Alert]:
    """Open alerts past their due time that nobody has seen, the longest overdue first."""
    return list(
        db.session.scalars(
            select(Alert)
            .where(
                Alert.clinic_id == clinic_id,
                Alert.closed_at.is_(None),
                Alert.seen_at.is_(None),
                Alert.due_at <= now,
                Alert.level != Level.BLUE,
            )
            .order_by(Alert.due_at, Alert.id)
        )
    )


def planned_alerts(clinic_id: UUID) -> list[Alert]:
    """Open alerts with a plan that nobody and nothing has ended."""
    return list(
        db.session.scalars(
            select(Alert)
            .where(
                Alert.clinic_id == clinic_id,
                Alert.closed_at.is_(None),
                Alert.plan_until.is_not(None),
                Alert.plan_ended_at.is_(None),
            )
            .order_by(Alert.due_at, Alert.id)
        )
    )


def count_open_alerts(clinic_id: UUID) -> int:
    """How many alerts of the clinic are open."""
    return db.session.scalars(
        select(func.count()).select_from(Alert).where(Alert.clinic_id == clinic_id, Alert.closed_at.is_(None))
    ).one()


def _rows(actor: Actor, chosen: Select[Alert, str], now: datetime) -> list[AlertRow]:
    found = db.session.execute(chosen).all()
    names = names_of_accounts(actor.clinic_id) if found else {}
    held = _holds(actor.clinic_id, [alert.course_id for alert, _ in found if alert.course_id and _names_holds(alert)])
    return [_row(alert, name, names, held, now) for alert, name in found]


def _names_holds(alert: Alert) -> bool:
    return alert.closed_at is None and alert.rule in HELD_RULES


def _holds(clinic_id: UUID, courses: list[UUID]) -> dict[UUID, list[str]]:
    """Course -> the kinds of its open holds."""
    found: dict[UUID, list[str]] = {}
    if courses:
        for course_id, kind in db.session.execute(
            select(Hold.course_id, Hold.kind)
            .where(Hold.clinic_id == clinic_id, Hold.course_id.in_(courses), Hold.cleared_at.is_(None))
            .order_by(Hold.placed_at, Hold.id)
        ):
            found.setdefault(course_id, []).append(kind.value)
    return found


def _row(alert: Alert, name: str, names: Mapping[UUID, str], held: Mapping[UUID, list[str]], now: datetime) -> AlertRow:
    return AlertRow(
        id=alert.id,
        patient_id=alert.patient_id,
        course_id=alert.course_id,
        name=name,
        family=alert.family,
        rule=alert.rule,
        level=alert.level,
        value=alert.value,
        title=alert.title,
        detail=alert.detail,
        said=alert.said,
        times=alert.times,
        felt_at=alert.felt_at,
        received_at=alert.received_at,
        raised_at=alert.raised_at,
        due_at=alert.due_at,
        overdue=alert.closed_at is None and alert.due_at < now,
        owner_role=alert.owner_role,
        owner_id=alert.owner_id,
        owner=names.get(alert.owner_id) if alert.owner_id else None,
        escalated=alert.escalated,
        seen_at=alert.seen_at,
        seen_by=names.get(alert.seen_by) if alert.seen_by else None,
        acted_at=alert.acted_at,
        plan_until=alert.plan_until,
        plan=alert.plan,
        planned_by=names.get(alert.planned_by) if alert.planned_by else None,
        plan_ended=alert.plan_ended_at is not None,
        holds=held.get(alert.course_id, []) if alert.course_id and _names_holds(alert) else [],
        action=alert.action,
        done=alert.done,
        done_by=names.get(alert.done_by) if alert.done_by else None,
        done_at=alert.closed_at,
        closed_at=alert.closed_at,
    )
