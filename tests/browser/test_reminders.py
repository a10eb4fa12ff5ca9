"""Reminders on the phone: asked for on a tap, shown by the worker, opened, and read in the ledger."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from tests.browser.conftest import PHONE, Installation, until
from tests.browser.phones import tap

# The far end is replaced, not the browser: a Chromium without Google's push service cannot subscribe.
SUBSCRIBES = """
PushManager.prototype.subscribe = function (options) {
  globalThis.subscribedWith = options
  const keys = {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  }
  const endpoint = `https://fcm.googleapis.com/fcm/send/${crypto.randomUUID()}`
  const made = {
    endpoint, options, toJSON: () => ({ endpoint, keys }),
    unsubscribe: async () => { PushManager.prototype.getSubscription = async () => null },
  }
  PushManager.prototype.getSubscription = async () => made
  return Promise.resolve(made)
}
"""


@pytest.fixture
def page(person: Callable[..., Page], running: Installation) -> Page:
    return person(running.new_links()["patient"], PHONE)


def open_settings(page: Page, running: Installation) -> None:
    page.goto(f"{running.address}/app/settings")
    expect(page.get_by_role("heading", name="Reminders", exact=True)).to_be_visible()


def allow(page: Page, running: Installation) -> None:
    page.context.grant_permissions(["notifications"], origin=running.address)


def test_a_phone_is_asked_on_a_tap_only_and_then_gets_reminders(page: Page, running: Installation) -> None:
    page.add_init_script(SUBSCRIBES)
    allow(page, running)
    open_settings(page, running)
    tap(page.get_by_label("On this phone"))
    assert page.evaluate("globalThis.subscribedWith === undefined")
    page.get_by_role("button", name="Turn on for this phone").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert page.evaluate("globalThis.subscribedWith.userVisibleOnly")
    expect(page.get_by_text("gets reminders").first).to_be_visible()
    # At the next start the phone makes sure that the clinic still knows it.
    with page.expect_response("**/api/me/push-subscriptions") as told:
        page.reload()
    assert told.value.status == 200
    open_settings(page, running)
    page.get_by_role("button", name="Turn off for this phone").click()
    expect(page.get_by_text("No more reminders come to this phone.")).to_be_visible()
    expect(page.get_by_text("gets none: turned off")).to_be_visible()


def test_who_refuses_reads_what_else_there_is(page: Page, running: Installation) -> None:
    page.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'default' });"
        "Notification.requestPermission = async () => 'denied'"
    )
    open_settings(page, running)
    tap(page.get_by_label("On this phone"))
    page.get_by_role("button", name="Turn on for this phone").click()
    expect(page.get_by_text("The phone did not allow it.")).to_be_visible()


def test_an_iphone_learns_that_it_works_from_the_home_screen(page: Page, running: Installation) -> None:
    page.add_init_script(
        "delete globalThis.PushManager;"
        "Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4)' })"
    )
    open_settings(page, running)
    tap(page.get_by_label("On this phone"))
    expect(page.get_by_text("Add to Home Screen").first).to_be_visible()


def worker_of(page: Page, running: Installation) -> tuple[CDPSession, Callable[[str], None]]:
    """The DevTools session of a page that may show notifications, and what lets a push message come to its worker."""
    allow(page, running)
    open_settings(page, running)
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(lambda: page.evaluate("1") and found, "the worker's registration")

    def push(data: str) -> None:
        message = {"origin": running.address, "registrationId": found[0], "data": data}
        session.send("ServiceWorker.deliverPushMessage", message)

    return session, push


def receipts_of(page: Page) -> list[str]:
    """The bodies of the receipts that the phone sends from now on."""
    said: list[str] = []
    page.context.on(
        "request",
        lambda each: said.append(each.post_data or "") if each.url.endswith("/api/reminders/receipts") else None,
    )
    return said


def shown_by(session: CDPSession) -> list[dict[str, Any]]:
    """The notifications that the browser shows from now on, as its own record of background services tells them.

    Asking getNotifications() again and again would race with the showing: Chromium drops from its list what it
    finds there and not yet on the screen.
    """
    shown: list[dict[str, Any]] = []
    session.on(
        "BackgroundService.backgroundServiceEventReceived",
        lambda event: shown.append(event["backgroundServiceEvent"]),
    )
    session.send("BackgroundService.setRecording", {"shouldRecord": True, "service": "notifications"})
    session.send("BackgroundService.startObserving", {"service": "notifications"})
    return shown


@pytest.mark.parametrize(
    ("data", "title", "receipts"),
    [
        (
            json.dumps(
                {
                    "web_push": 8030,
                    "notification": {
                        "title": "Your check-in is ready",
                        "body": "Tap to open it.",
                        "navigate": "/",
                        "tag": "reminder",
                        "data": {"receipt": "a.b.c"},
                    },
                }
            ),
            "Your check-in is ready",
            ["shown"],
        ),
        # Whatever comes, something is shown: iPhones end the subscription of who shows nothing.
        ("not what we send", "Lodestone", []),
    ],
)
def test_the_worker_shows_what_comes_and_says_so(
    page: Page, running: Installation, data: str, title: str, receipts: list[str]
) -> None:
    said = receipts_of(page)
    session, push = worker_of(page, running)
    shown = shown_by(session)
    push(data)
    until(lambda: page.evaluate("1") and shown, "a notification")
    assert [each["value"] for each in shown[0]["eventMetadata"] if each["key"] == "Title"] == [title]
    until(lambda: page.evaluate("1") and len(said) >= len(receipts), "the receipts")
    assert [json.loads(each)["seen"] for each in said] == receipts


# What the worker is told to show: a tap brings it back. Asking getNotifications() for it would race with the showing.
NOTES_WHAT_IT_SHOWS = """() => {
  const show = ServiceWorkerRegistration.prototype.showNotification
  ServiceWorkerRegistration.prototype.showNotification = async function (title, options) {
    await show.call(this, title, options)
    self.shown = { title, ...options }
  }
}"""
NO_WINDOW = "self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((pages) => pages.length === 0)"
# A tap, as the browser tells the worker of it. Only a real finger may open a window or bring one to the front, so the
# two doors of the browser are watched instead: what the worker asks of them is returned.
TAPPED = """async () => {
  const asked = []
  self.clients.openWindow = async (path) => void asked.push(`open ${path}`)
  WindowClient.prototype.focus = async function () { asked.push(`show ${new URL(this.url).pathname}`) }
  const tap = new ExtendableEvent("notificationclick"), work = []
  tap.notification = { data: structuredClone(self.shown.data), close: () => asked.push("close") }
  tap.waitUntil = (promise) => work.push(promise)
  self.dispatchEvent(tap)
  await Promise.all(work)
  return asked
}"""


@pytest.mark.parametrize(
    ("navigate", "is_open", "asked"),
    [
        ("{address}/app/course#r=a.b.c", False, "open /app/course"),
        ("https://elsewhere.example/app/course", False, "open /"),  # never out of the house
        ("{address}/app/course", True, "show /app/settings"),  # where something may be half filled in
    ],
)
def test_a_tap_on_a_reminder_opens_its_page_or_shows_the_one_that_is_open(
    page: Page, running: Installation, navigate: str, is_open: bool, asked: str
) -> None:
    said = receipts_of(page)
    _, push = worker_of(page, running)
    (worker,) = page.context.service_workers
    worker.evaluate(NOTES_WHAT_IT_SHOWS)
    notice = {"title": "Your check-in is ready", "navigate": navigate.format(address=running.address)}
    push(json.dumps({"web_push": 8030, "notification": notice | {"data": {"receipt": "a.b.c"}}}))
    until(lambda: worker.evaluate("Boolean(self.shown)") and said, "a notification and its receipt")
    if not is_open:
        page.goto("about:blank")
        until(lambda: worker.evaluate(NO_WINDOW), "the page is gone")
    assert worker.evaluate(TAPPED) == ["close", asked]
    until(lambda: worker.evaluate("1") and len(said) == 2, "the other receipt")
    assert [json.loads(each)["seen"] for each in said] == ["shown", "opened"]
    if not is_open:
        page.goto(f"{running.address}{asked.removeprefix('open ')}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_receipt_in_the_address_is_told_and_taken_out(page: Page, running: Installation) -> None:
    """So it comes from browsers that show a notification without our worker."""
    page.goto("about:blank")
    with page.expect_request("**/api/reminders/receipts") as told:
        page.goto(f"{running.address}/#r=a.b.c")
    assert told.value.post_data_json == {"token": "a.b.c", "seen": "opened"}
    until(lambda: page.evaluate("location.hash") == "", "a clean address")


@pytest.mark.parametrize(("way", "offered", "said"), [("none", 0, 0), ("push", 1, 1)])
def test_a_clinic_without_push_offers_what_it_has(
    page: Page, running: Installation, way: str, offered: int, said: int
) -> None:
    """Who had notifications still sees so, and reads what to do."""

    def without_push(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "push_key": None, "way": way})

    page.route("**/api/me/reminders", without_push)
    open_settings(page, running)
    expect(page.get_by_label("Not at all")).to_be_attached()
    expect(page.get_by_label("On this phone")).to_have_count(offered)
    expect(page.get_by_text("Your clinic sends no reminders to phones.")).to_have_count(said)
