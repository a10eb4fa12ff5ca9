"""A new version waits until it is wanted, takes nothing half-filled away, and loses nothing that is on its way."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.conftest import DESK, ROOT, Installation, until
from tests.browser.phones import (
    SYNC,
    log_at_the_clinic,
    log_the_day,
    moods_at_the_clinic,
    phone,
    until_offline_ready,
    waiting,
)

READY = "A new version is ready."
HALF_FILLED = """async () => {
  const stamp = document.querySelector('script[type="module"]').src.match(/\\/s\\/(\\w+)\\//)[1]
  const { halfFilled } = await import(`/s/${stamp}/js/half-filled.js`)
  globalThis.done = halfFilled("a test")
}"""


@pytest.fixture
def release(running: Installation, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """release(): the clinic goes over to another version of the application."""

    def new_version() -> None:
        for name in ("server", "static", "migrations"):
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        with (tmp_path / "static" / "js" / "calendar.js").open("a") as changed:
            changed.write("\n// Another version.\n")
        running.stop()
        running.root = tmp_path
        running.start()

    yield new_version
    running.stop()
    running.root = ROOT
    running.start()


def stamp(page: Page) -> str:
    """The version that the page shows; empty while it loads."""
    with suppress(Error):
        found = re.search(r"/s/(\w+)/", str(page.evaluate("document.querySelector('script[src]')?.src")))
        return found.group(1) if found else ""
    return ""


def look_for_updates(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    until(
        lambda: page.evaluate("navigator.serviceWorker.getRegistration().then((found) => Boolean(found.waiting))"),
        "the new version waits",
    )


def test_a_new_version_asks_and_never_over_something_half_filled(
    newcomer: Callable[..., Page], running: Installation, release: Callable[[], None]
) -> None:
    page = newcomer()
    until_offline_ready(page)
    old = stamp(page)
    other = page.context.new_page()
    other.goto(running.address)
    expect(other.get_by_role("button", name="Save", exact=True)).to_be_visible()
    for tab in (page, other):
        tab.evaluate(HALF_FILLED)
    page.evaluate("caches.open('of-somebody-else')")
    release()
    look_for_updates(page)
    expect(page.get_by_text(READY)).to_have_count(0)
    page.evaluate("globalThis.done()")
    expect(page.get_by_text(READY)).to_be_visible()
    page.get_by_role("button", name="Use it now").click()
    expect(page.get_by_text("You have begun something in another window.", exact=False)).to_be_visible()
    assert [stamp(tab) for tab in (page, other)] == [old, old]
    other.evaluate("globalThis.done()")
    page.get_by_role("button", name="Use it now").click()
    for tab in (page, other):
        until(lambda tab=tab: stamp(tab) not in ("", old), "every window shows the new version")  # type: ignore[misc]
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    log_the_day(page, 4)
    until(lambda: moods_at_the_clinic(page) == [4], "the new version goes on")
    kept = page.evaluate("caches.keys()")
    assert f"lodestone-{stamp(page)}" in kept
    assert f"lodestone-{old}" not in kept
    assert "of-somebody-else" in kept


def test_a_form_at_the_desk_is_not_taken_away_by_who_updates_in_another_window(
    person: Callable[..., Page], running: Installation, release: Callable[[], None]
) -> None:
    page = person(running.new_links()["clinician"], DESK)
    until_offline_ready(page)
    old = stamp(page)
    other = page.context.new_page()
    other.goto(f"{running.address}/app/caseload")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{running.address}/app/patients/new")
    page.get_by_label("Name", exact=True).fill("Half Typed")
    for tab in (page, other):
        tab.wait_for_load_state("networkidle")  # with the code of the lock, which comes last
    release()
    look_for_updates(other)
    other.get_by_role("button", name="Use it now").click()
    expect(other.get_by_text("You have begun something in another window.", exact=False)).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Half Typed")
    expect(page.get_by_text(READY)).to_have_count(0)
    page.get_by_role("link", name="Courses").first.click()
    page.get_by_role("button", name="Use it now").click()
    for tab in (page, other):
        until(lambda tab=tab: stamp(tab) not in ("", old), "every window shows the new version")  # type: ignore[misc]
        tab.wait_for_load_state("networkidle")  # before the clinic goes back to the old one


def test_what_a_patient_types_into_settings_or_an_invitation_holds_updates_until_the_page_goes(
    newcomer: Callable[..., Page], running: Installation
) -> None:
    page = newcomer()
    holds = "navigator.locks.query().then(({ held }) => held.filter(({ name }) => /half-filled/.test(name)).length)"
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Stop taking part").click()
    assert page.evaluate(holds) == 0
    page.get_by_label("If you like, say why").fill("Too")
    until(lambda: page.evaluate(holds) == 1, "an update waits")
    page.get_by_role("link", name="Today").click()
    until(lambda: page.evaluate(holds) == 0, "and then no more")
    asks = {"kind": "patient", "clinic": "Demo clinic", "role": "patient", "needs_pin": True, "is_demo": True}
    page.route("**/api/invitations/look", lambda route: route.fulfill(json=asks))
    page.goto(f"{running.address}/i#0123")
    page.get_by_label("Six digits").fill("12")
    until(lambda: page.evaluate(holds) == 1, "an update waits for the digits too")


def test_an_update_in_the_middle_of_sending_loses_and_doubles_nothing(
    newcomer: Callable[..., Page], running: Installation, release: Callable[[], None]
) -> None:
    page = newcomer()
    until_offline_ready(page)
    page.context.set_offline(True)
    log_the_day(page, 4)
    phone(page, SAVE_MORE, 59)
    release()
    held: list[Route] = []

    def hold_the_answer(route: Route) -> None:
        """The clinic has stored it, and the phone is reloaded before it hears so."""
        if not held:
            route.fetch()
            held.append(route)
        else:
            route.continue_()

    page.route(SYNC, hold_the_answer)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: page.title() and held, "the first fifty are on their way")
    assert waiting(page) == 60
    old = stamp(page)
    look_for_updates(page)
    page.get_by_role("button", name="Use it now").click()
    until(lambda: stamp(page) not in ("", old), "the new version runs")
    until(lambda: len(log_at_the_clinic(page)) == 60, "all arrive, each once")
    until(lambda: waiting(page) == 0, "and all are confirmed")


SAVE_MORE = """(phone, count) => {
  const { id, rev, waiting, recorded_at, filled_late, ...content } = phone.entries.peek()[0]
  return phone.save(Array.from({ length: count }, () => ({ kind: "check-in", content })))
}"""
