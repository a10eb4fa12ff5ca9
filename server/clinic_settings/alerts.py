"""The settings of alerts: level, owner and due time of every rule, then the thresholds. Pure."""

from server.clinic_settings.setting import ClinicSetting, Kind


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
    *_of_alert_rule("SYS", "red", "admin", 1, working=False),
    *(
        ClinicSetting(
            f"alerts.tell.{level}",
            Kind.CHOICE,
            default,
            f"How staff are told of a {level} alert that is new, worse or overdue; it is listed in any case.",
            "ours",
            choices=("e-mail and page", "e-mail", "page", "nothing"),
        )
        for level, default in (("red", "e-mail and page"), ("amber", "e-mail"), ("blue", "nothing"))
    ),
    ClinicSetting(
        "alerts.escalation.red_minutes",
        Kind.WHOLE,
        30,
        "A red alert that nobody has seen when it is due goes to the next in line every so many minutes.",
        "ours",
        least=5,
        most=1440,
        unit="minutes",
    ),
    ClinicSetting(
        "alerts.escalation.amber_minutes",
        Kind.WHOLE,
        120,
        "An amber alert that nobody has seen when it is due goes to the next in line every so many working minutes.",
        "ours",
        least=5,
        most=4800,
        unit="minutes",
    ),
    ClinicSetting(
        "alerts.plan.longest_days",
        Kind.WHOLE,
        90,
        "For how long “known, plan in place” may be recorded before it has to be looked at again.",
        "ours",
        least=1,
        most=366,
        unit="days",
    ),
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
