"""What can happen to an alert: its steps, plans, and the way up when nobody sees it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from server.access import Role
from server.alerts.rules.table import Level
from server.clinic_settings import value_of
from server.errors import Invalid
from server.messages.rules import Channel
from server.people.rules.hours import add_working_time
from server.wording import dated, say


class Step(StrEnum):
    """What an alert's story is made of."""

    RAISED = "raised"
    JOINED = "joined"  # reported again, and no news
    WORSE = "worse"  # reported again, and news
    NOTIFIED = "notified"
    SEEN = "seen"
    ESCALATED = "escalated"
    ACTED = "acted"
    HANDED_OVER = "handed over"
    PLANNED = "plan in place"
    PLAN_ENDED = "plan ended"
    CLOSED = "closed"
    REOPENED = "reopened"


# What was done, to choose from when an alert is closed; the words beside it say the rest.
ACTIONS = {
    "called": "Called the patient",
    "seen": "Saw the patient",
    "assessed": "Risk assessed by a clinician",
    "safety-plan": "Safety plan made or renewed",
    "referred": "Referred, or brought to emergency care",
    "treatment-changed": "Treatment changed",
    "adverse-event": "Adverse event recorded",
    "not-reached": "Not reached; informed as planned",
    "information": "Taken note of, nothing to do",
    "error": "Entered by mistake, cleared with the patient",
    "other": "Something else",
}

# Whom an alert goes to when nobody of a role sees it. Administrators get a system alert, without the patient.
NEXT_ROLE = {Role.TECHNICIAN: Role.CLINICIAN, Role.CLINICIAN: Role.ADMIN}
# Who can own an alert, or be handed one: those who may act on alerts.
OWNERS = (Role.TECHNICIAN, Role.CLINICIAN)


def channels_of(level: Level, chosen: Mapping[str, Any]) -> tuple[Channel, ...]:
    """By which ways staff are told of an alert. chosen: the clinic's settings."""
    return {
        "e-mail and page": (Channel.EMAIL, Channel.WEBHOOK),
        "e-mail": (Channel.EMAIL,),
        "page": (Channel.WEBHOOK,),
        "nothing": (),
    }[value_of(chosen, f"alerts.tell.{level}")]


@dataclass(frozen=True)
class Waiting:
    """An open alert that nobody has seen. escalated: how many steps up it went since it was last news."""

    level: Level
    owner_role: Role
    due_at: datetime
    escalated: int


def roles_above(owner: Role) -> list[Role]:
    """Whom an unseen alert reaches, step by step: whoever is on duty for its own role first, administrators last."""
    found = [owner]
    while (role := NEXT_ROLE.get(found[-1])) is not None:
        found.append(role)
    return found


def escalates_to(alert: Waiting, now: datetime, chosen: Mapping[str, Any], zone: str) -> Role | None:
    """The role that an unseen alert goes to now; None if it is not time yet, or everybody has been told.

    The first step is at its due time, each further one a while later. Blue alerts go nowhere: they are for the next
    session. chosen: the clinic's settings; zone: the clinic's.
    """
    roles = roles_above(alert.owner_role)
    if alert.level is Level.BLUE or alert.escalated >= len(roles):
        return None
    return roles[alert.escalated] if _step_at(alert, chosen, zone) <= now else None


def _step_at(alert: Waiting, chosen: Mapping[str, Any], zone: str) -> datetime:
    wait = timedelta(minutes=value_of(chosen, f"alerts.escalation.{alert.level}_minutes")) * alert.escalated
    if alert.level is Level.AMBER:
        return add_working_time(chosen, zone, alert.due_at, wait)
    return alert.due_at + wait


def plan_holds(until: date | None, ended_at: datetime | None, now: datetime, zone: str) -> bool:
    """Whether unchanged answers only join the review: to the end of the day `until` in the clinic's zone."""
    return until is not None and ended_at is None and now < review_at(until, zone)


def review_at(until: date, zone: str) -> datetime:
    """When a plan that holds until that day has to be looked at again: the end of the day."""
    return datetime.combine(until + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def require_plan_until(until: date, today: date, longest_days: int) -> None:
    """Raise Invalid for a day that is not ahead, or too far."""
    if not today <= until <= today + timedelta(days=longest_days):
        last = today + timedelta(days=longest_days)
        raise Invalid(say("Choose a day from {first} to {last}.", first=dated(today), last=dated(last)), field="until")
