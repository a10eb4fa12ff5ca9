"""The rows that one check-in leaves, inserted by nothing but SQL: what the database itself can take."""

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

from bench.databases import Database

CLIENTS = 8

CONTENT = json.dumps(
    {
        "felt_at": "2026-11-22T18:00:00.000Z",
        "felt_on": "2026-11-22",
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
    }
)


def _insert(table: str, **values: str) -> str:
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"


_KEY = {"clinic_id": "{clinic}", "patient_id": "{patient}"}
_SENT = {"device": "{device}", "seq": "{seq}", "recorded_at": "{now}", "received_at": "{now}"}

# The statements of `checkins.actions.record_check_ins` for a first revision with two side effects, in their order.
INSERTS = (
    _insert(
        "revision",
        **_KEY,
        **_SENT,
        record_id="{id}",
        number="1",
        kind="'check-in'",
        content_hash=f"'{hashlib.sha256(CONTENT.encode()).hexdigest()}'",
        standing="'current'",
        content="{content}",
    ),
    _insert(
        "check_in",
        **_KEY,
        **_SENT,
        id="{id}",
        course_id="{course}",
        revision="1",
        felt_at="{now}",
        felt_on="{day}",
        zone="'America/New_York'",
        mood_raw="6",
        mood_scale="'eleven'",
        energy="5",
        anxiety="4",
        sleep_hours="7.5",
        any_side_effects="{true}",
        skew_seconds="0",
    ),
    _insert("side_effect", **_KEY, check_in_id="{id}", effect="'headache'", grade="1"),
    _insert("side_effect", **_KEY, check_in_id="{id}", effect="'site_pain'", grade="1"),
    "UPDATE course SET facts = facts + 1 WHERE clinic_id = {clinic} AND id = {course}",
    _insert(
        "audit_entry",
        **_KEY,
        id="{audit}",
        at="{now}",
        actor_id="{patient}",
        role="'patient'",
        deed="'sent a check-in: first'",
        record_id="{id}",
        request_id="'00000000000000000000000000000000'",
    ),
)


@dataclass(frozen=True)
class Person:
    """A patient with a running course, as a yardstick writes for them."""

    clinic_id: UUID
    patient_id: UUID
    course_id: UUID


@dataclass(frozen=True)
class Bare:
    """What a yardstick reached. cpu: seconds per transaction of a loop in this process, None for pgbench."""

    per_second: float
    cpu: float | None


def bare_inserts(database: Database, people: list[Person], entries: int, seconds: float) -> Bare:
    """Entries per second, `entries` of them in each transaction: by pgbench with eight clients, or by a loop on SQLite.

    SQLite has one writer at a time, so one loop without waiting is the most it can do.
    """
    if database.is_sqlite:
        return _loop(database, people, entries, seconds)
    return _pgbench(database, people, entries, seconds)


def _loop(database: Database, people: list[Person], entries: int, seconds: float) -> Bare:
    marks = {
        name: f":{name}"
        for name in ("clinic", "patient", "id", "device", "seq", "content", "now", "day", "course", "true", "audit")
    }
    statements = [each.format(**marks) for each in INSERTS]
    connection = database.connect()
    device = uuid4().hex
    done = 0
    wall, cpu = time.perf_counter(), time.process_time()
    for seq in count(1):
        connection.execute("BEGIN IMMEDIATE")
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        for _ in range(entries):
            person = people[done % len(people)]
            row = {
                "clinic": person.clinic_id.hex,
                "patient": person.patient_id.hex,
                "course": person.course_id.hex,
                "id": uuid4().hex,
                "audit": uuid4().hex,
                "device": device,
                "seq": seq,
                "content": CONTENT,
                "now": now,
                "day": now[:10],
                "true": 1,
            }
            for statement in statements:
                connection.execute(statement, row)
            done += 1
        connection.execute("COMMIT")
        if time.perf_counter() - wall >= seconds:
            break
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    connection.close()
    return Bare(done / wall, cpu / (done / entries))


def _pgbench(database: Database, people: list[Person], entries: int, seconds: float) -> Bare:
    with database.connect() as connection:
        connection.execute("DROP TABLE IF EXISTS bench_person")
        connection.execute(
            "CREATE UNLOGGED TABLE bench_person (client int PRIMARY KEY, clinic uuid, patient uuid, course uuid)"
        )
        for client, person in enumerate(people[:CLIENTS]):
            connection.execute(
                "INSERT INTO bench_person VALUES (%s, %s, %s, %s)",
                (client, person.clinic_id, person.patient_id, person.course_id),
            )
    script = Path(database.folder) / "inserts.sql"
    script.write_text(_script(entries), encoding="utf-8")
    said = database.run_program(
        "pgbench",
        *("--no-vacuum", "--client", str(CLIENTS), "--time", str(max(round(seconds), 1)), "--protocol", "prepared"),
        *("--file", str(script), database.psql_address),
    )
    line = next(line for line in said.splitlines() if line.startswith("tps ="))
    return Bare(float(line.split()[2]) * entries, None)


def _script(entries: int) -> str:
    """One transaction as pgbench reads it. The client's patient is looked up once, as a session is by a request."""
    marks = {
        "clinic": ":clinic",
        "patient": ":patient",
        "course": ":course",
        "device": ":patient",
        "seq": "1",
        "content": f"'{CONTENT}'",
        "now": "now()::timestamp",
        "day": "now()::date",
        "true": "true",
        "audit": "gen_random_uuid()",
    }
    lines = [
        "BEGIN;",
        "SELECT clinic, patient, course FROM bench_person WHERE client = :client_id \\gset",
    ]
    for place in range(entries):
        lines += [f"\\set a{place} random(1, 281474976710655)"]
        one = f"('00000000-0000-7000-8000-' || lpad(to_hex(:a{place}::bigint), 12, '0'))::uuid"
        lines += [each.format(**marks, id=one).replace("\n", " ") + ";" for each in INSERTS]
    return "\n".join([*lines, "COMMIT;", ""])
