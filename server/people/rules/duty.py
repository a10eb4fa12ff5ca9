"""Who is there for a role at a moment: shifts, on call, cover, and whom to fall back to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from server.access import Role
from server.errors import Invalid

LONGEST_SHIFT = timedelta(days=366)


class DutyKind(StrEnum):
    ON_DUTY = "on duty"  # at the clinic, the first to be told
    ON_CALL = "on call"  # told when nobody of the role is on duty
    COVER = "cover"  # takes over all that would reach another member of staff


@dataclass(frozen=True)
class Shift:
    """One entry of the roster. covers_for: whose place is taken, of a cover only."""

    account_id: UUID
    kind: DutyKind
    covers_for: UUID | None
    starts_at: datetime
    ends_at: datetime

    def holds_at(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def who_is_on_duty(
    members: Sequence[tuple[UUID, Role]], shifts: Sequence[Shift], role: Role, at: datetime
) -> list[UUID]:
    """The accounts to turn to, each replaced by whoever covers for them; empty only where there is no staff at all.

    In this order, the first that has anybody: of the role on duty, of the role on call, all of the role, all
    administrators. A message that reaches too many is better than one that reaches nobody.
    """
    role_of = dict(members)
    now = [each for each in shifts if each.holds_at(at) and each.account_id in role_of]
    of_role = [account for account, known in members if known is role]
    for found in (
        [account for account in of_role if _has(now, account, DutyKind.ON_DUTY)],
        [account for account in of_role if _has(now, account, DutyKind.ON_CALL)],
        of_role,
        [account for account, known in members if known is Role.ADMIN],
    ):
        if found:
            return list(dict.fromkeys(_instead_of(account, now) for account in found))
    return []


def is_anybody_rostered(members: Sequence[tuple[UUID, Role]], shifts: Sequence[Shift], at: datetime) -> bool:
    """Whether somebody who looks after patients is on duty or on call by the roster."""
    looks_after = {account for account, role in members if role in (Role.TECHNICIAN, Role.CLINICIAN)}
    kinds = (DutyKind.ON_DUTY, DutyKind.ON_CALL)
    return any(each.holds_at(at) and each.kind in kinds and each.account_id in looks_after for each in shifts)


def require_plausible_shift(shift: Shift) -> None:
    """Raise Invalid for a shift that ends before it starts, lasts over a year, or covers for nobody or oneself."""
    if not timedelta() < shift.ends_at - shift.starts_at <= LONGEST_SHIFT:
        raise Invalid("The end must come after the start, at most a year later.", field="ends_at")
    if (shift.kind is DutyKind.COVER) != (shift.covers_for is not None):
        raise Invalid("Say whose place is taken, for a cover and only then.", field="covers_for")
    if shift.covers_for == shift.account_id:
        raise Invalid("Nobody can cover for themselves.", field="covers_for")


def _has(shifts: Sequence[Shift], account: UUID, kind: DutyKind) -> bool:
    return any(each.account_id == account and each.kind is kind for each in shifts)


def _instead_of(account: UUID, shifts: Sequence[Shift]) -> UUID:
    """Who stands in for the account: a cover may be covered, and whoever closes a circle stays."""
    passed = {account}
    while True:
        cover = next((e.account_id for e in shifts if e.kind is DutyKind.COVER and e.covers_for == account), None)
        if cover is None or cover in passed:
            return account
        passed.add(cover)
        account = cover
