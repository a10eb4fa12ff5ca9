"""What an entry of the audit trail says about looking at a record and about signing in, by its words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

READ = "read: "
GAVE_OUT = "gave out in a study export"
# How deeds of signing in begin, and of changing how somebody signs in; a test keeps this list whole.
SIGN_IN = (
    "signed in",
    "signed out",
    "signed the patient's phones out",
    "failed ",
    "typed a wrong code",
    "proved ",
    "refused a passkey",
    "blocked a passkey",
    "registered a passkey",
    "removed a passkey",
    "set a password",
    "removed the password",
    "began to set up an authenticator",
    "set up an authenticator",
    "removed the authenticator",
    "set up single sign-on",
    "removed single sign-on",
    "ended a session of",
    "ended one's",
    "ended all",
    "ended the access",
    "issued a sign-in link",
    "invited the patient",
    "told the patient a code",
    "was told that the clinic ended",
    "bound the sign-in",
    "made a key for a machine",
    "revoked ",
    "restored ",
    "enrolled ",
    "removed a tablet",
    "locked the page",
)


class Look(StrEnum):
    """How somebody came to see something of a patient."""

    RECORD = "record"  # opened a page about this patient
    LIST = "list"  # a page about many patients showed a line about this one
    EXPORT = "export"  # a study's data with this patient's, under a pseudonym, was made or downloaded


def is_look(deed: str) -> bool:
    """Whether somebody saw something of a patient's, rather than did something."""
    return deed.startswith(READ) or deed == GAVE_OUT


def look_of(deed: str) -> Look:
    """What a deed of reading is. A page whose address names nobody is about many; so is a study's."""
    path = deed.removeprefix(READ).partition(" ")[2]
    if deed == GAVE_OUT or path.startswith("/api/exports/"):
        return Look.EXPORT
    return Look.LIST if "<" not in path or path.startswith("/api/studies/") else Look.RECORD


def noted_since(now: datetime) -> datetime:
    """Since when one entry is enough for one reader, one patient and one page about many: the full hour.

    Such a page loads itself anew all day; an entry for each patient each time would be a thousand an hour that say
    nothing more.
    """
    return now.replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Seen:
    """One entry about a patient's record. at: aware."""

    at: datetime
    actor_id: UUID
    role: str
    deed: str


@dataclass(frozen=True)
class Reader:
    """Somebody who saw something of a patient's on a day. times: how many entries there are of it."""

    name: str
    role: str
    look: Look
    first_at: datetime
    last_at: datetime
    times: int


@dataclass(frozen=True)
class ReadingDay:
    """A day where the patient is, with all readers; those of the record itself first, then by time."""

    on: date
    readers: tuple[Reader, ...]


def days_of(seen: Iterable[Seen], names: Mapping[UUID, str], zone: str) -> list[ReadingDay]:
    """Who saw what on which day, newest day first. names: by id; whoever has none any more is nameless."""
    there = ZoneInfo(zone)

    def day(each: Seen) -> date:
        return each.at.astimezone(there).date()

    by_day = groupby(sorted(seen, key=day, reverse=True), day)
    return [ReadingDay(on, tuple(_readers(list(entries), names))) for on, entries in by_day]


def _readers(entries: list[Seen], names: Mapping[UUID, str]) -> list[Reader]:
    found: dict[tuple[UUID, str, Look], list[datetime]] = {}
    for each in entries:
        found.setdefault((each.actor_id, each.role, look_of(each.deed)), []).append(each.at)
    readers = [
        Reader(names.get(actor_id, ""), role, look, min(times), max(times), len(times))
        for (actor_id, role, look), times in found.items()
    ]
    return sorted(readers, key=lambda each: (each.look is Look.LIST, each.first_at, each.name))


@dataclass(frozen=True)
class Window:
    """Some days of a log. since: included; until: not included; both aware."""

    since: datetime
    until: datetime


def window_of(last: date, days: int, zone: str) -> Window:
    """The `days` days up to and with the last one, where the zone is."""
    there = ZoneInfo(zone)
    ends = [
        datetime.combine(each, time(), there) for each in (last - timedelta(days=days - 1), last + timedelta(days=1))
    ]
    return Window(*(each.astimezone(UTC) for each in ends))
