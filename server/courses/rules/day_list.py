"""Reading treatment days from a list that somebody pasted, or from a CSV file. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.courses.rules.plan import PlannedDay
from server.wording import Sentence, parts_of, say

LONGEST_LIST = 20_000  # characters
_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4})")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True)
class Line:
    """One line of the list. fault: what is wrong with it, None if nothing. number: counted from 1."""

    number: int
    text: str
    fault: Sentence | None

    @property
    def said(self) -> list[Any] | None:
        return parts_of(self.fault)


@dataclass(frozen=True)
class DayList:
    """What a list says. lines: those that are not empty. days: in order, several times of one day as its sessions."""

    lines: Sequence[Line]
    days: Sequence[PlannedDay]

    @property
    def faults(self) -> list[Line]:
        return [each for each in self.lines if each.fault is not None]


def read_day_list(text: str) -> DayList:
    """One session a line. The first line may be a heading. Lines that cannot be read are named, never passed over."""
    lines: list[Line] = []
    times: dict[date, list[str]] = {}
    counts: dict[date, int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip().strip("\ufeff")
        if not line or (not lines and not re.search(r"\d", line)):
            continue
        cells = [each.strip().strip('"') for each in re.split(r"[;,\t ]+", line) if each.strip()]
        on, fault = _day_in(cells[0] if cells else "")
        time = None
        if fault is None and len(cells) > 1:
            time, fault = _time_in(cells[1])
        if fault is None and len(cells) > 2:
            fault = say("There is more in this line than a day and a time.")
        if fault is None and on is not None and time is not None and time in times.get(on, ()):
            fault = say("This day and time stand in the list already.")
        lines.append(Line(number, line[:200], fault))
        if fault is None and on is not None:
            counts[on] = counts.get(on, 0) + 1
            if time is not None:
                times.setdefault(on, []).append(time)
    days = [PlannedDay(on, counts[on], tuple(sorted(times.get(on, ())))) for on in sorted(counts)]
    return DayList(lines, days)


def _day_in(cell: str) -> tuple[date | None, Sentence | None]:
    found = _DAY.fullmatch(cell)
    if found is None:
        return None, say(
            "This is no day. Expected is a day such as 2026-11-30 (or 30.11.2026), and after a comma, a semicolon or a "
            "space a time such as 09:30."
        )
    year, month, day = (int(found[name] or found[f"{name}2"]) for name in ("y", "m", "d"))
    try:
        return date(year, month, day), None
    except ValueError:
        return None, say("There is no such day in the calendar.")


def _time_in(cell: str) -> tuple[str | None, Sentence | None]:
    found = _TIME.fullmatch(cell)
    if found is None:
        return None, say("This is no time. Expected is one such as 09:30.")
    return f"{int(found[1]):02}:{found[2]}", None
