"""Nothing serves or works on a database that is not of this version, nor as a role that could pass the guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql
from sqlalchemy import Connection, create_engine, text

from server.config import BadSetting, Mode, Settings
from server.db import changing_tables, engine_options, prepare
from server.guards import guards_of, install_guards, remove_guards, run_guard
from server.upgrade import migrate, require_ready
from tests.conftest import settings_for
from tests.postgres import Server

CLINICS_OWN = {"mode": Mode.CLINIC, "address": "https://tms.example.org"}


@pytest.fixture
def installed(postgresql_server: Server, tmp_path: Path) -> Iterator[Settings]:
    """A clinic's installation as docs/self-hosting.md has it: one role owns the tables, another one is Lodestone."""
    unique = uuid4().hex[:8]
    name, owner, application = f"ready_{unique}", f"owner_{unique}", f"app_{unique}"
    run = postgresql_server.run
    for role in (owner, application):
        run(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    run(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner)))
    url = postgresql_server.url
    settings = settings_for(url(name, application), tmp_path, migration_database=url(name, owner))
    yield replace(settings, **CLINICS_OWN)
    run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    for role in (application, owner):
        run(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@contextmanager
def as_owner(settings: Settings) -> Iterator[Connection]:
    address = settings.migration_database or settings.database
    engine = create_engine(address, **engine_options(address))
    prepare(engine)
    with changing_tables(engine) as connection:
        yield connection
    engine.dispose()


def role_of(address: str | None) -> str:
    return (address or "").split("//")[1].split("@")[0]


def test_the_application_starts_once_the_owner_made_tables_and_guards(installed: Settings) -> None:
    with pytest.raises(BadSetting, match=r"server\.cli upgrade"):
        require_ready(installed)
    migrate(installed)
    require_ready(installed)
    migrate(replace(installed, migration_database=None))  # nothing is lacking, so nobody's rights are


def test_the_application_cannot_make_tables_and_says_who_must(installed: Settings) -> None:
    with pytest.raises(BadSetting, match="LODESTONE_MIGRATION_DATABASE"):
        migrate(replace(installed, migration_database=None))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_guard_that_was_taken_away_is_noticed_and_put_back(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'clinic.db'}", tmp_path)
    if kind == "postgresql":
        settings = request.getfixturevalue("installed")
    migrate(settings)
    with as_owner(settings) as connection:
        guards = guards_of(connection)
    for guard in {each.kind: each for each in guards}.values():
        with as_owner(settings) as connection:
            run_guard(connection, guard.take)
        with pytest.raises(BadSetting, match=f"lacks the {guard.kind} .* on {guard.table}"):
            require_ready(settings)
        migrate(settings)
        require_ready(settings)


def test_a_real_clinic_does_not_start_as_the_owner_of_its_tables(installed: Settings) -> None:
    migrate(installed)
    owners = replace(installed, database=installed.migration_database or "")
    with pytest.raises(BadSetting, match=f"is, or may become, {role_of(installed.migration_database)}"):
        require_ready(owners)
    require_ready(replace(owners, mode=Mode.DEMO))


@pytest.mark.parametrize("right", ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "a member of the owner"])
def test_a_real_clinic_does_not_start_as_a_role_that_could_pass_the_guards(
    installed: Settings, postgresql_server: Server, right: str
) -> None:
    migrate(installed)
    require_ready(installed)
    application, owner = (role_of(each) for each in (installed.database, installed.migration_database))
    give = "GRANT {owner} TO {application}" if right.startswith("a member") else "ALTER ROLE {application} " + right
    names = {"application": sql.Identifier(application), "owner": sql.Identifier(owner)}
    postgresql_server.run(sql.SQL(give).format(**names))  # type: ignore[arg-type]
    with pytest.raises(BadSetting, match="row-level security"):
        require_ready(installed)


def test_a_migration_may_change_rows_of_every_clinic_while_the_guards_are_away(installed: Settings) -> None:
    """Forced row-level security holds for the owner, too: a migration would change nothing and be told nothing."""
    migrate(installed)
    added = text(
        "INSERT INTO clinic (id, name, zone, is_demo, help, settings, settings_version) "
        "VALUES (gen_random_uuid(), 'x', 'UTC', false, '{}', '{}', 1)"
    )
    changed = text("UPDATE clinic SET zone = 'Europe/Berlin'")
    with as_owner(installed) as connection:
        remove_guards(connection)
        connection.execute(added)
        install_guards(connection)
        assert connection.execute(changed).rowcount == 0
        remove_guards(connection)
        assert connection.execute(changed).rowcount == 1
        install_guards(connection)
    require_ready(installed)


def test_whoever_may_back_up_sees_every_clinic_and_changes_nothing(
    installed: Settings, postgresql_server: Server
) -> None:
    """As docs/self-hosting.md makes the role."""
    migrate(installed)
    role = f"backup_{uuid4().hex[:8]}"
    run = postgresql_server.run
    run(sql.SQL("CREATE ROLE {} LOGIN BYPASSRLS IN ROLE pg_read_all_data").format(sql.Identifier(role)))
    with as_owner(installed) as connection:
        remove_guards(connection)
        connection.execute(
            text(
                "INSERT INTO clinic (id, name, zone, is_demo, help, settings, settings_version) "
                "VALUES (gen_random_uuid(), 'x', 'UTC', false, '{}', '{}', 1)"
            )
        )
        install_guards(connection)
    backups = replace(installed, migration_database=installed.database.replace(role_of(installed.database), role))
    try:
        with as_owner(backups) as connection:
            assert connection.execute(text("SELECT count(*) FROM clinic")).scalar() == 1
            with pytest.raises(Exception, match="permission denied"), connection.begin_nested():
                connection.execute(text("DELETE FROM clinic"))
    finally:
        run(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
