"""Starting web and jobs together, and stopping them together."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from server.config import Settings

CHILDREN = (("web", "server.serve"), ("jobs", "server.jobs"))
LONGEST_START = 60  # seconds until the web server answers
LONGEST_STOP = 15


def run_until_stopped(settings: Settings, when_ready: Callable[[], None]) -> int:
    """Run both until Ctrl-C, SIGTERM, or one of them ends. Returns the exit code: 0 if it was asked to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # Sessions of their own: Ctrl-C in the terminal reaches this process only, which then stops them in order.
    # The owner of the tables is nothing for them: they only have the rights of LODESTONE_DATABASE.
    environment = {name: value for name, value in os.environ.items() if name != "LODESTONE_MIGRATION_DATABASE"}
    children = {
        name: subprocess.Popen([sys.executable, "-m", module], env=environment, start_new_session=True)  # noqa: S603
        for name, module in CHILDREN
    }
    try:
        if _wait_until_it_answers(settings, children, stop):
            when_ready()
        while not stop.wait(0.5):
            for name, child in children.items():
                if child.poll() is not None:
                    print(f"The {name} process ended by itself with code {child.returncode}.", file=sys.stderr)
                    return 1
    finally:
        _stop(children)
    print("Lodestone stopped.")
    return 0


def _wait_until_it_answers(
    settings: Settings, children: dict[str, subprocess.Popen[bytes]], stop: threading.Event
) -> bool:
    address = f"http://{settings.listen_host}:{settings.listen_port}/"
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and not stop.is_set():
        if any(child.poll() is not None for child in children.values()):
            return False
        try:
            # Our own address, made of two settings.
            with urllib.request.urlopen(address, timeout=2):  # nosec B310
                return True
        except (urllib.error.URLError, OSError):
            stop.wait(0.1)
    return False


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        try:
            child.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
