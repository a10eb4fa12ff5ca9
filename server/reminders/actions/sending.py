"""What is looked at right before a message to a patient is sent, and writing down what became of it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from server.alerts.actions.system import end_system_alert, raise_system_alert
from server.db import db
from server.messages.actions.sending import Claim
from server.messages.rules import Channel
from server.people.models import Clinic, Patient
from server.people.proofs.code import hash_of_code
from server.people.rules.invitation import PIN_DIGITS
from server.reminders.actions.subscription import end_subscription
from server.reminders.models.reminder import PushSubscription, Reminder, ReminderPreference
from server.reminders.queries.preference import live_phones_of, preference_of
from server.reminders.queries.standing import reason_not_to_send, standing_of
from server.reminders.rules import Gone, Skip
from server.wording import say

CODE = "email-code"  # of messages/texts
CODE_LASTS = timedelta(hours=1)
GONE = "gone"  # the code of a failure: the push service knows the subscription no more
# In a demo that is meant: nothing of it leaves the house.
IN_A_DEMO = {"not-set-up", "push-not-allowed"}
SYSTEM_ALERT = "reminders"
TRIED = 3  # attempts, some minutes: one that fails may be a restart of the mail server


@dataclass(frozen=True)
class Ready:
    """What is sent now. reminder_id: None for a code or a test. phone: where to push. code: to fill in."""

    language: str
    reminder_id: UUID | None
    phone: PushSubscription | None
    code: str | None


def patient_in(key: str) -> UUID:
    """The patient whom a message goes to, by its key."""
    return UUID(key.split(":")[1])


def _reminder_in(key: str) -> UUID | None:
    parts = key.split(":")
    return UUID(parts[3]) if parts[2] == "reminder" else None


def ready(clinic: Clinic, claim: Claim, now: datetime) -> Ready | Skip:
    """What to send, or why it must not be sent any more; then the ledger says so.

    Asked at the moment of sending: since it was queued the patient may have answered, paused, withdrawn or died.
    """
    patient_id, reminder_id = patient_in(claim.key), _reminder_in(claim.key)
    person = _reachable(clinic.id, patient_id)
    if person is None:
        return _skipped(clinic.id, reminder_id, Skip.LEFT)
    if reminder_id is not None:
        reminder = _reminder(clinic.id, reminder_id)
        standing = standing_of(clinic, patient_id, now)
        if (against := reason_not_to_send(clinic, standing, reminder, now)) is not None:
            return _skipped(clinic.id, reminder_id, against)
    phone = None
    if claim.channel is Channel.PUSH:
        phones = {str(each.id): each for each in live_phones_of(clinic.id, patient_id, now)}
        phone = phones.get(claim.recipient)
        if phone is None:
            return _skipped(clinic.id, reminder_id, Skip.NO_WAY)
    preference = preference_of(clinic.id, patient_id)
    code = None
    if claim.kind == CODE:
        if preference is None or preference.wanted_email != claim.recipient:
            return Skip.CHANGED
        code = _fresh_code(preference, now)
    elif claim.channel is Channel.EMAIL and (preference is None or preference.email != claim.recipient):
        return _skipped(clinic.id, reminder_id, Skip.CHANGED)
    return Ready(person, reminder_id, phone, code)


def _reachable(clinic_id: UUID, patient_id: UUID) -> str | None:
    """The language of a patient who is alive and has not withdrawn; None for any other."""
    return db.session.scalar(
        select(Patient.language).where(
            Patient.clinic_id == clinic_id,
            Patient.id == patient_id,
            Patient.died_on.is_(None),
            Patient.withdrawn_at.is_(None),
        )
    )


def _reminder(clinic_id: UUID, reminder_id: UUID) -> Reminder:
    return db.session.scalars(select(Reminder).where(Reminder.clinic_id == clinic_id, Reminder.id == reminder_id)).one()


def _fresh_code(preference: ReminderPreference, now: datetime) -> str:
    """Six digits, made now and kept as a hash only: neither the outbox nor a copy of it holds one that works."""
    code = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    preference.code_hash, preference.code_failed = hash_of_code(code), 0
    preference.code_expires_at = now + CODE_LASTS
    db.session.flush()
    return code


def _skipped(clinic_id: UUID, reminder_id: UUID | None, why: Skip) -> Skip:
    """Unless another of the patient's phones got it."""
    if reminder_id is not None:
        this = (Reminder.clinic_id == clinic_id, Reminder.id == reminder_id, Reminder.sent_at.is_(None))
        db.session.execute(update(Reminder).where(*this).values(skip=why))
    return why


def note_sent(clinic: Clinic, sent: Ready, now: datetime) -> None:
    """Write that the push service or the mail server has it."""
    if sent.reminder_id is not None:
        this = (Reminder.clinic_id == clinic.id, Reminder.id == sent.reminder_id, Reminder.sent_at.is_(None))
        db.session.execute(update(Reminder).where(*this).values(sent_at=now, failed_at=None, failure=None, skip=None))
    if sent.phone is not None:
        this_phone = (PushSubscription.clinic_id == clinic.id, PushSubscription.id == sent.phone.id)
        db.session.execute(update(PushSubscription).where(*this_phone).values(last_ok_at=now))
    end_system_alert(clinic.id, SYSTEM_ALERT, say("Reminders leave again."), now)


def note_failed(clinic: Clinic, sent: Ready, code: str, attempts: int, now: datetime, *, for_good: bool) -> None:
    """Write why it did not leave. A phone that takes nothing any more is left out; of what only the operator can mend
    the administrators are told."""
    if sent.reminder_id is not None:
        this = (Reminder.clinic_id == clinic.id, Reminder.id == sent.reminder_id, Reminder.sent_at.is_(None))
        db.session.execute(update(Reminder).where(*this).values(failed_at=now, failure=code))
    if code == GONE and sent.phone is not None:
        end_subscription(clinic.id, sent.phone.id, Gone.REFUSED, now)
    elif (for_good or attempts >= TRIED) and not (clinic.is_demo and code in IN_A_DEMO):
        detail = say(
            "A reminder did not leave ({code}). docs/reminders.md says what each code means and who can mend it.",
            code=code,
        )
        raise_system_alert(clinic.id, SYSTEM_ALERT, say("Reminders do not leave"), detail, now)
