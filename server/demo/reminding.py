"""How the invented patients are reminded, and their ledgers: what the rules would have planned on each day. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from server.access import Role
from server.checkins.models import CheckIn
from server.courses.models.course import Course, TreatmentDay
from server.courses.rules import CourseState
from server.demo.book import Book
from server.demo.rows import drawn_id
from server.people.models import Patient, SignInSession
from server.reminders.models.reminder import PushSubscription, Reminder, ReminderPreference
from server.reminders.rules import Gone, Way
from server.reminders.rules.policy import House, Planned, Today, Wishes, first_due, plan
from server.reminders.rules.timing import Quiet, zone_of

# As the clinic settings have them by default.
HOUSE = House(18 * 60, Quiet(21 * 60, 8 * 60), timedelta(hours=3), 20 * 60, misses=3, silent_days=4)
DAYS = 24  # of the ledger
WAYS = (Way.PUSH, Way.PUSH, Way.PUSH, Way.EMAIL, Way.NONE)
HOURS = (None, 12 * 60, 17 * 60, 17 * 60 + 30, 19 * 60)
SHOWN, OPENED = 0.9, 0.5  # shares of the notifications that a phone showed, and that were tapped
STOPPED = 0.15  # of the phones took notifications no more
PHONES = ("Chrome on Android", "Safari on iPhone")


def write_reminders(book: Book, visitor: UUID, rng: Random) -> None:
    """Preferences, phones and ledgers of the patients whose courses run. visitor: has a phone and a long ledger."""
    logs = _first_logs(book)
    busy = {(row["course_id"], row["day"]) for row in book.rows.of(TreatmentDay) if row.get("sessions", 1) > 1}
    zones = {row["id"]: row["zone"] for row in book.rows.of(Patient)}
    sessions = {row["patient_id"]: row["id"] for row in book.rows.of(SignInSession) if row["patient_id"]}
    for course in [each for each in book.rows.of(Course) if each["state"] is CourseState.ACTIVE]:
        patient_id = course["patient_id"]
        way = Way.PUSH if patient_id == visitor else rng.choice(WAYS)
        if way is Way.PUSH and patient_id not in sessions:
            continue
        started = max(course["created_at"], book.now - timedelta(days=DAYS))
        wishes = Wishes(way, 17 * 60 if patient_id == visitor else rng.choice(HOURS), since=started)
        _write_preference(book, patient_id, wishes, started, rng)
        if way is Way.PUSH:
            stopped = patient_id != visitor and rng.random() < STOPPED
            _write_phone(book, patient_id, sessions[patient_id], started, rng, stopped=stopped)
        days = _days(course, started, book.now, zones[patient_id])
        _write_ledger(book, course, wishes, days, logs[patient_id], busy, zones[patient_id], rng)


def _first_logs(book: Book) -> Mapping[UUID, Mapping[date, datetime]]:
    """Patient -> day -> when the first entry about it came."""
    found: defaultdict[UUID, dict[date, datetime]] = defaultdict(dict)
    for row in book.rows.of(CheckIn):
        known = found[row["patient_id"]]
        known[row["felt_on"]] = min(row["received_at"], known.get(row["felt_on"], row["received_at"]))
    return found


def _days(course: Mapping[str, Any], started: datetime, now: datetime, zone: str) -> Sequence[date]:
    first = max(course["started_on"], started.astimezone(zone_of(zone)).date())
    last = now.astimezone(zone_of(zone)).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _write_preference(book: Book, patient_id: UUID, wishes: Wishes, at: datetime, rng: Random) -> None:
    has_mail = wishes.way is Way.EMAIL
    book.rows.add(
        ReminderPreference,
        clinic_id=book.clinic_id,
        patient_id=patient_id,
        way=wishes.way,
        minute=wishes.minute,
        set_at=at,
        email="patient@demo.example" if has_mail else None,  # .example is kept free for examples
        email_confirmed_at=at if has_mail else None,
        code_failed=0,
    )
    book.note(Role.PATIENT, "chose how to be reminded", at, rng, patient_id, None)


def _write_phone(book: Book, patient_id: UUID, session_id: UUID, at: datetime, rng: Random, *, stopped: bool) -> None:
    phone_id = drawn_id(rng)
    book.rows.add(
        PushSubscription,
        clinic_id=book.clinic_id,
        id=phone_id,
        patient_id=patient_id,
        session_id=session_id,
        endpoint=f"https://push.demo.example/{phone_id}",  # no push service: nothing of the demo leaves the house
        p256dh="A" * 87,
        auth="A" * 22,
        label=rng.choice(PHONES),
        created_at=at,
        last_ok_at=None if stopped else book.now - timedelta(days=1),
        gone_at=book.now - timedelta(days=2) if stopped else None,
        gone_why=Gone.REFUSED if stopped else None,
    )


def _write_ledger(
    book: Book,
    course: Mapping[str, Any],
    wishes: Wishes,
    days: Sequence[date],
    logs: Mapping[date, datetime],
    busy: set[tuple[UUID, date]],
    zone: str,
    rng: Random,
) -> None:
    unanswered: list[date] = []
    for on in days:
        today = Today(on, zone, owes=True, is_accelerated=(course["id"], on) in busy, unanswered=unanswered)
        due = first_due(wishes, HOUSE, today)
        if due > book.now:
            continue
        first = plan(wishes, HOUSE, replace(today, owes=_owes(logs, on, due)), due)
        if first is None:
            continue
        _write_line(book, course, wishes, first, on, rng)
        if first.skip is None:
            again = due + timedelta(hours=3)
            later = replace(today, owes=_owes(logs, on, again), has_first=True, first=due)
            repeat = plan(wishes, HOUSE, later, again) if again <= book.now else None
            if repeat is not None:
                _write_line(book, course, wishes, repeat, on, rng)
        unanswered = [] if on in logs else [*unanswered, *([on] if first.skip is None else [])]


def _owes(logs: Mapping[date, datetime], on: date, at: datetime) -> bool:
    return on not in logs or logs[on] > at


def _write_line(book: Book, course: Mapping[str, Any], wishes: Wishes, planned: Planned, on: date, rng: Random) -> None:
    sent = planned.due_at + timedelta(seconds=rng.randint(2, 55)) if planned.skip is None else None
    seen = rng.random() if wishes.way is Way.PUSH and sent is not None else 1.0
    shown = None if sent is None or seen >= SHOWN else min(sent + timedelta(seconds=rng.randint(1, 20)), book.now)
    opened = None if shown is None or seen >= OPENED else min(shown + timedelta(minutes=rng.randint(1, 40)), book.now)
    book.rows.add(
        Reminder,
        clinic_id=book.clinic_id,
        id=drawn_id(rng),
        patient_id=course["patient_id"],
        course_id=course["id"],
        step=planned.step,
        local_date=on,
        way=wishes.way,
        due_at=planned.due_at,
        planned_at=planned.due_at,
        sent_at=None if sent is None else min(sent, book.now),
        delivered_at=shown,
        opened_at=opened,
        skip=planned.skip,
    )
