"""When to alert, how urgent it is, who owns it, and when a repeat is news. Pure; the parts by one name."""

from server.alerts.rules.effects import AT_ANY_GRADE, AT_ONCE, GRADES, STRONG, reasons_in_effects
from server.alerts.rules.lifecycle import ACTIONS, Step
from server.alerts.rules.reason import Reason, is_worse, worst_of_families
from server.alerts.rules.safety import reason_in_open_safety_item, reason_in_safety_answer
from server.alerts.rules.table import ORDER, RULES, SUICIDALITY, Level, Rule, due_at, family_of, level_of, owner_of

__all__ = [
    "ACTIONS",
    "AT_ANY_GRADE",
    "AT_ONCE",
    "GRADES",
    "ORDER",
    "RULES",
    "STRONG",
    "SUICIDALITY",
    "Level",
    "Reason",
    "Rule",
    "Step",
    "due_at",
    "family_of",
    "is_worse",
    "level_of",
    "owner_of",
    "reason_in_open_safety_item",
    "reason_in_safety_answer",
    "reasons_in_effects",
    "worst_of_families",
]
