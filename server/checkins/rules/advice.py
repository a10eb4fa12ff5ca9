"""Advice by side effect and intensity: what is usual, what helps, when to call. Pure.

It informs and never tells anybody to begin or end a treatment. The wording that we ship was confirmed by nobody, and
says so on the phone until somebody at the clinic confirms it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from server.checkins.rules import HOLDS, STAFF_LABELS
from server.errors import Invalid
from server.wording import Term, say

LANGUAGES = ("en", "de", "es")  # that we have words in, each in a file of its own
PARTS = ("texts", "confirmed_on", "confirmed_by")  # of the advice in one language, as a clinic keeps it
EMERGENCIES = frozenset(HOLDS)  # phones show a number to call instead of advice


def by_language(own: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Language -> the clinic's own advice in it. own: as the clinic keeps it; None: none yet.

    What was written before there were languages stands alone: it is English.
    """
    if own is None:
        return {}
    return {"en": dict(own)} if "texts" in own else dict(own)


def advice_of(own: Mapping[str, Any] | None, ours: Mapping[str, Sequence[Any]], language: str) -> dict[str, Any]:
    """What somebody with that language reads: the clinic's words in it, else ours, which nobody confirmed.

    Never the clinic's words in another language: when to call must be understood. language: BCP 47, its first part
    counts; English where we have no words in it, which the answer's own `language` tells.
    """
    spoken = language.partition("-")[0]
    spoken = spoken if spoken in ours else "en"
    mine = by_language(own).get(spoken)
    words = mine or {"texts": list(ours[spoken]), "confirmed_on": None, "confirmed_by": None}
    return {**words, "language": spoken, "is_own": mine is not None}


def changed_advice(before: Mapping[str, Any], texts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The advice in one language with these texts. Words that changed were confirmed by nobody yet.

    before: of that language, as `advice_of` gives it.
    texts: each holds from `grade` (1-3) on for `effect`, None: for all without a text of their own. Raises Invalid for
    two about the same, for a symptom that phones show a number for, and where nothing is said about all others.
    """
    seen: set[tuple[str | None, int]] = set()
    for place, each in enumerate(texts):
        effect, about = each["effect"], (each["effect"], each["grade"])
        if effect in EMERGENCIES:
            name = Term(STAFF_LABELS[effect])
            sentence = say("For “{effect}” phones show the emergency number and no advice.", effect=name)
            raise Invalid(sentence, field=f"texts.{place}.effect")
        if about in seen:
            raise Invalid("There is a text for this and this intensity already.", field=f"texts.{place}.effect")
        seen.add(about)
    if (None, 1) not in seen:
        raise Invalid("Keep one text, from mild on, for all that have none of their own.", field="texts")
    words = [dict(each) for each in texts]
    if list(before["texts"]) == words:
        return {part: before[part] for part in PARTS}
    return {"texts": words, "confirmed_on": None, "confirmed_by": None}


def confirmed_advice(advice: Mapping[str, Any], name: str, today: date) -> dict[str, Any]:
    """The advice, confirmed by whoever is named."""
    return {"texts": list(advice["texts"]), "confirmed_on": today.isoformat(), "confirmed_by": name}
