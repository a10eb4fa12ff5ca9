"""A machine that does to courses whatever people do, in any order, and compares summaries that grew with rebuilt ones.

tests/jobs runs it shortly, tests/proofs for long. Everything goes through the routes, so that a deed that forgets to
count its fact is found.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import delete, select

from server import jobs
from server.access import Role
from server.courses.models.course import Course
from server.courses.rules import CourseState
from server.db import db, table_of
from server.outcomes.actions import summaries
from server.outcomes.models import Summary
from server.outcomes.queries import facts
from server.people.models import Clinic
from tests.builders import World, answers_of_total

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("UTC"))
DAYS = st.integers(-35, 56)  # since the start of the running course; 56 is today
TOTALS = st.integers(0, 24)  # item 9 stays at 0
HOURS = st.sampled_from([7, 12, 20])  # before, about and after the first session of a day
BLOCK = {"target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10}
SETTINGS: tuple[dict[str, Any], ...] = (
    {"outcomes.baseline_days": 3},
    {"outcomes.baseline_days": None},
    {"outcomes.end_days_after": 2},
    {"outcomes.relapse_rise": 2},
    {"outcomes.thresholds": {"phq-9": {"response_percent": 30, "reliable": 4}}},
    {"outcomes.thresholds": {"gad-7": {"response_points": 3, "remission_below": None}}},
    {"outcomes.thresholds": None},
    {"clinic.holidays": ["2026-12-25"]},  # which no outcome depends on
)


@dataclass
class Sent:
    """An entry of the phone, as it was sent last."""

    kind: str
    id: str
    content: dict[str, Any]


class Rebuilding(RuleBasedStateMachine):
    """Two courses of one patient, one that ended in spring and one that runs; each example in a clinic of its own."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        self.clinic: Clinic = world.clinic()
        patient = world.patient(self.clinic)
        self.start = (NOW - timedelta(days=56)).date()
        before = self.start - timedelta(days=200)
        world.course(patient, before, state=CourseState.COMPLETED, ended_on=before + timedelta(days=58))
        self.course = world.course(patient, self.start)
        self.phone = world.client_of(patient)
        self.desk = world.client_of(world.staff(Role.CLINICIAN, self.clinic))
        self.admin = world.client_of(world.staff(Role.ADMIN, self.clinic))
        self.device, self.seq = str(uuid4()), 0
        self.sent: list[Sent] = []
        self.entered: dict[str, int] = {}  # id -> revision
        self.sessions: list[str] = []
        self.numbered = 0
        self.rules = facts.OF_RULES
        self.watched = False
        self.patch = pytest.MonkeyPatch()

    def day(self, place: int) -> date:
        return self.start + timedelta(days=place)

    def at(self, place: int, hour: int) -> str:
        """An instant of that day, never later than now."""
        local = datetime.combine(self.day(place), time(hour), ZoneInfo(ZONE))
        return min(local, NOW).astimezone(ZoneInfo("UTC")).isoformat()

    def post(self, client: Any, path: str, body: dict[str, Any]) -> Any:
        """What the server answers. It may refuse; it must not break. What is unusual is confirmed."""
        answer = client.post(path, json=body)
        if answer.status_code == 409 and answer.json["code"] == "unusual":
            codes = [each["code"] for each in answer.json["details"]["confirm"]]
            answer = client.post(path, json={**body, "confirmed": codes})
        assert answer.status_code < 500, (path, body, answer.json)
        return answer

    def sync(self, entry: Sent, content: dict[str, Any] | None) -> None:
        self.seq += 1
        item = {
            "kind": entry.kind,
            "id": entry.id,
            "seq": self.seq,
            "base": None,
            "recorded_at": NOW.isoformat(),
            "deleted": content is None,
            "content": content,
        }
        sent_at = NOW.isoformat()
        self.post(self.phone, "/api/sync", {"schema": 1, "device": self.device, "sent_at": sent_at, "items": [item]})

    def check_in(self, place: int, mood: int, hour: int) -> dict[str, Any]:
        return {
            "felt_at": self.at(place, hour),
            "felt_on": self.day(place).isoformat(),
            "zone": ZONE,
            "mood": {"scale": "eleven", "raw": mood},
            "energy": None,
            "anxiety": None,
            "sleep_hours": None,
            "note": None,
            "any_side_effects": False,
            "side_effects": [],
        }

    def form(self, place: int, total: int, hour: int, instrument: str, missing: int) -> dict[str, Any]:
        answers: dict[str, int | None] = {**answers_of_total(instrument, min(total, 21))}
        answers.update({str(item + 1): None for item in range(missing)})
        return {
            "instrument": instrument,
            "version": "1",
            "started_at": self.at(place, hour),
            "finished_at": self.at(place, hour),
            "answered_on": self.day(place).isoformat(),
            "zone": ZONE,
            "mode": "phone",
            "answers": answers,
        }

    @rule(place=DAYS, mood=st.integers(0, 10), hour=HOURS)
    def log_a_day(self, place: int, mood: int, hour: int) -> None:
        self.sent.append(Sent("check-in", str(uuid4()), self.check_in(place, mood, hour)))
        self.sync(self.sent[-1], self.sent[-1].content)

    @rule(
        place=DAYS,
        total=TOTALS,
        hour=HOURS,
        instrument=st.sampled_from(["phq-9", "phq-9", "gad-7"]),
        missing=st.sampled_from([0, 0, 0, 1, 4]),
    )
    def answer_a_form(self, place: int, total: int, hour: int, instrument: str, missing: int) -> None:
        content = self.form(place, total, hour, instrument, missing)
        self.sent.append(Sent("response", str(uuid4()), content))
        self.sync(self.sent[-1], content)

    @precondition(lambda self: self.sent)
    @rule(chosen=st.integers(0, 99), place=DAYS, value=st.integers(0, 10), hour=HOURS)
    def edit_an_entry(self, chosen: int, place: int, value: int, hour: int) -> None:
        """To another day, too, and so perhaps to the other course."""
        entry = self.sent[chosen % len(self.sent)]
        if entry.kind == "check-in":
            entry.content = self.check_in(place, value, hour)
        else:
            entry.content = self.form(place, 2 * value, hour, entry.content["instrument"], 0)
        self.sync(entry, entry.content)

    @precondition(lambda self: self.sent)
    @rule(chosen=st.integers(0, 99))
    def delete_an_entry(self, chosen: int) -> None:
        self.sync(self.sent.pop(chosen % len(self.sent)), None)

    @rule(place=DAYS, total=TOTALS, mode=st.sampled_from(["paper", "read-aloud"]))
    def enter_a_paper(self, place: int, total: int, mode: str) -> None:
        id = str(uuid4())
        body = {
            "id": id,
            "instrument": "phq-9",
            "version": "1",
            "mode": mode,
            "answered_on": self.day(place).isoformat(),
            "answers": answers_of_total("phq-9", total),
            "note": None,
            "confirmed": [],
        }
        if self.post(self.desk, f"/api/courses/{self.course.id}/responses", body).status_code < 300:
            self.entered[id] = 1

    @precondition(lambda self: self.entered)
    @rule(chosen=st.integers(0, 99), place=DAYS, total=TOTALS)
    def correct_a_paper(self, chosen: int, place: int, total: int) -> None:
        id = list(self.entered)[chosen % len(self.entered)]
        body = {
            "rev": self.entered[id],
            "answered_on": self.day(place).isoformat(),
            "answers": answers_of_total("phq-9", total),
            "mode": None,
            "note": None,
            "reason": "Typed the wrong line",
            "confirmed": [],
        }
        if self.post(self.desk, f"/api/responses/{id}/correct", body).status_code < 300:
            self.entered[id] += 1

    @precondition(lambda self: self.entered)
    @rule(chosen=st.integers(0, 99))
    def remove_a_paper(self, chosen: int) -> None:
        id = list(self.entered)[chosen % len(self.entered)]
        del self.entered[id]
        self.post(self.desk, f"/api/responses/{id}/remove", {"reason": "Belongs to somebody else"})

    @rule(
        place=st.integers(0, 40),
        number=st.sampled_from([1, 1, 6]),
        state=st.sampled_from(["full", "full", "full", "partial", "aborted", "missed"]),
    )
    def record_sessions(self, place: int, number: int, state: str) -> None:
        """On days in a row, so that session 10 is reached now and then."""
        for more in range(number):
            id = str(uuid4())
            self.numbered += 1
            body = {
                "id": id,
                "number": self.numbered,
                "on": self.day(place + more).isoformat(),
                "started_at": self.at(place + more, 12),
                "state": state,
                "blocks": [] if state == "missed" else [BLOCK],
                "site_pain": None,
                "note": "Said so",
                "confirmed": [],
            }
            if self.post(self.desk, f"/api/courses/{self.course.id}/sessions", body).status_code < 300:
                self.sessions.append(id)

    @precondition(lambda self: self.sessions)
    @rule(chosen=st.integers(0, 99), place=st.integers(0, 56), state=st.sampled_from(["full", "missed", None]))
    def correct_a_session(self, chosen: int, place: int, state: str | None) -> None:
        day: dict[str, Any] = {"on": self.day(place).isoformat(), "started_at": self.at(place, 12)}
        changes = day if state is None else {"state": state, "blocks": [] if state == "missed" else [BLOCK]}
        body = {"changes": changes, "reason": "Typed the wrong line", "confirmed": []}
        self.post(self.desk, f"/api/sessions/{self.sessions[chosen % len(self.sessions)]}/correct", body)

    @precondition(lambda self: self.sessions)
    @rule(chosen=st.integers(0, 99))
    def remove_a_session(self, chosen: int) -> None:
        id = self.sessions.pop(chosen % len(self.sessions))
        self.post(self.desk, f"/api/sessions/{id}/remove", {"reason": "Recorded twice"})

    @rule(place=st.integers(20, 56), chance=st.integers(0, 3))
    def end_the_course(self, place: int, chance: int) -> None:
        """Seldom, since little happens after it."""
        if not chance:
            body = {"on": self.day(place).isoformat(), "state": "completed", "reason": None}
            self.post(self.desk, f"/api/courses/{self.course.id}/end", body)

    @rule(changes=st.sampled_from(SETTINGS))
    def change_a_setting(self, changes: dict[str, Any]) -> None:
        self.post(self.admin, "/api/clinic/settings", {"changes": changes, "reason": "Our board decided so"})

    @rule()
    def change_the_rules(self) -> None:
        """As a new release does: nothing computed by the old ones is trusted."""
        self.rules += 1
        self.patch.setattr(facts, "OF_RULES", self.rules)
        self.patch.setattr(summaries, "OF_RULES", self.rules)

    @initialize(watched=st.booleans())
    def choose(self, watched: bool) -> None:
        """Half of the examples are compared after each step: later facts would hide a deed that counted none."""
        self.watched = watched

    @invariant()
    def agree(self) -> None:
        """What the table holds after the job equals what the facts say."""
        if self.watched:
            self.refresh()
            assert self.kept() == self.world.run(self.computed, mode="read")

    def computed(self) -> list[dict[str, Any]]:
        """The rows as they would be if there had been none before."""
        clinic = db.session.scalars(select(Clinic).where(Clinic.id == self.clinic.id)).one()
        courses = db.session.scalars(select(Course).where(Course.clinic_id == clinic.id).order_by(Course.id)).all()
        return summaries.summary_rows(clinic, [facts.one_to_summarise(each) for each in courses], NOW)

    @rule()
    def refresh(self) -> None:
        """As the job does."""
        with self.world.app.app_context():
            clinic = self.world.rows(Clinic, id=self.clinic.id)[0]
            jobs.refresh(clinic)

    @rule()
    def compare(self) -> None:
        """What grew equals what is rebuilt from nothing."""
        self.refresh()
        grown = self.kept()
        assert len(grown) == len(self.world.rows(Course, clinic_id=self.clinic.id))
        self.world.run(self.drop)
        self.refresh()
        assert self.kept() == grown

    def kept(self) -> list[dict[str, Any]]:
        """All summaries of the clinic as they are stored."""
        table = table_of(Summary)
        with self.world.transaction("read"):
            found = db.session.execute(
                select(table).where(table.c.clinic_id == self.clinic.id).order_by(table.c.course_id)
            )
            return [dict(row._mapping) for row in found]

    def drop(self) -> None:
        db.session.execute(delete(Summary).where(Summary.clinic_id == self.clinic.id))

    def teardown(self) -> None:
        try:
            self.compare()
        finally:
            self.patch.undo()


def machine_on(world: World) -> type[Rebuilding]:
    """The machine on the database of a test."""
    return type("RebuildingOnThisDatabase", (Rebuilding,), {"world": world})
