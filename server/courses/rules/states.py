"""Which state of a course may follow which, and what it becomes when it goes on. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from server.courses.rules import ENDED, CourseState
from server.errors import Conflict, Invalid
from server.wording import dated, say

_WHILE_RUNNING = frozenset({CourseState.PAUSED, CourseState.HOSPITALISED, CourseState.DISCONTINUED})
_RUNNING = frozenset({CourseState.PLANNED, CourseState.ACTIVE, CourseState.PAUSED, CourseState.HOSPITALISED})
_DEAD = frozenset({CourseState.DECEASED})

# An ended course is reopened only because its end was a mistake: it becomes again what it was.
NEXT: Mapping[CourseState, frozenset[CourseState]] = {
    CourseState.PLANNED: _WHILE_RUNNING | _DEAD | {CourseState.ACTIVE},
    CourseState.ACTIVE: _WHILE_RUNNING | _DEAD | {CourseState.COMPLETED},
    CourseState.PAUSED: (_RUNNING | _WHILE_RUNNING | _DEAD | {CourseState.COMPLETED}) - {CourseState.PAUSED},
    CourseState.HOSPITALISED: (_RUNNING | _WHILE_RUNNING | _DEAD | {CourseState.COMPLETED})
    - {CourseState.HOSPITALISED},
    CourseState.COMPLETED: _RUNNING,
    CourseState.DISCONTINUED: _RUNNING,
    CourseState.DECEASED: _RUNNING,
}
_WORDS = {
    CourseState.PLANNED: say("planned"),
    CourseState.ACTIVE: say("under way"),
    CourseState.PAUSED: say("paused"),
    CourseState.HOSPITALISED: say("interrupted by a stay in hospital"),
    CourseState.COMPLETED: say("completed"),
    CourseState.DISCONTINUED: say("discontinued"),
    CourseState.DECEASED: say("ended by the patient's death"),
}


class StateDeed(StrEnum):
    """What a person does to the state of a course."""

    PAUSE = "pause"
    HOSPITALISE = "hospitalise"
    RESUME = "resume"
    END = "end"
    REOPEN = "reopen"


def deeds_in(state: CourseState, *, died: bool) -> list[StateDeed]:
    """What may be done to a course in that state. died: the patient; then the death is corrected first, if it is
    wrong."""
    if died:
        return []
    if state in ENDED:
        return [StateDeed.REOPEN]
    found = [StateDeed.END]
    if CourseState.PAUSED in NEXT[state]:
        found.append(StateDeed.PAUSE)
    if CourseState.HOSPITALISED in NEXT[state]:
        found.append(StateDeed.HOSPITALISE)
    if state in (CourseState.PAUSED, CourseState.HOSPITALISED):
        found.append(StateDeed.RESUME)
    return found


def require_next(was: CourseState, to: CourseState) -> None:
    """Raise Conflict unless that state may follow."""
    if to not in NEXT[was]:
        code = "course-ended" if was in ENDED else "course-state"
        raise Conflict(say("This course is {was}; it cannot become {to}.", was=_WORDS[was], to=_WORDS[to]), code=code)


def state_when_going_on(started_on: date, today: date, *, has_begun: bool) -> CourseState:
    """What a course is that is neither interrupted nor ended. has_begun: a session took place."""
    return CourseState.ACTIVE if has_begun or started_on <= today else CourseState.PLANNED


def require_day_fits(on: date, since: date, today: date) -> None:
    """Raise Invalid for a change of state in the future, or before what came before it (since)."""
    if on > today:
        raise Invalid("Give a day that has come: today or an earlier one.", field="on")
    if on < since:
        raise Invalid(say("What came before is of {on}; give that day or a later one.", on=dated(since)), field="on")
