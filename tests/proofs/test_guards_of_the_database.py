"""Each guard in the database's own catalogue is taken away in turn, and what it kept from happening then happens.

Every table holds one row of each of two clinics, made from its columns alone, so that no guard is left untried for want
of a row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Connection, Engine, Enum, Table, create_engine, text
from sqlalchemy.exc import DBAPIError

from server.db import Record, engine_options
from server.guards import APPEND_ONLY, READ_ONLY, Guard, guards_of, install_guards, run_guard
from tests.conftest import make_tables
from tests.postgres import Server

HERE, ELSEWHERE, ACCOUNT = uuid4(), uuid4(), uuid4()
ROLE = "application_under_proof"
# Whose rows are only added: the trail, what patients and staff said before it was corrected, and that somebody was
# erased; each with a column that must not change. Written by hand.
ONLY_ADDED = {
    "audit_entry": "deed", "audit_seal": "digest", "audit_head": "digest", "audit_detail": "salt",
    "correction": "reason", "revision": "content", "erasure": "erased_at",
}  # fmt: skip
_NUMBER = count(1)
VALUES: dict[type, Any] = {
    UUID: uuid4, str: lambda: str(next(_NUMBER)), int: lambda: next(_NUMBER), bytes: lambda: uuid4().bytes,
    float: lambda: 1.0, bool: lambda: False, dict: dict, list: list,
    datetime: lambda: datetime(2026, 11, 1, tzinfo=UTC), date: lambda: date(2026, 11, 1),
}  # fmt: skip


def test_every_guard_of_postgresql_is_missed(postgresql_server: Server) -> None:
    engine = _furnished(postgresql_server.make_database("guards"))
    with engine.begin() as connection:
        connection.execute(text(f"DROP ROLE IF EXISTS {ROLE}"))
        connection.execute(text(f"CREATE ROLE {ROLE} NOSUPERUSER NOBYPASSRLS NOLOGIN"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {ROLE}"))
        install_guards(connection, ROLE)
        guards = guards_of(connection, ROLE)
    _require_each_missed(engine, [(guard, loosened) for guard in guards for loosened in _loosened(guard)])


def test_every_trigger_of_sqlite_is_missed(tmp_path: Path) -> None:
    engine = _furnished(f"sqlite:///{tmp_path / 'guards.db'}")
    with engine.begin() as connection:
        install_guards(connection)
        guards = guards_of(connection)
    _require_each_missed(engine, [(guard, guard.take) for guard in guards])


def _require_each_missed(engine: Engine, mutants: list[tuple[Guard, tuple[str, ...]]]) -> None:
    tables = {table.name for table in Record.metadata.sorted_tables}
    with engine.connect() as connection:
        assert [fault for table in tables for fault in faults_of(connection, table)] == []
    survivors = []
    for guard, loosened in mutants:
        with engine.connect() as connection, connection.begin() as transaction:
            run_guard(connection, loosened)
            if not any(faults_of(connection, guard.table)):
                survivors.append((guard.kind, guard.table, guard.name, loosened))
            transaction.rollback()
    engine.dispose()
    print(f"\nguards of {engine.dialect.name}: {len(mutants) - len(survivors)} of {len(mutants)} are missed")
    assert mutants
    assert survivors == []


def _loosened(guard: Guard) -> Iterator[tuple[str, ...]]:
    """The ways in which a guard can be weaker than it is."""
    table = f'"{guard.table}"'
    if guard.kind == "rights":
        yield (f"GRANT ALL ON {table} TO {ROLE}",)
        return
    yield guard.take
    if guard.kind == "policy":
        yield (f"ALTER POLICY {guard.name} ON {table} USING (true)",)
        if "one_clinic" in guard.name:
            yield (f"ALTER POLICY {guard.name} ON {table} WITH CHECK (true)",)
    if guard.kind == "forced":
        yield (f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",)


def faults_of(connection: Connection, table: str) -> Iterator[str]:
    """What can be done with a table that nobody may do."""
    if table in ONLY_ADDED:
        yield from _changes(connection, table, ONLY_ADDED[table])
    if connection.dialect.name == "postgresql":
        yield from _wrong_rights(connection, table)
        columns = Record.metadata.tables[table].columns if table in Record.metadata.tables else {}
        key = "id" if table == "clinic" else "clinic_id"
        if key in columns:
            yield from _foreign_rows(connection, table, key)
    if table in ("membership", "clinic") and connection.dialect.name == "postgresql":
        yield from _blind_sign_in(connection, table)


def _changes(connection: Connection, table: str, column: str) -> Iterator[str]:
    deeds = [f'UPDATE "{table}" SET {column} = {column}', f'DELETE FROM "{table}"']
    if connection.dialect.name == "postgresql":
        deeds.append(f'TRUNCATE "{table}" CASCADE')
    else:
        deeds.append(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}" LIMIT 1')
    for deed in deeds:
        if "rows are only added" not in _refusal_of(connection, deed):
            yield f"{deed} is possible"


def _wrong_rights(connection: Connection, table: str) -> Iterator[str]:
    forbidden = ["TRUNCATE", "REFERENCES", "TRIGGER"]
    if table in (*APPEND_ONLY, *READ_ONLY):
        forbidden += ["UPDATE", "DELETE", *(["INSERT"] if table in READ_ONLY else [])]
    for right in forbidden:
        asked = text("SELECT has_table_privilege(:role, :table, :right)")
        if connection.scalar(asked, {"role": ROLE, "table": f'"{table}"', "right": right}):
            yield f"the application may {right} {table}"


def _foreign_rows(connection: Connection, table: str, key: str) -> Iterator[str]:
    flags = text("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = CAST(:table AS regclass)")
    if not connection.scalar(flags, {"table": f'"{table}"'}):
        yield f"{table} has no forced row-level security"
    with _as_application(connection, clinic=HERE):
        seen = {row[0] for row in connection.execute(text(f'SELECT {key} FROM "{table}"'))}
        if seen != {HERE}:
            yield f"{table} shows {seen}"
        strange = f"jsonb_build_object('{key}', '{ELSEWHERE}')"
        added = f'INSERT INTO "{table}" SELECT (jsonb_populate_record(x, {strange})).* FROM "{table}" x LIMIT 1'
        if "row-level security" not in _refusal_of(connection, added):
            yield f"{table} takes rows of another clinic"


def _blind_sign_in(connection: Connection, table: str) -> Iterator[str]:
    """Somebody who signs in sees where they work, and nothing else; jobs see which clinics there are."""
    key = "id" if table == "clinic" else "clinic_id"
    with _as_application(connection, account=ACCOUNT):
        seen = {row[0] for row in connection.execute(text(f'SELECT {key} FROM "{table}"'))}
        if seen != {HERE}:
            yield f"{table} shows somebody who signs in {seen}"
    with _as_application(connection, across=True):
        seen = {row[0] for row in connection.execute(text(f'SELECT {key} FROM "{table}"'))}
        if seen != ({HERE, ELSEWHERE} if table == "clinic" else set()):
            yield f"{table} shows a job {seen}"


@contextmanager
def _as_application(
    connection: Connection, *, clinic: UUID | None = None, account: UUID | None = None, across: bool = False
) -> Iterator[None]:
    with connection.begin_nested() as within:
        connection.execute(text(f"SET LOCAL ROLE {ROLE}"))
        said = {
            "app.clinic": str(clinic or ""),
            "app.account": str(account or ""),
            "app.across": "on" if across else "",
        }
        for name, value in said.items():
            connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": str(value)})
        yield
        within.rollback()


def _refusal_of(connection: Connection, statement: str) -> str:
    """What the database says against a statement; empty where it carries it out. Nothing of it stays."""
    within = connection.begin_nested()
    try:
        connection.execute(text(statement))
    except DBAPIError as error:
        return str(error.orig)
    finally:
        within.rollback()
    return ""


def _furnished(url: str) -> Engine:
    """A database with one row of each clinic in every table. What would tie them to each other is turned off."""
    make_tables(url)
    engine = create_engine(url, **engine_options(url))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table, name in connection.execute(text(_CHECKS)).all():
                connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        else:
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        for table in Record.metadata.sorted_tables:
            for clinic in (HERE, ELSEWHERE):
                connection.execute(table.insert().values(_row(table, clinic)))
    return engine


_CHECKS = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"


def _row(table: Table, clinic: UUID) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        kind = getattr(column.type, "impl_instance", column.type)  # of a type of our own, what it is made of
        if isinstance(kind, Enum):
            row[column.name] = kind.enums[0]
        elif not column.nullable or not column.foreign_keys:
            row[column.name] = [] if isinstance(kind, JSON) else VALUES[kind.python_type]()
    key = "id" if table.name == "clinic" else "clinic_id"
    if key in row:
        row[key] = clinic
    if table.name == "membership" and clinic == HERE:
        row["account_id"] = ACCOUNT
    return row
