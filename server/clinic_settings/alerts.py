"""The settings of alerts: level, owner and due time of every rule, then the thresholds. Pure."""

from typing import Any

from server.clinic_settings.setting import ClinicSetting, Kind
from server.wording import Sentence, Term, say


def _of_alert_rule(
    rule: str, level: str, owner: str, due_hours: float, *, working: bool = True, source: str = "clinical reference 5.1"
) -> tuple[ClinicSetting, ...]:
    """What a clinic may set about every alert rule. rule: a key of alerts.rules.RULES. due_hours: from receipt."""
    key, source = f"alerts.{rule.lower()}", f"{source}, {rule} (to be signed off by the clinic)"
    return (
        ClinicSetting(
            f"{key}.level",
            Kind.CHOICE,
            level,
            say(
                "How urgent an alert of {rule} is: red pages by every channel, amber by e-mail, blue is only listed.",
                rule=rule,
            ),
            source,
            choices=("red", "amber", "blue"),
        ),
        ClinicSetting(
            f"{key}.owner",
            Kind.CHOICE,
            owner,
            say("The role that owns an alert of {rule} until somebody hands it over.", rule=rule),
            source,
            choices=("technician", "clinician", "admin"),
        ),
        ClinicSetting(
            f"{key}.due_hours",
            Kind.NUMBER,
            due_hours,
            say("Within how many hours an alert of {rule} must have been acted on, from receipt.", rule=rule),
            source,
            least=0.05,
            most=400,
            unit="hours",
        ),
        ClinicSetting(
            f"{key}.working_hours",
            Kind.FLAG,
            working,
            say(
                "Whether the hours of {rule} are counted in the clinic's working hours only; if not, day and night.",
                rule=rule,
            ),
            source,
        ),
    )


HIGHEST_TOTAL = 1000  # no questionnaire reaches it


def _fault_in_totals(table: Any) -> Sentence | None:
    for instrument, total in table.items():
        if type(total) not in (int, float) or not 0 <= total <= HIGHEST_TOTAL:
            return say(
                "“{instrument}” must be followed by a total, a number from {least} to {most}",
                instrument=instrument[:40],
                least=0,
                most=HIGHEST_TOTAL,
            )
    return None


ALERT_SETTINGS: tuple[ClinicSetting, ...] = (
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
    *_of_alert_rule("LEFT-1", "blue", "clinician", 20, source="ours"),
    *_of_alert_rule("LEFT-2", "amber", "clinician", 4, source="ours"),
    *_of_alert_rule("SYS", "red", "admin", 1, working=False),
    *(
        ClinicSetting(
            f"alerts.tell.{level}",
            Kind.CHOICE,
            default,
            say(
                "How staff are told of an alert of the level {level} that is new, worse or overdue; it is listed "
                "anyway.",
                level=Term(level),
            ),
            "ours",
            choices=("e-mail and page", "e-mail", "page", "nothing"),
        )
        for level, default in (("red", "e-mail and page"), ("amber", "e-mail"), ("blue", "nothing"))
    ),
    ClinicSetting(
        "alerts.escalation.red_minutes",
        Kind.WHOLE,
        30,
        say("A red alert that nobody has seen when it is due goes to the next in line every so many minutes."),
        "ours",
        least=5,
        most=1440,
        unit="minutes",
    ),
    ClinicSetting(
        "alerts.escalation.amber_minutes",
        Kind.WHOLE,
        120,
        say(
            "An amber alert that nobody has seen when it is due goes to the next in line every so many working minutes."
        ),
        "ours",
        least=5,
        most=4800,
        unit="minutes",
    ),
    ClinicSetting(
        "alerts.plan.longest_days",
        Kind.WHOLE,
        90,
        say("For how long “known, plan in place” may be recorded before it has to be looked at again."),
        "ours",
        least=1,
        most=366,
        unit="days",
    ),
    ClinicSetting(
        "alerts.si-2.rise",
        Kind.WHOLE,
        1,
        say("How many points above the last answer to the same safety item are urgent."),
        "clinical reference 5.1, SI-2 (to be signed off by the clinic)",
        least=1,
        most=10,
        unit="points",
    ),
    ClinicSetting(
        "alerts.not.percent",
        Kind.WHOLE,
        20,
        say("Improvement since the baseline, at sessions 10 and 20, below which NOT-1 and NOT-2 inform."),
        "clinical reference 5.1, NOT-1",
        least=1,
        most=50,
        unit="%",
    ),
    ClinicSetting(
        "alerts.det-3.points",
        Kind.NUMBER,
        3,
        say("By how much the mean mood of three days must lie below that of the week before."),
        "clinical reference 5.1, DET-3",
        least=0.5,
        most=10,
        unit="points of 10",
    ),
    ClinicSetting(
        "alerts.trend_days",
        Kind.WHOLE,
        14,
        say(
            "How many days back the rules of trends look: older answers that come late raise no DET, NOT, REL or MISS."
        ),
        "ours",
        least=2,
        most=60,
        unit="days",
    ),
    ClinicSetting(
        "alerts.ae-2.sleep_below",
        Kind.NUMBER,
        5,
        say("Hours of sleep below which a night is a sign of hypomania."),
        "ours; clinical reference 5.1, AE-2 says “little sleep”",
        least=1,
        most=8,
        unit="hours",
    ),
    ClinicSetting(
        "alerts.ae-2.energy_from",
        Kind.WHOLE,
        8,
        say("Energy from which on a day is a sign of hypomania."),
        "ours; clinical reference 5.1, AE-2 says “high energy”",
        least=5,
        most=10,
        unit="of 10",
    ),
    ClinicSetting(
        "alerts.ae-2.mood_from",
        Kind.WHOLE,
        9,
        say("Mood from which on a day is a sign of hypomania."),
        "clinical reference 5.1, AE-2 (unverified)",
        least=7,
        most=10,
        unit="of 10",
    ),
    ClinicSetting(
        "alerts.ae-2.signs",
        Kind.WHOLE,
        2,
        say("How many of the three signs of hypomania a day must show."),
        "clinical reference 5.1, AE-2 (unverified)",
        least=1,
        most=3,
        unit="signs",
    ),
    ClinicSetting(
        "alerts.ae-2.days",
        Kind.WHOLE,
        2,
        say("On how many days in a row the signs of hypomania must be shown."),
        "clinical reference 5.1, AE-2 (unverified)",
        least=1,
        most=5,
        unit="days",
    ),
    ClinicSetting(
        "alerts.ae-3.days",
        Kind.WHOLE,
        3,
        say("On how many days a headache, medium or strong, must be logged."),
        "clinical reference 5.1, AE-3",
        least=1,
        most=14,
        unit="days",
    ),
    ClinicSetting(
        "alerts.ae-3.of_days",
        Kind.WHOLE,
        5,
        say("Of how many last days."),
        "clinical reference 5.1, AE-3",
        least=1,
        most=14,
        unit="days",
    ),
    ClinicSetting(
        "alerts.miss-1.days",
        Kind.WHOLE,
        4,
        say("How many days after its due day an open questionnaire becomes a task for the front desk."),
        "ours: overdue after 2 days, then the reminders",
        least=1,
        most=30,
        unit="days",
    ),
    ClinicSetting(
        "alerts.miss-2.days",
        Kind.WHOLE,
        3,
        say("How many daily logs must be missed in a row."),
        "clinical reference 5.1, MISS-2",
        least=1,
        most=14,
        unit="days",
    ),
    ClinicSetting(
        "alerts.miss-3.days",
        Kind.WHOLE,
        2,
        say("How many daily logs must be missed in a row after a safety or deterioration alert."),
        "ours",
        least=1,
        most=14,
        unit="days",
    ),
    ClinicSetting(
        "alerts.miss-3.within_days",
        Kind.WHOLE,
        28,
        say("For how many days after a safety or deterioration alert silence and missed sessions call for a call."),
        "ours",
        least=1,
        most=120,
        unit="days",
    ),
    ClinicSetting(
        "alerts.det-2.severe",
        Kind.TABLE,
        {"phq-9": 20},
        say(
            "Totals from which on a questionnaire is in its severe range (DET-2), by instrument; others are not judged."
        ),
        "clinical reference 5.1, DET-2",
        fault=_fault_in_totals,
    ),
)
