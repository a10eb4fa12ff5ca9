"""What payers authorised, what of it is used, and what needs somebody. Pure: `today` is an argument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from server.errors import Invalid


class AuthorisationState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DENIED = "denied"
    APPEALED = "appealed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Authorised:
    """One line of the ledger. covers_from, covers_until: both included; None: open on that side."""

    id: UUID
    state: AuthorisationState
    units: int
    covers_from: date | None
    covers_until: date | None
    appeal_until: date | None
    number: str | None

    def covers(self, on: date) -> bool:
        """Whether a session of that day can be given under it: also before it expired or was withdrawn later."""
        if self.state not in (AuthorisationState.APPROVED, AuthorisationState.EXPIRED):
            return False
        return (self.covers_from is None or self.covers_from <= on) and (
            self.covers_until is None or on <= self.covers_until
        )

    def is_valid(self, today: date) -> bool:
        """Whether sessions from today on can be given under it."""
        is_approved = self.state is AuthorisationState.APPROVED
        return is_approved and (self.covers_until is None or today <= self.covers_until)


@dataclass(frozen=True)
class Warned:
    """Something about the ledger that somebody should know. code and values: a page makes the sentence of them."""

    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """Where the ledger stands. used: by line. authorised: sessions that were given or can be given with approval.

    authorised, left: None without a ledger: then nothing is known. uncovered: delivered sessions that no line covers.
    """

    used: Mapping[UUID, int]
    authorised: int | None
    left: int | None
    uncovered: int
    warnings: Sequence[Warned]


def standing_of(
    lines: Sequence[Authorised],
    delivered: Sequence[date],
    to_come: Sequence[date],
    today: date,
    few_left: int,
    expiry_days: int,
) -> Standing:
    """Units used, and warnings.

    delivered: the day of each session that took place. to_come: the day of each session still planned; empty once the
    course has ended, and then nothing but appeals is warned of. A session uses the line that covers its day, of
    several with units left the one that ends first.
    """
    used = {each.id: 0 for each in lines}
    uncovered = 0
    in_order = sorted(lines, key=lambda each: (each.covers_until or date.max, each.covers_from or date.min))
    for on in sorted(delivered):
        line = next((each for each in in_order if each.covers(on) and used[each.id] < each.units), None)
        if line is None:
            uncovered += 1
        else:
            used[line.id] += 1
    if not lines:
        return Standing(used, None, None, 0, ())
    left = sum(each.units - used[each.id] for each in lines if each.is_valid(today))
    authorised = left + sum(used.values())
    warnings = [*_of_units(left, authorised, uncovered, to_come, few_left)] if to_come else []
    if to_come:
        warnings += _of_days(lines, used, to_come, today, expiry_days)
    warnings += _of_answers(lines, today)
    return Standing(used, authorised, left, uncovered, tuple(warnings))


def _of_units(left: int, authorised: int, uncovered: int, to_come: Sequence[date], few_left: int) -> list[Warned]:
    found = []
    if left < len(to_come) and left <= few_left:
        code = "few-left" if left else "none-left"
        found.append(Warned(code, {"left": left, "authorised": authorised, "to_come": len(to_come)}))
    if uncovered:
        found.append(Warned("uncovered", {"sessions": uncovered}))
    return found


def _of_days(
    lines: Sequence[Authorised], used: Mapping[UUID, int], to_come: Sequence[date], today: date, expiry_days: int
) -> list[Warned]:
    open_lines = [each for each in lines if each.is_valid(today) and used[each.id] < each.units]
    found = [
        Warned("expires", {"on": each.covers_until, "number": each.number, "left": each.units - used[each.id]})
        for each in open_lines
        if each.covers_until is not None and each.covers_until - today <= timedelta(days=expiry_days)
    ]
    beyond = [on for on in to_come if not any(each.covers(on) for each in open_lines)]
    if open_lines and beyond:
        found.append(Warned("beyond", {"sessions": len(beyond), "on": min(beyond)}))
    return found


def _of_answers(lines: Sequence[Authorised], today: date) -> list[Warned]:
    denied = [each for each in lines if each.state is AuthorisationState.DENIED and each.appeal_until is not None]
    return [
        Warned("appeal-until", {"on": each.appeal_until, "number": each.number})
        for each in denied
        if each.appeal_until is not None and each.appeal_until >= today
    ]


def require_plausible_authorisation(said: Mapping[str, Any]) -> None:
    """Raise Invalid for days in the wrong order, a denial without its reason, or dates that contradict the state."""
    covers_from, covers_until = said["covers_from"], said["covers_until"]
    if covers_from is not None and covers_until is not None and covers_until < covers_from:
        raise Invalid("An authorisation ends on or after the day on which it begins.", field="covers_until")
    requested_on, decided_on = said["requested_on"], said["decided_on"]
    if requested_on is not None and decided_on is not None and decided_on < requested_on:
        raise Invalid("The payer decides on or after the day of the request.", field="decided_on")
    if said["state"] is AuthorisationState.DENIED and not said["denial_reason"]:
        raise Invalid("Say why the payer denied it, in the payer's words if you can.", field="denial_reason")
    if said["state"] is AuthorisationState.APPROVED and said["units"] < 1:
        raise Invalid("Say how many sessions were approved, at least 1.", field="units")
