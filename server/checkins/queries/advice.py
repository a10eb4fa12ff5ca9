"""Reading the advice that phones show after a side effect."""

from typing import Any

from server.access import Actor
from server.checkins.library import our_advice
from server.checkins.rules import EFFECTS
from server.checkins.rules.advice import EMERGENCIES, advice_of
from server.people.queries import clinic_of, language_of


def advice_for_phones(actor: Actor) -> dict[str, Any]:
    """The texts in the actor's language: the clinic's, or ours; with who confirmed them and when."""
    return advice_of(clinic_of(actor).advice, our_advice(), language_of(actor) or "en")


def advice_page(actor: Actor) -> dict[str, Any]:
    """The texts in each language, with the side effects that one may be about."""
    own, ours = clinic_of(actor).advice, our_advice()
    effects = [each for each in EFFECTS.values() if each.offered and each.key not in EMERGENCIES]
    return {"advice": [advice_of(own, ours, language) for language in ours], "effects": effects}
