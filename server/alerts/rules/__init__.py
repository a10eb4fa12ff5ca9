"""When to alert, how urgent it is, who owns it, and when a repeat is news. Pure; the parts by one name."""

from server.alerts.rules.effects import AT_ANY_GRADE, AT_ONCE, GRADES, STRONG, reasons_in_effects
from server.alerts.rules.lifecycle import (
    ACTIONS,
    OWNERS,
    Step,
    Waiting,
    channels_of,
    escalates_to,
    plan_holds,
    require_plan_until,
    review_at,
    roles_above,
)
from server.alerts.rules.reason import Reason, is_worse, said_of, worst_of_families
from server.alerts.rules.safety import reason_in_open_safety_item, reason_in_safety_answer
from server.alerts.rules.table import ORDER, RULES, SUICIDALITY, Level, Rule, due_at, family_of, level_of, owner_of

__all__ = [
    "ACTIONS",
    "AT_ANY_GRADE",
    "AT_ONCE",
    "GRADES",
    "ORDER",
    "OWNERS",
    "RULES",
    "STRONG",
    "SUICIDALITY",
    "Level",
    "Reason",
    "Rule",
    "Step",
    "Waiting",
    "channels_of",
    "due_at",
    "escalates_to",
    "family_of",
    "is_worse",
    "level_of",
    "owner_of",
    "plan_holds",
    "reason_in_open_safety_item",
    "reason_in_safety_answer",
    "reasons_in_effects",
    "require_plan_until",
    "review_at",
    "roles_above",
    "said_of",
    "worst_of_families",
]
