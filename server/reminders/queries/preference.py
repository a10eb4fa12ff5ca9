"""How patients want to be reminded, and the phones that take notifications."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.clinic_settings import value_of
from server.db import db
from server.people.models import SignInSession
from server.reminders.models.reminder import PushSubscription, ReminderPreference
from server.reminders.rules.policy import House, Wishes
from server.reminders.rules.timing import Quiet


def house_of_reminders(chosen: Mapping[str, Any]) -> House:
    """What the clinic set about reminders. chosen: see clinic_settings.value_of."""

    def hours(key: str) -> int:
        return int(value_of(chosen, f"reminders.{key}"))

    repeat = hours("repeat_after")
    return House(
        minute=hours("hour") * 60,
        quiet=Quiet(hours("quiet_from") * 60, hours("quiet_until") * 60),
        repeat_after=timedelta(hours=repeat) if repeat else None,
        accelerated_minute=hours("accelerated_hour") * 60,
        misses=hours("misses"),
        silent_days=hours("silent_days"),
    )


def wishes_of(preference: ReminderPreference) -> Wishes:
    """What the patient chose, for the rules."""
    quiet = None
    if preference.quiet_since is not None and preference.quiet_until is not None:
        quiet = Quiet(preference.quiet_since, preference.quiet_until)
    return Wishes(
        preference.way,
        preference.minute,
        quiet,
        preference.set_at,
        preference.paused_until,
        preference.held_until,
    )


def preference_of(clinic_id: UUID, patient_id: UUID) -> ReminderPreference | None:
    """The patient's choice; None: none was made, so nobody is reminded."""
    of = (ReminderPreference.clinic_id == clinic_id, ReminderPreference.patient_id == patient_id)
    return db.session.scalar(select(ReminderPreference).where(*of))


def phones_of(clinic_id: UUID, patient_id: UUID) -> list[PushSubscription]:
    """All phones that took notifications of the patient, also those that no longer do, the newest first."""
    of = (PushSubscription.clinic_id == clinic_id, PushSubscription.patient_id == patient_id)
    return list(
        db.session.scalars(
            select(PushSubscription).where(*of).order_by(PushSubscription.created_at.desc(), PushSubscription.id)
        )
    )


def live_phones_of(clinic_id: UUID, patient_id: UUID, now: datetime) -> list[PushSubscription]:
    """Those that take notifications now: neither gone nor signed out."""
    return list(
        db.session.scalars(
            select(PushSubscription)
            .join(
                SignInSession,
                (SignInSession.clinic_id == PushSubscription.clinic_id)
                & (SignInSession.id == PushSubscription.session_id),
            )
            .where(
                PushSubscription.clinic_id == clinic_id,
                PushSubscription.patient_id == patient_id,
                PushSubscription.gone_at.is_(None),
                SignInSession.ended_at.is_(None),
                SignInSession.expires_at > now,
            )
            .order_by(PushSubscription.created_at, PushSubscription.id)
        )
    )
