"""Every page, as each role sees it: accessible in light and dark, whole at 320 px and with large text; installable."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import DESK, FLAGS, PHONE, ROOT, Installation, chromium, new_installation
from tests.browser.keyboard import Keyboard
from tests.browser.looking import go, problems_of
from tests.browser.states import STATES
from tests.browser.thumb import forget_days

LARGEST_FIRST_SCREEN = 40_000  # bytes over the wire, design section 10
PAGES = {
    "nobody": ("/", "/help", "/i", "/sso", "/kiosk", "/app/caseload"),
    "patient": (
        "/",
        "/app/log/yesterday",
        "/app/questionnaire/phq-9",
        "/app/course",
        "/app/settings",
        "/app/log/never",
        "/help",
        "/app/call",
        "/app/passkey",
        "/app/sign-in",
    ),
    "clinician": (
        "/app/caseload",
        "course",
        "course/session",
        "course/sessions",
        "course/safety",
        "course/forms",
        "course/forms?enter=phq-9",
        "course/events",
        "course/plan",
        "course/background",
        "course/changes",
        "/app/alerts",
        "/app/patients/new",
        "/app/outcomes",
        "/app/alerts?show=closed",
        "alert",
        "/app/account",
        "/app/clinic/settings",
    ),
    "coordinator": ("/app/studies", "study"),
    "researcher": ("/app/studies", "study"),
    "admin": (
        "/app/account",
        "/app/clinic",
        "/app/clinic/card",
        "/app/clinic/advice",
        "/app/clinic/staff",
        "/app/clinic/duty",
        "/app/clinic/access",
        "/app/clinic/leaving",
        "/app/clinic/messages",
        "/app/clinic/keys",
        "/app/outcomes",
        "/app/clinic/settings",
    ),
}


# What each page of the patient says that another one in its place would not.
SAYS = {
    "/": "How was today?",
    "/app/log/yesterday": "How was yesterday?",
    "/app/questionnaire/phq-9": "1 of 9",
    "/app/course": "PHQ-9 over time",
    "/app/settings": "Leave this phone",
    "/app/log/never": "There is no such day.",
    "/help": "Call 911 (emergency)",
    "/app/call": "If you are in danger, do not wait for a call.",
    "/app/passkey": "You need no password.",
    "/app/sign-in": "Sign in with a passkey",
}
# What a path stands for that is looked up in a list, and what only a state leads to.
STANDS_FOR = {"course": "/app/courses/1", "study": "/app/studies/1", "alert": "/app/alerts/1"}
BY_STATE = {"/app/patients/1", "/app/test-alerts/1"}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Of their own: nobody has logged today."""
    yield from new_installation(tmp_path_factory)


@pytest.fixture
def open_as(person: Callable[..., Page], running: Installation) -> Callable[[str], Page]:
    """A page signed in as a role, at the size that the role works at."""
    links = running.new_links()

    def opened(role: str) -> Page:
        size = PHONE if role in ("nobody", "patient") else DESK
        return person(links.get(role, f"{running.address}/help"), size, enter=role != "nobody")

    return opened


@pytest.mark.parametrize("role", PAGES)
def test_every_page_can_be_read_by_everybody(open_as: Callable[[str], Page], role: str) -> None:
    """By axe in light and dark, at 320 px, with text of twice the size, by Tab; and it says that this is a demo."""
    page = open_as(role)
    keys, told = Keyboard(page), []
    if role == "patient":
        forget_days(page)  # which of them the demo's patient left out depends on the weekday
    for path in PAGES[role]:
        go(page, path)
        if role == "patient":
            expect(page.locator("#app").get_by_text(SAYS[path]).first).to_be_visible()
        elif page.get_by_role("heading", name="Page not found").is_visible():
            told.append(f"{path}: is not there")
        told += [f"{path}: {problem}" for problem in problems_of(page)]
        if role != "nobody" and not page.get_by_text("Every person here is invented.").first.is_visible():
            told.append(f"{path}: does not say that everybody is invented")
        keys.go_round()
    told += keys.unseen
    assert not told, "\n".join(told)


@pytest.mark.parametrize("role", STATES)
def test_every_state_can_be_read_by_everybody(open_as: Callable[[str], Page], role: str) -> None:
    page = open_as(role)
    told = []
    for path, bring_about in STATES[role]:
        go(page, path)
        bring_about(page)
        told += [f"{path}, {bring_about.__name__}: {problem}" for problem in problems_of(page)]
    assert not told, "\n".join(told)


def _in_full(path: str) -> str:
    """ "course/plan" as "/app/courses/1/plan"."""
    first, _, _ = path.partition("/")
    return STANDS_FOR.get(first, "") + path.removeprefix(first)


def test_every_route_is_among_the_pages() -> None:
    """static/js/routes*.js say which there are; whatever they name is looked at above."""
    lists = "".join(path.read_text() for path in (ROOT / "static/js").glob("routes*.js"))
    routes = re.findall(r'\{ path: "([^"]+)"', lists)
    assert len(routes) > 30
    shown = {path for paths in PAGES.values() for path in paths} | BY_STATE
    looked_at = {
        STANDS_FOR.get(path.partition("/")[0], "") + path.removeprefix(path.partition("/")[0]) for path in shown
    }
    missing = [
        route
        for route in routes
        if not any(re.fullmatch(re.sub(r":\w+", "[^/]+", route), path.partition("?")[0]) for path in looked_at | shown)
    ]
    assert not missing, f"Add these to PAGES or to the states: {missing}"


def test_the_patients_first_screen_is_small(open_as: Callable[[str], Page]) -> None:
    """Counted by the browser at its first visit, the worker's copies left out: they come after the screen is there."""
    page = open_as("patient")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.setBypassServiceWorker", {"bypass": True})
    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda e: names.__setitem__(e["requestId"], e["response"]["url"]))
    session.on("Network.loadingFinished", lambda e: sizes.__setitem__(e["requestId"], int(e["encodedDataLength"])))
    page.goto(f"{page.evaluate('location.origin')}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    files = {names[key]: size for key, size in sizes.items() if "/api/" not in names.get(key, "/api/")}
    assert any(url.endswith("/js/app.js") for url in files)
    assert sum(files.values()) < LARGEST_FIRST_SCREEN, json.dumps(files, indent=1)


def test_the_application_can_be_installed(playwright: Playwright, running: Installation, tmp_path: Any) -> None:
    """Not in a private window, where no browser installs anything."""
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path), executable_path=chromium(), args=list(FLAGS), viewport=PHONE
    )
    page = context.pages[0]
    page.goto(f"{running.address}/help")
    page.wait_for_load_state("networkidle")
    session = context.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    context.close()
