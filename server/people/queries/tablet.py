"""Reading a clinic's tablets."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.db import db, enter_clinic
from server.errors import NotFound
from server.people.models.tablet import Tablet
from server.people.queries import names_of_accounts
from server.people.rules import read_token


@dataclass(frozen=True)
class TabletRow:
    """One tablet, as administrators see it. is_this: the one that asks. label: the browser and the device."""

    id: UUID
    name: str
    label: str
    is_this: bool
    enrolled_by: str
    enrolled_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def tablets_of(actor: Actor, token_text: str | None) -> list[TabletRow]:
    """All tablets of the actor's clinic: those in use first, then the newest first.

    token_text: what the browser that asks holds as a tablet's.
    """
    names, here = names_of_accounts(actor.clinic_id), tablet_behind(actor.clinic_id, token_text)
    found = db.session.scalars(select(Tablet).where(Tablet.clinic_id == actor.clinic_id)).all()
    rows = [
        TabletRow(
            id=each.id,
            name=each.name,
            label=each.label,
            is_this=here is not None and each.id == here.id,
            enrolled_by=names.get(each.enrolled_by, "Lodestone"),
            enrolled_at=each.enrolled_at,
            last_used_at=each.last_used_at,
            revoked_at=each.revoked_at,
        )
        for each in found
    ]
    return sorted(rows, key=lambda row: (row.revoked_at is not None, -row.enrolled_at.timestamp(), str(row.id)))


def find_tablet(actor: Actor, tablet_id: UUID) -> Tablet:
    """A tablet of the actor's clinic. Raises NotFound."""
    found = db.session.scalar(select(Tablet).where(Tablet.clinic_id == actor.clinic_id, Tablet.id == tablet_id))
    if found is None:
        raise NotFound("No such tablet.")
    return found


def tablet_behind(clinic_id: UUID, token_text: str | None) -> Tablet | None:
    """The clinic's tablet whose cookie this is; None for no cookie, another clinic's, and one that was removed."""
    token = None if token_text is None else read_token(token_text)
    if token is None or token.clinic_id != clinic_id:
        return None
    return db.session.scalar(
        select(Tablet).where(
            Tablet.clinic_id == clinic_id, Tablet.token_hash == token.secret_hash, Tablet.revoked_at.is_(None)
        )
    )


def is_tablet(actor: Actor, token_text: str | None) -> bool:
    """Whether the token is of the tablet on which the actor's session runs."""
    tablet = tablet_behind(actor.clinic_id, token_text)
    return tablet is not None and tablet.id == actor.tablet_id


def tablet_anywhere(token_text: str | None) -> Tablet | None:
    """The tablet whose cookie this is, of whichever clinic, which is entered. None as of tablet_behind."""
    token = None if token_text is None else read_token(token_text)
    if token is None:
        return None
    enter_clinic(token.clinic_id)
    return tablet_behind(token.clinic_id, token_text)
