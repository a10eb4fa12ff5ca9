"""What was planned, authorised and tried before in the demo clinic's courses. Pure."""

from datetime import date, datetime, timedelta
from random import Random

from server.access import Role
from server.courses.models.authorisation import Authorisation
from server.courses.models.background import Adjunct, PriorTms, TreatmentTrial
from server.courses.models.course import CourseStateChange, TreatmentDay
from server.courses.rules import CourseState
from server.courses.rules.authorisation import AuthorisationState
from server.courses.rules.background import Adequate, AdjunctKind, TrialKind, TrialOutcome
from server.courses.rules.plan import PlannedDay, extended_plan, with_phases
from server.demo.book import Book, Key
from server.demo.entries import instant
from server.demo.rows import drawn_id
from server.demo.story import Story
from server.people.models.patient import GuardianConsent

BLOCK = 10  # sessions of an extension
EXTENDED_FROM = 33  # held sessions: who is that far and not done yet was extended
COVERS = timedelta(days=200)
# Name, class, dose in mg: of each patient two, which did not help enough.
DRUGS = (
    ("Sertraline", "SSRI", 150.0),
    ("Escitalopram", "SSRI", 20.0),
    ("Venlafaxine", "SNRI", 225.0),
    ("Duloxetine", "SNRI", 60.0),
    ("Bupropion", "NDRI", 300.0),
    ("Mirtazapine", "NaSSA", 45.0),
)
OUTCOMES = (TrialOutcome.NO_RESPONSE, TrialOutcome.PARTIAL, TrialOutcome.NOT_TOLERATED, TrialOutcome.RELAPSE)


def is_minor(story: Story) -> bool:
    """Whether this is the demo's minor: one of those whose course has not begun."""
    return story.part.state is CourseState.PLANNED and story.part.days_ago == (-14, -9)


def write_planning(book: Book, key: Key, number: int, story: Story) -> int:
    """Add days, ledger, states and background of one course. Returns how many sessions are planned."""
    # Numbers of their own, so that what is planned changes nothing in how the course goes.
    rng = Random(f"planning/{number}")
    days = _days(story)
    for each in days:
        book.rows.add(
            TreatmentDay,
            clinic_id=key.clinic_id,
            course_id=key.course_id,
            day=each.on,
            sessions=each.sessions,
            times=[f"{8 + number % 18 // 2:02}:{number % 2 * 30:02}"] if each.sessions == 1 else None,
            phase=each.phase,
        )
    planned = sum(each.sessions for each in days) if len(days) > len(story.calendar.days) else story.protocol.sessions
    _write_ledger(book, key, number, story, planned or 0, rng)
    _write_states(book, key, story, rng)
    _write_background(book, key, number, story, rng)
    if is_minor(story):
        _write_consent(book, key, story, rng)
    return planned or 0


def _days(story: Story) -> list[PlannedDay]:
    days = with_phases([PlannedDay(*each) for each in story.calendar.days], story.protocol)
    if story.part.state is CourseState.ACTIVE and story.calendar.held >= EXTENDED_FROM and story.protocol.taper:
        delivered = {each.on: 1 for each in story.visits}
        return extended_plan(days, delivered, story.protocol, BLOCK, max(each.on for each in story.visits))
    return list(days)


def _write_ledger(book: Book, key: Key, number: int, story: Story, planned: int, rng: Random) -> None:
    start = story.calendar.started_on
    usual = story.protocol.sessions or 0
    asked = story.joined_at.date()
    _line(book, key, rng, story.joined_at, number, usual, AuthorisationState.APPROVED, start, asked, None)
    if planned > usual:
        extra = planned - usual
        _line(book, key, rng, story.joined_at, number, extra, AuthorisationState.REQUESTED, None, asked, None)
    elif story.part.state is CourseState.ACTIVE and number % 7 == 3:
        until = book.now.date() + timedelta(days=21)
        _line(book, key, rng, story.joined_at, number, BLOCK, AuthorisationState.DENIED, None, asked, until)


def _line(
    book: Book,
    key: Key,
    rng: Random,
    at: datetime,
    number: int,
    units: int,
    state: AuthorisationState,
    covers_from: date | None,
    asked: date,
    appeal_until: date | None,
) -> None:
    is_decided = state is not AuthorisationState.REQUESTED
    book.rows.add(
        Authorisation,
        clinic_id=key.clinic_id,
        id=drawn_id(rng),
        course_id=key.course_id,
        payer="Demo Health Plan",
        number=f"DHP-{4000 + number}" if is_decided else None,
        units=units,
        state=state,
        covers_from=covers_from,
        covers_until=None if covers_from is None else covers_from + COVERS,
        requested_on=asked,
        decided_on=asked if is_decided else None,
        denial_reason="No standard score was sent with the request." if appeal_until else None,
        appeal_until=appeal_until,
        note=None,
        recorded_at=at,
    )


def _write_states(book: Book, key: Key, story: Story, rng: Random) -> None:
    part, calendar = story.part, story.calendar
    changes: list[tuple[CourseState, CourseState, date, str | None]] = []
    if story.visits and part.state is not CourseState.PLANNED:
        changes.append((CourseState.PLANNED, CourseState.ACTIVE, calendar.started_on, None))
    last = max((each.on for each in story.visits), default=calendar.started_on)
    if part.state is CourseState.PAUSED:
        changes.append((CourseState.ACTIVE, part.state, last + timedelta(days=1), "Influenza; back on Monday."))
    if part.state is CourseState.HOSPITALISED:
        changes.append((CourseState.ACTIVE, part.state, last + timedelta(days=1), "Appendicitis, operated."))
    if calendar.ended_on is not None:
        changes.append((CourseState.ACTIVE, part.state, calendar.ended_on, part.end_reason))
    for was, becomes, on, reason in changes:
        book.rows.add(
            CourseStateChange,
            clinic_id=key.clinic_id,
            id=drawn_id(rng),
            course_id=key.course_id,
            was=was,
            becomes=becomes,
            day=on,
            reason=reason,
            note=None,
            at=instant(on, 17.5, story.zone),
            by=book.accounts[Role.CLINICIAN],
        )


def _write_background(book: Book, key: Key, number: int, story: Story, rng: Random) -> None:
    year = story.joined_at.year
    for place, (name, drug_class, dose) in enumerate(rng.sample(DRUGS, 2)):
        book.rows.add(
            TreatmentTrial,
            **key.of_patient,
            id=drawn_id(rng),
            kind=TrialKind.MEDICATION,
            name=name,
            drug_class=drug_class,
            dose=dose,
            dose_unit="mg",
            started=f"{year - 3 + place}-{rng.randint(1, 6):02}",
            stopped=f"{year - 3 + place}-{rng.randint(8, 12):02}",
            adequate=Adequate.YES if place == 0 else rng.choice(list(Adequate)),
            outcome=rng.choice(OUTCOMES),
            reason="Not enough change." if place == 0 else None,
            recorded_at=story.joined_at,
        )
    if number % 2:
        book.rows.add(
            TreatmentTrial,
            **key.of_patient,
            id=drawn_id(rng),
            kind=TrialKind.PSYCHOTHERAPY,
            name="Cognitive behavioural therapy",
            drug_class=None,
            dose=None,
            dose_unit=None,
            started=f"{year - 2}",
            stopped=f"{year - 1}",
            adequate=Adequate.YES,
            outcome=TrialOutcome.PARTIAL,
            reason=None,
            recorded_at=story.joined_at,
        )
    name, _, dose = rng.choice(DRUGS)
    changed_on = story.calendar.started_on - timedelta(days=20)
    spans: list[tuple[float, date, date | None]] = [(dose, changed_on, None)]
    if number % 4 == 1:
        spans.append((dose / 2, changed_on - timedelta(days=90), changed_on - timedelta(days=1)))
    for each, since, until in spans:
        book.rows.add(
            Adjunct,
            **key.of_patient,
            id=drawn_id(rng),
            kind=AdjunctKind.MEDICATION,
            name=name,
            dose=each,
            dose_unit="mg",
            started_on=since,
            stopped_on=until,
            note=None,
            recorded_at=story.joined_at,
        )
    before = number % 11 == 5
    book.rows.add(
        PriorTms,
        **key.of_patient,
        had=before,
        ended=f"{year - 2}" if before else None,
        device="Demo stimulator A" if before else None,
        sessions=36 if before else None,
        best_change_percent=62 if before else None,
        note=None,
        recorded_at=story.joined_at,
    )


def _write_consent(book: Book, key: Key, story: Story, rng: Random) -> None:
    book.rows.add(
        GuardianConsent,
        **key.of_patient,
        id=drawn_id(rng),
        guardian="Demo Guardian",
        relation="mother",
        given_on=story.joined_at.date(),
        recorded_by=book.accounts[Role.TECHNICIAN],
        recorded_at=story.joined_at,
        withdrawn_on=None,
    )
