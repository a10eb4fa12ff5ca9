"""Reading the keys of a clinic's machines."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.errors import NotFound
from server.people.models.service_key import ServiceKey
from server.people.queries import names_of_accounts


@dataclass(frozen=True)
class KeyRow:
    """One key, as administrators see it. name: of the machine. created_by: the name of whoever made it."""

    id: UUID
    name: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


def keys_of(actor: Actor) -> list[KeyRow]:
    """All keys of the actor's clinic, the newest first; those that no longer work stay in the list."""
    names = names_of_accounts(actor.clinic_id)
    found = db.session.scalars(
        select(ServiceKey)
        .where(ServiceKey.clinic_id == actor.clinic_id)
        .order_by(ServiceKey.created_at.desc(), ServiceKey.id)
    )
    return [
        KeyRow(
            id=each.id,
            name=names[each.account_id],
            created_by=names.get(each.created_by, "Lodestone"),
            created_at=each.created_at,
            expires_at=each.expires_at,
            revoked_at=each.revoked_at,
            last_used_at=each.last_used_at,
        )
        for each in found
    ]


def find_key(actor: Actor, key_id: UUID) -> ServiceKey:
    """A key of the actor's clinic. Raises NotFound."""
    found = db.session.scalar(
        select(ServiceKey).where(ServiceKey.clinic_id == actor.clinic_id, ServiceKey.id == key_id)
    )
    if found is None:
        raise NotFound("No such key.")
    return found
