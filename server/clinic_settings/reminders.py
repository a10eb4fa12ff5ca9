"""When patients are reminded, unless they choose otherwise. Pure."""

from server.clinic_settings.setting import ClinicSetting, Kind
from server.wording import say

REMINDER_SETTINGS: tuple[ClinicSetting, ...] = (
    ClinicSetting(
        "reminders.hour",
        Kind.WHOLE,
        18,
        say("The hour of the day, by the patient's clock, at which patients are reminded who chose none."),
        "ours: in the evening there is a day to tell of",
        least=0,
        most=23,
        unit="o'clock",
    ),
    ClinicSetting(
        "reminders.quiet_from",
        Kind.WHOLE,
        21,
        say("From this hour on nobody is reminded; the same as the end: there are no quiet hours."),
        "clinical reference 7.2",
        least=0,
        most=23,
        unit="o'clock",
    ),
    ClinicSetting(
        "reminders.quiet_until",
        Kind.WHOLE,
        8,
        say("At this hour the quiet hours end."),
        "clinical reference 7.2",
        least=0,
        most=23,
        unit="o'clock",
    ),
    ClinicSetting(
        "reminders.repeat_after",
        Kind.WHOLE,
        3,
        say(
            "A reminder that is still unanswered after so many hours is repeated once, unless quiet hours began; 0: "
            "never."
        ),
        "clinical reference 7.2",
        least=0,
        most=12,
        unit="hours",
    ),
    ClinicSetting(
        "reminders.accelerated_hour",
        Kind.WHOLE,
        20,
        say("The hour of the one reminder on the days of a course with several sessions a day."),
        "clinical reference 7.2 (at the end of the day)",
        least=0,
        most=23,
        unit="o'clock",
    ),
    ClinicSetting(
        "reminders.misses",
        Kind.WHOLE,
        3,
        say(
            "After so many reminded days in a row without an answer reminders fall silent; the alert MISS-2 tells the "
            "clinic."
        ),
        "clinical reference 7.2",
        least=1,
        most=14,
        unit="days",
    ),
    ClinicSetting(
        "reminders.silent_days",
        Kind.WHOLE,
        4,
        say("For so many days they are silent then."),
        "clinical reference 7.2",
        least=1,
        most=30,
        unit="days",
    ),
)
