"""The real server as a process of its own, and a client that costs as little as possible beside it."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from bench.databases import PORT, Database

LONGEST_START = 60  # seconds


@contextmanager
def serving(database: Database) -> Iterator[psutil.Process]:
    """The web server as `make run` starts it, until the block ends."""
    server = subprocess.Popen([sys.executable, "-m", "server.serve"], env=database.environment)
    try:
        _wait_until_it_answers(server)
        yield psutil.Process(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait_until_it_answers(server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The web server ended by itself with code {server.returncode}.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/openapi.json", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The web server did not answer within {LONGEST_START} seconds.")


class Connection:
    """One kept-alive connection of one signed-in person. Client and server share the cores, so it only does bytes."""

    def __init__(self, token: str) -> None:
        self._cookie = f"Cookie: __Host-lodestone={token}\r\n"
        self._socket = socket.create_connection(("127.0.0.1", PORT))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path: str, body: bytes) -> bytes:
        """The body of the answer. Raises RuntimeError for any answer but 200."""
        head = f"Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return self._ask(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self._cookie}{head}\r\n".encode() + body)

    def get(self, path: str) -> bytes:
        """The body of the answer. Raises RuntimeError for any answer but 200."""
        return self._ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self._cookie}\r\n".encode())

    def close(self) -> None:
        self._socket.close()

    def _ask(self, request: bytes) -> bytes:
        self._socket.sendall(request)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        head, body = answer[:end], answer[end + 4 :]
        length = _length_in(head)
        while len(body) < length:
            body += self._more()
        if b" 200 " not in head[:20]:
            raise RuntimeError(f"The server answered {head[:20]!r}: {body[:500]!r}")
        return body

    def _more(self) -> bytes:
        received = self._socket.recv(262_144)
        if not received:
            raise RuntimeError("The server closed the connection.")
        return received


def _length_in(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise RuntimeError("The answer has no length.")
