"""On the phone: "Get help now" tells nobody, and asking for a call shows that it was sent, or that it was not."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Installation
from tests.browser.phones import tap


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
    tap(page.get_by_label("I feel worse"))
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Somebody will call you.")).to_be_visible()


OVER = {"status": 401, "json": {"code": "sign-in-needed", "message": "Sign in first."}}
FAULT = {"status": 500, "json": {"code": "server-error", "message": "Something went wrong at the clinic."}}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (OVER, "Your sign-in has ended."),
        (FAULT, "Something went wrong at the clinic."),
        ({"status": 502, "body": "<h1>Bad gateway</h1>"}, "Something between you and the clinic answered instead"),
        (None, "There is no connection"),
    ],
)
def test_no_connection_is_only_said_where_there_is_none(
    person: Callable[..., Page], running: Installation, answer: dict[str, Any] | None, said: str
) -> None:
    page = person(running.new_links()["patient"], PHONE)
    for path in ("call-me", "my-course"):
        page.route(f"**/api/{path}", lambda route: route.fulfill(**answer) if answer else route.abort())
    for path in ("call", "course"):
        page.goto(f"{running.address}/app/{path}")
        expect(page.locator("main .problem")).to_have_count(1)
        expect(page.locator("main .problem")).to_contain_text(said)
        if answer is OVER:
            expect(page.locator("main").get_by_role("link", name="Sign in")).to_have_attribute("href", "/app/sign-in")
