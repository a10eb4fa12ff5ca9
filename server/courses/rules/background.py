"""What was tried before a course and what is given beside it. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from server.errors import Invalid

PARTIAL_DAY = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
PARTIAL_DAY_EXPECTED = "Give a year, a month or a day, such as 2021, 2021-05 or 2021-05-17."


class TrialKind(StrEnum):
    MEDICATION = "medication"
    PSYCHOTHERAPY = "psychotherapy"
    ECT = "ECT"
    OTHER = "other"


class Adequate(StrEnum):
    """Whether dose and duration of a trial sufficed."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "not known"


class TrialOutcome(StrEnum):
    NO_RESPONSE = "no response"
    PARTIAL = "partial response"
    RELAPSE = "response, then relapse"
    RESPONSE = "response"
    NOT_TOLERATED = "not tolerated"
    UNKNOWN = "not known"


class AdjunctKind(StrEnum):
    MEDICATION = "medication"
    PSYCHOTHERAPY = "psychotherapy"
    OTHER = "other"


def require_plausible_trial(said: Mapping[str, Any], today: date) -> None:
    """Raise Invalid for days that are not in the calendar, to come, or in the wrong order, and for half a dose."""
    for name in ("started", "stopped"):
        require_partial_day(said[name], name, today)
    if said["started"] and said["stopped"]:
        common = min(len(said["started"]), len(said["stopped"]))
        if said["stopped"][:common] < said["started"][:common]:
            raise Invalid("A treatment stops on or after the day on which it started.", field="stopped")
    require_whole_dose(said)


def require_plausible_adjunct(said: Mapping[str, Any], today: date) -> None:
    """Raise Invalid for days far off or in the wrong order, and for half a dose."""
    if not date(1950, 1, 1) <= said["started_on"] <= date(today.year + 2, 1, 1):
        raise Invalid("Give the day on which it started.", field="started_on")
    stopped_on = said["stopped_on"]
    if stopped_on is not None and not said["started_on"] <= stopped_on <= date(today.year + 5, 1, 1):
        raise Invalid("It stops on or after the day on which it started.", field="stopped_on")
    require_whole_dose(said)


def require_whole_dose(said: Mapping[str, Any]) -> None:
    """Raise Invalid for a dose without its unit, or a unit without a dose."""
    if (said["dose"] is None) != (said["dose_unit"] is None):
        missing = "dose" if said["dose"] is None else "dose_unit"
        raise Invalid("Give the dose and its unit, such as 20 and mg, or neither.", field=missing)


def require_partial_day(said: str | None, field: str, today: date) -> None:
    """Raise Invalid unless it is None, or a year, month or day of the last hundred years."""
    if said is None:
        return
    if not re.match(PARTIAL_DAY, said):
        raise Invalid(PARTIAL_DAY_EXPECTED, field=field)
    try:
        first = date.fromisoformat(said + "-01-01"[len(said) - 4 :] if len(said) < 10 else said)
    except ValueError:
        raise Invalid("There is no such day in the calendar.", field=field) from None
    if not today.year - 100 <= first.year or first > today:
        raise Invalid("Give a time of the last hundred years, not one to come.", field=field)
