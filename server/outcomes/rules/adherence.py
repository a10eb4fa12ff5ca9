"""How much of what was planned took place: sessions, days of the log, questionnaires. Pure; `today` is an argument.

Depends on today, so that no summary holds it. A share is never shown as a per cent of few: the two numbers say more.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from server.questionnaires.rules.schedule import Phase, Timepoint


@dataclass(frozen=True, slots=True)
class Kept:
    """done of `of`. done may be more: a session that was made up on a day of its own."""

    done: int
    of: int


def sessions_kept(delivered: Sequence[date], planned: Sequence[date], today: date) -> Kept:
    """Delivered sessions of those planned to date. planned: a day for each session. Today's counts as planned only once
    it was delivered: it may still take place."""
    done = sum(1 for on in delivered if on <= today)
    before = sum(1 for on in planned if on < today)
    due_today = min(sum(1 for on in planned if on == today), sum(1 for on in delivered if on == today))
    return Kept(done, before + due_today)


def days_kept(logged: Container[date], started_on: date, ended_on: date | None, today: date) -> Kept:
    """Days with an entry, of those since the start that could have one; today only if it has."""
    last = min(ended_on or today, today)
    days = [date.fromordinal(each) for each in range(started_on.toordinal(), last.toordinal() + 1)]
    possible = [on for on in days if on < today or on in logged]
    return Kept(sum(1 for on in possible if on in logged), len(possible))


def forms_kept(known: Iterable[Timepoint], answered: Container[str], today: date, *, has_ended: bool) -> Kept:
    """Questionnaires answered, of those whose window is over or that are answered already. answered: names of
    timepoints. Follow-ups belong to courses that ended."""
    asked = [
        each
        for each in known
        if each.opens_on <= today
        and (each.until < today or each.name in answered)
        and (has_ended or each.phase is not Phase.FOLLOW_UP)
    ]
    return Kept(sum(1 for each in asked if each.name in answered), len(asked))
