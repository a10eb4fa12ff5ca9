"""Clinics, staff accounts, patients, invitations and sign-in sessions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.access import Role
from server.db import Moment, Record
from server.people.rules.invitation import InvitationForm
from server.people.rules.session import Method


class Clinic(Record):
    """A clinic. Nothing of one is visible from another."""

    __tablename__ = "clinic"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    zone: Mapped[str]  # IANA, such as "Europe/Berlin"
    is_demo: Mapped[bool] = mapped_column(default=False)
    # The crisis card: see people.rules.help_card for its keys. Configuration, never code: numbers go stale.
    help: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Advice by side effect, see checkins.rules.advice; None while the clinic uses ours, which nobody has confirmed.
    advice: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # What the clinic set otherwise than clinic_settings.CLINIC_SETTINGS has it: key -> value.
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Raised with every change of a setting that an outcome depends on.
    settings_version: Mapped[int] = mapped_column(default=1)


class Account(Record):
    """A member of staff; may work at several clinics."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    language: Mapped[str | None]  # in which the person reads pages and messages; None: the browser's, and English
    created_at: Mapped[datetime] = mapped_column(Moment)


class Membership(Record):
    """That an account works at a clinic, and as what."""

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("role NOT IN ('patient', 'system')", name="staff"),)

    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[Role]
    email: Mapped[str | None]  # where alerts go
    pager: Mapped[str | None]  # the handle by which the clinic's gateway for text messages or pages knows the person
    # Then access ended. The row stays: what the person did keeps their name.
    left_at: Mapped[datetime | None] = mapped_column(Moment)


class Patient(Record):
    """A patient of one clinic. A person who is treated at two clinics is two patients."""

    __tablename__ = "patient"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        UniqueConstraint("clinic_id", "number"),
        Index("ix_patient_died", "clinic_id", "died_on"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    number: Mapped[str | None]  # the clinic's own record number
    birth_date: Mapped[date | None]
    sex: Mapped[str | None]  # female, male, other, unknown (FHIR administrative gender)
    zone: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    # A further language in which questionnaires may be asked where they are not there in the first; None: in no other.
    form_language: Mapped[str | None]
    contact: Mapped[str | None]  # how the clinic reaches the patient, such as a telephone number; only if needed
    died_on: Mapped[date | None]  # then nobody is asked or reminded any more, in none of the courses
    # The patient withdrew: nothing falls due, no later export holds the data. See records.models.leaving.
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Invitation(Record):
    """A single-use way in, for a patient or a member of staff. Only a hash of its token is kept."""

    __tablename__ = "invitation"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "account_id"], ["membership.clinic_id", "membership.account_id"]),
        UniqueConstraint("clinic_id", "token_hash"),
        CheckConstraint("(patient_id IS NULL) <> (account_id IS NULL)", name="one_person"),
        Index("ix_invitation_code", "clinic_id", "code_key"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str]
    patient_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    form: Mapped[InvitationForm | None]  # of a patient's; None: a link of staff
    code_key: Mapped[str | None]  # the part of the short code by which the invitation is found
    code_hash: Mapped[str | None]  # of the short code's secret part, argon2id; None: no short code works
    pin_hash: Mapped[str | None]  # of the six digits that are told in person, argon2id; None: none are asked for
    failed: Mapped[int] = mapped_column(default=0)  # wrong codes or digits; see rules.invitation.MOST_FAILURES


class SignInSession(Record):
    """One signed-in browser. Only a hash of its token is kept."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "account_id"], ["membership.clinic_id", "membership.account_id"]),
        ForeignKeyConstraint(["clinic_id", "tablet_id"], ["tablet.clinic_id", "tablet.id"]),
        UniqueConstraint("clinic_id", "token_hash"),
        CheckConstraint("(patient_id IS NULL) <> (account_id IS NULL)", name="one_person"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str]
    patient_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)  # whatever happens, it ends here
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    method: Mapped[Method]  # how the person got in
    # When the person last proved who they are, with a passkey, a second factor or a code of the clinic.
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)  # to the minute, of patients to the hour
    idle_minutes: Mapped[int | None]  # it ends when nothing was heard for so long; None: it does not
    label: Mapped[str | None]  # the browser and the device, as the person would name them
    # The public key (JWK) of a phone without a passkey: with it the phone signs what it sends.
    device_key: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # Of the signatures made with that key, the number of the last one: a lower one was sent before.
    signed_count: Mapped[int | None]
    tablet_id: Mapped[UUID | None]  # the treatment-room tablet on which it runs
