"""Every page of a patient opens without a network, and never as the browser's own page for an error."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Installation
from tests.browser.phones import until_offline_ready

PAGES = {
    "/": "How was today?",
    "/app/log/never": "A day of your log",
    "/app/course": "My course",
    "/app/settings": "Settings",
    "/app/call": "Ask for a call",
    "/app/sign-in": "Welcome to Lodestone",
    "/app/passkey": "Sign in with your face or finger next time",
    "/app/questionnaire/none": "No questionnaire here",
    "/help": "Get help now",
    "/i": "This no longer works",
}


def test_every_page_of_a_patient_opens_without_a_network(newcomer: Callable[..., Page], running: Installation) -> None:
    page = newcomer()
    until_offline_ready(page)
    page.context.set_offline(True)
    for path, heading in PAGES.items():
        page.goto(running.address + path)
        expect(page.get_by_role("heading", level=1), path).to_have_text(heading)
    page.goto(f"{running.address}/app/call")
    expect(page.get_by_text("There is no connection, so nothing was sent.")).to_be_visible()
    expect(page.get_by_role("link", name="Call your clinic yourself")).to_be_visible()
    page.goto(f"{running.address}/app/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
