"""The one place where every statement must be bound to the clinic that was entered; it fails closed.

server/bindings.py finds which parameters bind a statement. Each time it runs, their values must be the clinic that the
transaction entered. What cannot be looked at, such as a text, must name no table with a clinic. Otherwise `Unbound` is
raised, and nothing is shown.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, event

from server.bindings import CLINIC, Key, ScopedCompiler, Unbound

OPTION = "lodestone_scope"  # of a connection's execution options: the Scope of its transaction


@dataclass
class Scope:
    """Whose rows a transaction may touch. None: nobody's yet.

    account_id: of who is signing in, and may see at which clinics they work.
    across: why the table of the clinics itself may be read whole; None: it may not.
    is_owner: for migrations, which bring the tables of all clinics to a new shape.
    """

    clinic_id: UUID | None = None
    account_id: UUID | None = None
    across: str | None = None
    is_owner: bool = False


def keep_within(engine: Engine, tables: MetaData) -> None:
    """Let no statement of the engine run that is not bound to its transaction's scope."""
    compiler = engine.dialect.statement_compiler
    engine.dialect.statement_compiler = type(f"Scoped{compiler.__name__}", (ScopedCompiler, compiler), {})
    event.listen(engine, "before_cursor_execute", _check(tables))


def _check(tables: MetaData) -> Callable[..., None]:
    def check(
        connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool
    ) -> None:
        scope = connection.get_execution_options().get(OPTION) or Scope()
        if scope.is_owner:
            return
        compiled = context.compiled
        if isinstance(compiled, ScopedCompiler) and (compiled.levels or compiled.isinsert):
            _require_bound(compiled, context, scope, tables)
        elif not statement.startswith("PRAGMA "):  # SQLite's, which tell of tables and columns, never of rows
            _require_nobodys(set(_WORD.findall(statement.lower())), tables)

    return check


_WORD = re.compile(r"[a-z_]+")


def _require_nobodys(names: set[str], tables: MetaData) -> None:
    """Raise Unbound where a text names a table with a clinic."""
    named = sorted(name for name in names if name in tables.tables and CLINIC.of(tables.tables[name]))
    if named:
        raise Unbound(
            f"A statement in text names {', '.join(named)}, and nobody can tell whose rows it touches. Write it with "
            "SQLAlchemy's select, insert, update or delete, bound by clinic_id."
        )


def _require_bound(compiled: ScopedCompiler, context: Any, scope: Scope, tables: MetaData) -> None:
    _require_nobodys(compiled.named, tables)
    bound = compiled.by_clinic
    if bound.unbound and scope.account_id is not None:
        bound = compiled.by_account
        _require_equal(context, bound.accounts, scope.account_id, "account")
    if bound.unbound and not (scope.across and bound.unbound == {"clinic"}):
        raise Unbound(_not_bound(CLINIC, bound.unbound))
    if bound.parameters:
        if scope.clinic_id is None:
            raise Unbound(
                "A statement about a clinic runs where no clinic was entered. Requests enter that of their session; "
                "others say transaction(mode, clinic_id), or enter_clinic(clinic_id) once they know it (server/db.py)."
            )
        _require_equal(context, bound.parameters, scope.clinic_id, "clinic")


def _not_bound(key: Key, unbound: set[str]) -> str:
    names = ", ".join(sorted(unbound))
    column = f"{key.name} (of {key.home}: id)"
    return (
        f"A statement touches {names} and is not bound to one {key.home} there. Each table in it needs {column} = the "
        f"actor's, or to be joined on {column} to one that has it, in each SELECT of its own, joined by AND and not "
        'within OR. See docs/architecture.md, "One clinic at a time".'
    )


def _require_equal(context: Any, names: set[str], value: UUID, what: str) -> None:
    for row in context.compiled_parameters:
        for name in names:
            if row[name] != value:
                raise Unbound(
                    f"A statement is bound to another {what} than the one that was entered, or to none. "
                    f"Take the {what} from the actor, never from what a request says."
                )
