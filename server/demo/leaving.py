"""One of the demo's patients who wrote a letter: please erase me. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

from server.access import Role
from server.alerts.models import Alert
from server.courses.models.course import Course
from server.courses.rules import ENDED
from server.demo.book import Book
from server.demo.rows import drawn_id
from server.people.models import Patient
from server.records.models.leaving import Leaving
from server.records.rules.leaving import LeavingState, What
from server.studies.models import Consent

ASKED_BEFORE = timedelta(days=3)


def write_leaving(book: Book, patients: Sequence[UUID], rng: Random) -> None:
    """Let the last of those whose courses are over, who are in no study and of whom no alert is open ask for it."""
    rows = book.rows
    busy = {each["patient_id"] for each in rows.of(Consent)}
    busy |= {each["patient_id"] for each in rows.of(Alert) if each["closed_at"] is None}
    busy |= {each["patient_id"] for each in rows.of(Course) if each["state"] not in ENDED}
    over = [each for each in patients if each not in busy]
    if not over:
        return
    asked_at, clinician = book.now - ASKED_BEFORE, book.accounts[Role.CLINICIAN]
    leaving = rows.add(
        Leaving,
        clinic_id=book.clinic_id,
        id=drawn_id(rng),
        patient_id=over[-1],
        what=What.ERASE,
        words="A letter: moved abroad, and wants nothing kept that need not be.",
        asked_at=asked_at,
        asked_by=clinician,
        state=LeavingState.OPEN,
        ended_at=None,
        ended_by=None,
        answer=None,
    )
    for patient in rows.of(Patient):
        if patient["id"] == over[-1]:
            patient["withdrawn_at"] = asked_at
    book.note(Role.CLINICIAN, "asked to be erased", asked_at, rng, over[-1], leaving["id"])
