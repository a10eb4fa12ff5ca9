"""Holds: while one is open, no session of the course is opened. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from server.errors import Conflict, Doubt, Invalid
from server.wording import Term, dated, say

SHORTEST_REASON = 10  # characters: "ok" tells the next reader nothing
LONGEST_DETAIL = 2000


class HoldKind(StrEnum):
    SEIZURE = "seizure"
    FAINTING = "fainting"
    HEARING = "hearing"
    MANIA = "mania"
    RE_CHECK = "re-check"
    SCREEN = "screen"
    OTHER = "other"


TITLES = {
    HoldKind.SEIZURE: "Seizure",
    HoldKind.FAINTING: "Fainting",
    HoldKind.HEARING: "Hearing",
    HoldKind.MANIA: "Possible mania",
    HoldKind.RE_CHECK: "Check before the session",
    HoldKind.SCREEN: "Safety screen",
    HoldKind.OTHER: "Other reason",
}


@dataclass(frozen=True)
class OpenHold:
    """A hold that nobody has cleared. placed_on: the clinic's calendar day of placed_at."""

    kind: HoldKind
    detail: str
    placed_on: date
    placed_at: datetime

    @property
    def title(self) -> str:
        return TITLES[self.kind]


def joined_detail(known: str, more: str) -> str:
    """What an open hold says once the same happened again: both, each once, no longer than a page."""
    return known if more in known else f"{known}\n{more}"[:LONGEST_DETAIL]


def require_no_hold(holds: Sequence[OpenHold], on: date, started_at: datetime | None) -> list[Doubt]:
    """Raise Conflict if the session would be opened while a hold is open; returns what is to be confirmed.

    A session that was under way or over when the first hold was placed is asked about and can then be recorded: the
    record must also hold the session in which it happened. Without a time, a session of the same day counts as after.
    """
    if not holds:
        return []
    first = min(holds, key=lambda each: each.placed_at)
    began_before = started_at < first.placed_at if started_at is not None else on < first.placed_on
    titles = [Term(title) for title in dict.fromkeys(each.title for each in holds)]
    if not began_before:
        raise Conflict(
            say(
                "A hold is open ({kinds}). No session is opened until a physician has cleared it with a reason.",
                kinds=titles,
            ),
            code="on-hold",
        )
    sentence = say(
        "A hold is open since {on} ({kinds}). Record this session only if it began before the hold.",
        on=dated(first.placed_on),
        kinds=titles,
    )
    return [Doubt("before-hold", sentence)]


def require_reason(reason: str) -> None:
    """Raise Invalid for a reason that says too little to clear a hold."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            say(
                "Say in at least {least} characters why treatment can go on: who looked, and what was found.",
                least=SHORTEST_REASON,
            ),
            field="reason",
        )
