"""The demo's study: which of the invented patients consented, and who withdrew. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

from server.access import Role
from server.demo.book import Book
from server.demo.entries import instant
from server.demo.rows import drawn_id
from server.demo.story import Story
from server.studies.models import Consent, Pseudonym, Study
from server.studies.rules.pseudonym import draw_pseudonym

CONSENTING = 0.75  # of the patients
CONSENT_VERSION = "1.0"
WITHDREW_AFTER = timedelta(days=12)
SET_UP_BEFORE_FIRST = timedelta(days=30)


def write_study(book: Book, told: Sequence[tuple[UUID, Story]], rng: Random) -> None:
    """Add a study with the consents of most patients; one of them withdrew. told: patients in any order."""
    study_id = drawn_id(rng)
    joined = [story.joined_at for _, story in told]
    set_up_at = min(joined) - SET_UP_BEFORE_FIRST
    book.rows.add(
        Study,
        clinic_id=book.clinic_id,
        id=study_id,
        key="tms-course",
        title="Mood and side effects over a course of TMS (demo)",
        created_at=set_up_at,
    )
    book.note(Role.COORDINATOR, "set up the study", set_up_at, rng, None, study_id)
    consenting = rng.sample(list(told), max(1, round(CONSENTING * len(told))))
    # The visitor of the demo belongs to the study, so that a fresh check-in is found in its export.
    if told[0] not in consenting:
        consenting[0] = told[0]
    withdrew = next((each for each in consenting if each is not told[0] and _may_have_withdrawn(each[1], book)), None)
    taken: set[str] = set()
    for patient_id, story in consenting:
        given_on = story.joined_at.date()
        withdrawn_on = given_on + WITHDREW_AFTER if (patient_id, story) == withdrew else None
        consent_id = drawn_id(rng)
        recorded_at = story.joined_at + timedelta(minutes=40)
        book.rows.add(
            Consent,
            clinic_id=book.clinic_id,
            id=consent_id,
            study_id=study_id,
            patient_id=patient_id,
            version=CONSENT_VERSION,
            given_on=given_on,
            withdrawn_on=withdrawn_on,
            recorded_at=recorded_at,
            recorded_by=book.accounts[Role.COORDINATOR],
        )
        book.note(Role.COORDINATOR, "recorded the consent to a study", recorded_at, rng, patient_id, consent_id)
        if withdrawn_on is not None:
            at = instant(withdrawn_on, 11, story.zone)
            book.note(Role.COORDINATOR, "recorded the withdrawal from a study", at, rng, patient_id, consent_id)
        taken.add(pseudonym := draw_pseudonym(rng.randrange, taken))
        book.rows.add(
            Pseudonym, clinic_id=book.clinic_id, study_id=study_id, patient_id=patient_id, pseudonym=pseudonym
        )


def _may_have_withdrawn(story: Story, book: Book) -> bool:
    """Whether the patient joined long enough ago."""
    return story.joined_at + WITHDREW_AFTER + timedelta(days=2) < book.now
