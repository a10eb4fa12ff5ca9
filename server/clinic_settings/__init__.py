"""What a clinic may set: every threshold, time and wording that a clinician signs off, with default and source. Pure.

Only what a clinic changed is stored (`clinic.settings`); `value_of` gives the default for the rest. docs/settings.md
is generated from `CLINIC_SETTINGS`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from server.clinic_settings.alerts import ALERT_SETTINGS
from server.clinic_settings.kiosk import KIOSK_SETTINGS
from server.clinic_settings.log import LOG_SETTINGS
from server.clinic_settings.outcomes import OUTCOME_SETTINGS
from server.clinic_settings.privacy import PRIVACY_SETTINGS
from server.clinic_settings.reminders import REMINDER_SETTINGS
from server.clinic_settings.setting import ClinicSetting, Kind
from server.clinic_settings.sign_in import SIGN_IN_SETTINGS
from server.errors import Invalid
from server.wording import Sentence, say

CLINIC_SETTINGS: tuple[ClinicSetting, ...] = (
    ClinicSetting(
        "clinic.hours",
        Kind.HOURS,
        {day: ["08:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
        say("When somebody works at the clinic; working hours in due times are counted by it."),
        "ours",
    ),
    ClinicSetting(
        "sessions.require_screen",
        Kind.FLAG,
        True,
        say("No first session is opened before a safety screen is on file."),
        "clinical reference 2.3",
    ),
    ClinicSetting(
        "sessions.require_re_check",
        Kind.FLAG,
        True,
        say("Recording a session of today without the short check before it asks whether that is meant."),
        "clinical reference 2.2 (unverified)",
    ),
    ClinicSetting(
        "sessions.re_check_holds",
        Kind.TEXTS,
        ["sleep", "alcohol", "medicines", "illness", "pregnancy", "event"],
        say("Which questions of the short check hold the session when they are answered yes."),
        "clinical reference 2.2 and 2.3 (unverified)",
    ),
    ClinicSetting(
        "sessions.high_intensity",
        Kind.WHOLE,
        120,
        say("Above this intensity a session asks whether it is meant."),
        "clinical reference 2.2",
        least=80,
        most=150,
        unit="% of the motor threshold",
    ),
    ClinicSetting(
        "sessions.output_tolerance",
        Kind.NUMBER,
        3,
        say("A stimulator output that differs by more from threshold times intensity asks whether it is meant."),
        "ours",
        least=0,
        most=20,
        unit="points of % MSO",
    ),
    ClinicSetting("clinic.holidays", Kind.DATES, [], say("Days on which the clinic is closed."), "ours"),
    *ALERT_SETTINGS,
    *SIGN_IN_SETTINGS,
    *KIOSK_SETTINGS,
    *OUTCOME_SETTINGS,
    *PRIVACY_SETTINGS,
    *REMINDER_SETTINGS,
    *LOG_SETTINGS,
    ClinicSetting(
        "crisis.verified_days",
        Kind.WHOLE,
        180,
        say("After how many days the numbers of the crisis card should be called again."),
        "clinical reference 5.2",
        30,
        366,
        "days",
    ),
    ClinicSetting(
        "messages.attempts",
        Kind.WHOLE,
        6,
        say(
            "How often a message is tried before it is given up: six are half a minute to an hour apart, two hours "
            "in all."
        ),
        "ours",
        least=1,
        most=20,
    ),
    ClinicSetting(
        "messages.webhook_url",
        Kind.TEXT,
        "",
        say(
            "Where messages to pagers go: the https address of the clinic's gateway. Its host must be on the "
            "operator's list (LODESTONE_WEBHOOK_HOSTS), and the operator keeps the secret that signs them."
        ),
        "ours",
    ),
    ClinicSetting(
        "courses.extension_sessions",
        Kind.WHOLE,
        10,
        say("Further sessions of a late responder come in blocks of so many."),
        "clinical reference 0.10 and 2.1 (CTMSS guidance)",
        least=1,
        most=50,
        unit="sessions",
    ),
    ClinicSetting(
        "courses.few_authorised_left",
        Kind.WHOLE,
        6,
        say("From so few authorised sessions on the course warns: asking a payer for more takes a week or two."),
        "ours",
        least=0,
        most=50,
        unit="sessions",
    ),
    ClinicSetting(
        "courses.authorisation_expires_days",
        Kind.WHOLE,
        14,
        say("So long before an authorisation ends the course warns."),
        "ours",
        least=0,
        most=120,
        unit="days",
    ),
    ClinicSetting(
        "patients.age_of_majority",
        Kind.WHOLE,
        18,
        say(
            "Patients below this age need a guardian's consent on file before a course is planned or they are invited."
        ),
        "law of the clinic's country",
        least=14,
        most=25,
        unit="years",
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
        raise Invalid(say("There is no setting “{key}”.", key=key[:80]), field=key[:80])
    setting = SETTING_OF[key]
    if not _FITS[setting.kind](value) or not _is_among(setting, value):
        raise Invalid(_expectation(setting), field=key)
    if setting.fault is not None and (fault := setting.fault(value)):
        raise Invalid(say("“{key}”: {fault}.", key=key, fault=fault), field=key)


def _expectation(setting: ClinicSetting) -> Sentence:
    words = {
        Kind.WHOLE: say("a whole number"),
        Kind.NUMBER: say("a number"),
        Kind.FLAG: say("true or false"),
        Kind.TEXT: say("a text of up to {most} characters", most=LONGEST_TEXT),
        Kind.DATES: say("a list of days such as 2026-12-25"),
        Kind.HOURS: say("the opening and closing time of each day, such as 08:00 and 18:00"),
        Kind.TEXTS: say("a list of texts"),
        Kind.CHOICE: say("one of {choices}", choices=setting.choices),
        Kind.TABLE: say("a table"),
    }[setting.kind]
    if setting.least is None or setting.most is None:
        return say("“{key}” must be {what}.", key=setting.key, what=words)
    return say(
        "“{key}” must be {what} from {least} to {most}.",
        key=setting.key,
        what=words,
        least=setting.least,
        most=setting.most,
    )


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
