"""What staff do about an alert: see it, write what was done, hand it over, close it, open it again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from server.access import Actor, Role
from server.alerts.actions.story import tell
from server.alerts.actions.telling import RAISED, notify
from server.alerts.models import Alert
from server.alerts.queries import AlertRow, alert_of, find_alert, open_alert_of_family
from server.alerts.rules import ACTIONS, OWNERS, Step
from server.audit.actions import note
from server.db import db
from server.errors import Conflict, Invalid
from server.people.queries import house_of, members_of
from server.wording import Term, say


def mark_seen(actor: Actor, alert_id: UUID, now: datetime) -> AlertRow:
    """Note that somebody saw the alert; the first one counts. It stays open. Raises NotFound."""
    alert = alert_of(actor, alert_id)
    if alert.seen_at is None:
        _see(actor, alert, now)
        db.session.flush()
    return find_alert(actor, alert_id, now)


def write_note(actor: Actor, alert_id: UUID, words: str, now: datetime) -> AlertRow:
    """Add what was done so far to what others wrote. It counts as seen and stays open. Raises NotFound, Conflict."""
    alert = _open_one(actor, alert_id)
    if alert.seen_at is None:
        _see(actor, alert, now)
    alert.acted_at = alert.acted_at or now
    db.session.flush()
    tell(actor.clinic_id, alert_id, Step.ACTED, actor.person_id, words, now)
    note(actor, "acted on the alert", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)


def close(actor: Actor, alert_id: UUID, action: str, done: str, now: datetime) -> AlertRow:
    """Close the alert with what was done. action: a key of ACTIONS. Raises NotFound, and Conflict if it is closed."""
    alert = alert_of(actor, alert_id)
    closed = db.session.execute(
        update(Alert)
        .where(Alert.clinic_id == actor.clinic_id, Alert.id == alert_id, Alert.closed_at.is_(None))
        .values(
            action=action,
            done=done,
            done_by=actor.person_id,
            closed_at=now,
            acted_at=alert.acted_at or now,
            plan_until=None,
            plan=None,
            planned_by=None,
            plan_ended_at=None,
        )
    )
    if closed.rowcount != 1:  # type: ignore[attr-defined]
        raise _closed()
    tell(
        actor.clinic_id,
        alert_id,
        Step.CLOSED,
        actor.person_id,
        say("{action}: {done}", action=Term(ACTIONS[action]), done=done),
        now,
    )
    note(actor, "closed the alert", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)


def reopen(actor: Actor, alert_id: UUID, reason: str, now: datetime) -> AlertRow:
    """Open a closed alert again: what was done stays in its story. It is due as it was, and counts as seen.

    Raises NotFound, and Conflict if it is open, or if the patient has another open alert of its family by now.
    """
    alert = alert_of(actor, alert_id)
    if alert.closed_at is None:
        raise Conflict("This alert is open.", code="alert-open")
    if open_alert_of_family(actor.clinic_id, alert.patient_id, alert.family) is not None:
        raise Conflict("There is a newer open alert of this kind for the patient. Write it there.", code="alert-open")
    alert.closed_at = alert.action = alert.done = alert.done_by = None
    if alert.seen_at is None:
        _see(actor, alert, now)
    db.session.flush()
    tell(actor.clinic_id, alert_id, Step.REOPENED, actor.person_id, reason, now)
    note(actor, "reopened the alert", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)


def hand_over(actor: Actor, alert_id: UUID, role: Role, account_id: UUID | None, now: datetime) -> AlertRow:
    """Give the alert to one person, or to whoever is on duty in a role, who is told of it.

    account_id: None for the role. The due time stays. Raises NotFound, Conflict if it is closed, and Invalid for
    somebody who does not work here or may not act on alerts.
    """
    alert = _open_one(actor, alert_id)
    words: str = say("whoever is on duty: {role}", role=Term(role.value))
    if account_id is not None:
        member = next((each for each in members_of(actor.clinic_id) if each[0] == account_id), None)
        if member is None or member[2] not in OWNERS:
            raise Invalid("Choose somebody of your clinic who treats patients.", field="account_id")
        words, role = member[1], member[2]
    if role not in OWNERS:
        raise Invalid("Choose technicians or clinicians.", field="role")
    alert.owner_role, alert.owner_id = role, account_id
    if alert.seen_at is None:
        _see(actor, alert, now)
    db.session.flush()
    tell(actor.clinic_id, alert_id, Step.HANDED_OVER, actor.person_id, words, now)
    if account_id != actor.person_id:
        notify(alert, RAISED, house_of(actor.clinic_id), now, cause=f"handed-over-{now.timestamp():.0f}")
    note(actor, "handed the alert over", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)


def _open_one(actor: Actor, alert_id: UUID) -> Alert:
    alert = alert_of(actor, alert_id)
    if alert.closed_at is not None:
        raise _closed()
    return alert


def _closed() -> Conflict:
    return Conflict("Somebody else has closed this alert. Load it again to read what was done.", code="alert-closed")


def _see(actor: Actor, alert: Alert, now: datetime) -> None:
    alert.seen_at, alert.seen_by = now, actor.person_id
    tell(actor.clinic_id, alert.id, Step.SEEN, actor.person_id, None, now)
    note(actor, "saw the alert", alert.patient_id, alert.id, now)
