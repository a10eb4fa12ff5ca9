"""Plans: what is known and in hands, so that unchanged answers join a dated review."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.access import Actor, system_of
from server.alerts.actions.story import tell
from server.alerts.actions.telling import AGAIN, notify
from server.alerts.models import Alert
from server.alerts.queries import AlertRow, alert_of, find_alert, planned_alerts
from server.alerts.rules import Level, Step, due_at, level_of, plan_holds, require_plan_until, review_at
from server.audit.actions import note
from server.clinic_settings import value_of
from server.db import db
from server.errors import Conflict
from server.people.queries import house_of
from server.wording import say


def put_plan_in_place(actor: Actor, alert_id: UUID, until: date, words: str, now: datetime) -> AlertRow:
    """Record that what was reported is known and what is planned: the alert becomes a review that is due after `until`.

    Until then the same answers join it quietly; anything worse, and any rise over the last answer, alerts in full. The
    patient's crisis card shows as ever. Raises NotFound, Conflict if it is closed, Invalid for a day that is too far.
    """
    alert = alert_of(actor, alert_id)
    if alert.closed_at is not None:
        raise Conflict("This alert is closed. A plan belongs to an open one.", code="alert-closed")
    house = house_of(actor.clinic_id)
    today = now.astimezone(ZoneInfo(house.zone)).date()
    require_plan_until(until, today, value_of(house.settings, "alerts.plan.longest_days"))
    alert.plan_until, alert.plan, alert.planned_by, alert.plan_ended_at = until, words, actor.person_id, None
    alert.level = Level.BLUE  # a dated review, not a page; its rule still says what it is about
    alert.due_at = review_at(until, house.zone)
    alert.seen_at, alert.seen_by = alert.seen_at or now, alert.seen_by or actor.person_id
    alert.acted_at = alert.acted_at or now
    db.session.flush()
    tell(
        actor.clinic_id, alert_id, Step.PLANNED, actor.person_id, say("until {on}: {words}", on=until, words=words), now
    )
    note(actor, "put a plan in place", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)


def withdraw_plan(actor: Actor, alert_id: UUID, reason: str, now: datetime) -> AlertRow:
    """End the plan before its day: the next answer alerts in full. Raises NotFound, and Conflict if there is none."""
    alert = alert_of(actor, alert_id)
    house = house_of(actor.clinic_id)
    if not plan_holds(alert.plan_until, alert.plan_ended_at, now, house.zone):
        raise Conflict("There is no plan in place.", code="no-plan")
    alert.plan_ended_at = now
    alert.level = level_of(alert.rule, house.settings)
    alert.due_at = due_at(alert.rule, now, house.settings, house.zone)
    db.session.flush()
    tell(actor.clinic_id, alert_id, Step.PLAN_ENDED, actor.person_id, reason, now)
    note(actor, "withdrew the plan", alert.patient_id, alert.id, now)
    return find_alert(actor, alert_id, now)


def end_plans(clinic_id: UUID, now: datetime) -> int:
    """End the plans whose day is over: the review is due, its owner is told, and the next answer alerts in full.

    Returns how many. A second job that comes at the same time finds them ended.
    """
    house = house_of(clinic_id)
    over = [
        each
        for each in planned_alerts(clinic_id)
        if not plan_holds(each.plan_until, each.plan_ended_at, now, house.zone)
    ]
    for alert in over:
        _end(alert, level_of(alert.rule, house.settings), now)
        notify(alert, AGAIN, house, now, cause=f"plan-{alert.plan_until}")
    return len(over)


def _end(alert: Alert, level: Level, now: datetime) -> None:
    alert.plan_ended_at, alert.level = now, level
    alert.seen_at = alert.seen_by = None
    alert.escalated = 0
    db.session.flush()
    tell(alert.clinic_id, alert.id, Step.PLAN_ENDED, None, say("its day is over"), now)
    note(system_of(alert.clinic_id), "ended the plan of an alert", alert.patient_id, alert.id, now)
