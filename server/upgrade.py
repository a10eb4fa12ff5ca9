"""Brings the database to the tables of this version by the migrations in migrations/versions, or asks whether it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from server.config import BadSetting, Mode, Settings
from server.db import changing_tables, engine_options, looking_at_tables, prepare
from server.guards import install_guards, missing_guards, remove_guards

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def migrate(settings: Settings) -> None:
    """Run the migrations that the database lacks and put its guards, all in one transaction: it ends at the newest or
    where it was. Where nothing is lacking nothing is locked, since others may be at work.

    On PostgreSQL, LODESTONE_MIGRATION_DATABASE says as whom; the role of LODESTONE_DATABASE then gets its rights.
    Raises BadSetting for a database of a newer version, and for a role that may not do it.
    """
    owners = settings.migration_database
    application = None if owners is None else make_url(settings.database).username
    engine = _engine_of(owners or settings.database)
    try:
        with changing_tables(engine) as connection:
            if _revision_of(connection) != newest_revision():
                remove_guards(connection)
                command.upgrade(alembic_config(connection), "head")
            install_guards(connection, application)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _MAY_NOT:
            raise
        raise BadSetting(
            "The database lacks tables or guards of this version, and the role that was used may not make them. Set "
            "LODESTONE_MIGRATION_DATABASE to its address as the owner of the tables (docs/self-hosting.md)."
        ) from None
    except CommandError as error:
        raise BadSetting(
            f"The database at LODESTONE_DATABASE cannot be brought up to date ({error}). "
            "Is it in use by a newer version of Lodestone?"
        ) from error
    finally:
        engine.dispose()


_MAY_NOT = "42501"  # insufficient_privilege


def require_ready(settings: Settings) -> None:
    """Raise BadSetting unless the database has the tables and the guards of this version and, for a real clinic, those
    guards hold for the role of LODESTONE_DATABASE. What serves or works starts with this."""
    engine = _engine_of(settings.database)
    try:
        with looking_at_tables(engine) as connection:
            if _revision_of(connection) != newest_revision():
                raise BadSetting("The database is not of this version. Run: python -m server.cli upgrade")
            if lost := missing_guards(connection):
                named = f"the {lost[0].kind} {lost[0].name} on {lost[0].table}"
                raise BadSetting(f"The database lacks {named}. Run: python -m server.cli upgrade")
            if settings.mode is Mode.CLINIC and not settings.is_sqlite:
                _refuse_too_many_rights(connection)
    except OperationalError as problem:
        raise BadSetting(f"LODESTONE_DATABASE cannot be opened: {problem.orig}") from None
    finally:
        engine.dispose()


def _refuse_too_many_rights(connection: Connection) -> None:
    found = connection.scalars(_BEYOND_GUARDS).all()
    if found:
        raise BadSetting(
            "LODESTONE_DATABASE: its role must not be able to pass row-level security or to change tables, but it is, "
            f"or may become, {', '.join(found)}. Use a role of its own, and name the owner in "
            "LODESTONE_MIGRATION_DATABASE only (docs/self-hosting.md)."
        )


# The roles for which the guards do not hold, or which may take them away: among them the role itself, or one of those
# that it belongs to.
_BEYOND_GUARDS = text(
    "SELECT rolname FROM pg_roles r WHERE pg_has_role(current_user, r.oid, 'MEMBER') AND (rolsuper OR rolbypassrls OR "
    "rolcreaterole OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid AND "
    "c.relnamespace = current_schema()::regnamespace)) ORDER BY rolname"
)


def _revision_of(connection: Connection) -> str | None:
    """The revision of the database; None for one without tables."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision that a database has after `migrate`."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings, which other projects keep in alembic.ini, for work on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _engine_of(address: str) -> Engine:
    engine = create_engine(address, **engine_options(address))
    prepare(engine)
    return engine
