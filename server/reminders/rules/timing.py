"""When in a patient's day a reminder comes. Pure. Times of day are minutes after midnight by the patient's clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = 24 * 60
BEFORE_QUIET = 15  # minutes before the quiet hours for who chose an hour within their beginning


@dataclass(frozen=True)
class Quiet:
    """From when until when nobody is disturbed: `since` within, `until` not; over midnight if since is later.

    Equal: there are no quiet hours.
    """

    since: int
    until: int

    def has(self, minute: int) -> bool:
        """Whether the minute of the day is a quiet one."""
        if self.since <= self.until:
            return self.since <= minute < self.until
        return minute >= self.since or minute < self.until

    def waking(self, minute: int) -> int:
        """The minute itself or, for a quiet one, the nearest way out within the same day.

        The end of the quiet hours, or, where that comes after midnight only, a quarter of an hour before their start.
        """
        if not self.has(minute):
            return minute
        return self.until if minute < self.until else max(self.since - BEFORE_QUIET, 0)


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name; UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def moment_of(on: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of a zone show that minute of that day.

    In autumn, when a time comes twice, the first of the two; in spring, when it is left out, the hour after the gap.
    """
    return datetime.combine(on, time(minute // 60, minute % 60), zone).astimezone(UTC)


def minute_of(at: datetime, zone: ZoneInfo) -> int:
    """The minute of the day that the clocks of a zone show."""
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


def minute_in(words: str) -> int:
    """ "18:30" -> 1110. The caller has checked the form."""
    hours, minutes = words.split(":")
    return int(hours) * 60 + int(minutes)


def clock_words(minute: int) -> str:
    """1110 -> "18:30"."""
    return f"{minute // 60:02}:{minute % 60:02}"
