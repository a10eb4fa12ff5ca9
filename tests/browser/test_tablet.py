"""A tablet that staff share, in a real browser: enrolled, locked, and handed from one to the other by one gesture."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Installation
from tests.browser.test_passkeys import Device, add_passkey, require_accessible
from tests.browser.test_passkeys import visitor as visitor
from tests.browser.test_recording_a_session import course_where, is_ready

USES = count(100, 100)  # a passkey says how often it was used; fewer times than before would tell of a copy
TYPED = "Pat winced at the third train"


@pytest.fixture
def keys(visitor: Any, running: Installation) -> dict[str, list[dict[str, Any]]]:
    """The passkeys of two members of staff, made on computers of their own."""
    found = {}
    for role in ("clinician", "technician"):
        page, device = visitor(role)
        add_passkey(page, running)
        found[role] = device.passkeys
    return found


def hand_over(page: Page, device: Device, to: list[dict[str, Any]]) -> None:
    """Lock, and one gesture of somebody else: no name is typed."""
    page.get_by_role("button", name="Lock", exact=True).click()
    lock = page.get_by_role("dialog", name="This page is locked")
    expect(lock).to_be_visible()
    expect(page.locator("#app")).not_to_be_visible()
    device.hold([each | {"signCount": next(USES)} for each in to])
    lock.get_by_role("button", name="Sign in with a passkey").click()
    expect(lock).not_to_be_visible()


def test_staff_change_by_one_gesture_and_each_finds_the_own_half_filled_form(
    visitor: Any, keys: dict[str, list[dict[str, Any]]], running: Installation
) -> None:
    page, device = visitor("admin", {"width": 1024, "height": 768})
    page.goto(f"{running.address}/app/clinic/access")
    page.get_by_label("Name of the tablet").fill("Room 2")
    page.get_by_role("button", name="Enrol as a tablet").click()
    expect(page.get_by_text("Room 2 is enrolled. Press Lock before you hand it over.")).to_be_visible()
    require_accessible(page)

    hand_over(page, device, keys["clinician"])
    expect(page.get_by_role("heading", level=1, name="Courses")).to_be_visible()
    course = course_where(page, is_ready)
    page.goto(f"{running.address}/app/courses/{course}/session")
    page.get_by_role("button", name="Record a missed session, or one of another day").click()
    page.get_by_label("Note").fill(TYPED)
    page.get_by_label("Note").scroll_into_view_if_needed()

    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.get_by_role("dialog", name="This page is locked")).to_be_visible()
    require_accessible(page)
    assert page.evaluate("fetch('/api/me').then((answer) => answer.status)") == 401
    device.hold([each | {"signCount": next(USES)} for each in keys["technician"]])
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1, name="Courses")).to_be_visible()
    assert "technician" in page.locator(".desk-me").inner_text()
    assert TYPED not in page.content()
    assert page.evaluate(
        "(typed) => ![...document.querySelectorAll('textarea, input')].some(({ value }) => value.includes(typed))",
        TYPED,
    )
    stored = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"
    assert TYPED not in page.evaluate(stored)
    page.get_by_role("link", name="Alerts").first.click()  # and working there takes nothing away
    expect(page.get_by_role("heading", level=1, name="Alerts")).to_be_visible()

    hand_over(page, device, keys["clinician"])
    expect(page.get_by_label("Note")).to_have_value(TYPED)
    assert "clinician" in page.locator(".desk-me").inner_text()
    assert page.url.endswith(f"/app/courses/{course}/session")
    # It is alive, too: a missed session needs a reason.
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("Say why.")).to_be_visible()


def test_an_answer_to_one_is_never_shown_to_the_next(
    visitor: Any, keys: dict[str, list[dict[str, Any]]], running: Installation
) -> None:
    """A save that is under way while the tablet changes hands says nothing on the other's page."""
    page, device = visitor("admin", DESK)
    page.goto(f"{running.address}/app/clinic/access")
    page.get_by_label("Name of the tablet").fill("Room 3")
    page.get_by_role("button", name="Enrol as a tablet").click()
    expect(page.get_by_text("Room 3 is enrolled.")).to_be_visible()
    hand_over(page, device, keys["clinician"])
    page.goto(f"{running.address}/app/patients/new")
    page.get_by_label("Name", exact=True).fill("Half Typed")
    held: list[Callable[[], None]] = []
    page.route("**/api/patients", lambda route: held.append(route.continue_))
    page.get_by_role("button", name="Add patient and invite").click()
    hand_over(page, device, keys["technician"])
    expect(page.get_by_role("heading", level=1, name="Courses")).to_be_visible()
    for go_on in held:
        go_on()
    expect(page.get_by_role("heading", level=1, name="Courses")).to_be_visible()
    hand_over(page, device, keys["clinician"])
    expect(page.get_by_label("Name", exact=True)).to_have_value("Half Typed")
