"""Keeping the roster."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.access import Actor
from server.audit.actions import note
from server.db import db
from server.people.models.duty import DutyShift
from server.people.queries import clinic_of
from server.people.queries.staff import find_member, find_shift
from server.people.rules.duty import Shift, require_plausible_shift


def add_shift(actor: Actor, said: Mapping[str, Any], now: datetime) -> UUID:
    """A new entry of the roster; its times are those on the clinic's wall. Returns its id.

    Raises NotFound for somebody who does not work here, Invalid for times or cover that make no sense.
    """
    zone = ZoneInfo(clinic_of(actor).zone)
    starts_at, ends_at = (said[key].replace(tzinfo=zone).astimezone(UTC) for key in ("starts_at", "ends_at"))
    shift = Shift(said["account_id"], said["kind"], said["covers_for"], starts_at, ends_at)
    for account_id in filter(None, (shift.account_id, shift.covers_for)):
        find_member(actor, account_id)
    require_plausible_shift(shift)
    row = DutyShift(
        clinic_id=actor.clinic_id,
        account_id=shift.account_id,
        kind=shift.kind,
        covers_for=shift.covers_for,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    db.session.add(row)
    db.session.flush()
    note(actor, f"put on the roster: {shift.kind}", None, row.id, now)
    return row.id


def remove_shift(actor: Actor, shift_id: UUID, now: datetime) -> None:
    """Take an entry off the roster. Raises NotFound."""
    shift = find_shift(actor, shift_id)
    note(actor, f"took off the roster: {shift.kind}, {shift.account_id}", None, shift.id, now)
    db.session.delete(shift)
    db.session.flush()
