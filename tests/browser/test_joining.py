"""Getting in and staying in: codes that are typed, digits on paper, a lost phone, and the app on the home screen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE, Installation, until

PATIENTS = "/app/patients/"


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browser profiles that nobody is signed in to."""
    made: list[BrowserContext] = []

    def make(**rest: Any) -> BrowserContext:
        made.append(browser.new_context(viewport=PHONE, locale="en-GB", timezone_id="Europe/Berlin", **rest))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def desk(person: Callable[..., Page], running: Installation) -> Page:
    """A technician at the page of a patient of the demo clinic."""
    page = person(running.new_links()["technician"], DESK)
    page.get_by_role("main").locator('a[href^="/app/courses/"]').first.click()
    page.get_by_role("link", name="Invite, or end access").click()
    expect(page.get_by_role("heading", name="Phone and access")).to_be_visible()
    return page


def spoken(page: Page) -> str:
    """The code or the digits that a page shows last."""
    shown = page.locator(".spoken").last
    expect(shown).to_be_visible()
    return (shown.text_content() or "").replace(" ", "")


def api(page: Page, path: str) -> Any:
    return page.evaluate("path => fetch(path).then((answer) => answer.json())", path)


def join_with(page: Page, running: Installation, code: str) -> None:
    page.goto(running.address)
    page.get_by_label("Your link or code").fill(code)
    page.get_by_role("button", name="Open").click()


def test_a_patient_without_a_camera_types_the_code(
    desk: Page, contexts: Callable[..., BrowserContext], running: Installation
) -> None:
    desk.get_by_role("button", name="Invite on this screen").click()
    phone = contexts().new_page()
    join_with(phone, running, spoken(desk).lower())
    phone.get_by_role("button", name="Continue").click()
    phone.wait_for_url(lambda url: "/i" not in url.removeprefix(running.address)[:2])
    assert api(phone, "/api/me")["role"] == "patient"
    # The link or code opened once more on the same phone leads on, and asks for no other one.
    phone.goto(f"{running.address}/i#0000-0000-0000")
    expect(phone.get_by_role("heading", name="You are in already")).to_be_visible()


def test_a_printed_invitation_asks_for_the_digits(
    desk: Page, contexts: Callable[..., BrowserContext], running: Installation
) -> None:
    desk.get_by_role("button", name="Invite on paper").click()
    digits = spoken(desk)
    link = desk.locator(".link-text").text_content() or ""
    desk.emulate_media(media="print")
    expect(desk.get_by_text(digits[:3])).to_be_hidden()
    phone = contexts().new_page()
    phone.goto(link)
    phone.get_by_label("Six digits").fill("000000" if digits != "000000" else "111111")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("alert").filter(has_text="not the six digits")).to_be_visible()
    phone.get_by_label("Six digits").fill(f"{digits[:3]} {digits[3:]}")
    phone.get_by_role("button", name="Continue").click()
    until(lambda: api(phone, "/api/me").get("role") == "patient", "the patient is in")


def test_a_lost_phone_is_shut_out_and_the_patient_is_told(
    desk: Page, contexts: Callable[..., BrowserContext], running: Installation
) -> None:
    def joined() -> Page:
        desk.get_by_role("button", name="Invite on this screen").click()
        phone = contexts().new_page()
        join_with(phone, running, spoken(desk))
        phone.get_by_role("button", name="Continue").click()
        until(lambda: api(phone, "/api/me").get("role") == "patient", "the patient is in")
        return phone

    lost = joined()
    desk.get_by_role("button", name="End all access").click()
    desk.get_by_label("Why").fill("The phone was lost")
    desk.get_by_role("button", name="End all access").last.click()
    expect(desk.get_by_text("Compare at least two", exact=False).first).to_be_visible()
    desk.get_by_label("Name", exact=True).check()
    desk.get_by_label("Date of birth").check()
    desk.get_by_role("button", name="End all access").last.click()
    expect(desk.locator(".told")).to_contain_text("is ended")
    assert api(lost, "/api/me")["code"] == "sign-in-needed"
    found = joined()
    found.goto(running.address)
    notice = found.get_by_text("Your clinic ended your earlier sign-ins", exact=False)
    expect(notice).to_be_visible()
    found.get_by_role("button", name="OK").click()
    expect(notice).to_be_hidden()
    assert api(found, "/api/me")["revoked"] is None
