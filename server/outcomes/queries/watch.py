"""Which courses have to be looked at for alerts about trends and silence, and what is found in them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select

from server.alerts.models import Alert, AlertEvidence, CourseWatch
from server.alerts.rules import SUICIDALITY, Reason
from server.alerts.rules.silence import (
    Worry,
    reason_in_absence,
    reason_in_overdue,
    reason_in_silence,
    reasons_in_gaps,
    silent_days,
)
from server.alerts.rules.trend import Score, reason_in_mood, reason_in_progress, reason_in_relapse, reason_in_score
from server.checkins.queries import local_day
from server.checkins.queries.patterns import moods_of_courses
from server.clinic_settings import value_of
from server.courses.models.course import Course
from server.courses.models.session import TreatmentSession
from server.courses.rules import FOLLOW_UP_REACH, CourseState, SessionState
from server.db import db
from server.outcomes.queries.facts import facts_of, one_to_summarise
from server.outcomes.rules.analysis_points import find_end_of_acute, find_fixed_point
from server.outcomes.rules.analysis_points import last_acute_session as last_acute
from server.outcomes.rules.baseline import Reading, after_start, find_baseline
from server.outcomes.rules.relapse import relapsed_on
from server.outcomes.rules.response import change_percent, is_response
from server.outcomes.rules.summary import Facts, summarise
from server.outcomes.rules.thresholds import improvement
from server.people.models import Clinic, Patient
from server.questionnaires.library import instrument
from server.wording import read_back

WATCH_VERSION = 2  # raise it with every change of what is found below: every course is looked at again
MOOD_REACH = timedelta(days=10)  # the three days and the seven before them
WORRIES = (SUICIDALITY, "DET")  # the families after which silence calls for a call
WATCHED = (CourseState.ACTIVE, CourseState.PAUSED, CourseState.HOSPITALISED)
AFTERWARDS = (CourseState.COMPLETED, CourseState.DISCONTINUED)


@dataclass(frozen=True)
class ToWatch:
    """A course with what it was read at. today: the patient's day; of_day: the clinic's.

    withdrew: the patient; then nobody waits for what does not come, but what does come still alerts.
    """

    course: Course
    today: date
    of_facts: int
    of_day: date
    of_settings: str
    withdrew: bool = False


@dataclass(frozen=True)
class Found:
    """A reason with the fact that it is about, for which it is raised once. on: the patient's day of that fact."""

    reason: Reason
    evidence: str
    on: date


def settings_stamp(chosen: Mapping[str, Any]) -> str:
    """A short hash of the clinic's settings and of the version of the rules: what was found before may be otherwise."""
    words = json.dumps([WATCH_VERSION, chosen], sort_keys=True, default=str)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def courses_to_watch(clinic: Clinic, now: datetime, limit: int) -> list[ToWatch]:
    """Courses of which anything is new since they were last looked at: facts, the clinic's day or its settings.

    Running ones, and those that ended within the reach of follow-ups. Nobody who has died is watched.
    """
    of_day, stamp = local_day(now, clinic.zone), settings_stamp(clinic.settings)
    rows = db.session.execute(
        select(Course, Patient.zone, Patient.withdrawn_at)
        .join(Patient, (Patient.clinic_id == Course.clinic_id) & (Patient.id == Course.patient_id))
        .outerjoin(CourseWatch, (CourseWatch.clinic_id == Course.clinic_id) & (CourseWatch.course_id == Course.id))
        .where(
            Course.clinic_id == clinic.id,
            or_(
                Course.state.in_(WATCHED),
                and_(Course.state.in_(AFTERWARDS), Course.ended_on >= of_day - FOLLOW_UP_REACH),
            ),
            or_(
                CourseWatch.course_id.is_(None),
                CourseWatch.of_facts != Course.facts,
                CourseWatch.of_day != of_day,
                CourseWatch.of_settings != stamp,
            ),
        )
        .order_by(Course.id)
        .limit(limit)
    )
    return [
        ToWatch(course, local_day(now, zone), course.facts, of_day, stamp, withdrawn_at is not None)
        for course, zone, withdrawn_at in rows
    ]


def reasons_found(clinic: Clinic, watched: Sequence[ToWatch], now: datetime) -> Iterator[tuple[Course, list[Found]]]:
    """For each course the reasons that its facts give today, whether they were raised before or not."""
    courses = [each.course for each in watched]
    ids = [each.id for each in courses]
    facts = facts_of(clinic.id, [one_to_summarise(each) for each in courses])
    moods = moods_of_courses(clinic.id, ids, local_day(now, clinic.zone) - MOOD_REACH - timedelta(days=2))
    missed = _last_missed_sessions(clinic.id, ids)
    worries = _worries(clinic, [each.patient_id for each in courses])
    for each in watched:
        view = _View(each, facts[each.course.id], clinic.settings, now)
        found = [*_scores(view), *([] if each.withdrew else _gaps(view))]
        if each.course.state is CourseState.ACTIVE:
            found += [
                *_mood(view, moods.get(each.course.id, {})),
                *([] if each.withdrew else _overdue(view)),
                *_silence(view, missed.get(each.course.id), worries.get(each.course.patient_id)),
            ]
        yield each.course, [one for one in found if one.on >= view.oldest]


@dataclass(frozen=True)
class _View:
    """One course as the rules look at it."""

    watched: ToWatch
    facts: Facts
    chosen: Mapping[str, Any]
    now: datetime

    def value(self, key: str) -> Any:
        return value_of(self.chosen, f"alerts.{key}")

    @property
    def oldest(self) -> date:
        """Facts of an earlier day are no news, however late they came."""
        return self.watched.today - timedelta(days=self.value("trend_days"))

    @property
    def title(self) -> str:
        return instrument(self.facts.primary).title

    @property
    def readings(self) -> list[Reading]:
        return [
            Reading(each.answered_on, each.total, each.after_start)
            for each in self.facts.responses
            if each.instrument == self.facts.primary and each.total is not None
        ]

    @property
    def has_ended(self) -> bool:
        return self.watched.course.state in AFTERWARDS

    def noon(self, on: date) -> datetime:
        """A moment for a fact that only has a day, no later than now."""
        return min(datetime.combine(on, time(12), ZoneInfo("UTC")), self.now)


def _scores(view: _View) -> Iterator[Found]:
    """DET-1 and DET-2 while the course runs, NOT at its milestones, REL afterwards."""
    facts, readings = view.facts, view.readings
    thresholds = facts.thresholds[facts.primary]
    baseline = find_baseline(readings, facts.days.started_on, facts.windows)
    after = after_start(readings, facts.days.started_on)
    before = None if baseline is None else baseline.reading.total
    if not view.has_ended and after:
        last = after[-1]
        score = Score(
            view.title,
            last.on,
            last.total,
            before,
            after[-2].total if len(after) > 1 else before,
            view.noon(last.on),
            thresholds.higher_is_better,
        )
        severe = view.value("det-2.severe").get(facts.primary)
        reason = reason_in_score(score, points=thresholds.minimal, reliable=thresholds.reliable, severe_from=severe)
        if reason is not None:
            yield Found(reason, f"{facts.primary} {last.on} {last.total:g}", last.on)
        if before is not None:
            yield from _progress(view, before, after)
    if view.has_ended:
        end = find_end_of_acute(after, _last_acute(view), facts.windows)
        on = relapsed_on(after, end, thresholds)
        if on is not None and end is not None:
            total = next(each.total for each in after if each.on == on)
            reason = reason_in_relapse(view.title, on, total, end.total, view.noon(on))
            yield Found(reason, f"{facts.primary} {on} {total:g}", on)


def _progress(view: _View, before: float, after: Sequence[Reading]) -> Iterator[Found]:
    facts = view.facts
    thresholds = facts.thresholds[facts.primary]
    done = len(facts.session_days)
    number = min(done // 10 * 10, 30)
    # Not where several sessions are given a day: nobody is expected to be better after a morning.
    is_read = number in facts.fixed_points
    point = find_fixed_point(after, facts.session_days, number, facts.windows) if is_read else None
    if point is None or done >= number + 10:
        return
    percent = change_percent(before, point.total, thresholds)
    earlier = [each.total for each in after if each.on < point.on] or [before]
    reason = reason_in_progress(
        view.title,
        number,
        0.0 if percent is None else float(percent),
        view.value("not.percent"),
        responds=bool(is_response(before, point.total, thresholds)),
        falls=improvement(earlier[-1], point.total, thresholds) > 0,
        felt_at=view.noon(point.on),
    )
    if reason is not None:
        yield Found(reason, f"session {number}", max(point.on, facts.session_days[number - 1]))


def _last_acute(view: _View) -> date | None:
    return last_acute(view.facts.session_days, view.facts.days.acute_ends_on, has_ended=view.facts.has_ended)


def _gaps(view: _View) -> Iterator[Found]:
    """MISS-4. The day is that of the session by which the score should have been there."""
    facts, days = view.facts, view.facts.session_days
    if not days:
        return
    readings = view.readings
    after = after_start(readings, facts.days.started_on)
    reached = [number for number in facts.fixed_points if len(days) >= number + facts.windows.within_sessions]
    points = {number: find_fixed_point(after, days, number, facts.windows) is not None for number in reached}
    acute = _last_acute(view)
    end_by = None if acute is None else acute + timedelta(days=facts.windows.end_after)
    end_missing = (
        end_by is not None and end_by < view.watched.today and find_end_of_acute(after, acute, facts.windows) is None
    )
    on = {"baseline": days[0], "end": end_by or days[0]}
    on |= {f"session {number}": days[number + facts.windows.within_sessions - 1] for number in reached}
    for reason in reasons_in_gaps(
        view.title,
        sessions_done=len(days),
        has_baseline=find_baseline(readings, facts.days.started_on, facts.windows) is not None,
        points=points,
        within=facts.windows.within_sessions,
        end_missing=end_missing,
        now=view.now,
    ):
        (key,) = reason.symptoms
        yield Found(reason, key, on[key])


def _mood(view: _View, moods: Mapping[date, float]) -> Iterator[Found]:
    """DET-3, of the last day that was logged; the same fall is not told again for a week (`_recent` in the action)."""
    logged = [on for on in moods if on <= view.watched.today]
    if not logged:
        return
    last = max(logged)
    reason = reason_in_mood(moods, last, view.value("det-3.points"), view.noon(last))
    if reason is not None:
        yield Found(reason, f"mood {last}", last)


def _overdue(view: _View) -> Iterator[Found]:
    """MISS-1: of the questionnaires that patients fill in."""
    for each in summarise(view.facts).awaited:
        known = instrument(each.instrument)
        if not known.can_be_asked:
            continue
        days = view.value("miss-1.days")
        reason = reason_in_overdue(known.title, each.key, each.due_on, view.watched.today, days, view.now)
        if reason is not None:
            yield Found(reason, f"{each.instrument} {each.key}", each.due_on)


def _silence(view: _View, missed_on: date | None, worry: Worry | None) -> Iterator[Found]:
    """MISS-3, else MISS-2."""
    today, started_on = view.watched.today, view.watched.course.started_on
    if today <= started_on:
        return
    last = view.facts.last_log_on
    days = silent_days(last, started_on, today)
    since = f"since {max(last, started_on) if last else started_on}"
    first = today - timedelta(days=max(days, 1))
    reason = reason_in_absence(
        worry,
        days,
        missed_on,
        today,
        within=view.value("miss-3.within_days"),
        needed=view.value("miss-3.days"),
        now=view.now,
    )
    if reason is not None:
        if missed_on is not None and reason.symptoms != ("silence",):
            yield Found(reason, f"session {missed_on}", missed_on)
        else:
            yield Found(reason, since, first)
        return
    reason = reason_in_silence(days, view.value("miss-2.days"), view.now)
    if reason is not None and not view.watched.withdrew:
        yield Found(reason, since, first)


def _last_missed_sessions(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, date]:
    rows = db.session.execute(
        select(TreatmentSession.course_id, func.max(TreatmentSession.on))
        .where(
            TreatmentSession.clinic_id == clinic_id,
            TreatmentSession.course_id.in_(ids),
            TreatmentSession.state == SessionState.MISSED,
        )
        .group_by(TreatmentSession.course_id)
    )
    return {row[0]: row[1] for row in rows}


def _worries(clinic: Clinic, patients: Sequence[UUID]) -> dict[UUID, Worry]:
    """Patient -> the last safety or deterioration alert, open or closed."""
    rows = db.session.execute(
        select(Alert.patient_id, Alert.received_at, Alert.title, Alert.said)
        .where(Alert.clinic_id == clinic.id, Alert.patient_id.in_(patients), Alert.family.in_(WORRIES))
        .order_by(Alert.received_at)
    )
    return {
        patient_id: Worry(local_day(at, clinic.zone), read_back(title, said and said["title"]))
        for patient_id, at, title, said in rows
    }


def days_of_evidence(clinic_id: UUID, course_id: UUID, rule: str) -> list[date]:
    """The days of the facts that a rule was raised for in a course."""
    return list(
        db.session.scalars(
            select(AlertEvidence.on).where(
                AlertEvidence.clinic_id == clinic_id, AlertEvidence.course_id == course_id, AlertEvidence.rule == rule
            )
        )
    )
