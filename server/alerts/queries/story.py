"""The story of one alert, and what may be done about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.access import Actor, Role
from server.alerts.models import AlertStep
from server.alerts.queries import AlertRow, find_alert
from server.alerts.rules import ACTIONS, OWNERS, RULES, Step
from server.clinic_settings import value_of
from server.db import db
from server.people.queries import members_of, names_of_accounts, settings_of


@dataclass(frozen=True)
class StepRow:
    """One step of the story. by: a name, None where Lodestone itself did it."""

    at: datetime
    kind: Step
    by: str | None
    words: str | None
    said: list[Any] | None


@dataclass(frozen=True)
class Told:
    """One alert with its whole story, and what its rule is about."""

    alert: AlertRow
    meaning: str
    story: list[StepRow]

    @property
    def patient_id(self) -> UUID:
        """Whose record was shown."""
        return self.alert.patient_id


def story_of(actor: Actor, alert_id: UUID, now: datetime) -> Told:
    """Everything that happened to the alert, in the order of time. Raises NotFound."""
    alert = find_alert(actor, alert_id, now)
    names = names_of_accounts(actor.clinic_id)
    steps = db.session.scalars(
        select(AlertStep)
        .where(AlertStep.clinic_id == actor.clinic_id, AlertStep.alert_id == alert_id)
        .order_by(AlertStep.at, AlertStep.number, AlertStep.id)
    )
    story = [
        StepRow(each.at, each.kind, names.get(each.by) if each.by else None, each.words, each.said) for each in steps
    ]
    return Told(alert, RULES[alert.rule].meaning, story)


@dataclass(frozen=True)
class OwnerRow:
    """Somebody whom an alert can be handed to."""

    id: UUID
    name: str
    role: Role


def choices_for(actor: Actor) -> dict[str, Any]:
    """What can be chosen from in deeds upon alerts: actions, owners, and for how long a plan may hold."""
    return {
        "actions": [{"key": key, "title": title} for key, title in ACTIONS.items()],
        "owners": [OwnerRow(*each) for each in members_of(actor.clinic_id) if each[2] in OWNERS],
        "longest_plan_days": value_of(settings_of(actor.clinic_id), "alerts.plan.longest_days"),
    }
