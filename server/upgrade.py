"""Brings the database to the tables of this version by the migrations in migrations/versions."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine

from server.config import BadSetting, Settings
from server.db import changing_tables, engine_options, prepare
from server.guards import install_guards, remove_guards

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def migrate(settings: Settings) -> None:
    """Run the migrations that the database lacks and put its guards, all in one transaction: it ends at the newest or
    where it was. Where nothing is lacking nothing is locked, since others may be at work.

    Raises BadSetting for a database of a newer version.
    """
    engine = _engine_of(settings)
    try:
        with changing_tables(engine) as connection:
            if _revision_of(connection) != newest_revision():
                remove_guards(connection)
                command.upgrade(alembic_config(connection), "head")
            install_guards(connection)
    except CommandError as error:
        raise BadSetting(
            f"The database at LODESTONE_DATABASE cannot be brought up to date ({error}). "
            "Is it in use by a newer version of Lodestone?"
        ) from error
    finally:
        engine.dispose()


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


def _engine_of(settings: Settings) -> Engine:
    engine = create_engine(settings.database, **engine_options(settings.database))
    prepare(engine)
    return engine
