"""What an administrator does to the advice that phones show after a side effect."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.access import Actor
from server.audit.actions import Change, keep_change
from server.checkins.library import our_advice
from server.checkins.rules.advice import PARTS, advice_of, by_language, changed_advice, confirmed_advice
from server.db import db
from server.people.queries import clinic_of

EDITED = "edited on the clinic's page"
CONFIRMED = "confirmed for patients"


def change_advice(actor: Actor, language: str, texts: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Set the texts in one language; what stood there before stays in the trail. Raises Invalid for a gap."""
    before = advice_of(clinic_of(actor).advice, our_advice(), language)
    return _set(actor, before, changed_advice(before, texts), EDITED, now)


def confirm_advice(actor: Actor, language: str, name: str, now: datetime) -> dict[str, Any]:
    """Note who read every text in one language and stands by it for the clinic."""
    clinic = clinic_of(actor)
    before = advice_of(clinic.advice, our_advice(), language)
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    return _set(actor, before, confirmed_advice(before, name, today), CONFIRMED, now)


def _set(actor: Actor, before: Mapping[str, Any], after: dict[str, Any], reason: str, now: datetime) -> dict[str, Any]:
    clinic, language = clinic_of(actor), before["language"]
    clinic.advice = {**by_language(clinic.advice), language: after}
    db.session.flush()
    change = Change(
        "advice",
        None,
        clinic.id,
        {"language": language, **{part: before[part] for part in PARTS}},
        {"language": language, **after},
        reason,
    )
    keep_change(actor, change, now)
    return after
