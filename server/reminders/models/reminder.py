"""How patients want to be reminded, the phones that take notifications, and the ledger of all reminders."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record
from server.reminders.rules import Gone, Skip, Step, Way


class ReminderPreference(Record):
    """How one patient wants to be reminded. No row: not at all, since nobody asked for it."""

    __tablename__ = "reminder_preference"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        CheckConstraint("minute BETWEEN 0 AND 1439", name="minute"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    way: Mapped[Way]
    minute: Mapped[int | None]  # of the patient's day; None: the clinic's hour
    quiet_since: Mapped[int | None]  # a minute of the day; None: the clinic's quiet hours
    quiet_until: Mapped[int | None]
    set_at: Mapped[datetime] = mapped_column(Moment)  # when the way or the hour was last changed
    paused_until: Mapped[date | None]  # the last day of the patient's own pause
    held_until: Mapped[date | None]  # the last day of a pause by the clinic
    held_by: Mapped[UUID | None]  # an account
    email: Mapped[str | None]  # confirmed: a code that was sent there was typed
    email_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    wanted_email: Mapped[str | None]  # not confirmed yet; nothing but the code goes there
    code_hash: Mapped[str | None]  # of the code, argon2id; made at the moment of sending
    code_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    code_failed: Mapped[int] = mapped_column(default=0)  # wrong ones typed since it was sent


class PushSubscription(Record):
    """A phone that takes notifications, as its browser gave it (RFC 8030, RFC 8291)."""

    __tablename__ = "push_subscription"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        UniqueConstraint("clinic_id", "endpoint"),
        Index("ix_push_subscription_patient", "clinic_id", "patient_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    # The sign-in session that it belongs to: once that ends, nothing is sent.
    session_id: Mapped[UUID | None]
    endpoint: Mapped[str]  # an address at the push service
    p256dh: Mapped[str]  # the browser's public key, base64url: it alone reads what is sent
    auth: Mapped[str]  # the browser's secret of 16 bytes, base64url
    label: Mapped[str]  # the browser and the device, as the person would name them
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_ok_at: Mapped[datetime | None] = mapped_column(Moment)  # when the push service last took something
    gone_at: Mapped[datetime | None] = mapped_column(Moment)
    gone_why: Mapped[Gone | None]


class Reminder(Record):
    """One line of the ledger. Whether it was answered is derived from what the patient sent."""

    __tablename__ = "reminder"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"], ["course.clinic_id", "course.patient_id", "course.id"]
        ),
        # Made with insert-or-nothing: two job processes, a changed hour or wording or a fold make it once.
        UniqueConstraint("clinic_id", "patient_id", "step", "local_date"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    course_id: Mapped[UUID]
    step: Mapped[Step]
    local_date: Mapped[date]  # the patient's calendar day
    way: Mapped[Way]
    due_at: Mapped[datetime] = mapped_column(Moment)  # by the patient's hour
    planned_at: Mapped[datetime] = mapped_column(Moment)  # when a job found it due
    sent_at: Mapped[datetime | None] = mapped_column(Moment)  # when the push service or the mail server took it
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)  # when a phone said that it was shown
    opened_at: Mapped[datetime | None] = mapped_column(Moment)  # when it was tapped
    skip: Mapped[Skip | None]  # why it was not sent
    failed_at: Mapped[datetime | None] = mapped_column(Moment)  # when the last attempt failed
    failure: Mapped[str | None]  # why, as a code without addresses
