"""Fixtures: every database test runs on SQLite and on PostgreSQL, at a time that stands still."""

import importlib
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from flask import Blueprint, Flask
from psycopg import sql
from sqlalchemy import create_engine, make_url

import server
from server.config import Mode, Settings
from server.db import Record, engine_options
from server.guards import install_guards
from tests.builders import World
from tests.postgres import APPLICATION, OWNER, Server, running_server
from tests.standing import Standing, let_go

# How long an example takes is the machine's affair: a busy one must not fail a property that holds.
hypothesis.settings.register_profile("lodestone", deadline=None, derandomize=True)
hypothesis.settings.load_profile("lodestone")

# Playwright's event loop runs in this process. What it says of a page that went is nothing that our programs print.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

# A Monday morning, so that "last week" and "the next treatment day" are easy to count.
TODAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


# The files that take longest, which must not come last: nobody shares them.
LONGEST = (
    "test_mutated_guards.py",
    "test_audit_chain.py",
    "test_rebuilding_for_long.py",
    "test_every_page.py",
    "test_every_route.py",
    "test_keyboard.py",
    "test_matrix.py",
    "test_the_day.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole files, the longest first, and one that waits for a browser beside one that computes."""
    files: dict[Path, list[pytest.Item]] = {}
    for each in items:
        files.setdefault(each.path, []).append(each)
    queues: tuple[list[Path], list[Path]] = ([], [])
    rank = {name: place for place, name in enumerate(LONGEST)}
    for path in sorted(files, key=lambda path: rank.get(path.name, len(rank))):
        queues[path.parent.name == "browser"].append(path)
    items[:] = [item for pair in zip_longest(*queues) for path in pair if path is not None for item in files[path]]


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
    file = Path(make_url(new_database("sqlite")).database or "")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # or each copy would be turned to it
    return file


@pytest.fixture(scope="session")
def _empty(postgresql_server: Server, _postgresql_url: str) -> Iterator[Callable[[], object]]:
    """Empties the database, in one round trip."""
    # No trigger runs: neither those that keep the audit trail, nor those of foreign keys, which take their time.
    deletes = [sql.SQL("DELETE FROM {}").format(sql.Identifier(each)) for each in Record.metadata.tables]
    deeds = sql.SQL("; ").join([sql.SQL("SET session_replication_role = replica"), *deletes])
    with postgresql_server.connect(make_url(_postgresql_url).database or "") as connection:
        yield lambda: connection.execute(deeds)


@pytest.fixture
def postgresql_url(_postgresql_url: str, _empty: Callable[[], object]) -> str:
    """The address of a PostgreSQL database with our tables and no rows, as the application's role."""
    _empty()
    return _postgresql_url


@pytest.fixture(scope="session")
def _sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sqlite") / "clinic.db"


@pytest.fixture
def sqlite_url(_sqlite_template: Path, _sqlite_file: Path) -> str:
    """The address of an SQLite file with our tables and no rows: the same for each test, and another file."""
    for each in ("", "-wal", "-shm"):
        Path(f"{_sqlite_file}{each}").unlink(missing_ok=True)
    return f"sqlite:///{shutil.copy(_sqlite_template, _sqlite_file)}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of one kind and then of the other."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


@pytest.fixture(scope="session")
def standing() -> Standing:
    return Standing()


@pytest.fixture
def further_routes() -> tuple[Blueprint, ...]:
    """Routes of a test's own, beside those of the application."""
    return ()


@pytest.fixture
def app(settings: Settings, standing: Standing, further_routes: tuple[Blueprint, ...]) -> Iterator[Flask]:
    """The application on an empty database. No application context is open: a request must get its own session."""
    app = standing.app(settings, further_routes)
    yield app
    let_go(app)


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
