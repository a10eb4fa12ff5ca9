"""When the clinic is open, and times that are counted in its working hours. Pure.

The hours and holidays are settings of the clinic and hold in its own time zone, through every change of its clocks.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.clinic_settings import WEEKDAYS, value_of

MIDNIGHT = "23:59"  # as a closing time: open to the end of the day, which no time of day can say otherwise
# Beyond this a clinic that is open for minutes a week is treated as one without hours.
FARTHEST = timedelta(days=3660)


def is_open(settings: Mapping[str, Any], zone: str, at: datetime) -> bool:
    """Whether `at` lies in the clinic's hours; its closing moment does not. settings: what the clinic changed."""
    return any(opens <= at < closes for opens, closes in _hours_from(settings, zone, at, timedelta()))


def add_working_time(settings: Mapping[str, Any], zone: str, start: datetime, amount: timedelta) -> datetime:
    """The first moment, UTC, by which `amount` of open time has passed since `start`; never in closed hours.

    The moment of closing counts as the end of open hours: four hours from 14:00 are over at 18:00, not at 08:00 of the
    next day. Nothing added in closed hours leads to the next opening. A clinic that is never open, or for less than
    `amount` in ten years, counts around the clock, so that what is due is due some day. amount: 0 or more.
    """
    if amount < timedelta():
        raise ValueError("time can only be added")
    left = amount
    for opens, closes in _hours_from(settings, zone, start, FARTHEST):
        begins = max(start, opens)
        if begins <= closes and left <= closes - begins:
            return (begins + left).astimezone(UTC)
        left -= max(closes - begins, timedelta())
    return (start + amount).astimezone(UTC)


def next_opening(settings: Mapping[str, Any], zone: str, at: datetime) -> datetime | None:
    """When the clinic opens next, `at` itself while it is open; None if it has no hours."""
    spans = _hours_from(settings, zone, at, FARTHEST)
    return next((max(opens, at) for opens, closes in spans if at < closes), None)


def _hours_from(
    settings: Mapping[str, Any], zone: str, at: datetime, reach: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of each open day from the one before that of `at` on, as instants, in order.

    From the one before: a day that is open until midnight ends at the first moment of the next.
    """
    hours: Mapping[str, list[str]] = value_of(settings, "clinic.hours")
    holidays = set(value_of(settings, "clinic.holidays"))
    here = ZoneInfo(zone)
    first = at.astimezone(here).date() - timedelta(days=1)
    for number in range(reach.days + 2 if hours else 0):
        if first > date.max - timedelta(days=number + 2):
            return
        day = first + timedelta(days=number)
        span = hours.get(WEEKDAYS[day.weekday()])
        if span is None or day.isoformat() in holidays:
            continue
        opens, closes = _opening(day, span[0], here), _closing(day, span[1], here)
        if opens < closes:  # not so where the clocks leap over all of it
            yield opens, closes


def _opening(day: date, at: str, zone: ZoneInfo) -> datetime:
    # Of an hour that comes twice, the first one.
    return datetime.combine(day, time.fromisoformat(at), zone).astimezone(UTC)


def _closing(day: date, at: str, zone: ZoneInfo) -> datetime:
    if at == MIDNIGHT:
        return _opening(day + timedelta(days=1), "00:00", zone)
    # Of an hour that comes twice, the second one.
    local = datetime.combine(day, time.fromisoformat(at), zone)
    return max(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))
