"""Importing treatment sessions, as a table or as a device exports them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from server.access import Actor
from server.audit.actions import note_deeds
from server.audit.rules import plain
from server.courses.actions.anchor import follow_first_session
from server.courses.actions.facts import note_new_fact
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.queries.course import find_course
from server.courses.queries.plan import delivered_days_of
from server.courses.rules import DELIVERED, CourseState
from server.db import db
from server.errors import Invalid
from server.people.queries import clinic_of
from server.records.models import Imported
from server.records.queries.known import (
    KnownPatient,
    KnownSession,
    courses_with_sessions,
    imported_before,
    patients_by_number,
)
from server.records.rules.mapping import DeviceMapping, translated
from server.records.rules.report import Outcome, Verdict
from server.records.rules.sessions import LARGEST_NUMBER, SessionLine, joined, read_session
from server.records.rules.table_file import Line
from server.records.rules.values import Notation

WHAT = "sessions"


@dataclass
class _CourseSoFar:
    """A course with its sessions on file and of this import. by_hand: of each day, those that no import brought."""

    patient_id: UUID
    days: dict[int, date]
    by_hand: dict[date, list[KnownSession]]

    @property
    def last(self) -> date:
        return max(self.days.values(), default=date.min)


@dataclass
class SessionImport:
    """One file of sessions on its way in. mapping: of a device's own export, None for our columns."""

    actor: Actor
    file: str
    notation: Notation
    mapping: DeviceMapping | None
    now: datetime
    seen: dict[UUID, int] = field(default_factory=dict)
    courses: dict[UUID, _CourseSoFar] = field(default_factory=dict)

    def items(self, lines: Iterator[Line], refuse: Callable[[int, Invalid], None]) -> Iterator[SessionLine]:
        """The sessions of the file: of each line one, or of neighbours together where a line is one stimulation."""
        found = self._read(lines, refuse)
        return joined(found) if self.mapping is not None and self.mapping.joins_blocks else found

    def _read(self, lines: Iterator[Line], refuse: Callable[[int, Invalid], None]) -> Iterator[SessionLine]:
        today = self.now.astimezone(self._zone).date()
        # A mapping has turned days and numbers into our own notation.
        notation = self.notation if self.mapping is None else Notation()
        for line in lines:
            try:
                if line.fault is not None:
                    raise Invalid(line.fault)
                ours = line if self.mapping is None else translated(line, self.mapping)
                if ours is not None:
                    yield read_session(ours, notation, today)
            except Invalid as fault:
                refuse(line.number, fault)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(clinic_of(self.actor).zone)

    def judge(self, portion: list[SessionLine], *, write: bool) -> Iterator[Verdict]:
        """What becomes of each session of the portion; with `write`, those that are new are stored."""
        clinic_id = self.actor.clinic_id
        patients = patients_by_number(clinic_id, {each.patient_number for each in portion})
        before = imported_before(clinic_id, [self._id_of(each) for each in portion])
        treated = {id(each): self._course_of(patients.get(each.patient_number), each) for each in portion}
        self._look_up({course_id for course_id in treated.values() if course_id} - set(self.courses))
        new: list[tuple[SessionLine, UUID, int]] = []
        for each in portion:
            course_id = treated[id(each)]
            verdict, number = self._verdict(each, each.patient_number in patients, course_id, before)
            self.seen.setdefault(self._id_of(each), each.number)
            if course_id is not None and number is not None:
                self.courses[course_id].days[number] = each.on
                new.append((each, course_id, number))
            yield verdict
        if write and new:
            self._write(new)

    def _id_of(self, line: SessionLine) -> UUID:
        return uuid5(self.actor.clinic_id, f"session|{line.key}")

    @staticmethod
    def _course_of(patient: KnownPatient | None, line: SessionLine) -> UUID | None:
        return None if patient is None else patient.treated_in(line.on)

    def _look_up(self, course_ids: set[UUID]) -> None:
        for course_id, course in courses_with_sessions(self.actor.clinic_id, course_ids).items():
            imported = imported_before(self.actor.clinic_id, [each.id for each in course.sessions])
            by_hand: dict[date, list[KnownSession]] = {}
            for each in course.sessions:
                if each.id not in imported:
                    by_hand.setdefault(each.on, []).append(each)
            days = {each.number: each.on for each in course.sessions}
            self.courses[course_id] = _CourseSoFar(course.patient_id, days, by_hand)

    def _verdict(
        self,
        line: SessionLine,
        is_patient: bool,
        course_id: UUID | None,
        before: dict[UUID, tuple[UUID, dict[str, Any]]],
    ) -> tuple[Verdict, int | None]:
        """And the number of the session in its course, if it is to be stored."""

        def refused(column: str, reason: str) -> tuple[Verdict, None]:
            return Verdict(line.number, Outcome.REFUSED, WHAT, column, reason), None

        if (first := self.seen.get(self._id_of(line))) is not None:
            return refused("key", f"Line {first} says the same session. Two of one day need a number, a time or a key.")
        if not is_patient:
            return refused("patient_number", f"No patient of this clinic has the number {line.patient_number[:40]}.")
        if course_id is None:
            return refused("date", f"No course of this patient covers {line.on}. Plan that course first.")
        course = self.courses[course_id]
        if (known := before.get(self._id_of(line))) is not None:
            return self._again(line, course, *known), None
        if self._recorded_by_hand(line, course):
            return Verdict(line.number, Outcome.KNOWN, WHAT), None
        if line.session is not None and line.session in course.days:
            on = course.days[line.session]
            return refused("number", f"Session {line.session} of this course is on file already, on {on}.")
        if line.session is None and line.on < course.last:
            return refused("number", f"Sessions up to {course.last} are on file. An earlier one needs its number.")
        number = line.session or max(course.days, default=0) + 1
        if number > LARGEST_NUMBER:
            return refused("number", f"A course has at most {LARGEST_NUMBER} sessions.")
        return Verdict(line.number, Outcome.ADDED, WHAT), number

    @staticmethod
    def _recorded_by_hand(line: SessionLine, course: _CourseSoFar) -> bool:
        """Whether somebody entered this session here; each that was entered stands for one line."""
        there = course.by_hand.get(line.on, [])
        same = next((each for each in there if line.session in (None, each.number)), None)
        if same is not None:
            there.remove(same)
        return same is not None

    def _again(self, line: SessionLine, course: _CourseSoFar, owner: UUID, content: dict[str, Any]) -> Verdict:
        if owner != course.patient_id:
            reason = "A line with this key was imported for another patient."
            return Verdict(line.number, Outcome.REFUSED, WHAT, "key", reason)
        if (here := plain(line.content)) == content:
            return Verdict(line.number, Outcome.KNOWN, WHAT)
        changed = ", ".join(key for key in here if here[key] != content.get(key))
        reason = f"It was imported with another value of: {changed}. Correct it in Lodestone, if that one was wrong."
        return Verdict(line.number, Outcome.DIFFERS, WHAT, "", reason)

    def _write(self, new: Sequence[tuple[SessionLine, UUID, int]]) -> None:
        clinic_id, zone = self.actor.clinic_id, self._zone
        db.session.execute(
            insert(TreatmentSession),
            [
                {
                    "clinic_id": clinic_id,
                    "id": self._id_of(line),
                    "course_id": course_id,
                    "number": number,
                    "on": line.on,
                    "started_at": None if line.at is None else datetime.combine(line.on, line.at, zone).astimezone(UTC),
                    "state": line.state,
                    "site_pain": line.site_pain,
                    "note": line.note,
                    "operator_id": self.actor.person_id,
                    "recorded_at": self.now,
                }
                for line, course_id, number in new
            ],
        )
        blocks = [
            {
                "clinic_id": clinic_id,
                "session_id": self._id_of(line),
                "number": place,
                "target": block.target,
                "intensity_percent_mt": block.intensity_percent_mt,
                "pulses": block.pulses,
                "frequency_hz": block.frequency_hz,
            }
            for line, _, _ in new
            for place, block in enumerate(line.blocks, start=1)
        ]
        if blocks:
            db.session.execute(insert(StimulationBlock), blocks)
        db.session.execute(
            insert(Imported),
            [
                {
                    "clinic_id": clinic_id,
                    "id": self._id_of(line),
                    "patient_id": self.courses[course_id].patient_id,
                    "kind": "session",
                    "content": plain(line.content),
                    "file": self.file,
                    "line": line.number,
                    "imported_at": self.now,
                }
                for line, course_id, _ in new
            ],
        )
        for course_id in sorted({course_id for _, course_id, _ in new}):
            self._tell_course(course_id, [line for line, its, _ in new if its == course_id])

    def _tell_course(self, course_id: UUID, lines: Sequence[SessionLine]) -> None:
        """What else recording a session does: the course runs, starts on the day of its first session, and is news."""
        course = find_course(self.actor, course_id)
        if course.state is CourseState.PLANNED and any(each.state in DELIVERED for each in lines):
            course.state = CourseState.ACTIVE
            db.session.flush()
        delivered = delivered_days_of(self.actor.clinic_id, course_id)
        follow_first_session(self.actor, course, min(delivered, default=None), self.now)
        note_new_fact(self.actor.clinic_id, course_id, len(lines))
        deeds = [("imported a session", self._id_of(each)) for each in lines]
        note_deeds(self.actor, deeds, course.patient_id, self.now)
