"""Claiming messages and writing down what became of them.

A claim is a lease with a fence. While one process sends, no other one takes the message; if it dies, the lease runs out
and another sends again, under the same id. Whoever comes back after that finds the fence raised and writes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from server.clinic_settings import value_of
from server.db import database_time, db, table_of
from server.messages.models import OutgoingMessage
from server.messages.rules import TO_PATIENT, Channel, MessageState
from server.messages.rules.retrying import next_attempt
from server.people.queries import settings_of

_MESSAGES = table_of(OutgoingMessage)
_M = _MESSAGES.c
LEASE = timedelta(minutes=2)  # longer than any delivery lasts
INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Claim:
    """The right to send one message now. fence: what becomes of it is written only while nobody claimed it since."""

    clinic_id: UUID
    id: UUID
    key: str
    channel: Channel
    recipient: str
    kind: str
    language: str | None
    values: Mapping[str, str]
    created_at: datetime
    fence: int
    attempts: int  # with this one


def claim_next(clinic_id: UUID, now: datetime, *, to_patients: bool = False) -> Claim | None:
    """Claim the message that has waited longest; None if none is due. now: by the application's clock.

    to_patients: of those to patients; else of those to staff, which must not wait behind an evening's reminders.
    The lease is counted by the database's clock, since the hosts of two processes may not agree on the time.
    """
    at = database_time()
    allowed = value_of(settings_of(clinic_id), "messages.attempts")
    free = (
        _M.clinic_id == clinic_id,
        _M.state == MessageState.QUEUED,
        _M.not_before <= now,
        or_(_M.lease_until.is_(None), _M.lease_until <= at),
        _M.key.startswith(TO_PATIENT) if to_patients else ~_M.key.startswith(TO_PATIENT),
    )
    letter = (_M.id, _M.key, _M.channel, _M.recipient, _M.kind, _M.language, _M["values"].label("holes"), _M.created_at)
    waiting = select(*letter, _M.fence, _M.attempts).where(*free).order_by(_M.not_before, _M.id).limit(20)
    for row in db.session.execute(waiting).all():
        said = (row.id, row.key, row.channel, row.recipient, row.kind, row.language, row.holes, row.created_at)
        claim = Claim(clinic_id, *said, fence=row.fence + 1, attempts=row.attempts + 1)
        if claim.attempts > allowed:  # the last ones ended before they could say how
            _change(claim, row.fence, {"state": MessageState.GIVEN_UP, "lease_until": None})
            continue
        values = {"lease_until": at + LEASE, "fence": claim.fence, "attempts": claim.attempts}
        if _change(claim, row.fence, {**values, "last_error": INTERRUPTED}):  # until it is written otherwise
            return claim
    return None


def mark_sent(claim: Claim, now: datetime) -> bool:
    """Write that the far end has it. False if the claim was overtaken: another process answers for the message."""
    values = {"state": MessageState.SENT, "sent_at": now, "last_error": None, "lease_until": None}
    return _change(claim, claim.fence, values)


def mark_dropped(claim: Claim, why: str) -> bool:
    """Write that it is not needed any more. why: a code. False if the claim was overtaken."""
    return _change(claim, claim.fence, {"state": MessageState.DROPPED, "last_error": why, "lease_until": None})


def mark_failed(
    claim: Claim, code: str, now: datetime, jitter: float, *, for_good: bool, wait: timedelta = timedelta(0)
) -> bool:
    """Write why it did not arrive, and try again later unless that is of no use or was done often enough.

    jitter: 0 to 1, by chance. wait: what the far end asks for at least. False if the claim was overtaken.
    """
    allowed = value_of(settings_of(claim.clinic_id), "messages.attempts")
    again = None if for_good else next_attempt(claim.attempts, allowed, now, jitter)
    values: dict[str, Any] = {"last_error": code, "lease_until": None}
    values |= {"state": MessageState.GIVEN_UP} if again is None else {"not_before": max(again, now + wait)}
    return _change(claim, claim.fence, values)


def _change(claim: Claim, fence: int, values: dict[str, Any]) -> bool:
    """Whether the message is still queued under this fence; then it is changed, too."""
    unchanged = (_M.clinic_id == claim.clinic_id, _M.id == claim.id, _M.fence == fence)
    statement = update(_MESSAGES).where(*unchanged, _M.state == MessageState.QUEUED).values(values)
    return bool(db.session.execute(statement).rowcount == 1)  # type: ignore[attr-defined]
