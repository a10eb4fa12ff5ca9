"""What patients are told about their data, and how long a clinic keeps it. Pure."""

from server.clinic_settings.setting import ClinicSetting, Kind
from server.wording import say

PRIVACY_SETTINGS: tuple[ClinicSetting, ...] = (
    ClinicSetting(
        "privacy.contact",
        Kind.TEXT,
        "",
        say(
            "Whom patients ask about their data, such as the data protection officer with an address. They read it "
            "where they take their data along or leave."
        ),
        "ours (GDPR Articles 13 and 38)",
    ),
    ClinicSetting(
        "privacy.answer_days",
        Kind.WHOLE,
        28,
        say("Within how many days a patient who asks to be erased gets an answer: one month, counted as its shortest."),
        "GDPR Article 12(3)",
        least=1,
        most=30,
        unit="days",
    ),
    ClinicSetting(
        "privacy.retention_years",
        Kind.WHOLE,
        10,
        say(
            "How long the law obliges the clinic to keep a record after the end of the treatment; 0: it does not. "
            "Erasing earlier asks whether that is meant."
        ),
        "law of the clinic's country; ten years in Germany (section 630f BGB)",
        least=0,
        most=50,
        unit="years",
    ),
)
