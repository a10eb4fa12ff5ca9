"""How a patient wants to be reminded, and pauses by patient and clinic."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from server.access import Actor
from server.audit.actions import note
from server.checkins.queries import local_day
from server.db import db
from server.errors import Conflict, Invalid, NotProven
from server.messages.actions import queue
from server.messages.models import OutgoingMessage
from server.messages.rules import TO_PATIENT, Channel, Outgoing
from server.people.actions.throttle import note_failure, note_success, require_allowance
from server.people.proofs.code import is_code
from server.people.queries import find_patient, settings_of
from server.people.rules.invitation import MOST_FAILURES
from server.reminders.actions.sending import CODE
from server.reminders.models.reminder import ReminderPreference
from server.reminders.queries.preference import house_of_reminders, live_phones_of, preference_of
from server.reminders.rules import Way
from server.reminders.rules.address import is_email
from server.reminders.rules.timing import Quiet
from server.wording import say

LONGEST_PAUSE = timedelta(days=92)
TEST = "reminder-test"  # of messages/texts
BETWEEN = timedelta(minutes=1)  # two codes, or two tests
MOST_A_DAY = 6  # codes, or tests


@dataclass(frozen=True)
class Choice:
    """What a patient chose. minute, quiet: None: the clinic's."""

    way: Way
    minute: int | None
    quiet: Quiet | None
    paused_until: date | None


def choose(patient: Actor, choice: Choice, now: datetime) -> ReminderPreference:
    """Remind the patient like this from now on. Raises Invalid for an hour within quiet hours or too long a pause."""
    person = find_patient(patient, patient.person_id)
    house = house_of_reminders(settings_of(patient.clinic_id))
    quiet = choice.quiet or house.quiet
    if choice.minute is not None and quiet.has(choice.minute):
        raise Invalid("This hour is within the quiet hours. Choose another one.", code="hour-is-quiet", field="hour")
    _require_near(choice.paused_until, local_day(now, person.zone))
    kept = _row_of(patient.clinic_id, patient.person_id, now)
    if choice.way is Way.EMAIL and kept.email is None:
        raise Conflict("Give an e-mail address first, and the code that comes there.", code="no-email")
    before = {"way": kept.way, "minute": kept.minute, "paused_until": kept.paused_until}
    if (kept.way, kept.minute) != (choice.way, choice.minute):
        kept.set_at = now
    kept.way, kept.minute, kept.paused_until = choice.way, choice.minute, choice.paused_until
    kept.quiet_since = None if choice.quiet is None else choice.quiet.since
    kept.quiet_until = None if choice.quiet is None else choice.quiet.until
    db.session.flush()
    after = {"way": kept.way, "minute": kept.minute, "paused_until": kept.paused_until}
    note(patient, "chose how to be reminded", patient.person_id, None, now, old=before, new=after)
    return kept


def hold(actor: Actor, patient_id: UUID, until: date | None, now: datetime) -> None:
    """Pause a patient's reminders for the clinic, that day included; None: they go on. Raises NotFound, Invalid."""
    person = find_patient(actor, patient_id)
    _require_near(until, local_day(now, person.zone))
    kept = _row_of(actor.clinic_id, person.id, now)
    before = {"held_until": kept.held_until}
    kept.held_until, kept.held_by = until, None if until is None else actor.person_id
    db.session.flush()
    deed = "held a patient's reminders" if until is not None else "let a patient's reminders go on"
    note(actor, deed, person.id, None, now, old=before, new={"held_until": until})


def _require_near(until: date | None, today: date) -> None:
    if until is not None and not today <= until <= today + LONGEST_PAUSE:
        raise Invalid(
            say("A pause ends today at the earliest and in {days} days at the latest.", days=LONGEST_PAUSE.days),
            field="until",
        )


def _row_of(clinic_id: UUID, patient_id: UUID, now: datetime) -> ReminderPreference:
    kept = preference_of(clinic_id, patient_id)
    if kept is None:
        kept = ReminderPreference(clinic_id=clinic_id, patient_id=patient_id, way=Way.NONE, set_at=now)
        db.session.add(kept)
        db.session.flush()
    return kept


def ask_email(patient: Actor, address: str, now: datetime) -> ReminderPreference:
    """Send a code to the address; it is used once the code was typed. Raises Invalid, Conflict if asked just now."""
    if not is_email(address):
        raise Invalid("This is no e-mail address. Write it like name@example.org.", code="no-address", field="email")
    _require_pause_between(patient, "code", now)
    kept = _row_of(patient.clinic_id, patient.person_id, now)
    kept.wanted_email, kept.code_hash, kept.code_expires_at = address, None, None
    db.session.flush()
    _send(patient, Channel.EMAIL, address, CODE, "code", "/app/settings", now)
    note(patient, "asked for a code to an e-mail address", patient.person_id, None, now)
    return kept


def confirm_email(patient: Actor, code: str, address: str, now: datetime) -> ReminderPreference:
    """Remind the patient at this e-mail address from now on, whatever the way was before.

    address: where the request comes from. Raises NotProven, TooManyAttempts.
    """
    subjects = [f"address:{address}", f"patient:{patient.person_id}"]
    require_allowance("code by e-mail", subjects, now)
    kept = _row_of(patient.clinic_id, patient.person_id, now)
    is_alive = kept.code_expires_at is not None and now < kept.code_expires_at and kept.code_failed < MOST_FAILURES
    if not is_code(kept.code_hash if is_alive else None, "".join(code.split())):
        note_failure("code by e-mail", subjects, now)
        kept.code_failed += 1
        db.session.flush()
        raise NotProven("This code is not right, or its time is over. Ask for a new one.")
    note_success("code by e-mail", subjects, now)
    kept.email, kept.email_confirmed_at, kept.wanted_email = kept.wanted_email, now, None
    kept.code_hash = kept.code_expires_at = None
    before = {"way": kept.way}
    if kept.way is not Way.EMAIL:
        kept.way, kept.set_at = Way.EMAIL, now
    db.session.flush()
    after = {"way": kept.way}
    note(patient, "confirmed an e-mail address", patient.person_id, None, now, old=before, new=after)
    return kept


def forget_email(patient: Actor, now: datetime) -> ReminderPreference:
    """Delete the address. Whoever was reminded there is not reminded any more."""
    kept = _row_of(patient.clinic_id, patient.person_id, now)
    kept.email = kept.wanted_email = kept.email_confirmed_at = kept.code_hash = kept.code_expires_at = None
    if kept.way is Way.EMAIL:
        kept.way, kept.set_at = Way.NONE, now
    db.session.flush()
    note(patient, "removed an e-mail address", patient.person_id, None, now)
    return kept


def send_test(patient: Actor, now: datetime) -> int:
    """Send a test the way that the patient chose. Returns how many messages there are. Raises Conflict: nowhere to."""
    kept = preference_of(patient.clinic_id, patient.person_id)
    where: list[tuple[Channel, str]] = []
    if kept is not None and kept.way is Way.PUSH:
        phones = live_phones_of(patient.clinic_id, patient.person_id, now)
        where = [(Channel.PUSH, str(each.id)) for each in phones]
    elif kept is not None and kept.way is Way.EMAIL and kept.email is not None:
        where = [(Channel.EMAIL, kept.email)]
    if not where:
        raise Conflict("There is no phone and no address to send a test to.", code="nowhere-to-send")
    _require_pause_between(patient, "test", now)
    for channel, recipient in where:
        _send(patient, channel, recipient, TEST, "test", "/app/settings", now)
    return len(where)


def _send(patient: Actor, channel: Channel, recipient: str, kind: str, about: str, path: str, now: datetime) -> None:
    key = f"{TO_PATIENT}{patient.person_id}:{about}:{uuid4()}"
    queue(patient.clinic_id, [Outgoing(key, channel, recipient, kind, {"path": path})], now)


def _require_pause_between(patient: Actor, about: str, now: datetime) -> None:
    """Nobody floods a mailbox through us. Raises Conflict."""
    sent = select(OutgoingMessage.created_at).where(
        OutgoingMessage.clinic_id == patient.clinic_id,
        OutgoingMessage.key.startswith(f"{TO_PATIENT}{patient.person_id}:{about}:"),
        OutgoingMessage.created_at > now - timedelta(days=1),
    )
    times = list(db.session.scalars(sent))
    if len(times) >= MOST_A_DAY:
        raise Conflict("That was enough for today. Try again tomorrow.", code="sent-just-now")
    if any(each > now - BETWEEN for each in times):
        raise Conflict("One was sent just now. Wait a minute, then try again.", code="sent-just-now")
