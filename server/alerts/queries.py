"""Reading alerts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from server.access import Actor
from server.alerts.models import Alert
from server.alerts.rules import Level
from server.db import db
from server.errors import NotFound
from server.people.models import Patient
from server.people.queries import names_of_accounts


@dataclass(frozen=True)
class AlertRow:
    """One alert with the names that a person needs. overdue: open past its due time at the moment of reading."""

    id: UUID
    patient_id: UUID
    course_id: UUID | None
    name: str
    rule: str
    level: Level
    value: int
    title: str
    detail: str
    times: int
    felt_at: datetime
    received_at: datetime
    raised_at: datetime
    due_at: datetime
    overdue: bool
    seen_at: datetime | None
    seen_by: str | None
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


def open_alerts(actor: Actor, now: datetime, limit: int = 500) -> list[AlertRow]:
    """Open alerts, the ones due first in front."""
    return _rows(actor, visible_alerts(actor).where(Alert.closed_at.is_(None)).order_by(Alert.due_at).limit(limit), now)


def all_alerts(actor: Actor, now: datetime, limit: int = 500) -> list[AlertRow]:
    """Open alerts first, then the closed ones, newest first."""
    ordered = visible_alerts(actor).order_by(Alert.closed_at.is_not(None), Alert.due_at.desc())
    return _rows(actor, ordered.limit(limit), now)


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


def count_open_alerts(clinic_id: UUID) -> int:
    """How many alerts of the clinic are open."""
    return db.session.scalars(
        select(func.count()).select_from(Alert).where(Alert.clinic_id == clinic_id, Alert.closed_at.is_(None))
    ).one()


def _rows(actor: Actor, chosen: Select[Alert, str], now: datetime) -> list[AlertRow]:
    found = db.session.execute(chosen).all()
    names = names_of_accounts(actor.clinic_id) if found else {}
    return [
        AlertRow(
            id=alert.id,
            patient_id=alert.patient_id,
            course_id=alert.course_id,
            name=name,
            rule=alert.rule,
            level=alert.level,
            value=alert.value,
            title=alert.title,
            detail=alert.detail,
            times=alert.times,
            felt_at=alert.felt_at,
            received_at=alert.received_at,
            raised_at=alert.raised_at,
            due_at=alert.due_at,
            overdue=alert.closed_at is None and alert.due_at < now,
            seen_at=alert.seen_at,
            seen_by=names.get(alert.seen_by) if alert.seen_by else None,
            done=alert.done,
            done_by=names.get(alert.done_by) if alert.done_by else None,
            done_at=alert.closed_at,
            closed_at=alert.closed_at,
        )
        for alert, name in found
    ]
