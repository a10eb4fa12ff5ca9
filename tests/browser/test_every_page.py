"""Every page, as each role sees it: accessible in light and dark, whole at 320 px, small, and installable."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import DESK, FLAGS, PHONE, Installation, chromium

LARGEST_FIRST_SCREEN = 40_000  # bytes over the wire, design section 10
# target-size is off in axe unless it is asked for.
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
PAGES = {
    "patient": (
        "/",
        "/app/questionnaire/phq-9",
        "/app/course",
        "/app/settings",
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
    "admin": (
        "/app/clinic",
        "/app/clinic/card",
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


@pytest.fixture
def open_as(person: Callable[..., Page], running: Installation) -> Callable[[str], Page]:
    """A page signed in as a role, at the size that the role works at."""
    links = running.new_links()
    return lambda role: person(links[role], PHONE if role == "patient" else DESK)


@pytest.mark.parametrize("role", PAGES)
def test_no_page_breaks_a_rule_of_accessibility(open_as: Callable[[str], Page], role: str) -> None:
    page = open_as(role)
    # A colour that is still fading from light to dark has the contrast of neither.
    page.emulate_media(reduced_motion="reduce")
    for path in PAGES[role]:
        go(page, path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page, options=WCAG).response["violations"]
            told = [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
            assert not told, f"{path} in {scheme}:\n" + "\n".join(told)


@pytest.mark.parametrize("role", PAGES)
def test_no_page_is_wider_than_a_narrow_screen(open_as: Callable[[str], Page], role: str) -> None:
    page = open_as(role)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in PAGES[role]:
        go(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("role", PAGES)
def test_every_page_says_that_the_clinic_is_a_demo(open_as: Callable[[str], Page], role: str) -> None:
    page = open_as(role)
    for path in PAGES[role]:
        go(page, path)
        expect(page.get_by_text("Every person here is invented.").first, path).to_be_visible()


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


def go(page: Page, path: str) -> None:
    """Open a page by its path, or the first course, study or alert of its list or a page of it, and wait for it."""
    path, _, part = path.partition("/") if path.startswith("course/") else (path, "", "")
    origin = page.evaluate("location.origin")
    lists = {"course": "/app/caseload", "study": "/app/studies", "alert": "/app/alerts"}
    of = {"course": "courses", "study": "studies", "alert": "alerts"}
    page.goto(origin + lists.get(path, path))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if path in lists:
        page.get_by_role("main").locator(f'a[href^="/app/{of[path]}/"]').first.click()
        page.wait_for_url(lambda url: url.rstrip("/").count("/") > 4)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    if part:
        page.goto(f"{page.url.rstrip('/')}/{part}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
