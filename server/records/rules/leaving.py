"""What it means that a patient leaves: what can be asked for, by when it is answered, what speaks against it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.errors import Doubt
from server.wording import dated, say


class What(StrEnum):
    """What a patient who leaves asks for."""

    WITHDRAW = "withdraw"  # no reminders and no further exports; the record stays
    ERASE = "erase"  # the same at once, and then everything is removed


class LeavingState(StrEnum):
    OPEN = "open"  # a withdrawal is in effect; an erasure waits for the clinic
    TAKEN_BACK = "taken back"
    DECLINED = "declined"  # an erasure only: the withdrawal that it began with goes on


def answer_by(asked_on: date, days: int) -> date:
    """The last day on which the clinic must have answered. days: of the clinic's settings.

    Source: GDPR Article 12(3), one month of receipt; counted in days, and never longer than a short month.
    """
    return asked_on + timedelta(days=days)


def kept_until(last_treated_on: date | None, years: int) -> date | None:
    """The last day of the clinic's duty to keep the record; None: nobody was treated, so there is none.

    years: of the clinic's settings, after the end of the treatment. 29 February is followed by 28 February.
    """
    if last_treated_on is None or years == 0:
        return None
    try:
        return last_treated_on.replace(year=last_treated_on.year + years)
    except ValueError:
        return last_treated_on.replace(year=last_treated_on.year + years, day=28)


@dataclass(frozen=True)
class Standing:
    """What an erasure would meet. until: see kept_until. courses: how many run. exports: frozen ones that hold them."""

    today: date
    until: date | None
    courses: int
    exports: int


def doubts_of(standing: Standing) -> Sequence[Doubt]:
    """What whoever erases must say is meant: a duty to keep, a running treatment, exports that are out of the house."""
    doubts = []
    if standing.until is not None and standing.until >= standing.today:
        sentence = say(
            "The law may oblige the clinic to keep this record until {on} "
            "(setting privacy.retention_years). Say in the reason why it may be erased now.",
            on=dated(standing.until),
        )
        doubts.append(Doubt("retention-runs", sentence))
    if standing.courses:
        sentence = say("A course of treatment has not ended. Its sessions are erased, too.")
        doubts.append(Doubt("course-runs", sentence))
    if standing.exports:
        sentence = say(
            "{count} frozen exports hold this person under a pseudonym. Their recipients must be told.",
            count=standing.exports,
        )
        doubts.append(Doubt("in-exports", sentence))
    return doubts
