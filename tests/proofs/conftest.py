"""A real server process on a real database, and raw connections to it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from server import create_app
from server.config import Settings
from server.db import db
from server.http import SESSION_COOKIE
from server.upgrade import newest_revision
from tests.builders import Person, World
from tests.postgres import APPLICATION

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder is long."""
    for each in items:
        if each.path.is_relative_to(Path(__file__).parent):
            each.add_marker("long")


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    media_type: str


@dataclass
class Web:
    """A server process, and the world in its database."""

    process: subprocess.Popen[bytes]
    host: str
    port: int
    world: World

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def connect(self) -> socket.socket:
        """A connection on which nothing was said yet."""
        return socket.create_connection((self.host, self.port), timeout=60)

    def cookie_of(self, person: Person) -> str:
        cookie = self.world.client_of(person).get_cookie(SESSION_COOKIE)
        assert cookie is not None
        return f"{SESSION_COOKIE}={cookie.value}"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request on a connection of its own."""
        connection = HTTPConnection(self.host, self.port, timeout=60)
        try:
            said = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
            connection.request(method, path, body, said | {k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), answer.headers.get_content_type())
        finally:
            connection.close()


def head(path: str, length: int | None, cookie: str = "", **further: str) -> bytes:
    """The beginning of a POST, up to its body."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        "Sec-Fetch-Site: same-origin",
    ]
    lines += [f"Content-Length: {length}"] if length is not None else []
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in further.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def read_answer(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body of what comes until the other side closes or the announced length is there."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        assert part, f"the connection was closed after {received!r}"
        received += part
    headers, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in headers.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return int(headers.split(b" ")[1]), body


@pytest.fixture
def web(settings: Settings) -> Iterator[Web]:
    """One process on SQLite, two that share the socket on PostgreSQL."""
    with serving(replace(settings, web_processes=1 if settings.is_sqlite else 2)) as running:
        yield running


@contextmanager
def serving(settings: Settings, *program: str) -> Iterator[Web]:
    """A web server with these settings; `program` for Python instead of the server's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LODESTONE_")} | {
        "LODESTONE_DATABASE": settings.database,
        "LODESTONE_LISTEN": f"127.0.0.1:{port}",
        "LODESTONE_WEB_PROCESSES": str(settings.web_processes),
        "LODESTONE_FILES": str(settings.files),
    }
    app = create_app(settings)
    _say_that_it_is_migrated(World(app, SimpleNamespace(now=datetime.now(UTC))))
    process = subprocess.Popen([sys.executable, *(program or ("-m", "server.serve"))], cwd=ROOT, env=environment)
    try:
        world = World(app, SimpleNamespace(now=datetime.now(UTC)))
        running = Web(process, "127.0.0.1", port, world)
        _wait_until_it_answers(running)
        yield running
    finally:
        process.terminate()
        process.wait(30)
        with app.app_context():
            db.engine.dispose()


def _say_that_it_is_migrated(world: World) -> None:
    """The tests' tables are made of the models, and no server starts on a database of another version."""
    with world.transaction():
        db.session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        db.session.execute(text("DELETE FROM alembic_version"))
        db.session.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision()})
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text(f"GRANT SELECT ON alembic_version TO {APPLICATION}"))


def _wait_until_it_answers(web: Web) -> None:
    for _ in range(600):
        assert web.lives, "the server ended while starting"
        try:
            web.connect().close()
            web.ask("GET", "/api/help-card")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
