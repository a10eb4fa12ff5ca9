"""Reading the advice that phones show after a side effect."""

from typing import Any

from server.access import Actor
from server.checkins.library import our_advice
from server.checkins.rules import EFFECTS
from server.checkins.rules.advice import EMERGENCIES, advice_of
from server.people.queries import clinic_of


def advice_for_phones(actor: Actor) -> dict[str, Any]:
    """The clinic's texts, or ours, with who confirmed them and when."""
    return advice_of(clinic_of(actor).advice, our_advice())


def advice_page(actor: Actor) -> dict[str, Any]:
    """The texts with the side effects that one may be about."""
    effects = [each for each in EFFECTS.values() if each.offered and each.key not in EMERGENCIES]
    return {**advice_for_phones(actor), "effects": effects}
