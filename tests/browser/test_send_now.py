"""Settings, "Send now": it always gets an answer, whatever stands in the way."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.phones import SYNC, log_the_day

ME = "**/api/me"
BUSY = {"status": 503, "headers": {"Retry-After": "600"}, "json": {"code": "busy", "message": "Later.", "details": {}}}
OVER = {"status": 401, "json": {"code": "sign-in-needed", "message": "Sign in first.", "details": {}}}


@pytest.mark.parametrize(
    ("to_sync", "to_me", "said"),
    [
        (None, None, "There is no connection to the clinic right now."),
        (BUSY, {}, "What waits stays here and is tried again by itself."),  # and it asks nothing before its time
        (OVER, {}, "Your sign-in has ended."),
    ],
)
def test_who_sends_now_reads_what_became_of_it(
    newcomer: Callable[..., Page], to_sync: dict[str, Any] | None, to_me: dict[str, Any] | None, said: str
) -> None:
    page = newcomer()

    def answer(route: Route, what: dict[str, Any] | None) -> None:
        if what is None:
            route.abort()
        elif what:
            route.fulfill(**what)
        else:
            route.continue_()

    page.route(SYNC, lambda route: answer(route, to_sync))
    page.route(ME, lambda route: answer(route, to_me))
    log_the_day(page, 5)
    page.get_by_role("link", name="Settings").click()
    card = page.locator("section", has=page.get_by_role("heading", name="On this phone"))
    card.get_by_role("button", name="Send now").click()
    expect(card.locator(".problem").filter(has_text=said)).to_be_visible()
    if to_sync is None:
        page.unroute(SYNC)
        page.unroute(ME)
        card.get_by_role("button", name="Send now").click()
        expect(card.get_by_text("Sent. Your clinic has it.")).to_be_visible()
        expect(card.get_by_text("0 waiting on this phone · 1 confirmed")).to_be_visible()
