"""What a patient sees on a clinic's tablet. Pure."""

from server.clinic_settings.setting import ClinicSetting, Kind
from server.wording import say

KIOSK_SETTINGS: tuple[ClinicSetting, ...] = (
    ClinicSetting(
        "kiosk.shows",
        Kind.CHOICE,
        "initials",
        say("By what a patient sees on the clinic's tablet that the forms are their own."),
        "ours",
        choices=("initials", "first name"),
    ),
    ClinicSetting(
        "kiosk.idle_minutes",
        Kind.WHOLE,
        2,
        say("A tablet that a patient left alone for so long forgets the patient; half a minute before, it asks."),
        "ours",
        least=1,
        most=10,
        unit="minutes",
    ),
)
