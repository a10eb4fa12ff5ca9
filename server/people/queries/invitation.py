"""Finding invitations by what a person shows: the token of a link, or a short code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.access import Role
from server.db import across_clinics, db, enter_clinic
from server.errors import NotFound
from server.people.models import Clinic, Invitation, Membership
from server.people.rules import Token, read_token
from server.people.rules.invitation import MOST_FAILURES, ids_with


@dataclass(frozen=True)
class Invited:
    """A usable invitation and whom it lets in. role: of the session that it opens."""

    invitation: Invitation
    clinic: Clinic
    role: Role

    @property
    def needs_pin(self) -> bool:
        """Whether it opens only with the six digits that were told in person."""
        return self.invitation.pin_hash is not None

    @property
    def person_id(self) -> UUID:
        """The patient's id, or the account's of a member of staff."""
        found = self.invitation.patient_id or self.invitation.account_id
        if found is None:
            raise ValueError("an invitation of nobody")
        return found


def find_invitation(token_text: str, now: datetime) -> Invited:
    """The unused and unexpired invitation behind the token. Raises NotFound, whatever is wrong with it."""
    token = read_token(token_text)
    if token is not None:
        enter_clinic(token.clinic_id)
    invitation = None if token is None else _invitation(token)
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= now:
        raise NotFound(
            "This link does not work any more: it was used, or its time is over. Ask your clinic for a new one.",
            code="invitation-unusable",
        )
    return invited_by(invitation)


def invited_by(invitation: Invitation) -> Invited:
    """Whom the invitation lets in, and where."""
    clinic = db.session.scalars(select(Clinic).where(Clinic.id == invitation.clinic_id)).one()
    return Invited(invitation, clinic, _role_of(invitation))


def clinics_told_by(prefix: str) -> list[UUID]:
    """The clinics that the first four characters of a short code may mean: one as a rule."""
    lowest, highest = ids_with(prefix)
    with across_clinics("a code names its clinic by four characters"):
        return list(db.session.scalars(select(Clinic.id).where(Clinic.id.between(lowest, highest)).order_by(Clinic.id)))


def open_with_code(clinic_id: UUID, key: str, now: datetime) -> Sequence[Invitation]:
    """The usable invitations of the clinic whose short code has this key: at most one as a rule."""
    return db.session.scalars(
        select(Invitation)
        .where(
            Invitation.clinic_id == clinic_id,
            Invitation.code_key == key,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Invitation.failed < MOST_FAILURES,
        )
        .order_by(Invitation.created_at.desc())
    ).all()


def _invitation(token: Token) -> Invitation | None:
    return db.session.scalar(
        select(Invitation).where(Invitation.clinic_id == token.clinic_id, Invitation.token_hash == token.secret_hash)
    )


def _role_of(invitation: Invitation) -> Role:
    if invitation.account_id is None:
        return Role.PATIENT
    return db.session.scalars(
        select(Membership.role).where(
            Membership.clinic_id == invitation.clinic_id, Membership.account_id == invitation.account_id
        )
    ).one()
