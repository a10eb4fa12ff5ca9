"""The ledger of a patient's reminders, as patient and staff read it, with what was answered derived."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from server.access import Actor
from server.checkins.models import CheckIn
from server.checkins.queries import local_day
from server.db import db
from server.people.models import Patient
from server.people.queries import find_patient, names_of_accounts, settings_of
from server.questionnaires.models import Response
from server.reminders.models.reminder import PushSubscription, Reminder
from server.reminders.queries.preference import house_of_reminders, live_phones_of, phones_of, preference_of
from server.reminders.rules import Skip, Step, Way
from server.reminders.rules.address import masked
from server.reminders.rules.timing import clock_words

SHOWN = timedelta(days=14)  # what the long-lived session may read, design section 9
SHOWN_TO_STAFF = timedelta(days=60)


@dataclass(frozen=True)
class LedgerRow:
    """One reminder. answered_at: when the first log, or answered questionnaire, of that day came; None: none did."""

    id: UUID
    local_date: date
    step: Step
    way: Way
    due_at: datetime
    planned_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    opened_at: datetime | None
    answered_at: datetime | None
    skip: Skip | None
    failed_at: datetime | None
    failure: str | None


@dataclass(frozen=True)
class PhoneRow:
    """A phone. works: it takes notifications now; if not, gone_why says why, None: it was signed out."""

    id: UUID
    label: str
    created_at: datetime
    last_ok_at: datetime | None
    works: bool
    gone_at: datetime | None
    gone_why: str | None


def own_reminders(patient: Actor, now: datetime) -> dict[str, Any]:
    """How the acting patient is reminded, with the last fourteen days of the ledger."""
    person = find_patient(patient, patient.person_id)
    return _reminders(patient, person, now, SHOWN)


def reminders_of_patient(actor: Actor, patient_id: UUID, now: datetime) -> dict[str, Any]:
    """The same for staff, with the last sixty days. Raises NotFound."""
    person = find_patient(actor, patient_id)
    kept = preference_of(actor.clinic_id, person.id)
    held_by = None if kept is None or kept.held_by is None else names_of_accounts(actor.clinic_id).get(kept.held_by)
    return _reminders(actor, person, now, SHOWN_TO_STAFF) | {"patient_id": person.id, "held_by": held_by}


def _reminders(actor: Actor, person: Patient, now: datetime, reach: timedelta) -> dict[str, Any]:
    kept = preference_of(actor.clinic_id, person.id)
    house = house_of_reminders(settings_of(actor.clinic_id))
    today = local_day(now, person.zone)

    def hour(minute: int | None) -> str | None:
        return None if minute is None else clock_words(minute)

    def still(until: date | None) -> date | None:
        return until if until is not None and until >= today else None

    return {
        "way": Way.NONE if kept is None else kept.way,
        "hour": hour(None if kept is None else kept.minute),
        "quiet_from": hour(None if kept is None else kept.quiet_since),
        "quiet_until": hour(None if kept is None else kept.quiet_until),
        "of_clinic": {
            "hour": hour(house.minute),
            "quiet_from": hour(house.quiet.since),
            "quiet_until": hour(house.quiet.until),
        },
        "paused_until": still(None if kept is None else kept.paused_until),
        "held_until": still(None if kept is None else kept.held_until),
        "email": _shown(None if kept is None else kept.email),
        "wanted_email": _shown(None if kept is None else kept.wanted_email),
        "phones": _phones(actor.clinic_id, person.id, now),
        "ledger": ledger_of(actor.clinic_id, person.id, today - reach),
    }


def _shown(address: str | None) -> str | None:
    """As its owner knows it again: a session that proved nothing lately shows no contact data (design, section 9)."""
    return None if address is None else masked(address)


def _phones(clinic_id: UUID, patient_id: UUID, now: datetime) -> list[PhoneRow]:
    live = {each.id for each in live_phones_of(clinic_id, patient_id, now)}
    return [_phone(each, works=each.id in live) for each in phones_of(clinic_id, patient_id)]


def _phone(row: PushSubscription, *, works: bool) -> PhoneRow:
    return PhoneRow(row.id, row.label, row.created_at, row.last_ok_at, works, row.gone_at, row.gone_why)


def ledger_of(clinic_id: UUID, patient_id: UUID, since: date) -> list[LedgerRow]:
    """The reminders of the days from `since` on, the newest first."""
    rows = list(
        db.session.scalars(
            select(Reminder)
            .where(Reminder.clinic_id == clinic_id, Reminder.patient_id == patient_id, Reminder.local_date >= since)
            .order_by(Reminder.local_date.desc(), Reminder.due_at.desc(), Reminder.id)
        )
    )
    answered = _answered(clinic_id, patient_id, since) if rows else {}
    return [
        LedgerRow(
            id=each.id,
            local_date=each.local_date,
            step=each.step,
            way=each.way,
            due_at=each.due_at,
            planned_at=each.planned_at,
            sent_at=each.sent_at,
            delivered_at=each.delivered_at,
            opened_at=each.opened_at,
            answered_at=answered.get(each.local_date) if each.sent_at is not None else None,
            skip=each.skip,
            failed_at=each.failed_at,
            failure=each.failure,
        )
        for each in rows
    ]


def _answered(clinic_id: UUID, patient_id: UUID, since: date) -> dict[date, datetime]:
    """Day -> when the first entry about it came."""
    found: defaultdict[date, list[datetime]] = defaultdict(list)
    for model, day in ((CheckIn, CheckIn.felt_on), (Response, Response.answered_on)):
        of = (model.clinic_id == clinic_id, model.patient_id == patient_id, day >= since)
        for on, at in db.session.execute(select(day, func.min(model.received_at)).where(*of).group_by(day)):
            found[on].append(at)
    return {on: min(times) for on, times in found.items()}
