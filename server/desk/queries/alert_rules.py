"""The rules that alert, as this clinic has set them, and those that cannot fire here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.access import Actor, Role
from server.alerts.rules import RULES, SUICIDALITY, Level, Rule, channels_of, level_of, owner_of
from server.clinic_settings import value_of
from server.courses.library import indications
from server.outcomes.queries.thresholds import thresholds_for
from server.outcomes.rules.thresholds import Thresholds
from server.people.queries import settings_of
from server.questionnaires.library import instrument, instruments
from server.questionnaires.rules.instrument import Instrument
from server.wording import Sentence, parts_of, say

# Blue ones are only listed at every clinic.
_ONLY_LISTED = {
    Level.RED: say("It is only listed: staff are told of red alerts by nothing."),
    Level.AMBER: say("It is only listed: staff are told of amber alerts by nothing."),
}


@dataclass(frozen=True)
class RuleRow:
    """One rule. silent_because: why it cannot fire at this clinic, or not for all; None: nothing stands in its way."""

    id: str
    meaning: str
    level: Level
    owner: Role
    due_hours: float
    working_hours: bool
    silent_because: Sentence | None

    @property
    def said(self) -> list[Any] | None:
        return parts_of(self.silent_because)


def alert_rules(actor: Actor) -> list[RuleRow]:
    """Every rule in the order of the reference, with what this clinic set and what keeps it from firing."""
    chosen = settings_of(actor.clinic_id)
    return [
        RuleRow(
            rule.id,
            rule.meaning,
            level_of(rule.id, chosen),
            owner_of(rule.id, chosen),
            value_of(chosen, f"alerts.{rule.id.lower()}.due_hours"),
            value_of(chosen, f"alerts.{rule.id.lower()}.working_hours"),
            _silent_because(rule, chosen),
        )
        for rule in RULES.values()
    ]


def _silent_because(rule: Rule, chosen: Mapping[str, Any]) -> Sentence | None:
    level = level_of(rule.id, chosen)
    if level is not Level.BLUE and not channels_of(level, chosen):
        return _ONLY_LISTED[level]
    if rule.family == SUICIDALITY:
        return _without_safety_items(rule)
    thresholds = thresholds_for(chosen)
    lacking = {
        "DET-1": lambda known: known.minimal is None,
        "DET-2": lambda known: known.reliable is None,
        "NOT-3": lambda known: not known.defines_response,
        "REL": lambda known: known.relapse_from is None or known.relapse_rise is None,
    }.get(rule.id)
    if lacking is None:
        return None
    primaries = dict.fromkeys(each.primary for each in indications())
    silent = [instrument(key).title for key in primaries if lacking(thresholds.get(key, Thresholds()))]
    return say("Not judged, for want of numbers: {questionnaires}.", questionnaires=silent) if silent else None


def _without_safety_items(rule: Rule) -> Sentence | None:
    """Suicidality rules need an instrument whose wording is there, with an item of their kind."""

    def has(known: Instrument) -> bool:
        if rule.id == "SI-3":
            return any(each.emergency for each in known.safety_items)
        return bool(known.safety_items)

    with_items = [each for each in instruments() if has(each)]
    if any(each.wording == "full" for each in with_items):
        return None
    if not with_items:
        return say("No questionnaire that asks for it is known.")
    named = [each.title for each in with_items]
    return say("No questionnaire that asks for it is in use; the wording is missing: {named}.", named=named)
