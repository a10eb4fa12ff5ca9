"""The database handle: transactions, the column types every table shares, and all that differs between databases."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Literal
from uuid import UUID

import pysqlite3.dbapi2 as fixed_sqlite
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from server.config import BadSetting, Settings
from server.scoping import OPTION, Scope, keep_within

# Below 3.51.3 a race of two connections on the write-ahead log can lose committed writes (sqlite.org/wal.html,
# "WAL-reset bug"), and a web process beside a job process is just that.
FIRST_SOUND_SQLITE = (3, 51, 3)

Mode = Literal["read", "write"]


class Record(DeclarativeBase):
    """The base of every table. Plain SQLAlchemy, so that Flask-SQLAlchemy stays a thin holder of engine and session."""

    # Named constraints, so that a migration can drop what it once created.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    # States are stored by their value, as text, so that both databases and a reader of the file see the same word.
    type_annotation_map: ClassVar = {
        StrEnum: Enum(StrEnum, native_enum=False, length=32, values_callable=lambda kind: [each.value for each in kind])
    }


class Moment(TypeDecorator[datetime]):
    """An instant, stored as UTC and read back aware. Refuses naive datetimes."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r} where an instant is needed")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


db = SQLAlchemy(session_options={"expire_on_commit": False, "autoflush": True})


def connect(app: Flask, settings: Settings) -> None:
    """Bind the application to its database. Raises BadSetting where the SQLite library is unsound."""
    app.config["SQLALCHEMY_DATABASE_URI"] = absolute(settings.database)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def absolute(url: str) -> str:
    """The address with the path of an SQLite file made absolute: Flask-SQLAlchemy would seek a relative one elsewhere
    than the migrations do."""
    file = make_url(url).database
    if not url.startswith("sqlite:") or not file or file == ":memory:":
        return url
    return f"sqlite:///{Path(file).absolute()}"


def engine_options(url: str) -> dict[str, Any]:
    """What create_engine needs beside the address; makes the folder of an SQLite file.

    Parameters are hidden in errors, which end in logs: they hold what patients wrote.
    """
    if not url.startswith("sqlite:"):
        # A dead connection (the server was restarted) is noticed before a request uses it.
        return {"pool_size": 16, "max_overflow": 0, "pool_pre_ping": True, "hide_parameters": True}
    if fixed_sqlite.sqlite_version_info < FIRST_SOUND_SQLITE:
        raise BadSetting(
            f"The SQLite library is {fixed_sqlite.sqlite_version}, which can lose committed data. "
            "Install the pysqlite3 of requirements/run.txt (make run does so)."
        )
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    return {
        "module": fixed_sqlite,
        "pool_size": 16,
        "max_overflow": 0,
        "connect_args": {"timeout": 10},
        "hide_parameters": True,
    }


def prepare(engine: Engine) -> None:
    """Set the rules that hold for every connection of this engine: durability, foreign keys, kind of transaction, and
    that each statement is bound to the clinic that was entered."""
    keep_within(engine, Record.metadata)
    event.listen(engine, "handle_error", _tell_no_values)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_on_sqlite)
    else:
        event.listen(engine, "begin", _begin_on_postgresql)


def _tell_no_values(context: ExceptionContext) -> None:
    """Cut from an error of PostgreSQL what it tells of the row, "Failing row contains (...)", since errors end in logs.

    What was wrong stays, and with which constraint.
    """
    error: Any = context.original_exception
    said = getattr(getattr(error, "diag", None), "message_primary", None)
    if said is None:
        return
    # The words on values that have the wrong shape repeat the value.
    words = type(error).__name__ if isinstance(context.sqlalchemy_exception, DataError) else said
    error.args = (words,)
    if isinstance(context.sqlalchemy_exception, DBAPIError):
        context.sqlalchemy_exception.args = (f"({type(error).__name__}) {words}",)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # None: the driver starts no transactions by itself, since its deferred BEGIN makes a reader that turns writer fail.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_on_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("lodestone_mode") == "read"
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA query_only = {int(reading)}")
    cursor.execute("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")
    cursor.close()


def _begin_on_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("lodestone_mode") == "read":
        # One snapshot for the whole transaction, as SQLite gives it: a page, or an export, shows one moment.
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))


# The writers of one process wait here in line. SQLite lets them try again after longer and longer sleeps instead, in
# which newcomers pass: with eight phones at once the unlucky ones waited a second.
_writer = threading.RLock()


@contextmanager
def transaction(mode: Mode, clinic_id: UUID | None = None) -> Iterator[None]:
    """One transaction on the session: returning commits, raising rolls back.

    clinic_id: whose rows it is about, if that is known by now; else `enter_clinic` says so within it.

    mode "read": deferred, one snapshot from the first read to the last; a write in it is an error of the program.
    mode "write": on SQLite the one writer's place is taken at once, so that no two writers find out half-way that they
    cannot both go on.
    """
    alone = mode == "write" and db.engine.dialect.name == "sqlite"
    scope = Scope()
    with _writer if alone else nullcontext():
        db.session.connection(execution_options={"lodestone_mode": mode, OPTION: scope})
        db.session().info["scope"] = scope
        try:
            if clinic_id is not None:
                enter_clinic(clinic_id)
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session().info.pop("scope", None)


def enter_clinic(clinic_id: UUID) -> None:
    """Go on within the transaction at hand as one clinic: the database then shows no other clinic's rows."""
    scope = _scope()
    db.session.flush()  # what waits to be written belongs to the clinic before
    scope.clinic_id = clinic_id
    _tell_database("app.clinic", str(clinic_id))


def enter_account(account_id: UUID) -> None:
    """Go on as a member of staff who is signing in, to see at which clinics the person works."""
    _scope().account_id = account_id
    _tell_database("app.account", str(account_id))


@contextmanager
def across_clinics(reason: str) -> Iterator[None]:
    """See which clinics there are, for jobs, commands and the start; each is then entered for what is in it.

    reason: for whoever reads the code. Rows of several clinics cannot be asked for at once, not even here.
    """
    scope = _scope()
    scope.across = reason
    _tell_database("app.across", "on")
    try:
        yield
    finally:
        scope.across = None
    _tell_database("app.across", "off")


def _scope() -> Scope:
    scope: Scope | None = db.session().info.get("scope")
    if scope is None:
        raise RuntimeError("A clinic is entered within a transaction.")
    return scope


def _tell_database(name: str, value: str) -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(_SET, {"name": name, "value": value})


# Local to the transaction: a connection that the next request takes from the pool is in no clinic.
_SET = text("SELECT set_config(:name, :value, true)")


def table_of(model: type[Record]) -> Table:
    """The table behind a model, for statements on many rows."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not one table")
    return table


@contextmanager
def looking_at_tables(engine: Engine) -> Iterator[Connection]:
    """One connection in a reading transaction, to see which tables there are and what guards them."""
    options: dict[str, Any] = {"lodestone_mode": "read", OPTION: Scope(is_owner=True)}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def changing_tables(engine: Engine) -> Iterator[Connection]:
    """One connection in the one transaction in which tables may change; a second process waits for its end.

    SQLite alters a table by copying and dropping it, which foreign keys forbid: they are checked at the end instead.
    """
    with engine.connect().execution_options(**{OPTION: Scope(is_owner=True)}) as connection:
        raw = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr] # nothing can happen within a transaction
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                yield connection
                if engine.dialect.name == "sqlite" and (broken := connection.execute(_CHECK_KEYS).first()):
                    raise BadSetting(f"A row of the table {broken[0]} would point at nothing. Nothing was changed.")
        finally:
            if engine.dialect.name == "sqlite":
                raw.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]


_MIGRATION_LOCK = 7_041_904_117  # any number, the same in every process
_CHECK_KEYS = text("PRAGMA foreign_key_check")


def insert_or_nothing(table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that break no unique key and pass over the others. Returns how many were inserted."""
    if not rows:
        return 0
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    inserted = 0
    for start in range(0, len(rows), 500):
        chunk = [dict(row) for row in rows[start : start + 500]]
        statement = insert(table).values(chunk).on_conflict_do_nothing()
        # Without the option SQLAlchemy forgets an insert's count on PostgreSQL, and the answer would always be 0.
        result = db.session.execute(statement, execution_options={"preserve_rowcount": True})
        inserted += max(result.rowcount, 0)  # type: ignore[attr-defined]
    return inserted


def insert_or_replace(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows; where the primary key is taken, replace what is there. All rows have the same keys."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), [dict(row) for row in rows])


def database_time() -> datetime:
    """This instant by the database's clock, which all processes share, whatever the clocks of their hosts say."""
    if db.engine.dialect.name == "postgresql":
        asked = "SELECT CAST(clock_timestamp() AT TIME ZONE 'UTC' AS text)"
    else:
        asked = "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"
    return datetime.fromisoformat(db.session.scalars(text(asked)).one()).replace(tzinfo=UTC)


def is_unique_race(error: IntegrityError) -> bool:
    """Whether another request took the same unique key first, so that running again will find its row."""
    if getattr(error.orig, "sqlstate", None) == "23505":
        return True
    return str(error.orig).startswith("UNIQUE constraint failed")


def overwrite_what_is_deleted() -> None:
    """Let SQLite write zeros over what this connection deletes from now on, instead of only forgetting where it was.

    PostgreSQL keeps deleted rows until it tidies up by itself (VACUUM); docs/privacy.md says so.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA secure_delete = ON"))


def refresh_statistics() -> None:
    """Let SQLite look at what its indexes hold, where that has changed: without, it joins large tables in a bad order.

    PostgreSQL does so by itself. Runs in the caller's writing transaction.
    """
    if db.engine.dialect.name == "sqlite":
        # 0x10002: also tables that this connection has not asked yet (sqlite.org/pragma.html#pragma_optimize).
        db.session.execute(text("PRAGMA optimize = 0x10002"))
