"""What phones say about the reminders that they show."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from server.db import db, enter_clinic
from server.reminders.models.reminder import Reminder

OPENED = "opened"


def note_receipt(clinic_id: UUID, reminder_id: UUID, seen: str, now: datetime) -> None:
    """Note that a reminder was shown, or opened; the first time counts. One that is not there is passed over.

    Whoever taps it has seen it, so what was opened was delivered, too: browsers that show a notification by themselves
    never say so.
    """
    enter_clinic(clinic_id)
    this = (Reminder.clinic_id == clinic_id, Reminder.id == reminder_id)
    db.session.execute(update(Reminder).where(*this, Reminder.delivered_at.is_(None)).values(delivered_at=now))
    if seen == OPENED:
        db.session.execute(update(Reminder).where(*this, Reminder.opened_at.is_(None)).values(opened_at=now))
