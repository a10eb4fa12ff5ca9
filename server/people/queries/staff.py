"""A clinic's staff and its roster, for administrators."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from server.access import STAFF, Actor, Role
from server.clinic_settings import value_of
from server.db import db
from server.errors import NotFound
from server.people.models import Account, Membership
from server.people.models.duty import DutyShift
from server.people.queries import clinic_of, members_of, names_of_accounts, on_duty, settings_of, shifts_at
from server.people.rules.duty import DutyKind, is_anybody_rostered
from server.people.rules.hours import is_open

PAST_SHOWN = timedelta(days=7)
ROLES_ON_DUTY = (Role.TECHNICIAN, Role.CLINICIAN)


@dataclass(frozen=True)
class MemberRow:
    """One member of staff, as administrators see it."""

    id: UUID
    name: str
    role: Role
    email: str | None
    pager: str | None


@dataclass(frozen=True)
class ShiftRow:
    """One entry of the roster with names."""

    id: UUID
    account_id: UUID
    name: str
    role: Role
    kind: DutyKind
    covers_for: str | None
    starts_at: datetime
    ends_at: datetime


def staff_of(actor: Actor) -> list[MemberRow]:
    """All who work at the actor's clinic, by name; not its machines."""
    rows = db.session.execute(
        select(Account.id, Account.name, Membership.role, Membership.email, Membership.pager)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.clinic_id == actor.clinic_id, Membership.left_at.is_(None), Membership.role.in_(STAFF))
        .order_by(Account.name, Account.id)
    )
    return [MemberRow(*row) for row in rows]


def find_member(actor: Actor, account_id: UUID) -> Membership:
    """The membership of somebody who works at the actor's clinic. Raises NotFound."""
    found = db.session.scalar(
        select(Membership).where(
            Membership.clinic_id == actor.clinic_id,
            Membership.account_id == account_id,
            Membership.left_at.is_(None),
            Membership.role.in_(STAFF),
        )
    )
    if found is None:
        raise NotFound("Nobody of this clinic's staff.")
    return found


def count_admins(clinic_id: UUID) -> int:
    """How many administrators the clinic has. Where the database can, they are locked: of two who let each other go at
    the same moment, one must find out that the other is the last."""
    admins = (Membership.clinic_id == clinic_id, Membership.role == Role.ADMIN, Membership.left_at.is_(None))
    locked = select(Membership.account_id).where(*admins).order_by(Membership.account_id).with_for_update()
    return len(db.session.scalars(locked).all())


def roster_of(actor: Actor, now: datetime) -> list[ShiftRow]:
    """The entries of the roster that are still to end, or ended in the last week; by their start."""
    members = {account_id: (name, role) for account_id, name, role in members_of(actor.clinic_id)}
    names = names_of_accounts(actor.clinic_id)
    found = db.session.scalars(
        select(DutyShift)
        .where(DutyShift.clinic_id == actor.clinic_id, DutyShift.ends_at > now - PAST_SHOWN)
        .order_by(DutyShift.starts_at, DutyShift.id)
    )
    return [
        ShiftRow(
            id=each.id,
            account_id=each.account_id,
            name=members[each.account_id][0],
            role=members[each.account_id][1],
            kind=each.kind,
            covers_for=None if each.covers_for is None else names.get(each.covers_for),
            starts_at=each.starts_at,
            ends_at=each.ends_at,
        )
        for each in found
        if each.account_id in members  # those who left are on no duty any more
    ]


def duty_now(actor: Actor, now: datetime) -> dict[str, list[str]]:
    """The names of those whom an alert for each role would reach at this moment."""
    names = names_of_accounts(actor.clinic_id)
    return {role.value: [names[each] for each in on_duty(actor.clinic_id, role, now)] for role in ROLES_ON_DUTY}


def somebody_answers(clinic_id: UUID, zone: str, at: datetime) -> bool:
    """Whether a patient who asks for a call reaches somebody: in the clinic's hours, or by the roster."""
    if is_open(settings_of(clinic_id), zone, at):
        return True
    members = [(account_id, role) for account_id, _, role in members_of(clinic_id)]
    return is_anybody_rostered(members, shifts_at(clinic_id, at), at)


def find_shift(actor: Actor, shift_id: UUID) -> DutyShift:
    """Raises NotFound."""
    found = db.session.scalar(select(DutyShift).where(DutyShift.clinic_id == actor.clinic_id, DutyShift.id == shift_id))
    if found is None:
        raise NotFound("No such entry of the roster.")
    return found


def hours_of(actor: Actor, now: datetime) -> dict[str, object]:
    """The clinic's hours and holidays, and whether it is open."""
    clinic = clinic_of(actor)
    return {
        "hours": value_of(clinic.settings, "clinic.hours"),
        "holidays": value_of(clinic.settings, "clinic.holidays"),
        "is_open": is_open(clinic.settings, clinic.zone, now),
    }
