"""Leaving a phone: nothing is lost unasked, nothing stays unasked, and no network is needed for it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Installation, answers, until
from tests.browser.newcomers import Desk
from tests.browser.phones import (
    SYNC,
    api,
    is_out,
    log_the_day,
    moods_at_the_clinic,
    stores,
    until_offline_ready,
    waiting,
)


def open_settings(page: Page) -> None:
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Leave this phone")).to_be_visible()


def sign_out(page: Page, choice: str = "") -> None:
    open_settings(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    if choice:
        expect(page.get_by_text("has not reached your clinic", exact=False)).to_be_visible()
        page.get_by_role("button", name=choice).click()


def is_nobody(page: Page) -> bool:
    """Whether the clinic takes this browser for nobody's; False while it does not answer."""
    answer = api(page, "/api/me")
    return bool(answer) and answer.get("code") == "sign-in-needed"


def test_signing_out_with_nothing_unsent_leaves_nothing(page: Page) -> None:
    log_the_day(page, 5)
    until(lambda: moods_at_the_clinic(page) == [5] and waiting(page) == 0, "all has arrived")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("button", name="Change")).to_be_visible()
    page.evaluate(GETS_NOTIFICATIONS)
    sign_out(page)
    is_out(page)
    is_out(other)
    assert page.evaluate("globalThis.unsubscribed"), "no notification comes to a phone that was left"
    until(lambda: stores(page) == [], "the store is gone")
    until(lambda: is_nobody(page), "the clinic has heard of it")
    page.go_back()
    expect(page.get_by_text("Your entry")).to_have_count(0)


def test_unsent_entries_are_sent_before_signing_out(page: Page) -> None:
    page.route(SYNC, lambda route: route.abort())
    log_the_day(page, 5)
    sign_out(page, "Send first")
    expect(page.get_by_text("could not be sent just now", exact=False)).to_be_visible()
    assert waiting(page) == 1
    page.unroute(SYNC)
    page.get_by_role("button", name="Send first").click()
    is_out(page)
    until(lambda: stores(page) == [], "the store is gone")


def test_kept_entries_wait_for_their_person_and_nobody_else(
    page: Page, running: Installation, desk_of: Callable[[], Desk]
) -> None:
    until_offline_ready(page)
    patient = api(page, "/api/me")["person_id"]
    page.context.set_offline(True)
    log_the_day(page, 2)
    sign_out(page, "Keep until")
    is_out(page)
    assert waiting(page) == 1
    page.context.set_offline(False)
    # Somebody else on the same phone sees and sends nothing of it.
    stranger = desk_of().add_patient()
    join(page, desk_of().invite(stranger))
    assert api(page, "/api/me")["person_id"] == stranger
    page.evaluate("dispatchEvent(new Event('online'))")
    log_the_day(page, 9)
    until(lambda: moods_at_the_clinic(page) == [9], "the other person's own entry arrives")
    expect(page.get_by_text("0 waiting on this phone · 1 confirmed")).to_be_visible()
    sign_out(page)
    is_out(page)
    join(page, desk_of().invite(patient))
    until(lambda: moods_at_the_clinic(page) == [2], "what was kept arrives when its person is back")
    until(lambda: waiting(page) == 0, "and is confirmed")


def test_signing_out_needs_no_network_and_deletes_what_it_is_told_to(page: Page, running: Installation) -> None:
    until_offline_ready(page)
    running.stop()
    assert not answers(running.address)
    log_the_day(page, 2)
    sign_out(page, "Delete and")
    is_out(page)
    until(lambda: stores(page) == [], "the store is gone")
    page.reload()
    is_out(page)
    # The browser still has the cookie; the clinic hears of it before anything else is asked for with it.
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(running.address)))
    running.start()
    page.goto(running.address)
    is_out(page)
    until(lambda: is_nobody(page), "the session has ended at the clinic")
    assert next(each for each in asked if each.startswith("/api/")) == "/api/sign-out"


def test_nothing_of_the_clinics_pages_stays_on_the_device(person: Callable[..., Page], running: Installation) -> None:
    page = person(running.new_links()["clinician"], DESK)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("main").locator('a[href^="/app/courses/"]').first.click()
    page.wait_for_load_state("networkidle")
    until(lambda: page.evaluate("caches.keys().then((names) => names.length)") == 1, "the worker keeps its files")
    kept = page.evaluate(
        """() => caches.keys().then(([name]) => caches.open(name)).then((cache) => cache.keys())
               .then((requests) => requests.map(({ url }) => new URL(url).pathname))"""
    )
    assert [path for path in kept if path != "/" and not path.startswith("/s/")] == []
    assert [path for path in kept if "/pages/clinic/" in path] == []
    assert stores(page) == []
    # The clinic's own card, and when somebody last did something here, if that was a while after the page came.
    assert set(page.evaluate("Object.keys(localStorage)")) <= {"lodestone.help", "lodestone.active"}
    answered = page.evaluate("fetch('/api/caseload').then((answer) => answer.headers.get('Cache-Control'))")
    assert answered == "no-store"


# As a browser with a push service has it, after "Turn on for this phone".
GETS_NOTIFICATIONS = """() => {
  localStorage.setItem("lodestone.push", "somebody akey")
  PushManager.prototype.getSubscription = async () => ({
    endpoint: "https://push.example/1", unsubscribe: async () => (globalThis.unsubscribed = true),
  })
}"""


def join(page: Page, link: str) -> None:
    page.goto("about:blank")  # from one "/i#" to another a browser would not load the page
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(re.compile("of 36"))).to_be_visible()
