"""When to alert, how urgent it is, and when a repeat notifies again. Pure.

Rule ids are those of the clinical reference, section 5.1; thresholds and due times are its proposals.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Level(StrEnum):
    RED = "red"
    AMBER = "amber"
    BLUE = "blue"


ORDER = {Level.RED: 0, Level.AMBER: 1, Level.BLUE: 2}


@dataclass(frozen=True)
class Rule:
    """One alert rule. due_in: from receipt, however late the report came."""

    id: str
    level: Level
    due_in: timedelta
    meaning: str


RULES = {
    rule.id: rule
    for rule in (
        Rule("SI", Level.RED, timedelta(hours=1), "A safety item of a questionnaire at or above its threshold"),
        Rule("SI-5", Level.AMBER, timedelta(hours=8), "A safety item left unanswered in a finished questionnaire"),
        Rule("AE-1", Level.RED, timedelta(hours=1), "Seizure, fainting, hearing loss, or racing and unusually high"),
        Rule("AE-2", Level.AMBER, timedelta(hours=8), "A side effect reported as strong, or ringing in the ears"),
        Rule("UNPLACED", Level.AMBER, timedelta(hours=8), "Something arrived from a phone that could not be filed"),
    )
}

STRONG = 3  # grades: 0 none, 1 mild, 2 medium, 3 strong
AT_ONCE = ("seizure", "syncope", "hearing", "mania")  # red at any grade above none: clinical reference 3.1, class R
AT_ANY_GRADE = ("tinnitus", "vision", "confusion")  # same day at any grade above none: clinical reference 3.1


@dataclass(frozen=True)
class Reason:
    """Why an alert is to be raised. value: higher is worse; within one rule it decides whether a repeat is news."""

    rule: str
    value: int
    title: str
    detail: str
    felt_at: datetime


def reasons_in_effects(
    effects: dict[str, int], labels: dict[str, str], felt_at: datetime, worst_ever: Collection[str] = ()
) -> list[Reason]:
    """The reasons in one check-in's side effects (key -> grade 0-3). labels: key -> the words for staff.

    worst_ever: those that the patient calls the worst ever, which is looked at the same day whatever the grade.
    """
    reasons = []
    at_once = {key: grade for key, grade in effects.items() if key in AT_ONCE and grade > 0}
    same_day = {
        key: grade
        for key, grade in effects.items()
        if key not in at_once and (grade >= STRONG or (grade > 0 and (key in AT_ANY_GRADE or key in worst_ever)))
    }
    for rule, found in (("AE-1", at_once), ("AE-2", same_day)):
        if found:
            worst = dict.fromkeys(worst_ever, ", the worst ever")
            named = ", ".join(
                f"{labels.get(key, key)} ({GRADES[grade]}{worst.get(key, '')})" for key, grade in found.items()
            )
            title = "Serious symptom reported" if rule == "AE-1" else "Strong side effect reported"
            reasons.append(Reason(rule, max(found.values()), f"{title}: {named}", "Daily check-in", felt_at))
    return reasons


GRADES = ("none", "mild", "medium", "strong")


def reason_in_safety_answer(
    instrument: str, item: str, value: int, threshold: int, answer: str, felt_at: datetime
) -> Reason | None:
    """The reason in an answered safety item, None below the threshold. answer: the words that were chosen."""
    if value < threshold:
        return None
    title = f"Thoughts of self-harm: “{answer.lower()}”"
    return Reason("SI", value, title, f"{instrument} item {item}", felt_at)


def due_at(rule: str, received_at: datetime) -> datetime:
    """When the alert must have been acted on."""
    return received_at + RULES[rule].due_in


def is_worse(value: int, open_value: int, title: str, open_title: str) -> bool:
    """Whether a repeat is news for the open alert it joins: a higher value, or another symptom."""
    return value > open_value or (value == open_value and title != open_title)
