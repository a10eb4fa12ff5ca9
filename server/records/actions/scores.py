"""Importing earlier scores."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from server.access import Actor, Role
from server.alerts.actions import raise_alerts
from server.audit.actions import Write, keep_revisions, note_deeds
from server.audit.rules import plain
from server.courses.actions.facts import note_new_fact
from server.db import db, table_of
from server.errors import Invalid
from server.people.actions import add_patient
from server.people.queries import clinic_of
from server.questionnaires.library import instrument_version, instruments
from server.questionnaires.models import Response
from server.questionnaires.rules.entry import time_of
from server.questionnaires.rules.safety import reasons_in_response
from server.questionnaires.rules.scoring import STATED, score
from server.records.models import Imported
from server.records.queries.known import Answered, KnownPatient, imported_before, patients_by_number, totals_of_days
from server.records.rules.report import Outcome, Verdict
from server.records.rules.scores import Person, ScoreLine, read_score
from server.records.rules.table_file import Line
from server.records.rules.values import Notation

# A form of the last days is news for whoever treats the patient; an older one is history, and pages nobody.
ALERT_REACH = timedelta(days=7)
SAID = ("instrument", "version", "mode", "answers", "answered_on", "zone", "started_at", "finished_at")
PATIENTS = "patients"  # how added ones are called in the report


@dataclass
class ScoreImport:
    """One file of scores on its way in. file: its name, for the record. seen: of this file, by the record's id."""

    actor: Actor
    file: str
    notation: Notation
    add_patients: bool
    now: datetime
    seen: dict[UUID, int] = field(default_factory=dict)
    to_add: dict[str, Person] = field(default_factory=dict)

    def items(self, lines: Iterator[Line], refuse: Callable[[int, Invalid], None]) -> Iterator[ScoreLine]:
        """What the lines say."""
        known = {each.key: each for each in instruments()}
        today = self.now.astimezone(ZoneInfo(clinic_of(self.actor).zone)).date()
        for line in lines:
            try:
                if line.fault is not None:
                    raise Invalid(line.fault)
                yield read_score(line, self.notation, known, today)
            except Invalid as fault:
                refuse(line.number, fault)

    def judge(self, portion: list[ScoreLine], *, write: bool) -> Iterator[Verdict]:
        """What becomes of each line of the portion; with `write`, those that are new are stored."""
        patients = patients_by_number(self.actor.clinic_id, {each.patient_number for each in portion})
        before = imported_before(self.actor.clinic_id, [self._id_of(each) for each in portion])
        wanted = [(patients[each.patient_number].id, each.instrument, each.on) for each in portion
                  if each.patient_number in patients and self._id_of(each) not in before]  # fmt: skip
        totals = totals_of_days(self.actor.clinic_id, wanted)
        new: list[ScoreLine] = []
        for each in portion:
            verdict = self._verdict(each, patients.get(each.patient_number), before.get(self._id_of(each)), totals)
            self.seen.setdefault(self._id_of(each), each.number)
            if verdict.outcome is Outcome.ADDED:
                new.append(each)
                if each.patient_number not in patients and each.patient_number not in self.to_add:
                    self.to_add[each.patient_number] = each.person or Person("", None, None)
                    yield Verdict(each.number, Outcome.ADDED, PATIENTS)
            yield verdict
        if write:
            self._write(new)

    def _id_of(self, line: ScoreLine) -> UUID:
        return uuid5(self.actor.clinic_id, f"score|{line.key}")

    def _verdict(
        self,
        line: ScoreLine,
        patient: KnownPatient | None,
        before: tuple[UUID, dict[str, Any]] | None,
        totals: dict[Answered, list[float | None]],
    ) -> Verdict:
        def found(outcome: Outcome, column: str = "", reason: str = "") -> Verdict:
            return Verdict(line.number, outcome, line.instrument, column, reason)

        if (first := self.seen.get(self._id_of(line))) is not None:
            reason = f"Line {first} says the same patient, instrument and day. Two of one day need a key each."
            return found(Outcome.REFUSED, "key", reason)
        if patient is None:
            addable = self.add_patients and (line.person is not None or line.patient_number in self.to_add)
            reason = f"No patient of this clinic has the number {line.patient_number[:40]}."
            return found(Outcome.ADDED) if addable else found(Outcome.REFUSED, "patient_number", reason)
        if before is not None:
            return self._again(line, patient, *before)
        if patient.birth_date is not None and line.on < patient.birth_date:
            return found(Outcome.REFUSED, "date", "The patient was not born on that day.")
        if others := totals.get((patient.id, line.instrument, line.on)):
            total = _total_of(line)
            if total in others:
                return found(Outcome.KNOWN)
            reason = f"The total is {total} here; on file for that day is {', '.join(map(str, others))}."
            return found(Outcome.DIFFERS, "total", reason)
        return found(Outcome.ADDED)

    def _again(self, line: ScoreLine, patient: KnownPatient, owner: UUID, content: dict[str, Any]) -> Verdict:
        if owner != patient.id:
            reason = "A line with this key was imported for another patient."
            return Verdict(line.number, Outcome.REFUSED, line.instrument, "key", reason)
        if (here := plain(line.content)) == content:
            return Verdict(line.number, Outcome.KNOWN, line.instrument)
        changed = ", ".join(key for key in here if here[key] != content.get(key))
        reason = f"It was imported with another value of: {changed}. Correct it in Lodestone, if that one was wrong."
        return Verdict(line.number, Outcome.DIFFERS, line.instrument, "", reason)

    def _write(self, lines: Sequence[ScoreLine]) -> None:
        for number in {each.patient_number for each in lines} & set(self.to_add):
            person = self.to_add.pop(number)
            said = {"name": person.name, "number": number, "birth_date": person.birth_date, "sex": person.sex}
            add_patient(self.actor, said | {"zone": None, "language": None, "contact": None}, self.now)
        patients = patients_by_number(self.actor.clinic_id, {each.patient_number for each in lines})
        by_patient: dict[str, list[ScoreLine]] = {}
        for each in lines:
            by_patient.setdefault(each.patient_number, []).append(each)
        for number, own in by_patient.items():
            self._write_of(patients[number], own)

    def _write_of(self, patient: KnownPatient, lines: Sequence[ScoreLine]) -> None:
        rows = [self._row(patient, each) for each in lines]
        himself = Actor(patient.id, self.actor.clinic_id, Role.PATIENT)
        # The clinic stands for the device: what a phone sends of the same id is a conflict, and both are kept.
        writes = [
            Write("response", row["id"], row["clinic_id"], 1, None, plain({name: row[name] for name in SAID}), self.now)
            for row in rows
        ]
        keep_revisions(himself, writes, self.now)
        db.session.execute(insert(table_of(Response)), rows)
        db.session.execute(
            insert(table_of(Imported)),
            [
                {
                    "clinic_id": self.actor.clinic_id,
                    "id": self._id_of(each),
                    "patient_id": patient.id,
                    "kind": "score",
                    "content": plain(each.content),
                    "file": self.file,
                    "line": each.number,
                    "imported_at": self.now,
                }
                for each in lines
            ],
        )
        for course_id, facts in sorted(Counter(row["course_id"] for row in rows if row["course_id"]).items()):
            note_new_fact(self.actor.clinic_id, course_id, facts)
        note_deeds(self.actor, [("imported a questionnaire", row["id"]) for row in rows], patient.id, self.now)
        for each, row in zip(lines, rows, strict=True):
            self._alert(patient, each, row)

    def _row(self, patient: KnownPatient, line: ScoreLine) -> dict[str, Any]:
        at = time_of(line.on, self.now, patient.zone)
        return {
            "clinic_id": self.actor.clinic_id,
            "patient_id": patient.id,
            "id": self._id_of(line),
            "course_id": patient.course_of(line.on),
            "revision": 1,
            "instrument": line.instrument,
            "version": line.version,
            "mode": "imported",
            "answers": line.answers,
            "answered_on": line.on,
            "zone": patient.zone,
            "started_at": at,
            "finished_at": at,
            "recorded_at": self.now,
            "received_at": self.now,
            "skew_seconds": 0,
        }

    def _alert(self, patient: KnownPatient, line: ScoreLine, row: dict[str, Any]) -> None:
        today = self.now.astimezone(ZoneInfo(patient.zone)).date()
        if today - line.on > ALERT_REACH or set(line.answers) == {STATED}:
            return
        known = instrument_version(line.instrument, line.version)
        reasons = reasons_in_response(known, line.answers, row["finished_at"])
        raise_alerts(self.actor.clinic_id, patient.id, row["course_id"], reasons, self.now)


def _total_of(line: ScoreLine) -> float | None:
    return score(instrument_version(line.instrument, line.version), line.answers).total
