"""Test alerts and test messages: whether what the clinic sends reaches somebody."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update

from server.access import Actor, Role
from server.audit.actions import note
from server.db import db
from server.errors import Conflict
from server.messages.actions import tell
from server.people.models.readiness import TestAlert
from server.people.queries import on_duty
from server.people.queries.readiness import TestAlertRow, find_test_alert
from server.people.queries.staff import find_member


def send_test_alert(actor: Actor, now: datetime) -> TestAlertRow:
    """Send one to whoever an alert for clinicians would reach now. Raises Conflict if nobody can be reached."""
    alert = TestAlert(clinic_id=actor.clinic_id, id=uuid4(), sent_at=now, sent_by=actor.person_id)
    db.session.add(alert)
    db.session.flush()
    told = on_duty(actor.clinic_id, Role.CLINICIAN, now)
    path = f"/app/test-alerts/{alert.id}"
    if not tell(actor.clinic_id, told, "test-alert", f"test-alert:{alert.id}", {"path": path}, now):
        raise Conflict(
            "Nobody whom an alert would reach now has an e-mail address or a pager. Enter one on the staff page.",
            code="nobody-reachable",
        )
    note(actor, "sent a test alert", None, alert.id, now)
    return find_test_alert(actor, alert.id)


def acknowledge_test_alert(actor: Actor, test_alert_id: UUID, now: datetime) -> TestAlertRow:
    """Note that it reached the actor; the first one counts. Raises NotFound."""
    changed = db.session.execute(
        update(TestAlert)
        .where(
            TestAlert.clinic_id == actor.clinic_id,
            TestAlert.id == test_alert_id,
            TestAlert.acknowledged_at.is_(None),
        )
        .values(acknowledged_at=now, acknowledged_by=actor.person_id)
    )
    if changed.rowcount == 1:  # type: ignore[attr-defined]
        note(actor, "acknowledged a test alert", None, test_alert_id, now)
    return find_test_alert(actor, test_alert_id)


def send_test_message(actor: Actor, account_id: UUID, now: datetime) -> int:
    """Send one to a member of staff on every way there is. Returns how many.

    Raises NotFound, and Conflict if there is no way.
    """
    find_member(actor, account_id)
    sent = tell(actor.clinic_id, [account_id], "test-message", f"test:{uuid4()}", {"path": "/"}, now)
    if not sent:
        raise Conflict("Enter an e-mail address or a pager first.", code="nobody-reachable")
    note(actor, "sent a test message", None, account_id, now)
    return sent
