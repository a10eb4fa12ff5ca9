"""How people get in, and how long a sign-in lasts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from server.access import Role
from server.clinic_settings import value_of


class Method(StrEnum):
    """How a session was begun."""

    INVITATION = "invitation"
    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105 # with a second factor
    SSO = "single sign-on"
    CODE = "code"  # of the clinic, for a patient whose phone has no passkey
    KEY = "key"  # of a machine
    KIOSK = "kiosk"  # a short code, typed on a tablet of the clinic


# Methods that themselves prove who somebody is. An invitation does at the moment when it is used: the clinic handed it
# to the person, and with it staff set up a way to sign in of their own, before which they may do nothing else.
PROVING = frozenset({Method.INVITATION, Method.PASSKEY, Method.PASSWORD, Method.SSO, Method.CODE})


# Of a patient's visit to a tablet of the clinic. The page ends it sooner, see the setting kiosk.idle_minutes.
VISIT = timedelta(hours=1)
VISIT_IDLE = timedelta(minutes=15)


@dataclass(frozen=True)
class Lasting:
    """How long a session lasts: at most `absolute`, and no longer than `idle` without a request; None: no such end."""

    absolute: timedelta
    idle: timedelta | None


def lasting_of(role: Role, chosen: Mapping[str, Any], *, on_tablet: bool = False) -> Lasting:
    """By role and by what the clinic set (assurance reference 1.1). Patients only append, so theirs is long.

    on_tablet: on one that the staff share, where it is shorter.
    """
    if role is Role.PATIENT and on_tablet:
        return Lasting(VISIT, VISIT_IDLE)
    if role is Role.PATIENT:
        days = timedelta(days=value_of(chosen, "sign_in.patient_days"))
        return Lasting(timedelta(days=400), days)  # browsers keep a cookie for 400 days at most
    if on_tablet:
        idle = timedelta(minutes=value_of(chosen, "sign_in.tablet_idle_minutes"))
        return Lasting(timedelta(hours=value_of(chosen, "sign_in.tablet_hours")), idle)
    idle = timedelta(minutes=value_of(chosen, "sign_in.staff_idle_minutes"))
    return Lasting(timedelta(hours=value_of(chosen, "sign_in.staff_hours")), idle)


def noted_every(role: Role, *, on_tablet: bool = False) -> timedelta:
    """How exactly it is kept when a session or a key was used last. Each note is a write: a patient's session lasts for
    months, and an entry that arrives must not cost two. on_tablet: on one of the clinic's, where none lasts long."""
    lasts_long = role in (Role.PATIENT, Role.SERVICE) and not on_tablet
    return timedelta(hours=1) if lasts_long else timedelta(minutes=1)


def proves(method: Method) -> bool:
    """Whether beginning a session in this way proves who the person is."""
    return method in PROVING


def is_fresh(role: Role, verified_at: datetime | None, chosen: Mapping[str, Any], now: datetime) -> bool:
    """Whether the last proof is recent enough for what needs one (scope `record` for patients)."""
    if verified_at is None:
        return False
    if role is Role.PATIENT:
        return now - verified_at < timedelta(hours=value_of(chosen, "sign_in.record_hours"))
    return now - verified_at < timedelta(minutes=value_of(chosen, "sign_in.staff_fresh_minutes"))
