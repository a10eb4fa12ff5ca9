"""The web server: `python -m server.serve`.

Waitress takes whole requests in before a thread sees them, so that half-sent ones hold a socket and nothing else.
What it lacks is added here: a bound on the time that one request may take to arrive, since a byte now and then looks
alive to it, and errors of its own in the shape of all our errors.
"""

import gc
import json
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from server import create_app
from server.bodies import LARGEST_BODY
from server.config import BadSetting, Settings, read_settings
from server.errors import Malformed, TooLarge
from server.logs import level_of, write_logs
from server.upgrade import require_ready

_log = logging.getLogger("lodestone.serve")


@dataclass(frozen=True)
class Limits:
    """What one connection may take. Times in seconds.

    longest_request: from a request's first byte to its last; 100 kB on the slowest mobile line take 40 s.
    longest_idle: without any byte. between_checks: how often both are looked at.
    """

    longest_request: int = 90
    longest_idle: int = 60
    between_checks: int = 5
    connections: int = 4000
    threads: int = 8


class _Refusal(ErrorTask):  # type: ignore[misc] # waitress has no types
    """What waitress itself refuses, before the application sees it, in the one shape of all errors."""

    def execute(self) -> None:
        error = self.request.error
        code = {413: TooLarge.code, 431: TooLarge.code, 500: "defect"}.get(error.code, Malformed.code)
        body = json.dumps({"code": code, "message": f"{error.reason}.", "details": {}}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """One connection; knows since when the request that is arriving has been arriving."""

    error_task_class = _Refusal
    began = 0.0

    def received(self, data: bytes) -> Any:
        arriving = self.request
        more = super().received(data)
        if self.request is not arriving:
            self.began = time.monotonic()
        return more


class WebServer(TcpWSGIServer):  # type: ignore[misc]
    """Waitress on a socket that is listening already."""

    channel_class = _Channel

    def __init__(self, app: Flask, listening: socket.socket, limits: Limits) -> None:
        self.limits = limits
        options = {
            "threads": limits.threads,
            "connection_limit": _allowed_connections(limits.connections),
            "channel_timeout": limits.longest_idle,
            "cleanup_interval": limits.between_checks,
            # select() fails from the 1024th open file on.
            "asyncore_use_poll": True,
            "recv_bytes": 65536,
            # Above the application's own bound, so that most who exceed it can read why before the connection closes.
            "max_request_body_size": 2 * LARGEST_BODY,
            "max_request_header_size": 32768,
            "ident": None,
            # Whom the proxies in front name is read by server.client, which knows whom to believe.
            "clear_untrusted_proxy_headers": False,
        }
        place = (listening.family, listening.type, listening.proto, listening.getsockname())
        super().__init__(app, _sock=listening, adj=Adjustments(**options), sockinfo=place, bind_socket=False)

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        latest = time.monotonic() - self.limits.longest_request
        for channel in self.active_channels.values():
            if channel.request is not None and channel.began < latest:
                channel.will_close = True


def _allowed_connections(wanted: int) -> int:
    """As many as wanted, if the system lets this process open so many files; two hundred are left for the rest."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = wanted + 200
    if soft != resource.RLIM_INFINITY and soft < enough:
        soft = enough if hard == resource.RLIM_INFINITY else min(enough, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, soft - 200)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadSetting where the address is not ours or is taken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        raise BadSetting(f"LODESTONE_LISTEN: nothing can listen on {host}:{port} ({error.strerror}).") from error
    return listening


def serve(settings: Settings, listening: socket.socket) -> None:
    """Answer requests until SIGTERM or SIGINT; those under way are finished first."""
    server = WebServer(create_app(settings), listening, Limits())
    # What was made until now stays: the collector need not look at it again and again (a fifth of the time, measured).
    gc.collect()
    gc.freeze()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Waitress ends its loop on SystemExit, and lets its threads finish.
        signal.signal(number, lambda *_: sys.exit(0))
    server.run()
    server.close()


def serve_with_processes(settings: Settings, listening: socket.socket) -> int:
    """Share the socket among several processes until SIGTERM or SIGINT. Returns the exit code.

    If one of them ends by itself all are stopped: whoever watches over us starts everything afresh.
    """
    # Forked before any thread or database connection exists, since neither survives it.
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=serve, args=(settings, listening)) for _ in range(settings.web_processes)]
    for child in children:
        child.start()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set() and not wait([child.sentinel for child in children], timeout=0.5):
        pass
    for child in children:
        child.terminate()
    for child in children:
        child.join()
    if stop.is_set():
        return 0
    _log.error("a web process ended by itself; the others were stopped")
    return 1


def main() -> int:
    """Serve as the settings say. Returns the exit code."""
    try:
        settings = read_settings(os.environ)
        write_logs(level_of(settings.mode))
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        require_ready(settings)
        listening = listen(settings.listen_host, settings.listen_port)
    except BadSetting as problem:
        print(problem, file=sys.stderr)
        return 2
    if settings.web_processes > 1:
        return serve_with_processes(settings, listening)
    serve(settings, listening)
    return 0


if __name__ == "__main__":
    sys.exit(main())
