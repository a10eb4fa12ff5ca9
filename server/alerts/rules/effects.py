"""AE: reasons to alert in what was reported as side effects. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime

from server.alerts.rules.reason import Reason

STRONG = 3  # grades: 0 none, 1 mild, 2 medium, 3 strong
# Red at any grade above none: clinical reference 3.1, class R. Our own phones do not ask for "si" in the log.
AT_ONCE = ("seizure", "syncope", "hearing", "mania", "si")
AT_ANY_GRADE = ("tinnitus", "vision", "confusion")  # same day at any grade above none: clinical reference 3.1
GRADES = ("none", "mild", "medium", "strong")


def reasons_in_effects(
    effects: Mapping[str, int], labels: Mapping[str, str], felt_at: datetime, worst_ever: Collection[str] = ()
) -> list[Reason]:
    """The reasons in one check-in's side effects (key -> grade 0-3). labels: key -> the words for staff.

    worst_ever: those that the patient calls the worst ever, which is looked at the same day whatever the grade.
    """
    at_once = {key: grade for key, grade in effects.items() if key in AT_ONCE and grade > 0}
    same_day = {
        key: grade
        for key, grade in effects.items()
        if key not in at_once and (grade >= STRONG or (grade > 0 and (key in AT_ANY_GRADE or key in worst_ever)))
    }
    reasons = []
    for rule, title, found in (
        ("AE-1", "Serious symptom reported", at_once),
        ("AE-2", "Strong side effect reported", same_day),
    ):
        if found:
            worst = dict.fromkeys(worst_ever, ", the worst ever")
            named = ", ".join(
                f"{labels.get(key, key)} ({GRADES[grade]}{worst.get(key, '')})" for key, grade in found.items()
            )
            symptoms = tuple(sorted(f"{key}{worst.get(key, '')}" for key in found))
            value = max(found.values())
            reasons.append(Reason(rule, value, f"{title}: {named}", "Daily check-in", felt_at, symptoms))
    return reasons
