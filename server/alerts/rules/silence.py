"""MISS: reasons to alert in what did not come. Pure. Days are the patient's; today itself is never missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.alerts.rules.reason import Reason
from server.wording import say


def silent_days(last_log_on: date | None, started_on: date, today: date) -> int:
    """How many whole days in a row up to yesterday have no log; from the first treatment day on at the earliest."""
    before_start = started_on - timedelta(days=1)
    last = before_start if last_log_on is None else max(last_log_on, before_start)
    return max((today - last).days - 1, 0)


def reason_in_silence(days: int, needed: int, now: datetime) -> Reason | None:
    """MISS-2: so many daily logs missed in a row. days: of silence; needed: from how many on.

    It says nothing of reminders: the patient may have none, and when they fall silent is a setting of its own.
    """
    if days < needed:
        return None
    detail = say("Ask at the next session.")
    return Reason("MISS-2", 1, say("No daily log for {count} days", count=days), detail, now, ("silence",))


@dataclass(frozen=True)
class Worry:
    """A safety or deterioration alert of the patient. on: the day it last was reported. title: of the alert."""

    on: date
    title: str


def reason_in_absence(
    worry: Worry | None, days: int, missed_on: date | None, today: date, *, within: int, needed: int, now: datetime
) -> Reason | None:
    """MISS-3: silence or a missed session after a safety or deterioration alert, which calls for a call.

    worry: the last such alert, which counts for `within` days. days: of silence up to yesterday, of which those after
    the alert count; needed: from how many on. missed_on: the day of the last session that was missed; one on the day of
    the alert or later counts.
    """
    if worry is None or not today - timedelta(days=within) <= worry.on <= today:
        return None
    silent = min(days, (today - worry.on).days - 1)
    detail = say("After the alert of {on}: {title}. Call the patient.", on=worry.on, title=worry.title)
    if missed_on is not None and missed_on >= worry.on:
        title = say("Session of {on} missed", on=missed_on)
        return Reason("MISS-3", 2, title, detail, now, (f"session {missed_on}",))
    if silent >= needed:
        return Reason("MISS-3", 2, say("No daily log for {count} days", count=silent), detail, now, ("silence",))
    return None


def reason_in_overdue(title: str, key: str, due_on: date, today: date, days: int, now: datetime) -> Reason | None:
    """MISS-1: a questionnaire still open so many days after it was due, when its reminders are over."""
    if today < due_on + timedelta(days=days):
        return None
    detail = say("Let the patient answer it on the clinic’s tablet at the next session.")
    still_open = say("{title} of {on} is still open", title=title, on=due_on)
    return Reason("MISS-1", 1, still_open, detail, now, (f"{title} {key}",))


def reasons_in_gaps(
    title: str,
    *,
    sessions_done: int,
    has_baseline: bool,
    points: Mapping[int, bool],
    within: int,
    end_missing: bool,
    now: datetime,
) -> Sequence[Reason]:
    """MISS-4: scores that an insurer asks for and that are missing, oldest first.

    points: fixed point (10, 20, 30, 36 sessions) -> whether there is a score near it; a point counts as missed once
    `within` further sessions were given. end_missing: the time for the closing score is over and there is none.
    """
    missing = []
    if sessions_done >= 1 and not has_baseline:
        missing.append(("baseline", say("No complete {title} before the first session", title=title)))
    missing += [
        (f"session {number}", say("No complete {title} near session {number}", title=title, number=number))
        for number, has in sorted(points.items())
        if not has and sessions_done >= number + within
    ]
    if end_missing:
        missing.append(("end", say("No complete {title} at the end of the acute phase", title=title)))
    detail = say("A gap in what insurers ask for. A form that lies on paper can still be entered with its own day.")
    return [Reason("MISS-4", 1, said, detail, now, (key,)) for key, said in missing]
