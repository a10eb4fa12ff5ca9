"""Advice by side effect and intensity: what is usual, what helps, when to call. Pure.

It informs and never tells anybody to begin or end a treatment. The wording that we ship was confirmed by nobody, and
says so on the phone until somebody at the clinic confirms it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from server.checkins.rules import EFFECTS, HOLDS
from server.errors import Invalid

EMERGENCIES = frozenset(HOLDS)  # phones show a number to call instead of advice


def advice_of(own: Mapping[str, Any] | None, ours: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The clinic's advice, else ours with nobody's confirmation. own: as `changed_advice` made it; None: none yet."""
    return dict(own) if own is not None else {"texts": list(ours), "confirmed_on": None, "confirmed_by": None}


def changed_advice(own: Mapping[str, Any] | None, texts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The advice with these texts. Words that changed were confirmed by nobody yet.

    texts: each holds from `grade` (1-3) on for `effect`, None: for all without a text of their own. Raises Invalid for
    two about the same, for a symptom that phones show a number for, and where nothing is said about all others.
    """
    seen: set[tuple[str | None, int]] = set()
    for place, each in enumerate(texts):
        effect, about = each["effect"], (each["effect"], each["grade"])
        if effect in EMERGENCIES:
            raise Invalid(
                f"For “{EFFECTS[effect].label}” phones show the emergency number and no advice.",
                field=f"texts.{place}.effect",
            )
        if about in seen:
            raise Invalid("There is a text for this and this intensity already.", field=f"texts.{place}.effect")
        seen.add(about)
    if (None, 1) not in seen:
        raise Invalid("Keep one text, from mild on, for all that have none of their own.", field="texts")
    if own is not None and list(own["texts"]) == [dict(each) for each in texts]:
        return dict(own)
    return {"texts": [dict(each) for each in texts], "confirmed_on": None, "confirmed_by": None}


def confirmed_advice(advice: Mapping[str, Any], name: str, today: date) -> dict[str, Any]:
    """The advice, confirmed by whoever is named."""
    return {"texts": list(advice["texts"]), "confirmed_on": today.isoformat(), "confirmed_by": name}
