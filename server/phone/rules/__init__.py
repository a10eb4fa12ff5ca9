"""What becomes of one item that a phone sent. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from server.alerts.rules import Reason, reasons_in_effects
from server.audit.rules import Verdict
from server.checkins.rules import EFFECTS, STAFF_LABELS


class Outcome(StrEnum):
    STORED = "stored"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """The answer to one item. rev: the number of the revision that was kept. stored: what the clinic holds instead."""

    id: str | None
    seq: int | None
    outcome: Outcome
    received_at: datetime
    code: str | None = None
    message: str | None = None
    rev: int | None = None
    stored: Mapping[str, Any] | None = None


CONFLICT_MESSAGE = "Your clinic already holds another version of this entry. Both are kept, and your team can see them."


def outcome_of(verdict: Verdict) -> Outcome:
    """A conflict stays a conflict however often it is sent; everything else that was kept is a success."""
    return Outcome.CONFLICT if verdict in (Verdict.CONFLICT, Verdict.REPEATED_CONFLICT) else Outcome.STORED


def reasons_in_unplaced_check_in(item: Mapping[str, Any], now: datetime) -> list[Reason]:
    """Reasons to alert in a check-in that could not be read as one: whatever looks like a graded side effect counts."""
    return reasons_in_effects(grades_in_unplaced(item), STAFF_LABELS, now)


def grades_in_unplaced(item: Mapping[str, Any]) -> dict[str, int]:
    """Side effect -> grade 1-3, of whatever in an unreadable item looks like one."""
    content = item.get("content")
    listed = content.get("side_effects") if isinstance(content, Mapping) else None
    found: dict[str, int] = {}
    # A symptom that was sent ahead of its entry is one by itself.
    for each in [*(listed if isinstance(listed, list) else ()), content]:
        effect, grade = (each.get("effect"), each.get("grade")) if isinstance(each, Mapping) else (None, None)
        if isinstance(effect, str) and effect in EFFECTS and isinstance(grade, int | float) and grade >= 1:
            found[effect] = max(found.get(effect, 0), min(int(grade), 3))
    return found
