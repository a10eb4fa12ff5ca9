"""What payers authorised for the demo clinic's courses. Pure."""

from random import Random

from server.courses.models.authorisation import Authorisation
from server.courses.rules.authorisation import AuthorisationState
from server.demo.book import Book, Key
from server.demo.rows import drawn_id
from server.demo.story import Story


def write_authorisations(book: Book, key: Key, number: int, story: Story, rng: Random) -> None:
    """Add the ledger of one course."""
    book.rows.add(
        Authorisation,
        clinic_id=key.clinic_id,
        id=drawn_id(rng),
        course_id=key.course_id,
        payer="Demo Health Plan",
        number=f"DHP-{4000 + number}",
        units=story.protocol.sessions,
        state=AuthorisationState.APPROVED,
        recorded_at=story.joined_at,
    )
