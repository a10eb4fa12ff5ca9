"""Everything about one course on one page, read fresh: nothing here waits for the job that keeps summaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from server.access import Actor
from server.alerts.queries import AlertRow, alerts_of_patient
from server.audit.queries import conflicting_revisions
from server.checkins.queries import CheckInRow, check_ins_of_course, local_day, unassigned_check_ins
from server.checkins.rules import EFFECTS
from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.courses.queries.authorisation import Ledger, ledger_of
from server.courses.queries.course import find_course, treatment_days_of
from server.courses.queries.hold import HoldRow, holds_of
from server.courses.queries.session import SessionRow, sessions_of
from server.courses.rules import ENDED, CourseState, MoodScale, SessionState, next_number
from server.courses.rules.authorisation import Warned
from server.courses.rules.protocol import Protocol
from server.courses.rules.session import Block
from server.desk.queries.forms import ResponseShown, missing_in, responses_shown
from server.desk.queries.kept import Kept, kept_beside, unplaced_of
from server.desk.rules import next_session_day
from server.outcomes.models import Review
from server.outcomes.queries.facts import facts_of, one_to_summarise
from server.outcomes.queries.review import reviews_of
from server.outcomes.rules.adherence import days_kept, forms_kept, sessions_kept
from server.outcomes.rules.documentation import Gap
from server.outcomes.rules.reliable_change import is_clinical_watch
from server.outcomes.rules.summary import Facts, Measure, Summary, summarise
from server.outcomes.rules.thresholds import UNKNOWN
from server.outcomes.rules.trajectory import median_of_days
from server.people.models import Patient
from server.people.queries import find_patient
from server.people.queries.patient import clinic_day
from server.questionnaires.library import instrument, plans_in_use
from server.questionnaires.queries.due import DueRow, calendar_of, due_for_course
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.schedule import answered_names, timepoints

LOG_ENTRIES = 60  # two months of days; the charts show them all
WEEK = timedelta(days=6)  # from its first day to its last


@dataclass(frozen=True)
class ScaleShown:
    """What became of one scale. points: session 10, 20, 30 and 36 -> score, where there is one. watch: worse than the
    baseline by what a patient notices; None: the scale has no such number."""

    instrument: str
    title: str
    higher_is_better: bool
    measure: Measure
    watch: bool | None


@dataclass(frozen=True)
class FactsStrip:
    """The four facts that a course is read by. mood_median_7: of the last seven days, mood_median_first: of the first
    seven, None if none of them was logged. days_possible: since the start, today only if it is logged already.
    sessions_to_date: planned up to today. forms_asked: whose window is over, or that were answered. scales: all with a
    complete answer, the primary one first."""

    primary: str
    baseline: float | None
    latest: float | None
    change_percent: float | None
    outcome: str | None
    reliable: str | None
    sessions_done: int
    sessions_missed: int
    mood_median_7: float | None
    mood_median_first: float | None
    days_logged: int
    days_possible: int
    last_log_on: date | None
    sessions_to_date: int
    forms_answered: int
    forms_asked: int
    scales: Sequence[ScaleShown]


@dataclass(frozen=True)
class NextStep:
    """What comes next. session_number and session_on: None if nothing more is planned. authorised_left: None if the
    number of authorised sessions is not known. authorisation: what about it needs somebody."""

    session_number: int | None
    session_on: date | None
    due: Sequence[DueRow]
    authorised_left: int | None
    authorisation: Sequence[Warned]


@dataclass(frozen=True)
class CourseShown:
    """The course itself. title: of the indication, for people."""

    id: UUID
    title: str
    indication: str
    protocol: Protocol
    device: str | None
    coil: str | None
    mood_scale: MoodScale
    started_on: date
    ended_on: date | None
    state: CourseState
    end_reason: str | None
    sessions_planned: int
    sessions_authorised: int | None
    treatment_days: Sequence[date]


@dataclass(frozen=True)
class PatientShown:
    """Who it is. Of the birth date, only the year: a page that lies open says no more than it must."""

    id: UUID
    name: str
    number: str | None
    zone: str
    sex: str | None
    birth_year: int | None


@dataclass(frozen=True)
class SessionShown:
    """A session. phase: as it was recorded, else as the plan has it."""

    id: UUID
    number: int
    on: date
    phase: str
    state: SessionState
    blocks: Sequence[Block]
    site_pain: int | None
    note: str | None


@dataclass(frozen=True)
class CoursePage:
    """Everything about one course. of_facts: what a review that is signed on this page must name."""

    of_facts: int
    course: CourseShown
    patient: PatientShown
    facts: FactsStrip
    holds: Sequence[HoldRow]
    alerts: Sequence[AlertRow]
    next: NextStep
    reviews: Sequence[Review]
    sessions: Sequence[SessionShown]
    log: Sequence[CheckInRow]
    responses: Sequence[ResponseShown]
    missing: Sequence[Gap]
    unplaced: Sequence[Kept]
    conflicts: Sequence[Kept]
    instruments: dict[str, Instrument]

    @property
    def patient_id(self) -> UUID:
        """Whose record was shown."""
        return self.patient.id

    @property
    def effects(self) -> list[dict[str, str]]:
        return [{"key": effect.key, "label": effect.staff_label} for effect in EFFECTS.values()]


def course_page_of(actor: Actor, course_id: UUID, now: datetime) -> CoursePage:
    """The course with the patient's day as today. Raises NotFound.

    What the patient sent and no course could take is shown too: a page that hid it would lose it.
    """
    course = find_course(actor, course_id)
    patient = find_patient(actor, course.patient_id)
    today = local_day(now, patient.zone)
    planned = treatment_days_of(course.clinic_id, course.id)
    days = [on for on, _ in planned]
    ledger = ledger_of(course, clinic_day(actor, now))
    sessions = sessions_of(course.clinic_id, course.id)
    check_ins = check_ins_of_course(course.clinic_id, course.id)
    conflicts = conflicting_revisions(course.clinic_id, patient.id)
    responses = responses_shown(course)
    facts = facts_of(course.clinic_id, [one_to_summarise(course)])[course.id]
    summary = summarise(facts)
    log = [*check_ins[:LOG_ENTRIES], *unassigned_check_ins(course.clinic_id, patient.id)]
    return CoursePage(
        of_facts=course.facts,
        course=_course(course, days, ledger),
        patient=_patient(patient),
        facts=_facts(course, facts, summary, check_ins, planned, today),
        holds=[each for each in holds_of(actor, course.id).holds if each.cleared_at is None],
        alerts=alerts_of_patient(actor, patient.id, now),
        next=_next(course, sessions, planned, ledger, today),
        reviews=reviews_of(course.clinic_id, course.id),
        sessions=_with_phase(course, sessions),
        log=sorted(log, key=lambda each: (each.felt_on, each.received_at), reverse=True),
        responses=responses,
        missing=missing_in(course, facts, summary, today),
        unplaced=unplaced_of(course.clinic_id, patient.id),
        conflicts=[kept_beside(each) for each in conflicts],
        instruments=_instruments(course, responses),
    )


def _course(course: Course, days: Sequence[date], ledger: Ledger) -> CourseShown:
    return CourseShown(
        id=course.id,
        title=indication(course.indication).title,
        indication=course.indication,
        protocol=protocol(course.protocol),
        device=course.device,
        coil=course.coil,
        mood_scale=course.mood_scale,
        started_on=course.started_on,
        ended_on=course.ended_on,
        state=course.state,
        end_reason=course.end_reason,
        sessions_planned=course.planned_sessions,
        sessions_authorised=ledger.authorised,
        treatment_days=days,
    )


def _patient(patient: Patient) -> PatientShown:
    born = patient.birth_date
    return PatientShown(
        patient.id, patient.name, patient.number, patient.zone, patient.sex, None if born is None else born.year
    )


def _facts(
    course: Course,
    facts: Facts,
    summary: Summary,
    check_ins: Sequence[CheckInRow],
    planned: Sequence[tuple[date, int]],
    today: date,
) -> FactsStrip:
    primary = summary.primary
    end = min(course.ended_on or today, today)
    mood: dict[int, float] = {}
    for each in reversed(check_ins):  # oldest first, so that of one day the entry received last stays
        if each.mood_value is not None:
            mood[each.felt_on.toordinal()] = each.mood_value
    logged = {each.felt_on for each in check_ins}
    days = days_kept(logged, course.started_on, course.ended_on, today)
    visits = sessions_kept(facts.session_days, [on for on, count in planned for _ in range(count)], today)
    known = timepoints(facts.plans, facts.days)
    names = answered_names(known, [(each.instrument, each.answered_on) for each in facts.responses])
    forms = forms_kept(known, names, today, has_ended=course.state in ENDED)
    return FactsStrip(
        primary=indication(course.indication).primary,
        baseline=primary.baseline if primary else None,
        latest=primary.latest if primary else None,
        change_percent=primary.change_percent if primary else None,
        outcome=primary.outcome if primary else None,
        reliable=primary.reliable if primary else None,
        sessions_done=summary.sessions.done,
        sessions_missed=summary.sessions.missed,
        mood_median_7=median_of_days(mood, (end - WEEK).toordinal(), end.toordinal()),
        mood_median_first=median_of_days(mood, course.started_on.toordinal(), (course.started_on + WEEK).toordinal()),
        days_logged=days.done,
        days_possible=days.of,
        last_log_on=summary.last_log_on,
        sessions_to_date=visits.of,
        forms_answered=forms.done,
        forms_asked=forms.of,
        scales=_scales(facts, summary),
    )


def _scales(facts: Facts, summary: Summary) -> list[ScaleShown]:
    """Those with a score, the primary one first."""
    found = []
    for key in sorted(summary.measures, key=lambda each: (each != facts.primary, each)):
        measure, thresholds = summary.measures[key], facts.thresholds.get(key, UNKNOWN)
        watch = None
        if measure.baseline is not None and measure.latest is not None:
            watch = is_clinical_watch(measure.baseline, measure.latest, thresholds)
        found.append(ScaleShown(key, instrument(key).title, thresholds.higher_is_better, measure, watch))
    return found


def _next(
    course: Course, sessions: Sequence[SessionRow], days: Sequence[tuple[date, int]], ledger: Ledger, today: date
) -> NextStep:
    ended = course.state in ENDED
    return NextStep(
        session_number=None if ended else next_number(each.number for each in sessions),
        session_on=None if ended else next_session_day(days, [each.on for each in sessions], today),
        due=due_for_course(course, today),
        authorised_left=ledger.left,
        authorisation=ledger.warnings,
    )


def _with_phase(course: Course, sessions: Sequence[SessionRow]) -> list[SessionShown]:
    calendar = calendar_of(course)
    return [
        SessionShown(
            id=each.id,
            number=each.number,
            on=each.on,
            phase=each.phase or ("acute" if each.on <= calendar.acute_ends_on else "taper"),
            state=each.state,
            blocks=each.blocks,
            site_pain=each.site_pain,
            note=each.note,
        )
        for each in sessions
    ]


def _instruments(course: Course, responses: Sequence[ResponseShown]) -> dict[str, Instrument]:
    treated = indication(course.indication)
    asked = [plan.instrument for plan in plans_in_use(treated, protocol(course.protocol))]
    keys = [*treated.instruments, *asked, *(each.instrument for each in responses)]
    return {key: instrument(key) for key in dict.fromkeys(keys)}
