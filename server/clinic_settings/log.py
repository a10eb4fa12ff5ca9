"""What the daily form asks beside mood and side effects. Pure."""

from server.clinic_settings.setting import ClinicSetting, Kind
from server.wording import say

_SOURCE = "clinical reference 7.1: optional, so that a good day stays two taps"

LOG_SETTINGS: tuple[ClinicSetting, ...] = (
    ClinicSetting("log.energy", Kind.FLAG, False, say("The daily form asks for energy, 0 none to 10 full."), _SOURCE),
    ClinicSetting(
        "log.anxiety", Kind.FLAG, False, say("The daily form asks for anxiety, 0 none to 10 worst."), _SOURCE
    ),
    ClinicSetting(
        "log.sleep",
        Kind.FLAG,
        False,
        say("The daily form asks for the last night: its hours, and how it was."),
        _SOURCE,
    ),
)
