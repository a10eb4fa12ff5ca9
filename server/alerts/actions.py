"""Raising alerts, seeing them, and closing them with what was done."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from server.access import Actor, system_of
from server.alerts.models import Alert
from server.alerts.queries import AlertRow, find_alert, open_alert_of_rule
from server.alerts.rules import RULES, Reason, due_at, is_worse
from server.audit.actions import note
from server.db import db
from server.errors import Conflict


def raise_alerts(
    clinic_id: UUID, patient_id: UUID, course_id: UUID | None, reasons: Sequence[Reason], now: datetime
) -> None:
    """Open an alert for each reason, or let it join the open alert of its rule; worse news makes that one due anew.

    Lower features hand in plain reasons, so that alerts know no check-in and no questionnaire. Runs in the transaction
    of what was reported: it is not stored without its alert.
    """
    for reason in reasons:
        known = open_alert_of_rule(clinic_id, patient_id, reason.rule)
        alert_id = _open(clinic_id, patient_id, course_id, reason, now) if known is None else _join(known, reason, now)
        note(system_of(clinic_id), f"raised an alert: {reason.rule}", patient_id, alert_id, now)


def _open(clinic_id: UUID, patient_id: UUID, course_id: UUID | None, reason: Reason, now: datetime) -> UUID:
    alert_id = uuid4()
    db.session.execute(
        insert(Alert),
        {
            "clinic_id": clinic_id,
            "id": alert_id,
            "patient_id": patient_id,
            "course_id": course_id,
            "rule": reason.rule,
            "level": RULES[reason.rule].level,
            "value": reason.value,
            "title": reason.title,
            "detail": reason.detail,
            "times": 1,
            "felt_at": reason.felt_at,
            "received_at": now,
            "raised_at": now,
            "due_at": due_at(reason.rule, now),
        },
    )
    return alert_id


def _join(alert: Alert, reason: Reason, now: datetime) -> UUID:
    alert.times += 1
    alert.received_at = now
    alert.felt_at = max(alert.felt_at, reason.felt_at)
    if is_worse(reason.value, alert.value, reason.title, alert.title):
        alert.value, alert.title, alert.detail = reason.value, reason.title, reason.detail
        alert.due_at = min(alert.due_at, due_at(reason.rule, now))
        alert.seen_at = alert.seen_by = None  # it is news again
    db.session.flush()
    return alert.id


def mark_seen(actor: Actor, alert_id: UUID, now: datetime) -> AlertRow:
    """Note that somebody saw the alert; the first one counts. It stays open. Raises NotFound."""
    alert = find_alert(actor, alert_id, now)
    if alert.seen_at is None:
        db.session.execute(
            update(Alert)
            .where(Alert.clinic_id == actor.clinic_id, Alert.id == alert_id)
            .values(seen_at=now, seen_by=actor.person_id)
        )
        note(actor, "saw the alert", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)


def close(actor: Actor, alert_id: UUID, done: str, now: datetime) -> AlertRow:
    """Close the alert with what was done. Raises NotFound, and Conflict if somebody closed it before."""
    alert = find_alert(actor, alert_id, now)
    closed = db.session.execute(
        update(Alert)
        .where(Alert.clinic_id == actor.clinic_id, Alert.id == alert_id, Alert.closed_at.is_(None))
        .values(done=done, done_by=actor.person_id, closed_at=now)
    )
    if closed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("Somebody else has closed this alert. Load it again to read what was done.", code="alert-closed")
    note(actor, "closed the alert", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)
