"""The demo clinic: invented patients, staff and one study, as rows. Pure: everything is drawn from the seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from server.access import STAFF, Role
from server.courses.models.course import Course
from server.demo.adverse_events import write_adverse_events
from server.demo.alert_rows import put_one_plan_in_place
from server.demo.book import Book
from server.demo.cast import draw_cast, draw_earlier
from server.demo.house import write_house
from server.demo.leaving import write_leaving
from server.demo.log import EFFECT_SHARES
from server.demo.record import staff_name, write_patient
from server.demo.reminding import write_reminders
from server.demo.rows import Rows, drawn_id
from server.demo.safety import write_safety
from server.demo.story import Story, tell
from server.demo.study import write_study
from server.people.models import Clinic
from server.questionnaires.library import instruments

NAME = "Demo clinic"
ZONE = "America/New_York"  # where the crisis lines of the card below answer
OPENED = timedelta(days=500)
HELP_VERIFIED = timedelta(days=12)
HELP = {
    "emergency_number": "911",
    "lines": [
        {
            "name": "988 Suicide & Crisis Lifeline (a real line, shown in a demo)",
            "phone": "988",
            "sms": "988",
            "text": None,
            "chat_url": "https://988lifeline.org",
            "hours": "day and night",
        }
    ],
    "clinic_phone": "555-0142",  # 555-01xx is kept free for stories
    "clinic_hours": "Demo: Monday to Friday, 8 to 18",
    "country": "US",
    "after_hours_text": "At night and on weekends nobody answers here. Call one of the lines above.",
    "statement": "This is a demo clinic with invented patients; nobody reads it. "
    "If you may hurt yourself, call 911 or 988 now.",
}


@dataclass(frozen=True)
class DemoClinic:
    """All rows of the clinic. accounts: one member of staff for each role. patient_id: as whom a visitor signs in."""

    clinic_id: UUID
    accounts: Mapping[Role, UUID]
    patient_id: UUID
    rows: Rows


def generate(seed: int, now: datetime, patients: int = 40, earlier: int = 0) -> DemoClinic:
    """The clinic as it is at `now`. The same seed, now and number of patients give the same rows, ids included.

    earlier: so many more who were treated in the year before, so that there are outcomes to look at.
    """
    rng = Random(f"{seed}")
    rows = Rows()
    clinic_id = drawn_id(rng)
    rows.add(
        Clinic,
        id=clinic_id,
        name=NAME,
        zone=ZONE,
        is_demo=True,
        help={
            **HELP,
            "verified_on": (now - HELP_VERIFIED).astimezone(ZoneInfo(ZONE)).date().isoformat(),
            "verified_by": staff_name(Role.ADMIN),
        },
        settings_version=1,
    )
    book = Book(rows, clinic_id, {role: drawn_id(rng) for role in STAFF}, now)
    write_house(book, now - OPENED, ZONE, Random(f"{seed}/house"))
    past = Random(f"{seed}/earlier")
    prone = [*_prone(patients, rng), *_prone(earlier, past)]
    known = {each.key: each for each in instruments()}
    told: list[tuple[UUID, Story]] = []
    for number, casting in enumerate([*draw_cast(patients, rng), *draw_earlier(earlier, past)], start=1):
        # Every patient has numbers of their own, so that one more patient changes nobody else.
        own = Random(f"{seed}/{number}")
        story = tell(casting, prone[number - 1], known, ZONE, now, own)
        told.append((write_patient(book, number, story, own), story))
        write_safety(book, next(each for each in rows.of(Course) if each["patient_id"] == told[-1][0]), story)
        write_adverse_events(book, told[-1][0], story)
    write_study(book, told[:patients], rng)
    put_one_plan_in_place(book, ZONE)
    write_reminders(book, told[0][0], Random(f"{seed}/reminders"))
    write_leaving(book, [patient_id for patient_id, _ in told], Random(f"{seed}/leaving"))
    return DemoClinic(clinic_id, book.accounts, told[0][0], rows)


def _prone(patients: int, rng: Random) -> list[set[str]]:
    """For each patient the side effects they are susceptible to, in the published shares of all patients."""
    prone: list[set[str]] = [set() for _ in range(patients)]
    for effect, share in EFFECT_SHARES.items():
        for place in rng.sample(range(patients), round(share * patients)):
            prone[place].add(effect)
    return prone
