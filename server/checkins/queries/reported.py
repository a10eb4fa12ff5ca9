"""Symptoms that a phone sent ahead of the entry that they belong to."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from server.access import Actor
from server.alerts.rules import AT_ONCE
from server.audit.queries import sent_of_kind
from server.checkins.rules import HOLDS, grades_in, worst_in

KIND = "effect-report"


def told_ahead(patient: Actor, device: UUID, content: Mapping[str, Any]) -> set[str]:
    """The side effects of an entry that the same phone told of for the same day, as strong or stronger, before.

    content: of an entry that is seen for the first time, as loaded by CheckInContent. What is said in a later revision
    of an entry is news, whatever was told ahead of the first.
    """
    worst, grades = worst_in(content), grades_in(content)
    urgent = {key for key, grade in grades.items() if grade > 0 and (key in AT_ONCE or key in HOLDS or key in worst)}
    if not urgent:
        return set()
    told = [each for by, each in sent_of_kind(patient, KIND) if by == device and _day_of(each) == content["felt_on"]]
    return {
        key
        for key in urgent
        if any(
            each["effect"] == key and each["grade"] >= grades[key] and (key not in worst or each.get("worst_ever"))
            for each in told
        )
    }


def _day_of(report: Mapping[str, Any]) -> date:
    return date.fromisoformat(report["felt_on"])
