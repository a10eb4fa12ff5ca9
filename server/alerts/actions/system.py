"""SYS: telling administrators of what stands still. Nothing here names a patient."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update

from server.access import Actor, Role, system_of
from server.alerts.models import SystemAlert
from server.alerts.queries.system import find_system_alert, open_system_alert
from server.alerts.rules import channels_of, level_of, said_of
from server.audit.actions import note
from server.db import db
from server.errors import Conflict
from server.messages.actions import queue
from server.messages.rules import Channel, Outgoing
from server.people.queries import contacts_of, house_of, on_duty

KIND = "system"  # of messages/texts


def raise_system_alert(clinic_id: UUID, kind: str, title: str, detail: str, now: datetime) -> UUID:
    """Open a system alert, or let it join the open one of its kind; administrators are told of a new one."""
    said = said_of(title, detail)
    known = open_system_alert(clinic_id, kind)
    if known is not None:
        known.times += 1
        known.last_at, known.title, known.detail, known.said = now, str(title), str(detail), said
        db.session.flush()
        return known.id
    alert = SystemAlert(
        clinic_id=clinic_id,
        id=uuid4(),
        kind=kind,
        title=str(title),
        detail=str(detail),
        said=said,
        times=1,
        raised_at=now,
        last_at=now,
    )
    db.session.add(alert)
    db.session.flush()
    _notify(alert, now)
    note(system_of(clinic_id), f"raised a system alert: {kind}", None, alert.id, now)
    return alert.id


def _notify(alert: SystemAlert, now: datetime) -> None:
    settings = house_of(alert.clinic_id).settings
    channels = channels_of(level_of("SYS", settings), settings)
    outgoing = []
    for contact in contacts_of(alert.clinic_id, on_duty(alert.clinic_id, Role.ADMIN, now)):
        ways = {Channel.EMAIL: contact.email, Channel.WEBHOOK: contact.pager}
        for channel in channels:
            if recipient := ways[channel]:
                key = f"{KIND}:{alert.id}:{channel}:{contact.account_id}"
                values = {"path": "/app/clinic"}
                outgoing.append(Outgoing(key, channel, recipient, KIND, values, language=contact.language))
    queue(alert.clinic_id, outgoing, now)


def end_system_alert(clinic_id: UUID, kind: str, done: str, now: datetime) -> bool:
    """Close the open system alert of a kind because its cause is gone. Returns whether there was one."""
    known = open_system_alert(clinic_id, kind)
    if known is None:
        return False
    known.done, known.closed_at = str(done), now
    db.session.flush()
    note(system_of(clinic_id), f"ended a system alert: {kind}", None, known.id, now)
    return True


def close_system_alert(actor: Actor, alert_id: UUID, done: str, now: datetime) -> None:
    """Close a system alert with what was done. Raises NotFound, and Conflict if it is closed."""
    alert = find_system_alert(actor, alert_id)
    closed = db.session.execute(
        update(SystemAlert)
        .where(SystemAlert.clinic_id == actor.clinic_id, SystemAlert.id == alert_id, SystemAlert.closed_at.is_(None))
        .values(done=done, done_by=actor.person_id, closed_at=now)
    )
    if closed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("Somebody else has closed this alert. Load it again to read what was done.", code="alert-closed")
    note(actor, "closed the system alert", None, alert.id, now)
    db.session.refresh(alert)
