"""Reading system alerts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.alerts.models import SystemAlert
from server.db import db
from server.errors import NotFound
from server.people.queries import names_of_accounts


@dataclass(frozen=True)
class SystemAlertRow:
    """One system alert. done_by: a name, None while it is open and where it ended by itself."""

    id: UUID
    kind: str
    title: str
    detail: str
    said: dict[str, Any] | None
    times: int
    raised_at: datetime
    last_at: datetime
    done: str | None
    done_by: str | None
    closed_at: datetime | None


def system_alerts(actor: Actor, limit: int = 100) -> list[SystemAlertRow]:
    """The clinic's system alerts, open ones first, then the newest."""
    rows = db.session.scalars(
        select(SystemAlert)
        .where(SystemAlert.clinic_id == actor.clinic_id)
        .order_by(SystemAlert.closed_at.is_not(None), SystemAlert.raised_at.desc(), SystemAlert.id)
        .limit(limit)
    )
    names = names_of_accounts(actor.clinic_id)
    return [_row(each, names) for each in rows]


def find_system_row(actor: Actor, alert_id: UUID) -> SystemAlertRow:
    """One system alert with the names. Raises NotFound."""
    return _row(find_system_alert(actor, alert_id), names_of_accounts(actor.clinic_id))


def _row(alert: SystemAlert, names: Mapping[UUID, str]) -> SystemAlertRow:
    return SystemAlertRow(
        alert.id,
        alert.kind,
        alert.title,
        alert.detail,
        alert.said,
        alert.times,
        alert.raised_at,
        alert.last_at,
        alert.done,
        names.get(alert.done_by) if alert.done_by else None,
        alert.closed_at,
    )


def find_system_alert(actor: Actor, alert_id: UUID) -> SystemAlert:
    """Raises NotFound also for those of other clinics."""
    alert = db.session.scalar(
        select(SystemAlert).where(SystemAlert.clinic_id == actor.clinic_id, SystemAlert.id == alert_id)
    )
    if alert is None:
        raise NotFound("No such alert.")
    return alert


def open_system_alert(clinic_id: UUID, kind: str) -> SystemAlert | None:
    """The open one of a kind, which a repeat joins."""
    return db.session.scalar(
        select(SystemAlert).where(
            SystemAlert.clinic_id == clinic_id, SystemAlert.kind == kind, SystemAlert.closed_at.is_(None)
        )
    )
