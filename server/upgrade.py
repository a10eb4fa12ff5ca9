"""Brings the database to the tables of this version by the migrations in migrations/versions."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine

from server.config import BadSetting, Settings
from server.db import changing_tables, engine_options, prepare

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def migrate(settings: Settings) -> None:
    """Run the migrations that the database lacks, all in one transaction: it ends at the newest or where it was.

    Raises BadSetting for a database of a newer version.
    """
    engine = _engine_of(settings)
    try:
        with changing_tables(engine) as connection:
            command.upgrade(alembic_config(connection), "head")
    except CommandError as error:
        raise BadSetting(
            f"The database at LODESTONE_DATABASE cannot be brought up to date ({error}). "
            "Is it in use by a newer version of Lodestone?"
        ) from error
    finally:
        engine.dispose()


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
