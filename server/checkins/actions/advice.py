"""What an administrator does to the advice that phones show after a side effect."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.access import Actor
from server.audit.actions import Change, keep_change
from server.checkins.library import our_advice
from server.checkins.rules.advice import advice_of, changed_advice, confirmed_advice
from server.db import db
from server.people.queries import clinic_of

EDITED = "edited on the clinic's page"
CONFIRMED = "confirmed for patients"


def change_advice(actor: Actor, texts: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Set the texts; what stood there before stays in the trail. Raises Invalid for texts that leave a gap."""
    before = advice_of(clinic_of(actor).advice, our_advice())
    return _set(actor, before, changed_advice(before, texts), EDITED, now)


def confirm_advice(actor: Actor, name: str, now: datetime) -> dict[str, Any]:
    """Note who read every text and stands by it for the clinic."""
    clinic = clinic_of(actor)
    before = advice_of(clinic.advice, our_advice())
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    return _set(actor, before, confirmed_advice(before, name, today), CONFIRMED, now)


def _set(actor: Actor, before: Mapping[str, Any], after: dict[str, Any], reason: str, now: datetime) -> dict[str, Any]:
    clinic = clinic_of(actor)
    clinic.advice = after
    db.session.flush()
    keep_change(actor, Change("advice", None, clinic.id, before, after, reason), now)
    return after
