"""Durable check-ins per second over HTTP, one by one and in batches of fifty, beside the same inserts without us."""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4

import psutil
from sqlalchemy import func, select

from bench.databases import Kind
from bench.measure import Figure, cpu_seconds, middle, percentile
from bench.web import Connection, serving
from bench.yardsticks import CLIENTS, Bare, Person, bare_inserts
from server.access import Role
from server.checkins.models import CheckIn
from server.courses.models.course import Course
from server.courses.rules import CourseState
from server.db import db, transaction
from server.demo import load_demo
from server.demo.rows import phone_id
from server.people.rules.session import Method
from server.people.sessions import start_session

ODK_CENTRAL = 83  # durable submissions per second on such a machine: design section 10
LONGEST_P99 = 0.100  # seconds
ROUNDS = 3
SECONDS = 6.0
WARM_UP = 1.5


@dataclass
class Round:
    """What eight connections reached in one round."""

    entries: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    waits: list[float] = field(default_factory=list)  # of each request, in seconds


class Phone:
    """One patient's phone on one connection, sending as fast as it is answered."""

    def __init__(self, token: str, items: int, seed: int) -> None:
        self.token = token
        self._rng = Random(seed)
        self.items = items
        self._device = str(uuid4())
        self._seq = count(1)
        self.waits: list[float] = []
        self.sent = 0
        self.failure: BaseException | None = None

    def send_until(self, deadline: float) -> None:
        """Send until then. What goes wrong is kept in `failure`, since a thread cannot raise to its starter."""
        try:
            connection = Connection(self.token)
            while time.perf_counter() < deadline:
                body = self._body()
                began = time.perf_counter()
                answer = connection.post("/api/sync", body)
                self.waits.append(time.perf_counter() - began)
                self.sent += self.items
                outcomes = [each["outcome"] for each in json.loads(answer)["items"]]
                if outcomes != ["stored"] * self.items:
                    raise RuntimeError(f"Not everything was stored: {answer[:500]!r}")
            connection.close()
        except BaseException as problem:  # handed to the starting thread, which raises it
            self.failure = problem

    def _body(self) -> bytes:
        now = datetime.now(UTC)
        at = now.isoformat().replace("+00:00", "Z")
        items = [self._item(now, at) for _ in range(self.items)]
        return json.dumps({"schema": 1, "device": self._device, "sent_at": at, "items": items}).encode()

    def _item(self, now: datetime, at: str) -> dict[str, Any]:
        return {
            "kind": "check-in",
            "id": str(phone_id(self._rng, now)),
            "seq": next(self._seq),
            "base": None,
            "recorded_at": at,
            "deleted": False,
            "content": {
                "felt_at": at,
                "felt_on": at[:10],
                "zone": "America/New_York",
                "mood": {"scale": "eleven", "raw": 6},
                "energy": 5,
                "anxiety": 4,
                "sleep_hours": 7.5,
                "note": None,
                "any_side_effects": True,
                "side_effects": [
                    {"effect": "headache", "grade": 1, "text": None},
                    {"effect": "site_pain", "grade": 1, "text": None},
                ],
            },
        }


def run(kind: Kind, scale: float, items: int) -> Figure:
    """Entries per second with `items` in each request, beside the same number of inserts in each transaction."""
    database, yardstick = kind.new(f"submissions_{items}"), kind.new(f"inserts_{items}")
    phones: list[Phone] = []
    with database.app() as app, app.app_context():
        people = _people(phones, items)
        before = _stored(people)
    with yardstick.app() as app, app.app_context():
        bare_people = _people([], items)
    rounds: list[Round] = []
    bare: list[Bare] = []
    with serving(database) as server:
        _round(phones, server, WARM_UP)
        for _ in range(ROUNDS):
            rounds.append(_round(phones, server, SECONDS * scale))
            bare.append(bare_inserts(yardstick, bare_people, items, SECONDS * scale))
    with database.app() as app, app.app_context():
        arrived = _stored(people) - before
    sent = sum(phone.sent for phone in phones)
    if arrived != sent:
        raise RuntimeError(f"{sent} entries were confirmed, but {arrived} are in the database.")
    return _figure(kind, items, rounds, bare, len(people))


def _people(phones: list[Phone], items: int) -> list[Person]:
    """Eight patients of a fresh demo clinic whose courses are running; `phones` gets a signed-in phone of each."""
    now = datetime.now(UTC)
    with transaction("write"):
        clinic_id = load_demo(now, seed=1).clinic_id
        rows = db.session.execute(
            select(Course.patient_id, Course.id)
            .where(Course.clinic_id == clinic_id, Course.state == CourseState.ACTIVE)
            .order_by(Course.id)
            .limit(CLIENTS)
        ).all()
        for seed, (patient_id, _) in enumerate(rows):
            token, _ = start_session(clinic_id, Role.PATIENT, patient_id, now, method=Method.PASSKEY)
            phones.append(Phone(token.text, items, seed))
    return [Person(clinic_id, patient_id, course_id) for patient_id, course_id in rows]


def _stored(people: list[Person]) -> int:
    clinic_id = people[0].clinic_id
    with transaction("read", clinic_id):
        return db.session.scalar(select(func.count()).where(CheckIn.clinic_id == clinic_id)) or 0


def _round(phones: list[Phone], server: psutil.Process, seconds: float) -> Round:
    """All phones at once for so many seconds."""
    for phone in phones:
        phone.waits = []
    cpu, began = cpu_seconds(server), time.perf_counter()
    threads = [threading.Thread(target=phone.send_until, args=(began + seconds,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    for phone in phones:
        if phone.failure is not None:
            raise phone.failure
    waits = [wait for phone in phones for wait in phone.waits]
    return Round(sum(len(phone.waits) * phone.items for phone in phones), took, cpu_seconds(server) - cpu, waits)


def _figure(kind: Kind, items: int, rounds: list[Round], bare: list[Bare], connections: int) -> Figure:
    ours = middle([each.entries / each.seconds for each in rounds])
    waits = [wait for each in rounds for wait in each.waits]
    p50, p99 = percentile(waits, 50), percentile(waits, 99)
    cpu = middle([each.cpu / len(each.waits) for each in rounds])
    yardstick = middle([each.per_second for each in bare])
    notes = [f"p50 {p50 * 1000:.1f} ms", f"p99 {p99 * 1000:.1f} ms", f"{cpu * 1000:.2f} ms CPU per request"]
    bare_cpu = [each.cpu for each in bare if each.cpu is not None]
    if bare_cpu:
        notes.append(f"yardstick {middle(bare_cpu) * 1000:.2f} ms CPU per transaction")
    notes.append(f"{ours / ODK_CENTRAL:.1f} x ODK Central's {ODK_CENTRAL}/s")
    target, met = _judge(kind, items, ours, yardstick, p99)
    return Figure(
        what="check-ins one by one" if items == 1 else f"check-ins in batches of {items}",
        database=kind.name,
        unit=f"entries/s, {connections} connections",
        ours=ours,
        yardstick=yardstick,
        yardstick_name="insert-and-commit loop" if kind.name == "SQLite" else "pgbench, same inserts",
        target=target,
        met=met,
        notes=notes,
    )


def _judge(kind: Kind, items: int, ours: float, yardstick: float, p99: float) -> tuple[str, bool]:
    """The target of design section 10 in words, and whether it is met."""
    times = 5 if items == 1 else 20
    if kind.name == "SQLite":
        return "a third of the loop", 3 * ours >= yardstick
    if items == 1:
        return f"{times} x ODK Central, p99 < 100 ms", ours >= times * ODK_CENTRAL and p99 < LONGEST_P99
    return f"{times} x ODK Central", ours >= times * ODK_CENTRAL
