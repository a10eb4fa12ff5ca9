"""The treatment days of a course with times and phases, and what becomes of them when the start moves. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from server.courses.rules import TreatmentPhase, taper_days
from server.courses.rules.protocol import Protocol, planned_days
from server.errors import Doubt, Invalid
from server.wording import Written, dated, say

# A course is planned for the near future or entered from the papers of one that is under way.
EARLIEST_START = timedelta(days=365 * 5)
LATEST_START = timedelta(days=365)
LONGEST_PLAN = timedelta(days=730)  # maintenance included
MOST_DAYS = 400
MOST_A_DAY = 12


class AnchorCause(StrEnum):
    """Why the start of a course moved."""

    MOVED = "moved"  # by a person
    NOT_BEGUN = "ended before it began"
    FIRST_SESSION = "first session"  # which took place on another day than was planned


@dataclass(frozen=True)
class PlannedDay:
    """One treatment day. times: of the clinic's clock, "09:30", in order, maybe fewer than sessions."""

    on: date
    sessions: int = 1
    times: tuple[str, ...] = ()
    phase: TreatmentPhase | None = None


def protocol_plan(
    protocol: Protocol, started_on: date, sessions: int, closed: Container[date] = ()
) -> list[PlannedDay]:
    """The days as the protocol has them, without those on which the clinic is closed, each with its phase."""
    return with_phases([PlannedDay(*each) for each in planned_days(protocol, started_on, sessions, closed)], protocol)


def with_phases(days: Sequence[PlannedDay], protocol: Protocol) -> list[PlannedDay]:
    """The days with a phase each: where none is given, the last days that the protocol tapers over are its taper."""
    ordinary = [each for each in days if each.phase is None]
    tapering = sum(protocol.taper) if len(ordinary) > sum(protocol.taper) else 0
    # A course of fewer than twelve sessions has no taper, whatever its protocol: see weekdays_plan.
    first = len(ordinary) - (tapering if sum(each.sessions for each in days) >= 12 else 0)
    derived = {
        each.on: TreatmentPhase.ACUTE if place < first else TreatmentPhase.TAPER for place, each in enumerate(ordinary)
    }
    return [replace(each, phase=derived.get(each.on, each.phase)) for each in days]


def moved_plan(
    days: Sequence[PlannedDay],
    delivered: Mapping[date, int],
    protocol: Protocol,
    was: date,
    to: date,
    closed: Container[date] = (),
) -> list[PlannedDay]:
    """The treatment days after the start moved from `was` to `to`; as many sessions as before.

    delivered: sessions that took place, by day; those days stay. Days that were the protocol's are planned anew from
    the new start and keep the times of their place. Days that the clinic chose itself are appointments: those from
    the new start on stay, and what falls away before it is added at the end, on the weekdays that were in use.
    """
    if not days:
        return []
    sessions = sum(each.sessions for each in days)
    if any(
        [(each.on, each.sessions) for each in days] == planned_days(protocol, was, sessions, no) for no in ((), closed)
    ):
        fresh = protocol_plan(protocol, to, sessions, closed)
        moved = [replace(new, times=old.times) for new, old in zip(fresh, days, strict=True)]
    else:
        moved = [each for each in days if each.on >= to or each.on in delivered]
        missing = sessions - sum(each.sessions for each in moved)
        moved += days_after(days, missing, to, closed)
    return _with_delivered(moved, delivered, sessions)


def days_after(
    days: Sequence[PlannedDay], sessions: int, not_before: date, closed: Container[date]
) -> list[PlannedDay]:
    """So many further sessions after the last day, on the weekdays that are in use, as the last day has them."""
    last = max(days, key=lambda each: each.on)
    weekdays = {each.on.weekday() for each in days if each.phase is not TreatmentPhase.MAINTENANCE} or {
        last.on.weekday()
    }
    found: list[PlannedDay] = []
    on = max(last.on, not_before - timedelta(days=1))
    left = sessions
    while left > 0:
        on += timedelta(days=1)
        if on.weekday() in weekdays and on not in closed:
            found.append(replace(last, on=on, sessions=min(left, last.sessions)))
            left -= last.sessions
    return found


def _with_delivered(days: Sequence[PlannedDay], delivered: Mapping[date, int], sessions: int) -> list[PlannedDay]:
    """Days on which a session took place are in the plan; the last ones give way, so that the number stays."""
    planned = {each.on for each in days}
    added = [PlannedDay(on, count, phase=TreatmentPhase.ACUTE) for on, count in delivered.items() if on not in planned]
    plan = sorted([*days, *added], key=lambda each: each.on)
    surplus = sum(each.sessions for each in plan) - sessions
    for each in reversed(list(plan)):
        if surplus <= 0:
            break
        if each.on in delivered:
            continue
        plan.remove(each)
        if each.sessions > surplus:
            plan.append(replace(each, sessions=each.sessions - surplus, times=each.times[: each.sessions - surplus]))
        surplus -= each.sessions
    return sorted(plan, key=lambda each: each.on)


def sessions_in(days: Iterable[PlannedDay]) -> int:
    """How many sessions the days hold."""
    return sum(each.sessions for each in days)


def extended_plan(
    days: Sequence[PlannedDay],
    delivered: Mapping[date, int],
    protocol: Protocol,
    sessions: int,
    today: date,
    closed: Container[date] = (),
) -> list[PlannedDay]:
    """The plan with so many further sessions before the taper, which moves back; after it if it has begun.

    As many sessions a day as the acute days have, Monday to Friday, none before tomorrow. Maintenance stays where it
    is.
    """
    known = with_phases(days, protocol)
    taper = [each for each in known if each.phase is TreatmentPhase.TAPER]
    kept = [each for each in known if each.phase is not TreatmentPhase.TAPER]
    if any(each.on in delivered or each.on <= today for each in taper):
        kept, taper = kept + taper, []
    treated = [each for each in kept if each.phase is not TreatmentPhase.MAINTENANCE]
    per_day = max((each.sessions for each in treated), default=protocol.sessions_per_day)
    times = treated[-1].times if treated else ()
    taken = {each.on for each in kept}
    on = max([today, *(each.on for each in treated)])
    added: list[PlannedDay] = []
    left = sessions
    while left > 0:
        on += timedelta(days=1)
        if on.weekday() < 5 and on not in closed and on not in taken:
            added.append(PlannedDay(on, min(per_day, left), times[: min(per_day, left)], TreatmentPhase.EXTENSION))
            left -= per_day
    return sorted([*kept, *added, *_after(taper, on, protocol, taken, closed)], key=lambda each: each.on)


def _after(
    taper: Sequence[PlannedDay], on: date, protocol: Protocol, taken: Container[date], closed: Container[date]
) -> list[PlannedDay]:
    """The taper after the day `on`: as the protocol has it, or moved by whole weeks where the clinic changed it."""
    if not taper:
        return []
    weeks = max(-(-((on - taper[0].on).days + 1) // 7), 0)
    days = [each.on + timedelta(weeks=weeks) for each in taper]
    if len(taper) == sum(protocol.taper):
        days = taper_days(on, protocol.taper, closed)
    found: list[PlannedDay] = []
    for each, day in zip(taper, days, strict=True):
        while day in taken or (found and day <= found[-1].on):
            day += timedelta(days=1)
        found.append(replace(each, on=day))
    return found


def require_start_near(started_on: date, today: date) -> None:
    """Raise Invalid for a start that is neither of the last years nor of the coming one."""
    if not today - EARLIEST_START <= started_on <= today + LATEST_START:
        raise Invalid("A course starts within the last five years or the coming one.", field="started_on")


def require_plan_fits(days: Sequence[PlannedDay], delivered: Sequence[date], started_on: date, today: date) -> None:
    """Raise Invalid for a plan without days, with a day twice, times that do not fit, or days that cannot be.

    delivered: the days of sessions that took place; once there is one, no day is planned before the start.
    """
    if not days:
        raise Invalid("A course has at least one treatment day.", field="days")
    if len(days) > MOST_DAYS:
        raise Invalid(say("A course has at most {most} treatment days.", most=MOST_DAYS), field="days")
    if len({each.on for each in days}) != len(days):
        raise Invalid("Give each treatment day once; several sessions of one day are its number.", field="days")
    first, last = min(each.on for each in days), max(each.on for each in days)
    if first < min(today - EARLIEST_START, started_on) or last > max(today, started_on) + LONGEST_PLAN:
        raise Invalid("A treatment day lies within the last five years or the coming two.", field="days")
    if last - first > LONGEST_PLAN:
        raise Invalid("The treatment days of one course lie within two years.", field="days")
    if delivered and first < started_on:
        sentence = say("The course began on {on}; no treatment day can be earlier.", on=dated(started_on))
        raise Invalid(sentence, field="days")
    for each in days:
        if len(each.times) > each.sessions:
            raise Invalid(say("On {on} there are more times than sessions.", on=dated(each.on)), field="days")
        if list(each.times) != sorted(set(each.times)):
            raise Invalid(say("Give the times of {on} in order, each once.", on=dated(each.on)), field="days")


def doubts_about(days: Sequence[PlannedDay], planned_sessions: int, closed: Container[date]) -> list[Doubt]:
    """What is unusual about a plan: weekends and holidays, or another number of sessions than is planned."""
    found = []
    odd = [each.on for each in days if each.on.weekday() > 4 or each.on in closed]
    if odd:
        named = [Written(f"{each:%a} {each}", each) for each in odd[:5]]
        days_said = say("{days} and more", days=named) if len(odd) > 5 else named
        sentence = say("The clinic is usually closed on {count} of the days: {days}.", count=len(odd), days=days_said)
        found.append(Doubt("closed-days", sentence))
    counted = sessions_in(each for each in days if each.phase is not TreatmentPhase.MAINTENANCE)
    if counted != planned_sessions:
        sentence = say(
            "The days hold {counted} sessions, but {planned} are planned; then {counted} are planned.",
            counted=counted,
            planned=planned_sessions,
        )
        found.append(Doubt("other-number", sentence))
    return found
