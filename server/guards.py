"""What the database itself refuses, whatever a statement forgets: another clinic's rows, changes of what is only added.

The mechanism is the scope of every statement (server/scoping.py); this is the net beneath it. The guards are made from
the tables that the database has, not from the models, so that a table of any migration gets its own. They stand in the
catalogue under names that end in a digest of their text: what is missing or outdated is seen without a list of its own.

On PostgreSQL: forced row-level security on every table with a clinic, triggers, and the rights of the application's
role. On SQLite: the triggers.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

# The rows of these stay as they were added. The application's role may add and read, and has no right to the rest.
APPEND_ONLY: tuple[str, ...] = ("audit_entry", "audit_seal", "audit_head")
# The application's role only reads these.
READ_ONLY: tuple[str, ...] = ("alembic_version",)

_CLINIC = "NULLIF(current_setting('app.clinic', true), '')::uuid"
_ACCOUNT = "NULLIF(current_setting('app.account', true), '')::uuid"
_OWN_CLINICS = f"SELECT clinic_id FROM membership WHERE account_id = {_ACCOUNT}"  # noqa: S608 # nosec B608 # no input is in it


@dataclass(frozen=True)
class Trigger:
    """A trigger of ours. `{name}` in its statements is replaced by its name in the catalogue.

    sqlite, postgresql: the statements that make it; on PostgreSQL the function that it runs is named `{name}`, too.
    """

    table: str
    name: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]

    def statements(self, dialect: str) -> tuple[str, ...]:
        """What makes it on a kind of database; empty where that does not need it."""
        return self.postgresql if dialect == "postgresql" else self.sqlite


def _refusal(table: str, name: str, event: str, unless: str = "", *, rows: bool = True) -> Trigger:
    """A trigger that refuses an event on a table. unless: a condition under which it may happen nevertheless.

    rows: False for TRUNCATE, which knows no rows and which SQLite does not have.
    """
    words = f"{table}: rows are only added"
    at = f'BEFORE {event} ON "{table}"'
    when = f" WHEN NOT ({unless})" if unless else ""
    function = (
        "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN "
        + (f"IF {unless} THEN RETURN OLD; END IF; " if unless else "")
        + f"RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    return Trigger(
        table,
        name,
        (f"CREATE TRIGGER {{name}} {at}{when} BEGIN SELECT RAISE(ABORT, '{words}'); END",) if rows else (),
        (
            function,
            f"CREATE TRIGGER {{name}} {at} FOR EACH {'ROW' if rows else 'STATEMENT'} EXECUTE FUNCTION {{name}}()",
        ),
    )


def _no_replacing(table: str, key: Sequence[str]) -> Trigger:
    """SQLite's INSERT OR REPLACE deletes a row without a word to the triggers on DELETE, unless a connection asks."""
    same = " AND ".join(f'"{each}" = NEW."{each}"' for each in key)
    refuse = f"SELECT RAISE(ABORT, '{table}: rows are only added')"
    there = f'EXISTS (SELECT 1 FROM "{table}" WHERE {same})'  # noqa: S608 # nosec B608 # no input is in it
    made = f'CREATE TRIGGER {{name}} BEFORE INSERT ON "{table}" WHEN {there} BEGIN {refuse}; END'
    return Trigger(table, f"{table}_replace", (made,), ())


def _only_added(table: str, key: Sequence[str], *, kept: Sequence[str] = (), unless: str = "") -> Iterator[Trigger]:
    """The triggers of a table whose rows are only added.

    kept: the columns that never change, where others may; empty: all. unless: when a row may be deleted.
    """
    changes = f"UPDATE OF {', '.join(kept)}" if kept else "UPDATE"
    yield _refusal(table, f"{table}_update", changes)
    yield _refusal(table, f"{table}_delete", "DELETE", unless)
    yield _refusal(table, f"{table}_truncate", "TRUNCATE", rows=False)
    yield _no_replacing(table, key)


# The audit's details, and what patients and staff wrote and later changed, go with an erased patient's data alone.
_ERASED = "EXISTS (SELECT 1 FROM erasure e WHERE e.clinic_id = OLD.clinic_id AND e.patient_id = OLD.patient_id)"
_OF_REVISION = ("clinic_id", "patient_id", "record_id", "number")
_SENT = ("kind", "device", "seq", "content_hash", "content", "recorded_at", "received_at")
# Each is made once its table is there.
TRIGGERS: tuple[Trigger, ...] = (
    *_only_added("audit_entry", ("clinic_id", "id")),
    *_only_added("audit_seal", ("clinic_id", "seq")),
    *_only_added("audit_head", ("clinic_id", "on")),
    *_only_added("audit_detail", ("clinic_id", "entry_id"), unless=_ERASED),
    *_only_added("correction", ("clinic_id", "id"), unless=_ERASED),
    # What is left of an erased patient stays; who told the recipients of exports is added to it later.
    *_only_added("erasure", ("clinic_id", "id"), kept=("clinic_id", "id", "patient_id", "asked_at", "erased_at")),
    *_only_added("revision", _OF_REVISION, kept=(*_OF_REVISION, *_SENT), unless=_ERASED),
)


@dataclass(frozen=True)
class Guard:
    """One thing in the database that refuses. put, take: the statements that make it and that remove it.

    kind: "policy", "forced", "trigger" or "rights". name: in the catalogue; of "forced" and "rights" only a label.
    """

    kind: str
    table: str
    name: str
    put: tuple[str, ...]
    take: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.table, self.name


def install_guards(connection: Connection, application: str | None = None) -> None:
    """Put what is missing of the guards and take away what is outdated. Doing it again changes nothing.

    connection: of the owner of the tables, in a transaction. application: the role of web and jobs, which then gets its
    rights; None: no role's rights are touched.
    """
    wanted = {guard.key: guard for guard in guards_of(connection, application)}
    present = {guard.key: guard for guard in _present(connection, application)}
    for key, guard in present.items():
        if key not in wanted:
            run_guard(connection, guard.take)
    for key, guard in wanted.items():
        if key not in present:
            run_guard(connection, guard.put)


def remove_guards(connection: Connection) -> None:
    """Take all guards away, for a migration that changes rows of every clinic. In the same transaction they come back:
    under forced row-level security even the owner of the tables would change no row and be told nothing."""
    for guard in _present(connection, None):
        run_guard(connection, guard.take)


def missing_guards(connection: Connection) -> list[Guard]:
    """The guards that the database should have and does not have; the rights of the application's role apart."""
    present = {guard.key for guard in _present(connection, None)}
    return [guard for guard in guards_of(connection) if guard.key not in present]


def guards_of(connection: Connection, application: str | None = None) -> list[Guard]:
    """All guards for the tables that the database has, in the order in which they can be put."""
    columns = _columns(connection)
    made = [each for each in TRIGGERS if each.table in columns and each.statements(connection.dialect.name)]
    guards = [_trigger(each, connection.dialect.name) for each in made]
    if connection.dialect.name == "postgresql":
        for table in sorted(columns):
            guards += _policies(table, columns[table])
            if application is not None:
                guards.append(_rights(table, application))
    return guards


def run_guard(connection: Connection, statements: Sequence[str]) -> None:
    """Run a guard's `put` or `take`; past SQLAlchemy, which would take a per cent sign for a parameter."""
    with closing(connection.connection.cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement)


def _policies(table: str, columns: Collection[str]) -> Iterator[Guard]:
    """The row-level security of one table; nothing for one that belongs to no clinic."""
    key = "id" if table == "clinic" else "clinic_id"
    if key not in columns:
        return
    own = f"{key} = {_CLINIC}"
    yield _policy(table, "one_clinic", f"USING ({own}) WITH CHECK ({own})")
    if table == "membership":
        # Who is signing in sees at which clinics they work, to choose one.
        yield _policy(table, "own_account", f"FOR SELECT USING (account_id = {_ACCOUNT})")
    if table == "clinic":
        yield _policy(table, "own_account", f"FOR SELECT USING (id IN ({_OWN_CLINICS}))")
        # Jobs and commands go from clinic to clinic, and so must know which there are.
        yield _policy(table, "listed", "FOR SELECT USING (current_setting('app.across', true) = 'on')")
    yield _forced(table)


def _forced(table: str) -> Guard:
    alter = f'ALTER TABLE "{table}"'
    put = (f"{alter} ENABLE ROW LEVEL SECURITY", f"{alter} FORCE ROW LEVEL SECURITY")
    take = (f"{alter} NO FORCE ROW LEVEL SECURITY", f"{alter} DISABLE ROW LEVEL SECURITY")
    return Guard("forced", table, "row level security", put, take)


def _policy(table: str, name: str, rule: str) -> Guard:
    name = _named(name, rule)
    return Guard("policy", table, name, (f'CREATE POLICY {name} ON "{table}" {rule}',), _take_policy(table, name))


def _take_policy(table: str, name: str) -> tuple[str, ...]:
    return (f'DROP POLICY {name} ON "{table}"',)


def _trigger(trigger: Trigger, dialect: str) -> Guard:
    statements = trigger.statements(dialect)
    name = _named(trigger.name, *statements)
    take = _take_trigger(trigger.table, name, dialect)
    # Taken first, since one that was disabled is there and not in force.
    put = (*take, *(each.replace("{name}", name) for each in statements))
    return Guard("trigger", trigger.table, name, put, take)


def _take_trigger(table: str, name: str, dialect: str) -> tuple[str, ...]:
    if dialect == "postgresql":
        return (f'DROP TRIGGER IF EXISTS {name} ON "{table}"', f"DROP FUNCTION IF EXISTS {name}()")
    return (f"DROP TRIGGER IF EXISTS {name}",)


def _rights(table: str, application: str) -> Guard:
    rights = ["SELECT", "INSERT", "UPDATE", "DELETE"]
    if table in READ_ONLY:
        rights = rights[:1]
    elif table in APPEND_ONLY:
        rights = rights[:2]
    allowed = ", ".join(rights)
    take = _take_rights(table, application)
    put = (*take, f'GRANT {allowed} ON "{table}" TO "{application}"')
    return Guard("rights", table, f"{application}: {', '.join(sorted(rights))}", put, take)


def _take_rights(table: str, application: str) -> tuple[str, ...]:
    return (f'REVOKE ALL ON "{table}" FROM "{application}"',)


def _named(name: str, *statements: str) -> str:
    return f"guard_{name}_{hashlib.sha256('|'.join(statements).encode()).hexdigest()[:8]}"


def _columns(connection: Connection) -> dict[str, set[str]]:
    """The columns of every table, by the database's own account."""
    seen = inspect(connection)  # asked anew, since a migration may have just made a table
    return {table: {each["name"] for each in columns} for (_, table), columns in seen.get_multi_columns().items()}


def _present(connection: Connection, application: str | None) -> Iterator[Guard]:
    """What is in force of our guards, outdated ones included. A disabled trigger is not."""
    dialect = connection.dialect.name
    triggers = _TRIGGERS_OF_SQLITE if dialect == "sqlite" else _TRIGGERS_OF_POSTGRESQL
    for table, name in connection.execute(triggers).all():
        yield Guard("trigger", table, name, (), _take_trigger(table, name, dialect))
    if dialect == "sqlite":
        return
    for table, name in connection.execute(_POLICIES).all():
        yield Guard("policy", table, name, (), _take_policy(table, name))
    for table in connection.scalars(_FORCED).all():
        yield _forced(table)
    for table, rights in connection.execute(_RIGHTS, {"role": application}).all():
        yield Guard("rights", table, f"{application}: {rights}", (), _take_rights(table, application or ""))


_TRIGGERS_OF_SQLITE = text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard%'")
_TRIGGERS_OF_POSTGRESQL = text(
    "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname LIKE 'guard%' AND t.tgenabled <> 'D'"
)
_POLICIES = text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()")
_FORCED = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
    "AND relrowsecurity AND relforcerowsecurity"
)
_RIGHTS = text(
    "SELECT table_name, string_agg(privilege_type, ', ' ORDER BY privilege_type) "
    "FROM information_schema.role_table_grants "
    "WHERE table_schema = current_schema() AND grantee = :role GROUP BY table_name"
)
