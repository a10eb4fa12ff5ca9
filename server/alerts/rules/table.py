"""The table of alert rules: what each is about, and what the clinic's settings make of it. Pure.

Ids and defaults are those of the clinical reference, section 5.1. SI-4 is missing on purpose: "Get help now" alerts
nobody, and the daily log asks no question of that kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from server.access import Role
from server.clinic_settings import value_of
from server.people.rules.hours import add_working_time


class Level(StrEnum):
    RED = "red"
    AMBER = "amber"
    BLUE = "blue"  # also what the reference calls "info"


ORDER = {Level.RED: 0, Level.AMBER: 1, Level.BLUE: 2}


@dataclass(frozen=True)
class Rule:
    """One alert rule. family: of one family a patient has one open alert. rank: the highest of a family's rules that
    hold is the one that fires, and one of a higher rank is news for the alert that is open."""

    id: str
    family: str
    rank: int
    meaning: str

    @property
    def level(self) -> Level:
        """The level where the clinic set none."""
        return level_of(self.id, {})


SUICIDALITY = "SI"

RULES = {
    rule.id: rule
    for rule in (
        Rule("SI-1", SUICIDALITY, 2, "A safety item of a questionnaire at or above its threshold"),
        Rule("SI-2", SUICIDALITY, 3, "A safety item at its urgent answers, or higher than the last answer to it"),
        Rule("SI-3", SUICIDALITY, 4, "A safety item that speaks of intent, a plan or recent behaviour"),
        Rule("SI-5", SUICIDALITY, 1, "A safety item left unanswered in a finished questionnaire"),
        Rule("DET-1", "DET", 1, "The primary questionnaire clearly above the one before, or above the baseline"),
        Rule("DET-2", "DET", 2, "The primary questionnaire reliably above the baseline, or newly in the severe band"),
        Rule("DET-3", "MOOD", 1, "The mood of the last days clearly below the patient's own week before"),
        Rule("NOT-1", "NOT", 1, "Ten sessions delivered and little improvement: information with a checklist"),
        Rule("NOT-2", "NOT", 2, "Twenty sessions delivered and little improvement: information for the review"),
        Rule("NOT-3", "NOT", 3, "Thirty sessions delivered, no response yet, but still falling: information"),
        Rule("AE-1", "AE-1", 1, "Seizure, fainting, hearing loss, or racing and unusually high"),
        Rule("AE-2", "AE-2", 1, "A side effect reported as strong, ringing in the ears, or signs of hypomania"),
        Rule("AE-3", "AE-3", 1, "Headache, medium or strong, on several of the last days"),
        Rule("MISS-1", "MISS-1", 1, "A questionnaire still open after its reminders: a task for the front desk"),
        Rule("MISS-2", "MISS", 1, "Several daily logs missed in a row: ask at the next session"),
        Rule("MISS-3", "MISS", 2, "Silence or a missed session after a safety or deterioration alert: call"),
        Rule("MISS-4", "MISS-4", 1, "A score that an insurer asks for is missing: baseline, milestone or end"),
        Rule("REL", "REL", 1, "A follow-up questionnaire that speaks of a relapse"),
        Rule("CALL", "CALL", 1, "The patient asked to be called"),
        Rule("UNPLACED", "UNPLACED", 1, "Something arrived from a phone that could not be filed"),
        Rule("LEFT-1", "LEFT", 1, "The patient withdrew: nothing falls due any more; no red or amber alert is open"),
        Rule("LEFT-2", "LEFT", 2, "The patient withdrew while red or amber alerts are open: they stay open"),
        Rule("SYS", "SYS", 1, "Something of the system stands still: jobs, delivery, alerts that nobody saw"),
    )
}


def family_of(rule: str) -> str:
    """The family of a rule."""
    return RULES[rule].family


def level_of(rule: str, chosen: Mapping[str, Any]) -> Level:
    """How urgent an alert of this rule is. chosen: the clinic's settings."""
    return Level(value_of(chosen, _key(rule, "level")))


def owner_of(rule: str, chosen: Mapping[str, Any]) -> Role:
    """The role that owns an alert of this rule until somebody hands it over. chosen: the clinic's settings."""
    return Role(value_of(chosen, _key(rule, "owner")))


def due_at(rule: str, received_at: datetime, chosen: Mapping[str, Any], zone: str) -> datetime:
    """When the alert must have been acted on: counted from receipt, however late the report came.

    chosen: the clinic's settings. zone: the clinic's, in which its working hours are written.
    """
    given = timedelta(hours=value_of(chosen, _key(rule, "due_hours")))
    if value_of(chosen, _key(rule, "working_hours")):
        return add_working_time(chosen, zone, received_at, given)
    return received_at + given


def _key(rule: str, what: str) -> str:
    return f"alerts.{rule.lower()}.{what}"
