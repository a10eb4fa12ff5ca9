"""How long people stay signed in."""

from server.clinic_settings.setting import ClinicSetting, Kind

SIGN_IN_SETTINGS: tuple[ClinicSetting, ...] = (
    ClinicSetting(
        "sign_in.staff_idle_minutes",
        Kind.WHOLE,
        15,
        "Staff who do nothing for so long sign in again.",
        "assurance reference 1.1",
        least=1,
        most=60,
        unit="minutes",
    ),
    ClinicSetting(
        "sign_in.staff_hours",
        Kind.WHOLE,
        12,
        "Staff sign in again after so long, whatever they do.",
        "assurance reference 1.1",
        least=1,
        most=24,
        unit="hours",
    ),
    ClinicSetting(
        "sign_in.staff_fresh_minutes",
        Kind.WHOLE,
        15,
        "For how long after signing in staff may change their own ways to sign in without proving again who they are.",
        "ours",
        least=1,
        most=60,
        unit="minutes",
    ),
    ClinicSetting(
        "sign_in.patient_days",
        Kind.WHOLE,
        90,
        "A phone that was not heard of for so long is signed out; entries that wait on it stay there.",
        "assurance reference 1.1",
        least=7,
        most=365,
        unit="days",
    ),
    ClinicSetting(
        "sign_in.record_hours",
        Kind.WHOLE,
        24,
        "For how long after a passkey or a code a patient sees scores, older history and contact data.",
        "assurance reference 1.3",
        least=1,
        most=24,
        unit="hours",
    ),
)
