"""Raising alerts, and letting repeats join them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from server.access import system_of
from server.alerts.actions.story import tell
from server.alerts.actions.telling import AGAIN, RAISED, notify
from server.alerts.models import Alert
from server.alerts.queries import open_alert_of_family
from server.alerts.rules import (
    RULES,
    Reason,
    Step,
    due_at,
    is_worse,
    level_of,
    owner_of,
    plan_holds,
    said_of,
    worst_of_families,
)
from server.audit.actions import note
from server.db import db
from server.people.queries import House, house_of
from server.wording import say


def raise_alerts(
    clinic_id: UUID, patient_id: UUID, course_id: UUID | None, reasons: Sequence[Reason], now: datetime
) -> None:
    """Open an alert for each reason, or let it join the open alert of its family; worse news makes that one due anew.

    Lower features hand in plain reasons, so that alerts know no check-in and no questionnaire. Of one family only the
    gravest reason counts. Runs in the transaction of what was reported: it is not stored without its alert.
    """
    if not reasons:
        return
    raised = _Raised(clinic_id, patient_id, course_id, house_of(clinic_id), now)
    for reason in worst_of_families(reasons):
        known = open_alert_of_family(clinic_id, patient_id, RULES[reason.rule].family)
        alert_id = _open(raised, reason) if known is None else _join(raised, known, reason)
        note(system_of(clinic_id), f"raised an alert: {reason.rule}", patient_id, alert_id, now)


@dataclass(frozen=True)
class _Raised:
    """What the alerts of one report share."""

    clinic_id: UUID
    patient_id: UUID
    course_id: UUID | None
    house: House
    now: datetime

    def due_at(self, rule: str) -> datetime:
        return due_at(rule, self.now, self.house.settings, self.house.zone)


def _open(raised: _Raised, reason: Reason) -> UUID:
    alert = Alert(
        clinic_id=raised.clinic_id,
        id=uuid4(),
        patient_id=raised.patient_id,
        course_id=raised.course_id,
        family=RULES[reason.rule].family,
        rule=reason.rule,
        level=level_of(reason.rule, raised.house.settings),
        value=reason.value,
        title=str(reason.title),
        detail=str(reason.detail),
        said=said_of(reason.title, reason.detail),
        symptoms=list(reason.named),
        times=1,
        felt_at=reason.felt_at,
        received_at=raised.now,
        raised_at=raised.now,
        due_at=raised.due_at(reason.rule),
        owner_role=owner_of(reason.rule, raised.house.settings),
        escalated=0,
    )
    db.session.add(alert)
    db.session.flush()
    tell(raised.clinic_id, alert.id, Step.RAISED, None, reason.title, raised.now)
    notify(alert, RAISED, raised.house, raised.now)
    return alert.id


def _join(raised: _Raised, alert: Alert, reason: Reason) -> UUID:
    alert.times += 1
    alert.received_at = raised.now
    alert.felt_at = max(alert.felt_at, reason.felt_at)
    alert.course_id = alert.course_id or raised.course_id
    if not _is_news(raised, alert, reason):
        db.session.flush()
        tell(raised.clinic_id, alert.id, Step.JOINED, None, reason.title, raised.now)
        return alert.id
    due = raised.due_at(reason.rule)
    alert.due_at = due if alert.plan_until is not None else min(alert.due_at, due)
    alert.symptoms = sorted({*alert.symptoms, *reason.named})
    alert.rule, alert.value, alert.said = reason.rule, reason.value, said_of(reason.title, reason.detail)
    alert.title, alert.detail = str(reason.title), str(reason.detail)
    alert.level = level_of(reason.rule, raised.house.settings)
    alert.seen_at = alert.seen_by = None  # it is news again
    alert.escalated = 0
    if alert.plan_until is not None and alert.plan_ended_at is None:
        tell(raised.clinic_id, alert.id, Step.PLAN_ENDED, None, say("by a new report"), raised.now)
    alert.plan_until = alert.plan = alert.planned_by = alert.plan_ended_at = None
    db.session.flush()
    tell(raised.clinic_id, alert.id, Step.WORSE, None, reason.title, raised.now)
    notify(alert, AGAIN, raised.house, raised.now)
    return alert.id


def _is_news(raised: _Raised, alert: Alert, reason: Reason) -> bool:
    """Whether the repeat alerts in full. Under a plan a rise over the last answer does, even to a value that is known;
    after a plan everything does once."""
    worse = is_worse(reason, alert.rule, alert.value, alert.symptoms)
    if alert.plan_until is None:
        return worse
    if not plan_holds(alert.plan_until, alert.plan_ended_at, raised.now, raised.house.zone):
        return True
    return worse or reason.rise
