"""A real installation (web, jobs, demo clinic) and a real Chromium for the tests in this folder."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect, sync_playwright

from server import create_app
from server.config import read_settings
from server.db import db
from server.demo.links import links_of_demo
from tests.browser.newcomers import Desk

ROOT = Path(__file__).parents[2]
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)
# A machine that is busy with other tests is slow, which is no fault of a page.
PATIENCE = 60  # seconds
expect.set_options(timeout=1000 * PATIENCE)
# The browser asks no host but ours.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Installation:
    """Lodestone as `make run` starts it, on a database and a port of its own. May be stopped and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None
    links: dict[str, str] = field(default_factory=dict)
    further: dict[str, str] = field(default_factory=dict)  # further settings
    root: Path = ROOT  # whose code it runs

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("LODESTONE_")},
            "LODESTONE_DATABASE": f"sqlite:///{self.folder / 'demo.db'}",
            "LODESTONE_FILES": str(self.folder / "files"),
            "LODESTONE_LISTEN": f"127.0.0.1:{self.port}",
            "LODESTONE_ADDRESS": self.address,
            "PYTHONUNBUFFERED": "1",
            **self.further,
        }

    def start(self) -> None:
        """Start it and wait until it says that it is running; its words name a sign-in link per role."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server.cli", "run"],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "private window" in line:
                break
        else:
            pytest.fail(f"Lodestone did not start:\n{said}")
        self.links = _links_in(said)

    def stop(self) -> None:
        """Stop it as Ctrl-C does and wait until it is gone."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.communicate()
            self.process = None

    def printed_links(self) -> dict[str, str]:
        """What `make links` prints: a fresh single-use sign-in link per role."""
        return _links_in(
            subprocess.run(
                [sys.executable, "-m", "server.cli", "links"],
                cwd=ROOT,
                env=self.environment,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )

    def new_links(self) -> dict[str, str]:
        """The same in a hundredth of the time."""
        settings = read_settings(self.environment)
        app, now = create_app(settings), datetime.now(UTC)  # of the installation: a test's own time stands still
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("server.clock.now", lambda: now)
            said = "\n".join(links_of_demo(app, settings))
        with app.app_context():
            db.engine.dispose()
        return _links_in(said)


def _links_in(said: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\w+) +(http\S+)$", said, re.MULTILINE))


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One demo clinic for all browser tests of a process; each test brings its own people."""
    yield from new_installation(tmp_path_factory)


def new_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A demo clinic of one's own, for tests after which its patient is no longer as others expect."""
    lodestone = Installation(tmp_path_factory.mktemp("installation"), free_port())
    lodestone.start()
    yield lodestone
    lodestone.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def running(installation: Installation) -> Iterator[Installation]:
    """The installation, running at the start of the test whatever the one before did to it."""
    if installation.process is None:
        installation.start()
    yield installation
    if installation.process is None:
        installation.start()


@pytest.fixture(scope="session")
def desk_of(installation: Installation) -> Callable[[], Desk]:
    """The desk of the demo clinic. It signs in when it is first needed, and goes on over restarts of the server."""
    known: list[Desk] = []

    def desk() -> Desk:
        if not known:
            known.append(Desk(installation.port, installation.new_links()["clinician"]))
        return known[0]

    return desk


@pytest.fixture
def newcomer(running: Installation, person: Callable[..., Page], desk_of: Callable[[], Desk]) -> Callable[..., Page]:
    """A phone that a new patient has just joined with, at its first page; nobody else logs their days."""

    def join(**rest: object) -> Page:
        page = person(desk_of().invite(desk_of().add_patient()), **rest)
        # What the clinic says of today rebuilds the form, so nothing is filled in before.
        expect(page.get_by_text(re.compile("of 36"))).to_be_visible()
        return page

    return join


@pytest.fixture
def page(newcomer: Callable[..., Page]) -> Page:
    """The phone of a new patient, who has seen the first page."""
    return newcomer()


def chromium() -> str:
    """The path of a Chromium. `make test` installs one; without any the tests fail with one line."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("No Chromium was found. Run `make test`, which installs one, or set CHROMIUM to its path.")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
    yield found
    found.close()


@pytest.fixture
def person(browser: Browser, running: Installation) -> Iterator[Callable[..., Page]]:
    """person(link, size): a new browser profile, signed in by a link. Errors in the page fail the test.

    enter=False: only at the address, not signed in.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def sign_in(link: str, size: ViewportSize = PHONE, *, enter: bool = True, **rest: object) -> Page:
        place = {"locale": "en-GB", "timezone_id": "Europe/Berlin"} | rest
        context = browser.new_context(viewport=size, **place)  # type: ignore[arg-type]
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(link)
        if not enter:
            return page
        enter_by_invitation(page, running.address)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert not problems, problems


def enter_by_invitation(page: Page, address: str) -> None:
    """From the page of an invitation on."""
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/i" not in url.removeprefix(address)[:2])


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait until something is true. Playwright's own waiting in the page needs eval, which our pages forbid."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"Waited in vain: {what}")
        time.sleep(0.05)


def answers(address: str) -> bool:
    """Whether a server answers at the address."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310, our own address
            return True
    except OSError:
        return False
