"""What an administrator does to the clinic itself: its crisis card."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.access import Actor
from server.audit.actions import Change, keep_change
from server.db import db
from server.errors import Invalid
from server.people.models import Clinic
from server.people.queries import clinic_of
from server.people.rules.crisis_card import Missing, changed_card, missing_in_card

EDITED = "edited on the clinic's page"
CALLED = "each number was called"


def change_card(actor: Actor, said: Mapping[str, Any], now: datetime) -> Clinic:
    """Set the crisis card; what stood there before stays in the trail. Raises Invalid for what cannot be called."""
    return _set_card(actor, changed_card(clinic_of(actor).help, said), EDITED, now)


def verify_card(actor: Actor, name: str, now: datetime) -> Clinic:
    """Note who called each number today. Raises Invalid while the card lacks something that could be called."""
    clinic = clinic_of(actor)
    if lacks := [each for each in missing_in_card(clinic.help) if each is not Missing.VERIFIED_ON]:
        raise Invalid("Complete the card first, then call its numbers.", field="name", missing=lacks)
    today = now.astimezone(ZoneInfo(clinic.zone)).date().isoformat()
    return _set_card(actor, {**clinic.help, "verified_on": today, "verified_by": name}, CALLED, now)


def _set_card(actor: Actor, card: dict[str, Any], reason: str, now: datetime) -> Clinic:
    clinic = clinic_of(actor)
    before, clinic.help = clinic.help, card
    db.session.flush()
    keep_change(actor, Change("crisis card", None, clinic.id, before, card, reason), now)
    return clinic
