"""Slowing down whoever guesses. Counted in the database, so that all web processes count together.

An attempt asks `require_allowance` before anything is checked, and then notes what came of it. A count is kept although
the attempt is refused: see errors.Refusal.keeps.
"""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from sqlalchemy import delete

from server.db import db, insert_or_nothing, table_of
from server.errors import TooManyAttempts
from server.people.models.throttle import Throttle
from server.people.queries.throttle import throttles_of
from server.people.rules.throttle import KNOWN_FOR, TOGETHER, Level, levels_of, wait_after
from server.wording import say


def require_allowance(kind: str, subjects: Sequence[str], now: datetime) -> None:
    """Raise TooManyAttempts if these must wait before they try again.

    kind: of proof, such as "password"; each is counted apart. subjects: such as "account:<id>" and "address:<address>".
    Until the transaction ends, further attempts of the same subjects wait: many sent at once count one by one.
    """
    levels = levels_of(kind, subjects)
    # What is to be locked must be there.
    _make(levels[:1], now)
    found = throttles_of([levels[0].key], locked=True)
    # Not locked: a whole clinic behind one address must not wait for each other.
    found |= throttles_of([each.key for each in levels[1:]], locked=False)
    first = found[levels[0].key]
    is_known = first.known_until is not None and first.known_until > now
    counting = levels[:1] if is_known else levels
    wait = max((found[each.key].free_at - now for each in counting if each.key in found), default=None)
    if wait is not None and wait.total_seconds() > 0:
        seconds = ceil(wait.total_seconds())
        raise TooManyAttempts(_sentence(seconds), seconds=seconds)


def note_failure(kind: str, subjects: Sequence[str], now: datetime) -> None:
    """Count a failed attempt, for the subjects together and for each alone."""
    levels = levels_of(kind, subjects)
    _make(levels, now)
    found = throttles_of([each.key for each in levels], locked=True)
    for level in levels:
        series = found[level.key]
        series.failures = 1 if series.ends_at <= now else series.failures + 1
        series.free_at = now + wait_after(series.failures, level.pace)
        series.ends_at = now + level.pace.forget
        series.forget_at = max(series.ends_at, series.known_until or series.ends_at)
    db.session.flush()


def note_success(kind: str, subjects: Sequence[str], now: datetime) -> None:
    """End the series of the subjects together and know them from now on. What each did alone goes on counting: whoever
    has one account must not be able to clear the way to others."""
    level = levels_of(kind, subjects)[0]
    if level.pace is not TOGETHER:
        return
    _make([level], now)
    series = throttles_of([level.key], locked=True)[level.key]
    series.failures, series.free_at, series.ends_at = 0, now, now
    series.known_until = series.forget_at = now + KNOWN_FOR
    db.session.flush()


def forget_throttles(now: datetime) -> int:
    """Remove the series that count no more. Returns how many."""
    removed = db.session.execute(delete(Throttle).where(Throttle.forget_at <= now))
    return int(removed.rowcount)  # type: ignore[attr-defined]


def _make(levels: Sequence[Level], now: datetime) -> None:
    """Empty series where there are none."""
    rest = {"failures": 0, "free_at": now, "known_until": None, "ends_at": now}
    rows = [{"key": each.key, **rest, "forget_at": now + each.pace.forget} for each in levels]
    insert_or_nothing(table_of(Throttle), sorted(rows, key=lambda row: row["key"]))


def _sentence(seconds: int) -> str:
    if seconds <= 90:
        return say("Too many attempts. Wait {count} seconds, then try again.", count=seconds)
    return say("Too many attempts. Wait {count} minutes, then try again.", count=ceil(seconds / 60))
