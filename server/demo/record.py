"""From a told story to the rows that real use would have left: records, revisions, audit entries. Pure."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from server.access import Role
from server.audit.models import Revision
from server.audit.rules import Standing, hash_of
from server.checkins.models import CheckIn, SideEffect
from server.courses.models.course import Course
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import ENDED, SessionState
from server.courses.rules.protocol import coil_type_of
from server.demo.alert_rows import write_alert
from server.demo.book import Book, Key
from server.demo.dose import block_fields, dose_of, session_fields
from server.demo.entries import Entry, instant
from server.demo.forms import deed_of, entered_by
from server.demo.planning import is_minor, write_planning
from server.demo.reviews import Signed, reviews_of
from server.demo.rows import drawn_id
from server.demo.story import INDICATION, Story
from server.demo.treatment import Visit
from server.outcomes.models import Review
from server.people.models import Invitation, Patient, SignInSession
from server.people.rules.session import Method
from server.questionnaires.models import Response

MINUTES_PER_VISIT = 45
DEVICES = {"figure-8": "Demo stimulator A", "H1": "Demo stimulator B"}


def write_patient(book: Book, number: int, story: Story, rng: Random) -> UUID:
    """Add all rows of one patient. number: 1, 2, ... within the clinic. Returns the patient's id."""
    key = Key(book.clinic_id, drawn_id(rng), drawn_id(rng))
    _write_person(book, key, number, story, rng)
    _write_course(book, key, number, story, rng)
    for visit in story.visits:
        _write_visit(book, key, number, visit, story, rng)
    _write_entries(book, key, story, rng)
    for alert in story.alerts:
        write_alert(book, key, alert, rng)
    for review in reviews_of(story):
        _write_review(book, key, review, rng)
    _write_looks(book, key, story)
    return key.patient_id


def _write_looks(book: Book, key: Key, story: Story) -> None:
    """Who opened the record: the technician before each session, the clinician before each review."""
    rng = Random(f"looks {key.patient_id}")  # of its own: the rest of the clinic is drawn as if nobody had looked
    looks = [(Role.TECHNICIAN, instant(visit.on, 7.6, story.zone)) for visit in story.visits]
    looks += [(Role.CLINICIAN, review.at - timedelta(minutes=6)) for review in reviews_of(story)]
    for role, at in looks:
        if story.joined_at < at <= book.now:
            book.note(role, "read: GET /api/courses/<uuid:course_id>", at, rng, key.patient_id, None)


def _session_from(began: datetime) -> dict[str, object]:
    """What a session has beside its owner, begun by an invitation and used ever since."""
    return {
        "expires_at": began + timedelta(days=400),
        "ended_at": None,
        "method": Method.INVITATION,
        "verified_at": began,
        "last_seen_at": began,
        "idle_minutes": None,
        "label": "Invented phone",
        "device_key": None,
        "tablet_id": None,
    }


def _write_person(book: Book, key: Key, number: int, story: Story, rng: Random) -> None:
    age = timedelta(days=min(max(rng.gauss(47, 14), 19), 82) * 365.25)
    book.rows.add(
        Patient,
        clinic_id=key.clinic_id,
        id=key.patient_id,
        name=f"Demo Patient {number:03}",
        number=f"D-{number:03}",
        birth_date=(story.joined_at - (timedelta(days=6000) if is_minor(story) else age)).date(),
        sex="female" if rng.random() < 0.62 else "male",
        zone=story.zone,
        language="en",
        created_at=story.joined_at,
    )
    book.note(Role.TECHNICIAN, "added the patient", story.joined_at, rng, key.patient_id, key.patient_id)
    invited_at, redeemed_at = story.joined_at + timedelta(minutes=2), story.joined_at + timedelta(minutes=5)
    session_id = drawn_id(rng)
    for record, created_at, rest in (
        (Invitation, invited_at, {"expires_at": invited_at + timedelta(minutes=15), "used_at": redeemed_at}),
        (SignInSession, redeemed_at, _session_from(redeemed_at)),
    ):
        book.rows.add(
            record,
            clinic_id=key.clinic_id,
            id=session_id if record is SignInSession else drawn_id(rng),
            # No secret has this hash: nobody can come in through an invented session.
            token_hash=f"{rng.getrandbits(256):064x}",
            patient_id=key.patient_id,
            account_id=None,
            created_at=created_at,
            **rest,
        )
    book.note(Role.TECHNICIAN, "invited the patient", invited_at, rng, key.patient_id, key.patient_id)
    book.note(Role.PATIENT, "signed in by invitation", redeemed_at, rng, key.patient_id, session_id)


def _write_course(book: Book, key: Key, number: int, story: Story, rng: Random) -> None:
    part, calendar = story.part, story.calendar
    created_at = story.joined_at + timedelta(minutes=20)
    ended = part.state in ENDED
    planned_sessions = write_planning(book, key, number, story)
    book.rows.add(
        Course,
        clinic_id=key.clinic_id,
        id=key.course_id,
        patient_id=key.patient_id,
        indication=INDICATION,
        protocol=story.protocol.key,
        device=DEVICES[story.protocol.coil],
        coil=story.protocol.coil,
        coil_type=coil_type_of(story.protocol),
        coil_serial=f"DEMO-{story.protocol.coil.upper()}-01",
        icd10="F33.2" if number % 3 else "F32.2",
        physician="Dr. Demo",
        mood_scale=part.mood_scale,
        state=part.state,
        end_reason=part.end_reason,
        started_on=calendar.started_on,
        ended_on=calendar.ended_on,
        planned_sessions=planned_sessions,
        episode_start=created_at.date() - timedelta(days=200 + 9 * number),
        on_label=True,
        facts=len(story.visits) + len(story.entries) + ended,
        created_at=created_at,
    )
    book.note(Role.CLINICIAN, "planned a course", created_at, rng, key.patient_id, key.course_id)
    if calendar.ended_on is not None:
        ended_at = instant(calendar.ended_on, 17.5, story.zone)
        book.note(Role.CLINICIAN, f"ended the course: {part.state}", ended_at, rng, key.patient_id, key.course_id)


def _write_visit(book: Book, key: Key, number: int, visit: Visit, story: Story, rng: Random) -> None:
    session_id = drawn_id(rng)
    # Everybody has a chair of their own for an hour; ten sessions a day come every hour.
    starts_at = instant(visit.on, 8 + (visit.place or number % 18 / 2), story.zone)
    recorded_at = starts_at + timedelta(minutes=MINUTES_PER_VISIT)
    missed = visit.state is SessionState.MISSED
    dose = dose_of(key.course_id, story.protocol)
    book.rows.add(
        TreatmentSession,
        clinic_id=key.clinic_id,
        id=session_id,
        course_id=key.course_id,
        number=visit.number,
        day=visit.on,
        started_at=None if missed else starts_at,
        state=visit.state,
        site_pain=visit.site_pain,
        note=visit.note,
        operator_id=book.accounts[Role.TECHNICIAN],
        recorded_at=recorded_at,
        **session_fields(visit, story.protocol, dose, starts_at, DEVICES[story.protocol.coil]),
    )
    if not missed:
        stimulation = story.protocol.stimulations[0]
        book.rows.add(
            StimulationBlock,
            clinic_id=key.clinic_id,
            session_id=session_id,
            number=1,
            target=stimulation.target,
            intensity_percent_mt=visit.percent,
            pulses=visit.pulses,
            frequency_hz=stimulation.frequency_hz,
            **block_fields(visit, stimulation, dose),
        )
    book.note(Role.TECHNICIAN, "recorded a session", recorded_at, rng, key.patient_id, session_id)


def _write_entries(book: Book, key: Key, story: Story, rng: Random) -> None:
    device = drawn_id(rng)
    # The phone counts in the order in which it wrote, whatever the order of arrival.
    by_phone = sorted(
        (each for each in story.entries if _writer(book, each) is None), key=lambda each: each.recorded_at
    )
    seq = {each.id: place for place, each in enumerate(by_phone, 1)}
    for entry in story.entries:
        write = _write_check_in if entry.kind == "check-in" else _write_response
        write(book, key, entry, device, seq.get(entry.id, 1))
        book.rows.add(
            Revision,
            **key.of_patient,
            record_id=entry.id,
            number=1,
            kind=entry.kind,
            device=_writer(book, entry) or device,
            seq=seq.get(entry.id, 1),
            content_hash=hash_of(entry.kind, entry.content),
            standing=Standing.CURRENT,
            content=dict(entry.content),
            recorded_at=entry.recorded_at,
            received_at=entry.received_at,
        )
        book.note(*deed_of(entry), entry.received_at, rng, key.patient_id, entry.id)


def _writer(book: Book, entry: Entry) -> UUID | None:
    """The account of whoever entered a questionnaire for the patient; None: the patient's phone sent it."""
    role = entered_by(entry.content)
    return None if role is None else book.accounts[role]


def _write_check_in(book: Book, key: Key, entry: Entry, device: UUID, seq: int) -> None:
    content = entry.content
    book.rows.add(
        CheckIn,
        **key.of_patient,
        id=entry.id,
        course_id=key.course_id,
        revision=1,
        device=device,
        seq=seq,
        felt_at=entry.felt_at,
        felt_on=entry.on,
        zone=content["zone"],
        mood_raw=content["mood"]["raw"],
        mood_scale=content["mood"]["scale"],
        energy=content["energy"],
        anxiety=content["anxiety"],
        sleep_hours=content["sleep_hours"],
        sleep_quality=content["sleep_quality"],
        any_side_effects=content["any_side_effects"],
        note=content["note"],
        recorded_at=entry.recorded_at,
        received_at=entry.received_at,
        skew_seconds=entry.skew_seconds,
    )
    for each in content["side_effects"]:
        book.rows.add(
            SideEffect,
            **key.of_patient,
            check_in_id=entry.id,
            effect=each["effect"],
            grade=each["grade"],
            words=each["text"],
            timing=each["timing"],
            hindrance=each["hindrance"],
        )


def _write_response(book: Book, key: Key, entry: Entry, _device: UUID, _seq: int) -> None:
    content = entry.content
    book.rows.add(
        Response,
        **key.of_patient,
        id=entry.id,
        course_id=key.course_id,
        revision=1,
        instrument=content["instrument"],
        version=content["version"],
        mode=content["mode"],
        language="en" if content["mode"] == "phone" else None,
        answers=content["answers"],
        answered_on=entry.on,
        zone=content["zone"],
        started_at=datetime.fromisoformat(content["started_at"]),
        finished_at=datetime.fromisoformat(content["finished_at"]),
        recorded_at=entry.recorded_at,
        received_at=entry.received_at,
        entered_by=_writer(book, entry),
        skew_seconds=entry.skew_seconds,
    )


def _write_review(book: Book, key: Key, review: Signed, rng: Random) -> None:
    review_id = drawn_id(rng)
    book.rows.add(
        Review,
        clinic_id=key.clinic_id,
        id=review_id,
        course_id=key.course_id,
        at=review.at,
        by=book.accounts[Role.CLINICIAN],
        by_name=staff_name(Role.CLINICIAN),
        decision=review.decision,
        note=review.note,
        of_facts=review.of_facts,
        scores=dict(review.scores),
    )
    book.note(Role.CLINICIAN, f"reviewed the course: {review.decision}", review.at, rng, key.patient_id, review_id)


def staff_name(role: Role) -> str:
    """The printed name of the demo's one member of staff with that role."""
    return f"Demo {role.value.capitalize()}"
