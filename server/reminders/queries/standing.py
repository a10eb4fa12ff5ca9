"""What is known of each patient who wants to be reminded, on the patient's own day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from server.checkins.models import CheckIn
from server.checkins.queries import local_day
from server.clinic_settings import value_of
from server.courses.models.course import Course, TreatmentDay
from server.courses.rules import FOLLOW_UP_REACH, SILENT, CourseState
from server.db import db
from server.people.models import Clinic, Patient
from server.questionnaires.models import Response
from server.questionnaires.queries.due import due_for_courses, on_phones
from server.reminders.models.reminder import Reminder, ReminderPreference
from server.reminders.queries.preference import house_of_reminders, wishes_of
from server.reminders.rules import Skip, Step, Way
from server.reminders.rules.policy import Planned, Today, Wishes, is_quiet_now, plan, reason_against

LOOKED_BACK = timedelta(days=60)  # a silence of up to 14 + 30 days is found in it, so that it is counted aright


@dataclass(frozen=True)
class Standing:
    """One patient today. course: the one that reminders are about. email: confirmed; None: there is none."""

    patient_id: UUID
    course: Course
    wishes: Wishes
    today: Today
    email: str | None
    language: str


@dataclass(frozen=True)
class DueReminder:
    """A reminder of one patient that is due now."""

    standing: Standing
    planned: Planned


def due_reminders(clinic: Clinic, now: datetime) -> list[DueReminder]:
    """All reminders that are due in a clinic and not in the ledger yet.

    Most minutes have none: what patients owe is asked only for those whose hour has come.
    """
    house = house_of_reminders(clinic.settings)
    known = _standings(clinic.id, _preferences(clinic.id), now)
    coming = [each for each in known if plan(each.wishes, house, replace(each.today, owes=True), now) is not None]
    found = [(each, plan(each.wishes, house, each.today, now)) for each in _with_what_is_owed(clinic, coming)]
    return [DueReminder(standing, planned) for standing, planned in found if planned is not None]


def standing_of(clinic: Clinic, patient_id: UUID, now: datetime) -> Standing | None:
    """How it stands with one patient; None for who withdrew, died, has no course, or is asked for nothing at all."""
    chosen = _preferences(clinic.id).where(ReminderPreference.patient_id == patient_id)
    return next(iter(_with_what_is_owed(clinic, _standings(clinic.id, chosen, now))), None)


def reason_not_to_send(clinic: Clinic, standing: Standing | None, reminder: Reminder, now: datetime) -> Skip | None:
    """Why a reminder that was queued must not be sent any more; None: nothing speaks against it.

    standing: of this moment: much can happen between a plan and its sending.
    """
    if standing is None:
        return Skip.LEFT
    house, today = house_of_reminders(clinic.settings), standing.today
    if standing.wishes.way is not reminder.way:
        return Skip.CHANGED
    if (against := reason_against(standing.wishes, house, today)) is not None:
        return against
    is_too_late = today.on != reminder.local_date or is_quiet_now(standing.wishes, house, today, now)
    return Skip.TOO_LATE if is_too_late else None


def _preferences(clinic_id: UUID) -> Select[ReminderPreference, str, str, Course]:
    return (
        select(ReminderPreference, Patient.zone, Patient.language, Course)
        .join(
            Patient,
            (Patient.clinic_id == ReminderPreference.clinic_id) & (Patient.id == ReminderPreference.patient_id),
        )
        .join(Course, (Course.clinic_id == Patient.clinic_id) & (Course.patient_id == Patient.id))
        .where(
            ReminderPreference.clinic_id == clinic_id,
            ReminderPreference.way != Way.NONE,
            Patient.died_on.is_(None),
            Patient.withdrawn_at.is_(None),
            Course.state != CourseState.DECEASED,
        )
    )


def _standings(clinic_id: UUID, chosen: Select[ReminderPreference, str, str, Course], now: datetime) -> list[Standing]:
    """owes and unanswered are not known yet: see _with_what_is_owed."""
    days = [now.date() + timedelta(days=number) for number in (-1, 0, 1)]
    courses: defaultdict[UUID, list[Course]] = defaultdict(list)
    people = {}
    for preference, zone, language, course in db.session.execute(chosen):
        if course.ended_on is None or course.ended_on >= now.date() - FOLLOW_UP_REACH:
            people[preference.patient_id] = (preference, zone, language)
            courses[preference.patient_id].append(course)
    done = _ledger_of(clinic_id, days)
    busy = _busy_days(clinic_id, days)
    standings = []
    for patient_id, (preference, zone, language) in people.items():
        course, on = min(courses[patient_id], key=_order), local_day(now, zone)
        steps = done.get((patient_id, on), {})
        today = Today(
            on,
            zone,
            owes=False,
            is_accelerated=any((each.id, on) in busy for each in courses[patient_id]),
            course_paused=course.state in SILENT,
            has_first=Step.FIRST in steps,
            first=steps.get(Step.FIRST),
            has_repeat=Step.REPEAT in steps,
        )
        email = preference.email if preference.email_confirmed_at is not None else None
        standings.append(Standing(patient_id, course, wishes_of(preference), today, email, language))
    return standings


_FIRST = {CourseState.ACTIVE: 0, CourseState.PAUSED: 1, CourseState.HOSPITALISED: 1, CourseState.PLANNED: 2}


def _order(course: Course) -> tuple[int, int]:
    """The course that reminders are about comes first: the running one, else the one that started last."""
    return _FIRST.get(course.state, 3), -course.started_on.toordinal()


def _ledger_of(clinic_id: UUID, days: Sequence[date]) -> dict[tuple[UUID, date], dict[Step, datetime | None]]:
    """(patient, day) -> step -> when it was sent, None if it was not."""
    rows = db.session.execute(
        select(Reminder.patient_id, Reminder.local_date, Reminder.step, Reminder.sent_at).where(
            Reminder.clinic_id == clinic_id, Reminder.local_date.in_(days)
        )
    )
    found: defaultdict[tuple[UUID, date], dict[Step, datetime | None]] = defaultdict(dict)
    for patient_id, on, step, sent_at in rows:
        found[patient_id, on][step] = sent_at
    return found


def _busy_days(clinic_id: UUID, days: Sequence[date]) -> set[tuple[UUID, date]]:
    """(course, day) of the days with several sessions."""
    rows = db.session.execute(
        select(TreatmentDay.course_id, TreatmentDay.on).where(
            TreatmentDay.clinic_id == clinic_id, TreatmentDay.on.in_(days), TreatmentDay.sessions > 1
        )
    )
    return {(course_id, on) for course_id, on in rows}


def _with_what_is_owed(clinic: Clinic, known: Sequence[Standing]) -> list[Standing]:
    """The same with what they owe and what they left unanswered; without those of whom nothing is expected at all."""
    if not known:
        return []
    patients = [each.patient_id for each in known]
    waiting = _waiting(clinic, known)
    logged = _logged_days(clinic.id, known)
    reminded = _reminded_days(clinic.id, known)
    active = _last_heard(clinic.id, patients)
    found = []
    for each in known:
        on, state = each.today.on, each.course.state
        keeps_log = state is CourseState.ACTIVE and each.course.started_on <= on
        is_waiting = each.patient_id in waiting
        if not (keeps_log or is_waiting or state in SILENT):
            continue
        last = active.get(each.patient_id, date.min)
        owes = is_waiting or (keeps_log and (each.patient_id, on) not in logged)
        unanswered = [day for day in reminded.get(each.patient_id, ()) if last < day < on]
        found.append(replace(each, today=replace(each.today, owes=owes, unanswered=unanswered)))
    return found


def _waiting(clinic: Clinic, known: Sequence[Standing]) -> set[UUID]:
    """Who has a questionnaire to answer that is still reminded of: later it is the front desk's, see MISS-1."""
    days = timedelta(days=value_of(clinic.settings, "alerts.miss-1.days"))
    due = due_for_courses(clinic.id, [(each.course, each.today.on) for each in known])
    return {
        each.patient_id
        for each in known
        if any(each.today.on < one.due_on + days for one in on_phones(due[each.course.id]))
    }


def _logged_days(clinic_id: UUID, known: Iterable[Standing]) -> set[tuple[UUID, date]]:
    days = {each.patient_id: each.today.on for each in known}
    rows = db.session.execute(
        select(CheckIn.patient_id, CheckIn.felt_on).where(
            CheckIn.clinic_id == clinic_id,
            CheckIn.patient_id.in_(list(days)),
            CheckIn.felt_on.in_(sorted(set(days.values()))),
        )
    )
    return {(patient_id, on) for patient_id, on in rows}


def _reminded_days(clinic_id: UUID, known: Sequence[Standing]) -> dict[UUID, list[date]]:
    """Patient -> the days on which a first reminder was sent, oldest first."""
    since = min(each.today.on for each in known) - LOOKED_BACK
    rows = db.session.execute(
        select(Reminder.patient_id, Reminder.local_date)
        .where(
            Reminder.clinic_id == clinic_id,
            Reminder.patient_id.in_([each.patient_id for each in known]),
            Reminder.local_date >= since,
            Reminder.step == Step.FIRST,
            Reminder.sent_at.is_not(None),
        )
        .order_by(Reminder.local_date)
    )
    found: defaultdict[UUID, list[date]] = defaultdict(list)
    for patient_id, on in rows:
        found[patient_id].append(on)
    return found


def _last_heard(clinic_id: UUID, patients: Collection[UUID]) -> dict[UUID, date]:
    """Patient -> the last day that a log or an answered questionnaire is about."""
    found: dict[UUID, date] = {}
    for model, day in ((CheckIn, CheckIn.felt_on), (Response, Response.answered_on)):
        rows = db.session.execute(
            select(model.patient_id, func.max(day))
            .where(model.clinic_id == clinic_id, model.patient_id.in_(patients))
            .group_by(model.patient_id)
        )
        for patient_id, on in rows:
            found[patient_id] = max(on, found.get(patient_id, on))
    return found
