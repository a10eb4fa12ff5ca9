"""Writing reminders that are due into the ledger, each once, and queueing what is to be sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from server.db import insert_or_nothing, table_of
from server.messages.actions import queue
from server.messages.rules import TO_PATIENT, Channel, Outgoing
from server.reminders.models.reminder import Reminder
from server.reminders.queries.preference import live_phones_of
from server.reminders.queries.standing import DueReminder, Standing
from server.reminders.rules import Skip, Way

KIND = "reminder"  # of messages/texts
PATH = "/"


def plan_reminders(clinic_id: UUID, found: Sequence[DueReminder], now: datetime) -> int:
    """Note each reminder that is due and queue its messages. Returns how many are new.

    The row is inserted before anything is queued: of two processes that found the same one, only that queues whose row
    it is.
    """
    return sum(_plan(clinic_id, each, now) for each in found)


def _plan(clinic_id: UUID, found: DueReminder, now: datetime) -> int:
    standing, reminder_id = found.standing, uuid4()
    recipients = recipients_of(clinic_id, standing, now)
    planned = found.planned
    if planned.skip is None and not recipients:
        planned = replace(planned, skip=Skip.NO_WAY)
    row = {
        "clinic_id": clinic_id,
        "id": reminder_id,
        "patient_id": standing.patient_id,
        "course_id": standing.course.id,
        "step": planned.step,
        "local_date": standing.today.on,
        "way": standing.wishes.way,
        "due_at": planned.due_at,
        "planned_at": now,
        "skip": planned.skip,
    }
    if not insert_or_nothing(table_of(Reminder), [row]):
        return 0
    if planned.skip is None:
        queue(clinic_id, messages_of(standing, KIND, f"reminder:{reminder_id}", recipients), now)
    return 1


def recipients_of(clinic_id: UUID, standing: Standing, now: datetime) -> list[tuple[Channel, str]]:
    """Where a reminder of the patient goes; empty: nowhere."""
    if standing.wishes.way is Way.PUSH:
        return [(Channel.PUSH, str(each.id)) for each in live_phones_of(clinic_id, standing.patient_id, now)]
    return [] if standing.email is None else [(Channel.EMAIL, standing.email)]


def messages_of(standing: Standing, kind: str, about: str, recipients: Sequence[tuple[Channel, str]]) -> list[Outgoing]:
    """The messages of one kind to a patient. about: what makes the key of each unique beside its number."""
    stem = f"{TO_PATIENT}{standing.patient_id}:{about}"
    return [
        Outgoing(f"{stem}:{number}", channel, recipient, kind, {"path": PATH})
        for number, (channel, recipient) in enumerate(recipients)
    ]
