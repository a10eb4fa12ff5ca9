"""On the phone: "Get help now" tells nobody, and asking for a call shows that it was sent, or that it was not."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Installation


def test_opening_the_crisis_card_tells_nobody(person: Callable[..., Page], running: Installation) -> None:
    page = person(running.new_links()["patient"], PHONE)
    written: list[str] = []
    page.on("request", lambda each: written.append(each.url) if each.method != "GET" else None)
    page.get_by_role("link", name="Get help now").click()
    expect(page.get_by_role("link", name="Call 911 (emergency)")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [url for url in written if not url.endswith("/api/sync")] == []


def test_whoever_asks_for_a_call_sees_that_it_was_sent(person: Callable[..., Page], running: Installation) -> None:
    page = person(running.new_links()["patient"], PHONE)
    page.route("**/api/call-me", lambda route: route.abort())
    page.goto(f"{running.address}/app/call")
    expect(page.get_by_text("There is no connection, so nothing was sent.")).to_be_visible()
    expect(page.get_by_role("link", name="Call your clinic yourself")).to_be_visible()
    page.unroute("**/api/call-me")
    answer = {"available": True, "asked_at": None, "clinic_phone": "555-0142", "clinic_hours": None}
    sent = {**answer, "asked_at": "2026-11-23T14:32:00Z"}
    # The demo's hours decide whether somebody is on duty at this moment: here somebody is.
    page.route("**/api/call-me", lambda route: route.fulfill(json=answer if route.request.method == "GET" else sent))
    page.goto(f"{running.address}/app/call")
    page.get_by_label("I feel worse").check(force=True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Somebody will call you.")).to_be_visible()
