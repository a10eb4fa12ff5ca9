"""The migrations make the tables that the models describe, on both databases."""

import threading
import time
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from server.config import BadSetting
from server.db import Record, changing_tables, engine_options, looking_at_tables, prepare
from server.guards import missing_guards, remove_guards
from server.upgrade import MIGRATIONS, alembic_config, migrate, newest_revision
from tests.conftest import settings_for


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request, tmp_path):
    """The settings of an installation whose database has no tables yet."""
    if request.param == "sqlite":
        yield settings_for(f"sqlite:///{tmp_path / 'bare.db'}", tmp_path)
        return
    server, name = request.getfixturevalue("postgresql_server"), f"bare_{uuid4().hex}"
    yield settings_for(server.make_database(name), tmp_path)
    server.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def engine(bare):
    engine = create_engine(bare.database, **engine_options(bare.database))
    prepare(engine)
    yield engine
    engine.dispose()


def plain(index):
    """The index with the condition of a partial one as text, since clauses equal nothing but themselves."""
    return {**index, "dialect_options": {name: str(value) for name, value in index["dialect_options"].items()}}


def shape(engine):
    """All that the database says about each table, in an order that does not depend on how it was made."""
    found, seen = {}, inspect(engine)
    for table in sorted(set(seen.get_table_names()) - {"alembic_version"}):
        found[table] = {
            "columns": {each["name"]: {**each, "type": str(each["type"])} for each in seen.get_columns(table)},
            "primary key": seen.get_pk_constraint(table),
            "foreign keys": sorted(seen.get_foreign_keys(table), key=str),
            "unique": sorted(seen.get_unique_constraints(table), key=str),
            "indexes": sorted((plain(each) for each in seen.get_indexes(table)), key=str),
            "checks": sorted(seen.get_check_constraints(table), key=str),
        }
    return found


def test_the_migrated_tables_equal_the_models(bare, engine):
    migrate(bare)
    migrated = shape(engine)
    with looking_at_tables(engine) as connection:
        assert missing_guards(connection) == []
        assert compare_metadata(MigrationContext.configure(connection), Record.metadata) == []
    with changing_tables(engine) as connection:
        remove_guards(connection)
        command.downgrade(alembic_config(connection), "base")
    assert shape(engine) == {}
    with changing_tables(engine) as connection:
        Record.metadata.create_all(connection)
    assert migrated == shape(engine)
    assert set(migrated) == set(Record.metadata.tables)


def test_migrating_again_changes_nothing(bare, engine):
    migrate(bare)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO job_tick (job, finished_at, result) VALUES ('x', '2026-11-23', 1)"))
    migrate(bare)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT job FROM job_tick")).all() == [("x",)]


def test_a_database_of_a_newer_version_is_refused(bare, engine):
    migrate(bare)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSetting, match="newer version"):
        migrate(bare)


def make_the_same_table_twice(connection):
    for _ in range(2):
        connection.execute(text("CREATE TABLE half (done integer)"))


def test_a_migration_that_fails_half_way_leaves_no_trace(engine):
    with pytest.raises(DBAPIError), changing_tables(engine) as connection:
        make_the_same_table_twice(connection)
    assert inspect(engine).get_table_names() == []


def test_tables_may_be_copied_but_no_row_may_end_up_pointing_at_nothing(engine):
    """Only SQLite copies tables, and so only it must be told to look once more."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE above (id integer PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE below (above integer REFERENCES above (id))"))
        connection.execute(text("INSERT INTO above VALUES (1)"))
        connection.execute(text("INSERT INTO below VALUES (1)"))
    with (
        pytest.raises(Exception, match=r"points? at nothing|violates foreign key"),
        changing_tables(engine) as connection,
    ):
        connection.execute(text("DELETE FROM above"))
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM above")).scalar() == 1
        with pytest.raises(Exception, match=r"(?i)foreign key"), connection.begin_nested():
            connection.execute(text("INSERT INTO below VALUES (2)"))


def test_two_processes_that_start_at_once_migrate_one_after_the_other(engine):
    order = []

    def second():
        with changing_tables(engine):
            order.append("second")

    with changing_tables(engine):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.3)  # long enough for the other one to get in, if it could
        order.append("first")
    other.join()
    assert order == ["first", "second"]


def test_head_names_the_newest_migration():
    """Two branches that each add a migration then conflict in git, where a person can put them in order."""
    named = (MIGRATIONS / "versions" / "HEAD").read_text().strip()
    assert (MIGRATIONS / "versions" / f"{named}.py").exists()
    assert named.startswith(f"{newest_revision()}_")
