"""The adverse events that the invented clinic made of strong side effects: just reported, graded, or closed. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from server.access import Role
from server.checkins.models import AdverseEvent, AdverseEventNote
from server.checkins.rules.adverse_event import Action, DeviceReport, EventOutcome, EventStatus, Relation
from server.courses.models.course import Course
from server.demo.book import Book, Key
from server.demo.entries import Entry
from server.demo.rows import Row, drawn_id
from server.demo.story import Story

STRONG = 3
# So long after the report a clinician has graded it, and later closed it.
GRADED_AFTER, CLOSED_AFTER = timedelta(days=2), timedelta(days=12)
RECENT = timedelta(days=7)
TREATED = {"headache": "Paracetamol 500 mg", "site_pain": "Intensity lowered by 10 % for two sessions"}


def write_adverse_events(book: Book, patient_id: UUID, story: Story) -> None:
    """Add an event for each strong side effect of the patient's course, and what became of it until now."""
    course = next(row for row in reversed(book.rows.of(Course)) if row["patient_id"] == patient_id)
    key = Key(book.clinic_id, patient_id, course["id"])
    rng = Random(key.course_id.int)  # its own: with it or without, everybody else's story stays the same
    for entry, effect in _strong(story):
        reported_at = entry.received_at + timedelta(hours=rng.uniform(1, 5))
        if reported_at < book.now:
            _follow(book, _write(book, key, entry, effect, reported_at, rng), entry, rng)
    for entry, effect in _told_lately(book, story):
        _write(book, key, entry, effect, entry.received_at + (book.now - entry.received_at) / 2, rng)


def _strong(story: Story) -> Iterator[tuple[Entry, str]]:
    for entry in story.entries:
        if entry.kind == "check-in":
            for each in entry.content["side_effects"]:
                if each["grade"] == STRONG:
                    yield entry, each["effect"]


def _told_lately(book: Book, story: Story) -> list[tuple[Entry, str]]:
    """The last medium effect of the last days, which a technician wrote down and nobody has graded yet."""
    found = [
        (entry, each["effect"])
        for entry in story.entries
        if entry.kind == "check-in" and timedelta() < book.now - entry.received_at < RECENT
        for each in entry.content["side_effects"]
        if each["grade"] == STRONG - 1
    ]
    return found[-1:]


def _write(book: Book, key: Key, entry: Entry, effect: str, reported_at: datetime, rng: Random) -> Row:
    event_id = drawn_id(rng)
    row = book.rows.add(
        AdverseEvent,
        clinic_id=key.clinic_id,
        id=event_id,
        patient_id=key.patient_id,
        course_id=key.course_id,
        status=EventStatus.REPORTED,
        effect=effect,
        onset_on=entry.on,
        criteria=[],
        treatment=TREATED.get(effect),
        from_check_in=entry.id,
        reported_at=reported_at,
        reported_by=book.accounts[Role.TECHNICIAN],
    )
    # All rows of one table have the same columns.
    row |= dict.fromkeys(
        ("term", "resolved_on", "ongoing", "grade", "serious", "relation", "expected", "action", "outcome", "note")
    )
    row |= dict.fromkeys(("device_report", "from_session", "signed_at", "signed_by", "closed_at", "closed_by"))
    book.note(Role.TECHNICIAN, "reported an adverse event", reported_at, rng, key.patient_id, event_id)
    return row


def _follow(book: Book, row: Row, entry: Entry, rng: Random) -> None:
    reported_at: datetime = row["reported_at"]
    signed_at = reported_at + GRADED_AFTER * rng.uniform(0.4, 1)
    if signed_at < book.now:
        _grade(book, row, signed_at, rng)
    closed_at = reported_at + CLOSED_AFTER * rng.uniform(0.5, 1)
    if closed_at < book.now:
        _close(book, row, entry, closed_at, rng)


def _grade(book: Book, row: Row, at: datetime, rng: Random) -> None:
    graded: dict[str, Any] = {
        "status": EventStatus.OPEN,
        "grade": rng.choice((1, 2, 2)),
        "serious": False,
        "relation": rng.choice((Relation.POSSIBLE, Relation.PROBABLE, Relation.PROBABLE)),
        "expected": True,
        "action": rng.choice((Action.NONE, Action.ADJUSTED)),
        "outcome": EventOutcome.RECOVERING,
        "device_report": DeviceReport.NOT_NEEDED,
        "signed_at": at,
        "signed_by": book.accounts[Role.CLINICIAN],
    }
    row |= graded
    book.note(Role.CLINICIAN, "signed an adverse event", at, rng, row["patient_id"], row["id"])


def _close(book: Book, row: Row, entry: Entry, at: datetime, rng: Random) -> None:
    over_on = entry.on + timedelta(days=rng.randint(1, 3))
    row |= {
        "status": EventStatus.CLOSED,
        "resolved_on": over_on,
        "ongoing": False,
        "outcome": EventOutcome.RECOVERED,
        "closed_at": at,
        "closed_by": book.accounts[Role.CLINICIAN],
    }
    book.rows.add(
        AdverseEventNote,
        clinic_id=row["clinic_id"],
        event_id=row["id"],
        id=drawn_id(rng),
        day=over_on,
        words="Asked at the session: gone, and did not come back.",
        written_at=at,
        written_by=book.accounts[Role.TECHNICIAN],
    )
    book.note(Role.CLINICIAN, "closed an adverse event", at, rng, row["patient_id"], row["id"])
