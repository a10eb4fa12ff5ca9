"""A proxy between a phone and the clinic that does to requests what networks do, by seeded chance."""

import contextlib
import json
import random
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PORTAL = b"<!DOCTYPE html><title>Free Wi-Fi</title><h1>Please accept our terms</h1>"
# What happens to a request that sends entries, and how often.
FATES = {
    "pass": 8,
    "lose the request": 3,
    "lose the answer": 4,
    "delay": 3,
    "double": 4,
    "deliver late": 4,
    "busy": 1,
    "portal": 1,
}


class BadNetwork:
    """calm() ends it: from then on everything passes, and what was still on its way has been delivered."""

    def __init__(self, behind: int, seed: int) -> None:
        self.behind = behind
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        self.is_calm = False
        self.late: list[tuple[str, dict[str, str], bytes]] = []
        self.seen: Counter[str] = Counter()
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                network.take(self, b"")

            def do_POST(self) -> None:
                network.take(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def take(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        with self.lock:
            is_sync = asked.path == "/api/sync" and not self.is_calm
            fate = self.chance.choices(list(FATES), list(FATES.values()))[0] if is_sync else "pass"
            pause = self.chance.uniform(0.02, 0.3)
            overtaken = self.late.pop(self.chance.randrange(len(self.late))) if is_sync and len(self.late) > 3 else None
            self.seen[fate] += is_sync
        headers = dict(asked.headers.items())
        if overtaken is not None:
            self.deliver(*overtaken)
        if fate == "busy":
            said = json.dumps({"code": "busy", "message": "Later.", "details": {}}).encode()
            return reply(asked, 503, [("Content-Type", "application/json"), ("Retry-After", "0")], said)
        if fate == "portal":
            return reply(asked, 200, [("Content-Type", "text/html")], PORTAL)
        if fate == "delay":
            time.sleep(pause)
        if fate == "deliver late":
            with self.lock:
                self.late.append((asked.path, headers, body))
        answer = None
        if fate not in ("lose the request", "deliver late"):
            answer = self.deliver(asked.path, headers, body, asked.command)
        if fate == "double":
            answer = self.deliver(asked.path, headers, body)
        if answer is None or fate == "lose the answer":
            asked.close_connection = True
            return asked.connection.close()
        return reply(asked, *answer)

    def deliver(
        self, path: str, headers: dict[str, str], body: bytes, method: str = "POST"
    ) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """The clinic's answer; None where it gives none."""
        with contextlib.closing(HTTPConnection("127.0.0.1", self.behind, timeout=60)) as connection:
            try:
                connection.request(method, path, body or None, headers | {"Connection": "close"})
                with connection.getresponse() as answer:
                    return answer.status, answer.getheaders(), answer.read()
            except (OSError, HTTPException):
                return None

    def calm(self) -> None:
        with self.lock:
            self.is_calm = True
            late, self.late = self.late, []
        self.chance.shuffle(late)
        for each in late:
            assert self.deliver(*each) is not None

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join(30)
        self.server.server_close()


def reply(asked: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    with contextlib.suppress(OSError):
        asked.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                asked.send_header(name, value)
        if status != 204:
            asked.send_header("Content-Length", str(len(body)))
        asked.end_headers()
        asked.wfile.write(body)
