"""Rows for tests in a few words. What a test does not say is plausible and plain; what it says, it sees again."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from server.audit.models import Revision
from server.audit.rules import Standing, hash_of
from server.checkins.models import CheckIn, SideEffect
from server.courses.models.course import Course, TreatmentDay
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import CourseState, MoodScale, SessionState, weekdays_plan
from server.questionnaires.models import Response
from tests.inhabitants import HELP, Inhabitants, Person
from tests.treatment_rows import block_of, screen_of

__all__ = ["HELP", "LENGTHS", "Person", "World", "answers_of_total"]

LENGTHS = {"phq-9": 9, "gad-7": 7}  # items that count, each answered 0-3


class World(Inhabitants):
    """Builders on one application's database. Each commits what it adds and returns it."""

    def course(
        self,
        patient: Person | None = None,
        started_on: date | None = None,
        *,
        days: Sequence[date] | None = None,
        screened: bool = True,
        **rest: Any,
    ) -> Course:
        """A course of 36 sessions for depression that started three weeks ago, with its treatment days.

        days: the treatment days; without them as the weekday plan has them. screened: with a safety screen on file
        on which every answer is no.
        """
        patient = patient or self.patient()
        started_on = started_on or (self.clock.now - timedelta(weeks=3)).date()
        values: dict[str, Any] = {
            "id": uuid4(),
            "indication": "mdd",
            "protocol": "hf10_std",
            "mood_scale": MoodScale.ELEVEN,
            "state": CourseState.ACTIVE,
            "planned_sessions": 36,
            "created_at": self.clock.now - timedelta(days=60),
            **rest,
        }
        course = Course(clinic_id=patient.clinic_id, patient_id=patient.id, started_on=started_on, **values)
        planned = weekdays_plan(started_on, course.planned_sessions) if days is None else days
        self._add(course, *(TreatmentDay(clinic_id=course.clinic_id, course_id=course.id, on=day) for day in planned))
        if screened:
            self._add(screen_of(course))
        return course

    def sessions(
        self, course: Course, number: int, state: SessionState = SessionState.FULL, **rest: Any
    ) -> list[TreatmentSession]:
        """The next `number` sessions of a course, one a weekday from its start on or after the last one there is."""
        known = self.rows(TreatmentSession, clinic_id=course.clinic_id, course_id=course.id)
        day = max((each.on + timedelta(days=1) for each in known), default=course.started_on)
        made: list[TreatmentSession] = []
        blocks: list[StimulationBlock] = []
        for place in range(len(known) + 1, len(known) + 1 + number):
            while day.weekday() > 4:
                day += timedelta(days=1)
            at = datetime.combine(day, time(15), UTC)  # forms of that day, at noon, come before it
            values = {"operator_id": uuid4(), "started_at": at, "recorded_at": at, **rest}
            session = TreatmentSession(
                clinic_id=course.clinic_id, id=uuid4(), course_id=course.id, number=place, on=day, state=state, **values
            )
            made.append(session)
            if state is not SessionState.MISSED:
                blocks.append(block_of(session))
            day += timedelta(days=1)
        self._add(*made, *blocks, facts_of=course, facts=number)
        return made

    def response(
        self,
        course: Course,
        answered_on: date,
        total: int = 0,
        *,
        instrument: str = "phq-9",
        answers: Mapping[str, Any] | None = None,
        **rest: Any,
    ) -> Response:
        """A questionnaire that was answered in full: `total` spread over the items from the first one on.

        answers: instead of `total`, item -> value, "declined" or None.
        """
        given = dict(answers) if answers is not None else answers_of_total(instrument, total)
        finished_at = _noon(answered_on, "Europe/Berlin")
        values = {
            "version": "1",
            "mode": "phone",
            "zone": "Europe/Berlin",
            "started_at": finished_at - timedelta(minutes=2),
            "finished_at": finished_at,
            "recorded_at": finished_at,
            "received_at": finished_at,
            "skew_seconds": 0,
            **rest,
        }
        response = Response(
            clinic_id=course.clinic_id,
            patient_id=course.patient_id,
            id=uuid4(),
            course_id=course.id,
            revision=1,
            instrument=instrument,
            answers=given,
            answered_on=answered_on,
            **values,
        )
        content = {"instrument": instrument, "answered_on": answered_on.isoformat(), "answers": given}
        revision = _revision(response, "response", content, self._device, next(self._seq))
        self._add(response, revision, facts_of=course)
        return response

    def check_in(
        self,
        course: Course,
        felt_on: date,
        mood: int | None = 6,
        *,
        effects: Mapping[str, int] | None = None,
        **rest: Any,
    ) -> CheckIn:
        """A check-in as it came from a phone at noon of its day. mood: on the course's scale. effects: key -> grade."""
        felt_at = _noon(felt_on, "Europe/Berlin")
        values = {
            "device": self._device,
            "seq": next(self._seq),
            "felt_at": felt_at,
            "zone": "Europe/Berlin",
            "mood_scale": None if mood is None else course.mood_scale,
            "any_side_effects": None if effects is None else bool(effects),
            "recorded_at": felt_at,
            "received_at": felt_at,
            "skew_seconds": 0,
            **rest,
        }
        check_in = CheckIn(
            clinic_id=course.clinic_id,
            patient_id=course.patient_id,
            id=uuid4(),
            course_id=course.id,
            revision=1,
            felt_on=felt_on,
            mood_raw=mood,
            **values,
        )
        graded = [
            SideEffect(
                clinic_id=course.clinic_id,
                patient_id=course.patient_id,
                check_in_id=check_in.id,
                effect=effect,
                grade=grade,
            )
            for effect, grade in (effects or {}).items()
        ]
        content = {"felt_on": felt_on.isoformat(), "mood": mood, "side_effects": dict(effects or {})}
        revision = _revision(check_in, "check-in", content, check_in.device, check_in.seq)
        self._add(check_in, *graded, revision, facts_of=course)
        return check_in


def _revision(entry: CheckIn | Response, kind: str, content: Mapping[str, Any], device: UUID, seq: int) -> Revision:
    return Revision(
        clinic_id=entry.clinic_id,
        patient_id=entry.patient_id,
        record_id=entry.id,
        number=1,
        kind=kind,
        device=device,
        seq=seq,
        content_hash=hash_of(kind, content),
        standing=Standing.CURRENT,
        content=dict(content),
        recorded_at=entry.recorded_at,
        received_at=entry.received_at,
    )


def answers_of_total(instrument: str, total: int) -> dict[str, int]:
    """Answers that add up to `total`: the first items get 3 each, one the rest, the others 0.

    A PHQ-9 total up to 24 leaves item 9 at 0, so that no test alerts by accident.
    """
    places = LENGTHS[instrument]
    if not 0 <= total <= 3 * places:
        raise ValueError(f"{instrument} has totals from 0 to {3 * places}")
    return {str(place): min(3, max(0, total - 3 * (place - 1))) for place in range(1, places + 1)}


def _noon(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
