"""A large synthetic clinic: fifty invented courses with full histories, cloned inside the database.

Cloning is what makes a million check-ins take a minute: the rows never pass through Python. The last four hex digits
of every id are the number of the clone, so that all references stay whole without a look-up.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert

from bench.databases import Database, Kind
from server.access import STAFF, Role
from server.alerts.models import Alert
from server.checkins.models import CheckIn, SideEffect
from server.courses.library import protocol
from server.courses.models.course import Course, TreatmentDay
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import CourseState
from server.db import Record, db, table_of, transaction
from server.demo.book import Book
from server.demo.cast import Casting, Part
from server.demo.clinic import HELP, ZONE
from server.demo.forms import answered
from server.demo.log import EFFECT_SHARES, Writer, entries_of
from server.demo.record import staff_name, write_patient
from server.demo.rows import Row, Rows, drawn_id
from server.demo.shapes import draw_curve, shapes_of
from server.demo.story import Story, questionnaires_of
from server.demo.treatment import calendar_of, visits_of
from server.demo.watch import alerts_of
from server.outcomes.models import Review
from server.people.models import Account, Clinic, Membership, Patient
from server.questionnaires.library import instruments
from server.questionnaires.models import Response

SEED = 20261122
TEMPLATES = 50
RUNNING = 15  # of the templates; the others have ended
CHECK_INS, RESPONSES, SESSIONS = 60, 10, 36  # of each course
CLONES = 334  # of each template: 16,700 courses, of which 5,010 run, with 1,002,000 check-ins

# The tables that are cloned, each with its ids, those it refers to included. Revisions and audit entries are left out:
# nothing that is measured on this clinic reads them, and they would double the time to make it.
CLONED: dict[type[Record], tuple[str, ...]] = {
    Patient: ("id",),
    Course: ("id", "patient_id"),
    TreatmentDay: ("course_id",),
    TreatmentSession: ("id", "course_id"),
    StimulationBlock: ("session_id",),
    CheckIn: ("id", "patient_id", "course_id"),
    SideEffect: ("patient_id", "check_in_id"),
    Response: ("id", "patient_id", "course_id"),
    Alert: ("id", "patient_id", "course_id"),
    Review: ("id", "course_id"),
}
NOT_CLONED: dict[type[Record], tuple[str, ...]] = {
    TreatmentSession: ("threshold_id",)
}  # refers to a table that nothing measured here reads
ALL_DIFFERENT: dict[type[Record], tuple[str, ...]] = {
    Patient: ("number", "name")
}  # texts that get the clone's number too


@dataclass(frozen=True)
class Large:
    """What was made. courses: how many; check_ins: of all of them."""

    database: Database
    clinic_id: UUID
    accounts: Mapping[Role, UUID]
    courses: int
    check_ins: int
    seconds: float


@cache
def large_clinic(kind: Kind, scale: float) -> Large:
    """The clinic on a database of its own, made at the first call; a scale below 1 makes fewer clones."""
    database = kind.new("large")
    began = time.perf_counter()
    now = datetime.now(UTC)
    clones = max(round(CLONES * scale), 1)
    book = _templates(now)
    with database.app() as app, app.app_context(), transaction("write", book.clinic_id):
        for table, rows in book.rows:
            db.session.execute(insert(table), rows)
    _clone(database, clones)
    courses = TEMPLATES * clones
    return Large(database, book.clinic_id, book.accounts, courses, courses * CHECK_INS, time.perf_counter() - began)


def _templates(now: datetime) -> Book:
    rng = Random(SEED)
    rows = Rows()
    clinic_id = drawn_id(rng)
    rows.add(Clinic, id=clinic_id, name="Demo bench", zone=ZONE, is_demo=True, help=HELP, settings_version=1)
    book = Book(Rows(), clinic_id, {role: drawn_id(rng) for role in STAFF}, now)
    for role, account_id in book.accounts.items():
        rows.add(Account, id=account_id, name=staff_name(role), created_at=now)
        rows.add(Membership, clinic_id=clinic_id, account_id=account_id, role=role)
    for number, shape in enumerate(shapes_of(TEMPLATES, rng)):
        state = CourseState.ACTIVE if number < RUNNING else CourseState.COMPLETED
        part = Part(state, (SESSIONS, SESSIONS), (20, 200) if state is CourseState.COMPLETED else (0, 0))
        write_patient(book, number, _full_story(Casting(part, shape, "hf10_std"), now, rng), rng)
    for record, ids in CLONED.items():
        for row in book.rows.of(record):
            rows.add(record, **{**_as_template(row, ids), **dict.fromkeys(NOT_CLONED.get(record, ()))})
    return Book(rows, clinic_id, book.accounts, now)


def _full_story(casting: Casting, now: datetime, rng: Random) -> Story:
    """A course in which every day was logged and nothing forgotten, cut to the same number of entries for all."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    chosen, part = protocol(casting.protocol), casting.part
    calendar = calendar_of(part, chosen, today, rng)
    known = {each.key: each for each in instruments()}
    curve = draw_curve(rng, casting.shape)
    effects = [effect for effect, share in EFFECT_SHARES.items() if rng.random() < share]
    writer = Writer(ZONE, part.mood_scale, 100.0, 19.0, effects, fully=True)
    joined_on = calendar.started_on - timedelta(days=10)
    log = list(entries_of(writer, curve, calendar, joined_on, today, rng))[:CHECK_INS]
    forms = [*answered(questionnaires_of(chosen, calendar), known, curve, calendar.started_on, today, ZONE, rng)]
    forms = sorted(forms, key=lambda each: each.on)[:RESPONSES]
    if (len(log), len(forms)) != (CHECK_INS, RESPONSES):
        raise RuntimeError(f"The template has {len(log)} check-ins and {len(forms)} questionnaires.")
    entries = sorted([*log, *forms], key=lambda each: each.received_at)
    joined_at = now - timedelta(days=(today - joined_on).days)
    visits = visits_of(calendar, chosen, 3.0, rng, reliable=False)
    return Story(part, ZONE, chosen, calendar, joined_at, visits, entries, alerts_of(entries, known, None, rng))


def _as_template(row: Mapping[str, Any], ids: tuple[str, ...]) -> Row:
    """The row with a 0, the number of the original, in the place of the clone's number."""
    return {**row, **{name: UUID(int=row[name].int & ~0xFFFF) for name in ids}}


def _clone(database: Database, clones: int) -> None:
    """Copy every template `clones` - 1 times and bring the planner's statistics up to date."""
    connection = database.connect()
    # The references were checked for the templates, and cloning keeps them whole.
    connection.execute("PRAGMA foreign_keys = OFF" if database.is_sqlite else "SET session_replication_role = replica")
    connection.execute("BEGIN")
    for record, ids in CLONED.items():
        connection.execute(_statement(database, table_of(record), ids, ALL_DIFFERENT.get(record, ())), (clones - 1,))
    connection.execute("COMMIT")
    if not database.is_sqlite:
        connection.execute("VACUUM ANALYZE")  # what autovacuum does within a minute in a running clinic
    connection.close()


def _statement(database: Database, table: Table, ids: tuple[str, ...], different: tuple[str, ...]) -> str:
    if database.is_sqlite:
        numbers, mark = "WITH RECURSIVE clone(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM clone WHERE n < ?)", "clone"
        numbered = "substr(t.{0}, 1, 28) || printf('%04x', n)"
    else:
        numbers, mark = "", "generate_series(1, %s) AS clone(n)"
        numbered = "overlay(t.{0}::text placing lpad(to_hex(n), 4, '0') from 33)::uuid"
    names = [f'"{column.name}"' for column in table.columns]
    values = []
    for column, name in zip(table.columns, names, strict=True):
        if column.name in ids:
            values.append(numbered.format(name))
        else:
            values.append(f"t.{name} || '-' || n" if column.name in different else f"t.{name}")
    into = f"INSERT INTO {table.name} ({', '.join(names)})"
    return f"{numbers} {into} SELECT {', '.join(values)} FROM {table.name} t, {mark}"
