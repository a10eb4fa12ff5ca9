"""What a clinic may set: every threshold, time and wording that a clinician signs off, with default and source. Pure.

Only what a clinic changed is stored (`clinic.settings`); `value_of` gives the default for the rest. docs/settings.md
is generated from `CLINIC_SETTINGS`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from server.errors import Invalid


class Kind(StrEnum):
    """What a value can be, as JSON: the form and the check follow from it."""

    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "yes or no"
    TEXT = "text"
    DATES = "list of days"  # ["2026-12-25", ...]
    HOURS = "hours of the week"  # {"mon": ["08:00", "18:00"], ...}; a day that is missing is closed
    TEXTS = "list of texts"
    CHOICE = "one of several"
    TABLE = "table"  # an object whose own shape the feature that reads it checks


@dataclass(frozen=True)
class ClinicSetting:
    """One setting. least, most: bounds of a number, both included. choices: what a CHOICE can be. outcomes: a change
    makes summaries stale.

    source: where the default comes from: a section of the clinical reference, a publication, or "ours".
    """

    key: str
    kind: Kind
    default: Any
    meaning: str
    source: str
    least: float | None = None
    most: float | None = None
    unit: str = ""
    outcomes: bool = False
    choices: tuple[str, ...] = ()


def _of_alert_rule(
    rule: str, level: str, owner: str, due_hours: float, *, working: bool = True
) -> tuple[ClinicSetting, ...]:
    """What a clinic may set about every alert rule. rule: a key of alerts.rules.RULES. due_hours: from receipt."""
    key, source = f"alerts.{rule.lower()}", f"clinical reference 5.1, {rule} (to be signed off by the clinic)"
    return (
        ClinicSetting(
            f"{key}.level",
            Kind.CHOICE,
            level,
            f"How urgent an alert of {rule} is: red pages by every channel, amber by e-mail, blue is only listed.",
            source,
            choices=("red", "amber", "blue"),
        ),
        ClinicSetting(
            f"{key}.owner",
            Kind.CHOICE,
            owner,
            f"The role that owns an alert of {rule} until somebody hands it over.",
            source,
            choices=("technician", "clinician", "admin"),
        ),
        ClinicSetting(
            f"{key}.due_hours",
            Kind.NUMBER,
            due_hours,
            f"Within how many hours an alert of {rule} must have been acted on, from receipt.",
            source,
            least=0.05,
            most=400,
            unit="hours",
        ),
        ClinicSetting(
            f"{key}.working_hours",
            Kind.FLAG,
            working,
            f"Whether the hours of {rule} are counted in the clinic's working hours only; if not, day and night.",
            source,
        ),
    )


CLINIC_SETTINGS: tuple[ClinicSetting, ...] = (
    ClinicSetting(
        "clinic.hours",
        Kind.HOURS,
        {day: ["08:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
        "When somebody works at the clinic; working hours in due times are counted by it.",
        "ours",
    ),
    ClinicSetting("clinic.holidays", Kind.DATES, [], "Days on which the clinic is closed.", "ours"),
    # Alerts: level, owner and due time of every rule, then the thresholds.
    *_of_alert_rule("SI-1", "red", "clinician", 4),
    *_of_alert_rule("SI-2", "red", "clinician", 1, working=False),
    *_of_alert_rule("SI-3", "red", "clinician", 0.25, working=False),
    *_of_alert_rule("SI-5", "amber", "clinician", 4),
    *_of_alert_rule("DET-1", "amber", "clinician", 10),
    *_of_alert_rule("DET-2", "amber", "clinician", 4),
    *_of_alert_rule("DET-3", "blue", "technician", 20),
    *_of_alert_rule("NOT-1", "blue", "clinician", 50),
    *_of_alert_rule("NOT-2", "blue", "clinician", 50),
    *_of_alert_rule("NOT-3", "blue", "clinician", 50),
    *_of_alert_rule("AE-1", "red", "clinician", 0.25, working=False),
    *_of_alert_rule("AE-2", "amber", "clinician", 4),
    *_of_alert_rule("AE-3", "blue", "technician", 20),
    *_of_alert_rule("MISS-1", "blue", "technician", 10),
    *_of_alert_rule("MISS-2", "blue", "technician", 20),
    *_of_alert_rule("MISS-3", "amber", "technician", 4),
    *_of_alert_rule("MISS-4", "amber", "technician", 10),
    *_of_alert_rule("REL", "amber", "clinician", 10),
    *_of_alert_rule("CALL", "amber", "technician", 2),
    *_of_alert_rule("UNPLACED", "amber", "technician", 10),
    *_of_alert_rule("SYS", "red", "admin", 1, working=False),
    ClinicSetting(
        "alerts.si-2.rise",
        Kind.WHOLE,
        1,
        "How many points above the last answer to the same safety item are urgent.",
        "clinical reference 5.1, SI-2 (to be signed off by the clinic)",
        least=1,
        most=10,
        unit="points",
    ),
)

SETTING_OF = {each.key: each for each in CLINIC_SETTINGS}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_TEXT = 4000
LONGEST_LIST = 400


def value_of(chosen: Mapping[str, Any], key: str) -> Any:
    """The clinic's value of a setting, or its default. chosen: what the clinic changed. KeyError: no such setting."""
    return chosen.get(key, SETTING_OF[key].default)


def require_setting(key: str, value: Any) -> None:
    """Raise Invalid, naming the setting, for one that is not there or a value that it cannot have."""
    if key not in SETTING_OF:
        raise Invalid(f"There is no setting “{key[:80]}”.", field=key[:80])
    setting = SETTING_OF[key]
    if not _FITS[setting.kind](value) or not _is_among(setting, value):
        raise Invalid(f"“{key}” must be {_expected(setting)}.", field=key)


def _expected(setting: ClinicSetting) -> str:
    words = {
        Kind.WHOLE: "a whole number",
        Kind.NUMBER: "a number",
        Kind.FLAG: "true or false",
        Kind.TEXT: f"a text of up to {LONGEST_TEXT} characters",
        Kind.DATES: "a list of days such as 2026-12-25",
        Kind.HOURS: "the opening and closing time of each day, such as 08:00 and 18:00",
        Kind.TEXTS: "a list of texts",
        Kind.CHOICE: "one of " + ", ".join(setting.choices),
        Kind.TABLE: "a table",
    }[setting.kind]
    return words if setting.least is None else f"{words} from {setting.least:g} to {setting.most:g}"


def _is_among(setting: ClinicSetting, value: Any) -> bool:
    """Whether a value of the right kind is one that this setting can have."""
    if setting.kind is Kind.CHOICE:
        return value in setting.choices
    return setting.kind not in _NUMBERS or _is_within(setting, value)


def _is_within(setting: ClinicSetting, value: float) -> bool:
    return (setting.least is None or value >= setting.least) and (setting.most is None or value <= setting.most)


def _is_number(value: Any) -> bool:
    # Not isinstance: true is no number, though Python counts it as 1. Bounded, so that infinity is none either.
    return type(value) in (int, float) and abs(value) < 1e12


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= LONGEST_LIST


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_hours(value: Any) -> bool:
    return isinstance(value, dict) and all(day in WEEKDAYS and _is_span(span) for day, span in value.items())


def _is_span(span: Any) -> bool:
    if not isinstance(span, list) or len(span) != 2:
        return False
    if not all(isinstance(each, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", each) for each in span):
        return False
    opens, closes = (time.fromisoformat(each) for each in span)
    return opens < closes


_NUMBERS = (Kind.WHOLE, Kind.NUMBER)
_FITS: Mapping[Kind, Callable[[Any], bool]] = {
    Kind.WHOLE: lambda value: type(value) is int and _is_number(value),
    Kind.NUMBER: _is_number,
    Kind.FLAG: lambda value: type(value) is bool,
    Kind.TEXT: _is_text,
    Kind.DATES: lambda value: _is_list(value) and all(_is_day(each) for each in value),
    Kind.HOURS: _is_hours,
    Kind.TEXTS: lambda value: _is_list(value) and all(_is_text(each) for each in value),
    Kind.CHOICE: _is_text,
    Kind.TABLE: lambda value: isinstance(value, dict) and len(value) <= LONGEST_LIST,
}
