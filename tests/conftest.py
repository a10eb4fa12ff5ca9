"""Fixtures: every database test runs on SQLite and on PostgreSQL, at a time that stands still."""

import importlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import create_engine, make_url, text

import server
from server import create_app
from server.config import Mode, Settings
from server.db import Record, db, engine_options
from server.guards import install_guards
from tests.builders import World
from tests.postgres import APPLICATION, OWNER, Server, running_server

# How long an example takes is the machine's affair: a busy one must not fail a property that holds.
hypothesis.settings.register_profile("lodestone", deadline=None, derandomize=True)
hypothesis.settings.load_profile("lodestone")

# A Monday morning, so that "last week" and "the next treatment day" are easy to count.
TODAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """The time at which requests and jobs of a test happen."""

    def __init__(self) -> None:
        self.now = TODAY

    def move(self, **by: float) -> datetime:
        """Go on (or back) by days, hours, minutes ...; returns the new time."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time stands still at TODAY until the test moves it."""
    standing = Clock()
    monkeypatch.setattr("server.clock.now", lambda: standing.now)
    return standing


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One server per test process. That it cannot be started fails the tests: half of them must not pass unseen."""
    with running_server(fsync=False) as server:
        yield server


@pytest.fixture(scope="session")
def _application_role(postgresql_server: Server) -> None:
    # It has none of the owner's rights, but a test may become the owner: see tests/owner.py.
    postgresql_server.run(sql.SQL(f"CREATE ROLE {APPLICATION} LOGIN"))
    postgresql_server.run(sql.SQL(f"GRANT {OWNER} TO {APPLICATION} WITH INHERIT FALSE, SET TRUE"))


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """From a kind of database to the address of a further one with our tables and no rows. On PostgreSQL as the
    application's role, for which row-level security holds."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'clinic.db'}"
            make_tables(url)
            return url
        request.getfixturevalue("_application_role")
        server: Server = request.getfixturevalue("postgresql_server")
        name = f"tests_{uuid4().hex}"
        make_tables(server.make_database(name), APPLICATION)
        return server.url(name, APPLICATION)

    return make


@pytest.fixture(scope="session")
def _postgresql_url(new_database: Callable[[str], str]) -> str:
    return new_database("postgresql")


@pytest.fixture(scope="session")
def _sqlite_template(new_database: Callable[[str], str]) -> Path:
    return Path(make_url(new_database("sqlite")).database or "")


@pytest.fixture
def postgresql_url(_postgresql_url: str) -> str:
    """The address of a PostgreSQL database with our tables and no rows, as the application's role."""
    owners = make_url(_postgresql_url).set(username=OWNER)
    engine = create_engine(owners, **engine_options(_postgresql_url))
    with engine.begin() as connection:
        # No trigger runs: neither those that keep the audit trail, nor those of foreign keys, which take their time.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Record.metadata.sorted_tables:
            connection.execute(table.delete())
    engine.dispose()
    return _postgresql_url


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an SQLite file with our tables and no rows."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'clinic.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of one kind and then of the other."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on an empty database. No application context is open: a request must get its own session."""
    app = create_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask, clock: Clock) -> World:
    """Builders on the application's database: world.clinic(), world.patient(), world.client_of(person) ..."""
    return World(app, clock)


def settings_for(database_url: str, folder: Path, **rest: Any) -> Settings:
    """The settings of a small installation that keeps its files below `folder`."""
    return Settings(Mode.DEMO, database_url, "http://localhost", "127.0.0.1", 8000, folder / "files", 1, **rest)


def make_tables(url: str, application: str | None = None) -> None:
    """Make our tables and guards in an empty database. application: the role that gets its rights."""
    for models in Path(server.__file__).parent.glob("*/models.py"):
        importlib.import_module(f"server.{models.parent.name}.models")
    engine = create_engine(url, **engine_options(url))
    Record.metadata.create_all(engine)
    with engine.begin() as connection:
        install_guards(connection, application)
    engine.dispose()
