"""The treatment days of a course with times and phases, and what becomes of them when the start moves. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from server.courses.rules import TreatmentPhase
from server.courses.rules.protocol import Protocol, planned_days


class AnchorCause(StrEnum):
    """Why the start of a course moved."""

    MOVED = "moved"  # by a person
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
