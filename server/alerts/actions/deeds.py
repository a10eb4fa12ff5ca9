"""What staff do about an alert: see it, and close it with what was done."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from server.access import Actor
from server.alerts.actions.story import tell
from server.alerts.models import Alert
from server.alerts.queries import AlertRow, find_alert
from server.alerts.rules import Step
from server.audit.actions import note
from server.db import db
from server.errors import Conflict


def mark_seen(actor: Actor, alert_id: UUID, now: datetime) -> AlertRow:
    """Note that somebody saw the alert; the first one counts. It stays open. Raises NotFound."""
    alert = find_alert(actor, alert_id, now)
    if alert.seen_at is None:
        db.session.execute(
            update(Alert)
            .where(Alert.clinic_id == actor.clinic_id, Alert.id == alert_id)
            .values(seen_at=now, seen_by=actor.person_id)
        )
        tell(actor.clinic_id, alert_id, Step.SEEN, actor.person_id, None, now)
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
    tell(actor.clinic_id, alert_id, Step.CLOSED, actor.person_id, done, now)
    note(actor, "closed the alert", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)
