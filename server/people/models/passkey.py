"""Passkeys of staff and of patients, and the challenges that they answer."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record
from server.people.rules.passkey import Purpose
from server.people.rules.session import Method


class StaffPasskey(Record):
    """A passkey of a member of staff. Of the account, which may work at several clinics."""

    __tablename__ = "staff_passkey"
    __table_args__ = (UniqueConstraint("credential_id"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    credential_id: Mapped[bytes]  # as the authenticator drew it
    user_handle: Mapped[bytes]  # WebAuthn's user.id: 64 random bytes, the same for all passkeys of one person
    public_key: Mapped[bytes]  # COSE
    sign_count: Mapped[int] = mapped_column(BigInteger)  # the authenticator's when last used; 0: it does not count
    is_synced: Mapped[bool]  # it may lie on several devices of its owner (backup eligible)
    is_backed_up: Mapped[bool]  # and did so when it was last used
    aaguid: Mapped[str]  # the authenticator's model, where it says so
    label: Mapped[str]  # the browser and device where it was made, as the person would name them
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
    copied_at: Mapped[datetime | None] = mapped_column(Moment)  # its counter went back: from then on it opens nothing


class PatientPasskey(Record):
    """A passkey of a patient, of one clinic."""

    __tablename__ = "patient_passkey"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        UniqueConstraint("clinic_id", "credential_id"),
        Index("ix_patient_passkey_patient", "clinic_id", "patient_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    credential_id: Mapped[bytes]  # as the authenticator drew it
    user_handle: Mapped[bytes]  # WebAuthn's user.id: the clinic's 16 bytes and 48 random ones, one for each patient
    public_key: Mapped[bytes]  # COSE
    sign_count: Mapped[int] = mapped_column(BigInteger)  # the authenticator's when last used; 0: it does not count
    is_synced: Mapped[bool]  # it may lie on several devices of its owner (backup eligible)
    is_backed_up: Mapped[bool]  # and did so when it was last used
    aaguid: Mapped[str]  # the authenticator's model, where it says so
    label: Mapped[str]  # the browser and device where it was made, as the person would name them
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
    copied_at: Mapped[datetime | None] = mapped_column(Moment)  # its counter went back: from then on it opens nothing


class SignInChallenge(Record):
    """A random value that one step of signing in answers, once and within minutes. Of no clinic: at first nobody is
    known yet. Only a hash is kept."""

    __tablename__ = "sign_in_challenge"
    __table_args__ = (Index("ix_sign_in_challenge_expires_at", "expires_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)  # SHA-256 in hex
    purpose: Mapped[Purpose]
    # The session that asked for it; to choose a clinic, the account that signs in; None: nobody is signed in.
    bound_to: Mapped[UUID | None]
    method: Mapped[Method | None]  # how an account that is to choose a clinic proved itself
    user_handle: Mapped[bytes | None]  # which a passkey that is being registered was given
    expires_at: Mapped[datetime] = mapped_column(Moment)
