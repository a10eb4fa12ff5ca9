"""When a patient is reminded, and when not. Pure.

Source: clinical reference 7.2. One a day at the patient's hour, one repeat after three hours, then none; after three
unanswered days none for four days, while rule MISS-2 tells the clinic; quiet hours; in an accelerated course one at the
end of the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.reminders.rules import Skip, Step, Way
from server.reminders.rules.timing import Quiet, minute_of, moment_of, zone_of


@dataclass(frozen=True)
class House:
    """What the clinic set. minute, accelerated_minute: of the day. repeat_after: None: nothing is repeated.

    misses: after so many unanswered days in a row it is silent for silent_days.
    """

    minute: int
    quiet: Quiet
    repeat_after: timedelta | None
    accelerated_minute: int
    misses: int
    silent_days: int


@dataclass(frozen=True)
class Wishes:
    """What the patient chose. minute, quiet: None: the clinic's. since: when the way or the hour was last changed.

    paused_until: the last day of the patient's pause, held_until: of the clinic's; None: there is none.
    """

    way: Way
    minute: int | None = None
    quiet: Quiet | None = None
    since: datetime | None = None
    paused_until: date | None = None
    held_until: date | None = None


@dataclass(frozen=True)
class Today:
    """What is known of the patient's day `on`.

    owes: the log of the day is not in, or a questionnaire waits. course_paused: nobody is asked for anything.
    unanswered: days before today with a reminder that was sent, since the patient last sent anything, oldest first.
    first: when the first reminder of the day was sent; None: it was not. has_first, has_repeat: whether the ledger has
    one for today, whatever became of it.
    """

    on: date
    zone: str
    owes: bool
    is_accelerated: bool = False
    course_paused: bool = False
    unanswered: Sequence[date] = ()
    has_first: bool = False
    first: datetime | None = None
    has_repeat: bool = False


@dataclass(frozen=True)
class Planned:
    """A reminder that is due now. skip: why it is not sent; None: it is."""

    step: Step
    due_at: datetime
    skip: Skip | None


def first_due(wishes: Wishes, house: House, today: Today) -> datetime:
    """When the first reminder of the day is due: at the patient's hour, else the clinic's, never in quiet hours."""
    quiet = wishes.quiet or house.quiet
    wanted = house.minute if wishes.minute is None else wishes.minute
    if today.is_accelerated:
        wanted = house.accelerated_minute
    return moment_of(today.on, quiet.waking(wanted), zone_of(today.zone))


def silent_until(unanswered: Sequence[date], misses: int, silent_days: int) -> date | None:
    """The last day of the silence that `misses` unanswered days brought; None: there was none.

    unanswered: see Today. After a silence it is counted anew.
    """
    until = None
    for number, on in enumerate(unanswered, start=1):
        if number % misses == 0:
            until = on + timedelta(days=silent_days)
    return until


def reason_against(wishes: Wishes, house: House, today: Today) -> Skip | None:
    """Why nobody is reminded on this day; None: nothing speaks against it."""
    if wishes.held_until is not None and today.on <= wishes.held_until:
        return Skip.HELD
    if wishes.paused_until is not None and today.on <= wishes.paused_until:
        return Skip.PAUSED
    if today.course_paused:
        return Skip.COURSE_PAUSED
    if not today.owes:
        return Skip.NOTHING_DUE
    silence = silent_until(today.unanswered, house.misses, house.silent_days)
    return Skip.SILENT if silence is not None and today.on <= silence else None


def is_quiet_now(wishes: Wishes, house: House, today: Today, now: datetime) -> bool:
    """Whether it is within the patient's quiet hours, else the clinic's."""
    return (wishes.quiet or house.quiet).has(minute_of(now, zone_of(today.zone)))


def plan(wishes: Wishes, house: House, today: Today, now: datetime) -> Planned | None:
    """The reminder that is due by now and not in the ledger yet; None: there is none.

    It is derived from the day and never from ticks: however often it is asked there is one first and one repeat, and
    what fell due while nobody asked is caught up within the same day.
    """
    if wishes.way is Way.NONE:
        return None
    zone = zone_of(today.zone)
    if now.astimezone(zone).date() != today.on:
        return None
    is_quiet = is_quiet_now(wishes, house, today, now)
    if not today.has_first:
        due_at = first_due(wishes, house, today)
        # Who chooses an hour that is over today means from tomorrow on.
        if now < due_at or (wishes.since is not None and due_at < wishes.since):
            return None
        against = reason_against(wishes, house, today)
        return Planned(Step.FIRST, due_at, against or (Skip.TOO_LATE if is_quiet else None))
    if today.first is None or today.has_repeat or today.is_accelerated or house.repeat_after is None:
        return None
    due_at = today.first + house.repeat_after
    if now < due_at or is_quiet or reason_against(wishes, house, today) is not None:
        return None
    return Planned(Step.REPEAT, due_at, None)
