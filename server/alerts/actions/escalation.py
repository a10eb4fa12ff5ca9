"""Taking alerts that nobody has seen to the next in line."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from server.access import Role, system_of
from server.alerts.actions.story import tell
from server.alerts.actions.system import raise_system_alert
from server.alerts.actions.telling import OVERDUE, notify
from server.alerts.models import Alert
from server.alerts.queries import unseen_alerts
from server.alerts.rules import Step, Waiting, escalates_to
from server.audit.actions import note
from server.db import db
from server.people.queries import House, house_of
from server.wording import Term, say

UNSEEN = "alerts-unseen"  # the kind of the system alert


def escalate_alerts(clinic_id: UUID, now: datetime) -> int:
    """Take each alert that is past its time and that nobody has seen one step up. Returns how many steps were taken.

    Each step is taken once, whichever process comes first. The last step is a system alert to the administrators, who
    may not know whom it is about.
    """
    house = house_of(clinic_id)
    return sum(_escalate(alert, house, now) for alert in unseen_alerts(clinic_id, now))


def _escalate(alert: Alert, house: House, now: datetime) -> bool:
    waiting = Waiting(alert.level, alert.owner_role, alert.due_at, alert.escalated)
    role = escalates_to(waiting, now, house.settings, house.zone)
    if role is None or not _take_step(alert):
        return False
    tell(
        alert.clinic_id,
        alert.id,
        Step.ESCALATED,
        None,
        say("not seen when due: {role} on duty", role=Term(role.value)),
        now,
    )
    if role is Role.ADMIN:
        words = say("An alert is past its time, and neither its owner nor those on duty have opened it.")
        raise_system_alert(alert.clinic_id, UNSEEN, say("Alerts that nobody has seen"), words, now)
    else:
        notify(alert, OVERDUE, house, now, role=role)
    note(system_of(alert.clinic_id), f"escalated the alert: {role}", alert.patient_id, alert.id, now)
    return True


def _take_step(alert: Alert) -> bool:
    """Whether this process is the one that takes it: compared and set in one statement."""
    taken = db.session.execute(
        update(Alert)
        .where(
            Alert.clinic_id == alert.clinic_id,
            Alert.id == alert.id,
            Alert.escalated == alert.escalated,
            Alert.seen_at.is_(None),
            Alert.closed_at.is_(None),
        )
        .values(escalated=alert.escalated + 1)
    )
    return taken.rowcount == 1  # type: ignore[attr-defined, no-any-return]
