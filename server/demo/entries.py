"""What an invented patient's phone sent: an entry with its content and its times. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Entry:
    """One write of a phone. kind: "check-in" or "response". content: as the phone sends it, JSON values.

    felt_at, recorded_at: by the phone's clock. received_at: by the server's. skew_seconds: how far the phone's clock is
    behind. on: the patient's calendar day.
    """

    kind: str
    id: UUID
    content: Mapping[str, Any]
    on: date
    felt_at: datetime
    recorded_at: datetime
    received_at: datetime
    skew_seconds: int = 0


def instant(day: date, hour: float, zone: str) -> datetime:
    """The instant of that hour (8.5 is half past eight) of a calendar day in the zone."""
    local = datetime.combine(day, time(), ZoneInfo(zone))
    return (local + timedelta(hours=hour)).astimezone(UTC)


def as_text(at: datetime) -> str:
    """An instant as the phone writes it: to the millisecond, with a Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def delivery(recorded_at: datetime, rng: Random) -> datetime:
    """When the server got it: mostly at once, one in twelve after some hours without a network."""
    seconds = rng.uniform(1, 4) if rng.random() < 0.92 else rng.uniform(600, 6 * 3600)
    return recorded_at + timedelta(seconds=seconds)


def behind(entry: Entry, by: timedelta) -> Entry:
    """The entry from a phone whose clock is behind by that much. Its calendar day and the server's times stay."""
    content = dict(entry.content)
    for name in ("felt_at", "started_at", "finished_at"):
        if name in content:
            content[name] = as_text(datetime.fromisoformat(content[name]) - by)
    return replace(
        entry,
        content=content,
        felt_at=entry.felt_at - by,
        recorded_at=entry.recorded_at - by,
        skew_seconds=round(by.total_seconds()),
    )
